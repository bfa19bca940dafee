/** The main job: every quick case of every spec comes out as expected, and the archive is what today's checker writes and replays. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Report, reportSchema } from "../../src/render/reportJson.ts";
import { type BuiltProgram, buildProgram, repository } from "../cli/build.ts";

/** Minutes on a slow machine. */
const timeLimitMs = 20 * 60_000;

let program: BuiltProgram;

beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.remove());

/** Runs the program in the repository. Errors: an exit code other than 0, with what was printed. */
async function cutcheck(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program.main, ...words], { cwd: repository, maxBuffer: 2 ** 28 });
  return stdout;
}

test(
  "every quick case comes out as expected, and its counterexample is byte for byte the archived one",
  async () => {
    // The exit code is not 0 if a verdict, a count or an archived file differs.
    const report: Report = reportSchema.parse(JSON.parse(await cutcheck("check", "--json")));
    expect(report.results.filter(each => !each.asExpected)).toEqual([]);
    expect(report.results.length).toBeGreaterThan(100);
  },
  timeLimitMs,
);

test(
  "every archived counterexample still violates its property",
  async () => {
    const folders = (await readdir(join(repository, "counterexamples"), { recursive: true })).filter(name => name.endsWith("trace.json"));
    const lines = (await cutcheck("replay")).split("\n").filter(line => line.includes("still violates"));
    expect(lines.length).toBe(folders.length);
  },
  timeLimitMs,
);
