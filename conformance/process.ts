/** Runs other programs to their end. */
import { spawn } from "node:child_process";

/** How a program ended, and all that it printed. `code` is -1 where it could not be started or was ended by a signal. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a program in a folder. It does not inherit the terminal: what it prints is returned, both streams in their order. */
export function run(command: string, args: readonly string[], folder: string): Promise<Ended> {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (text: string): void => {
      output += text;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.on("error", error => resolve({ code: -1, output: error.message }));
    child.on("close", code => resolve({ code: code ?? -1, output }));
  });
}

/** As {@link run}. Errors: the program ends with another code than 0; its output is in the message. */
export async function runOrFail(command: string, args: readonly string[], folder: string): Promise<string> {
  const { code, output } = await run(command, args, folder);
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 6).join(" ")} ended with code ${code}:\n${output}`);
  return output;
}
