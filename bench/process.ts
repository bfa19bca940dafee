/** Runs one process to its end and measures it whole: from before it is started until it has been waited for. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Measured {
  readonly seconds: number;
  /** Peak resident set; NaN where there is no /proc. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** How often the peak is read. It is a high-water mark of the kernel, so only its growth in the last moment can be missed. */
const pollMilliseconds = 10;

/** Errors: the process cannot be started, or ends with another code than 0 (its output is in the message). */
export function measure(command: string, args: readonly string[], directory: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
    let peakBytes = Number.NaN;
    const poll = setInterval(() => {
      const bytes = peakOf(child.pid);
      if (!Number.isNaN(bytes)) peakBytes = bytes;
    }, pollMilliseconds);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", text => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", text => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", code => {
      clearInterval(poll);
      if (code !== 0) reject(new Error(`${command} ${args.join(" ")} ended with code ${code}\n${stdout}${stderr}`));
      resolve({ seconds: Number(process.hrtime.bigint() - started) / 1e9, peakBytes, stdout });
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
  } catch {
    return Number.NaN;
  }
}
