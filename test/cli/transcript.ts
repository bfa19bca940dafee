/**
 * Transcripts: Markdown files whose `console` blocks are run in one workspace, in order. A block holds commands and what they print:
 *
 *     $ cutcheck check turnstile
 *     ...
 *     [exit 0]
 *
 * What goes to stderr stands after what goes to stdout, each line after `! `. Durations are replaced, so that machines agree.
 */
import { spawn } from "node:child_process";
import type { BuiltProgram } from "./build.ts";

/** What a command printed and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs a shell command with `cutcheck` on its path. `onStderr` may answer, for example with a signal. */
export function runCommand(command: string, folder: string, program: BuiltProgram): Promise<Ended> {
  const child = spawn("sh", ["-c", command], { cwd: folder, env: environment(program), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", code => resolve({ stdout, stderr, code }));
  });
}

/** The environment of a user: nothing that a test runner or a terminal adds. */
export function environment(program: BuiltProgram): NodeJS.ProcessEnv {
  return { PATH: `${program.binFolder}:${process.env.PATH}`, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };
}

/** The transcript with the output of its commands as it is now. */
export async function rerun(transcript: string, folder: string, program: BuiltProgram): Promise<string> {
  const parts = transcript.split(/^(```console\n[\s\S]*?^```$)/m);
  for (const [i, part] of parts.entries()) {
    if (part.startsWith("```console\n")) parts[i] = await rerunBlock(part, folder, program);
  }
  return parts.join("");
}

async function rerunBlock(block: string, folder: string, program: BuiltProgram): Promise<string> {
  const lines = ["```console"];
  for (const command of block.split("\n").filter(line => line.startsWith("$ "))) {
    lines.push(command, ...linesOf(await runCommand(command.slice(2), folder, program)));
  }
  return [...lines, "```"].join("\n");
}

function linesOf({ stdout, stderr, code }: Ended): readonly string[] {
  const text = (of: string): readonly string[] => (of === "" ? [] : of.replace(/\n$/, "").split("\n"));
  return [...text(stdout), ...text(stderr).map(line => `! ${line}`.trimEnd()), `[exit ${code}]`].map(withoutDurations);
}

/** Durations become `0.0 s`; in a table their column, the last one, loses its width with them. */
function withoutDurations(line: string): string {
  const timed = line.replace(/ +(?:<?\d+(?:\.\d+)? s|\d+ min \d+ s)(\.?)$/, " 0.0 s$1");
  return timed.startsWith("spec ") ? timed.replace(/ +time$/, " time") : timed;
}
