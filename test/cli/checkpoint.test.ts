/** `--checkpoint` and `--resume` as processes: killed at random moments, interrupted, two at a time, and with folders that fail. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportSchema } from "../../src/render/reportJson.ts";
import { seed } from "../explore/seed.ts";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { type Ended, environment, runCommand } from "./transcript.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

let program: BuiltProgram;
let workspace: Workspace;

beforeAll(async () => {
  program = await buildProgram();
  workspace = await makeWorkspace();
  // The archive is beside it, whatever is above the workspace.
  await writeFile(join(workspace.folder, "package.json"), "{}");
  await writeFile(join(workspace.folder, "specs/grid.spec.ts"), gridSpec("s.at.get(3) > 15"));
});
afterAll(async () => {
  await program.remove();
  await workspace.remove();
});

/** 14^4 states in 53 levels: about a second. The first case is violated in its last level; the second one explores another machine before its own. */
function gridSpec(never: string): string {
  return `
import { holds, indices, knob, machine, spec, t, violates } from "cutcheck";
const grid = (name, dimensions) => machine(name, { at: t.array(dimensions, t.int(0, 13)) })
  .action("move", { to: indices(dimensions) }, {
    actor: ({ to }) => "mover " + to,
    when: (s, { to }) => s.at.get(to) < 13,
    then: (s, { to }) => s.at.set(to, s.at.get(to) + 1),
  })
  .terminal("any")
  .invariant("nothing impossible", s => !(${never}))
  .witness("the middle", s => s.at.get(0) === 7 && s.at.get(1) === 7);
const build = (scope, semantics) => {
  process.stderr.write("exploring\\n");
  const hyper = grid("hyper", 4).invariant("the far corner is free", s => !semantics.closed || [...s.at].some(at => at < 13));
  return semantics.nested ? hyper.reachableIn("a state of the other one", grid("other", 4), s => ({ at: [...s.at] })) : hyper;
};
export default spec("grid", {
  title: "A grid", summary: "", build,
  semantics: { closed: knob.bool(false, "whether the far corner is closed"), nested: knob.bool(false, "whether it is compared with another machine") },
  cases: [
    { name: "closed", semantics: { closed: true }, expect: violates("the far corner is free") },
    { name: "nested", semantics: { nested: true }, expect: holds() },
  ],
});
`;
}

const run = (command: string): Promise<Ended> => runCommand(command, workspace.folder, program);

/** Starts the program itself, without a shell between it and the signals. */
function start(...words: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program.main, ...words], { cwd: workspace.folder, env: environment(program) });
  child.stdin.end();
  return child;
}

/** Kills the process some time after it has read the spec. */
async function kill(child: ChildProcessWithoutNullStreams, milliseconds: number, signal: NodeJS.Signals = "SIGKILL"): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", text => (stdout += text));
  child.stderr.on("data", text => {
    if (stderr === "") setTimeout(() => child.kill(signal), milliseconds).unref();
    stderr += text;
  });
  return new Promise(resolve => child.on("close", code => resolve({ stdout, stderr, code })));
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(join(workspace.folder, file))) await new Promise(resolve => setTimeout(resolve, 5));
}

/** Verdicts, counts and counterexamples: what must not depend on how often a run was killed. */
function essence(stdout: string): unknown {
  return reportSchema.parse(JSON.parse(stdout)).results.map(({ seconds: _, memoryBytes: __, ...rest }) => rest);
}

async function archive(): Promise<readonly string[]> {
  const folder = join(workspace.folder, "counterexamples/grid/closed");
  const texts = await Promise.all((await readdir(folder)).sort().map(name => readFile(join(folder, name), "utf8")));
  await rm(join(workspace.folder, "counterexamples"), { recursive: true });
  return texts;
}

describe("a process that is killed with SIGKILL", () => {
  test(`again and again, at random moments, gives in the end the verdicts, counts and files of one that was not (CUTCHECK_SEED=${seed})`, async () => {
    const whole = await run("cutcheck check grid --update --json");
    const files = await archive();
    const delays = fc.sample(fc.integer({ min: 0, max: 1200 }), { numRuns: 9, seed });
    for (const [round, few] of [delays.slice(0, 3), delays.slice(3, 6), delays.slice(6)].entries()) {
      const folder = `killed-${round}`;
      const words = (): string[] => [existsSync(join(workspace.folder, folder, "run.json")) ? "--resume" : "--checkpoint", folder, "--every", "0.01"];
      for (const delay of few) await kill(start("check", "grid", "--update", "--json", ...words()), delay);
      const { stdout, code } = await run(`cutcheck check grid --update --json ${words().join(" ")}`);
      expect(code).toBe(0);
      expect(essence(stdout)).toEqual(essence(whole.stdout));
      expect(await archive()).toEqual(files);
    }
  });

  test("keeps what was through: it is not explored again", async () => {
    await run("cutcheck check grid --case closed --case nested --checkpoint through");
    expect((await readdir(join(workspace.folder, "through/grid/closed"))).sort()).toEqual(["result.json"]);
    const { stdout, stderr, code } = await run("cutcheck check grid --resume through --json");
    expect(code).toBe(1);
    // The machines are built to compare the checkpoint with them, and no more.
    expect(stderr.match(/exploring/g)).toHaveLength(2 + 1);
    expect(essence(stdout)).toEqual(essence((await run("cutcheck check grid --json")).stdout));
  });
});

describe("Ctrl-C", () => {
  test("keeps the last level that was through, and --resume goes on there", async () => {
    const child = start("check", "endless", "--checkpoint", "interrupted", "--every", "1000", "--json");
    const first = await new Promise<Ended>(resolve => {
      let stdout = "";
      child.stdout.on("data", text => (stdout += text));
      child.on("close", code => resolve({ stdout, stderr: "", code }));
      setTimeout(() => child.kill("SIGINT"), 2000);
    });
    expect(first.code).toBe(3);
    const covered = levelsOf(first.stdout);
    const again = await run("cutcheck check endless --resume interrupted --max-depth 1 --json");
    expect(levelsOf(again.stdout)).toEqual(covered.slice(0, -1));
  });

  function levelsOf(stdout: string): readonly number[] {
    return reportSchema.parse(JSON.parse(stdout)).results[0]?.counts.levels ?? [];
  }
});

describe("two processes on one folder", () => {
  test("the second one is refused while the first one lives, and goes on when it was killed", async () => {
    const child = start("check", "grid", "endless", "--checkpoint", "shared", "--every", "0.1");
    const ended = new Promise(resolve => child.on("close", resolve));
    await untilThere("shared/grid/closed/progress.json");
    const second = await run("cutcheck check grid endless --resume shared");
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(new RegExp(`CUT407 The checkpoint is in use by process ${child.pid} of `));
    child.kill("SIGKILL");
    await ended;
    expect(await run("cutcheck check grid --resume shared")).toMatchObject({ code: 1 });
  });
});

describe("a checkpoint that is not what it should be", () => {
  test("a spec that has changed since is refused, before anything is explored", async () => {
    await run("cutcheck check grid --checkpoint changed");
    await writeFile(join(workspace.folder, "specs/grid.spec.ts"), gridSpec("s.at.get(3) > 16"));
    const { stderr, stdout, code } = await run("cutcheck check grid --resume changed");
    await writeFile(join(workspace.folder, "specs/grid.spec.ts"), gridSpec("s.at.get(3) > 15"));
    expect(stderr).toMatch(/CUT406 The checkpoint is of another run: not the same source\./);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
  });

  test("damaged rows are an error of their instance alone", async () => {
    const child = start("check", "grid", "--checkpoint", "damaged", "--every", "0.01");
    const ended = kill(child, 60_000);
    await untilThere("damaged/grid/closed/progress.json");
    child.kill("SIGKILL");
    await ended;
    const rows = join(workspace.folder, "damaged/grid/closed/rows-0.bin");
    const bytes = await readFile(rows);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 0x80;
    await writeFile(rows, bytes);
    const { stdout, code } = await run("cutcheck check grid --resume damaged");
    expect(stdout).toMatch(/grid closed: The checkpoint cannot be used\.\n.*\n +CUT405 The checkpoint is damaged: rows-0\.bin is not what was written\./);
    expect(stdout).toMatch(/grid +nested +holds/);
    expect(code).toBe(2);
  });

  test("a folder that is a file, and one that cannot be made, are told in one line", async () => {
    await writeFile(join(workspace.folder, "occupied"), "");
    for (const folder of ["occupied", "occupied/deeper"]) {
      const { stderr, code } = await run(`cutcheck check turnstile --checkpoint ${folder}`);
      expect(stderr).toMatch(/^error: occupied\S* cannot be written: a file stands where a folder is wanted \((ENOTDIR|EEXIST)\)[^\n]*\n$/);
      expect(code).toBe(2);
    }
  });

  test("a folder that vanishes while it is in use loses nothing of the result", async () => {
    await mkdir(join(workspace.folder, "vanishing"), { recursive: true });
    await cp(join(workspace.folder, "specs/grid.spec.ts"), join(workspace.folder, "vanishing/grid.spec.ts"));
    const child = start("check", "vanishing/grid.spec.ts", "--case", "closed", "--checkpoint", "vanished", "--every", "0.01", "--json");
    const ended = kill(child, 60_000);
    await untilThere("vanished/grid/closed/progress.json");
    await rename(join(workspace.folder, "vanished"), join(workspace.folder, "moved"));
    const { stdout, stderr } = await ended;
    expect(stderr).toMatch(/note: the checkpoint cannot be written, and what it held before stays valid: ENOENT/);
    expect(essence(stdout)).toMatchObject([{ verdict: "violated", property: "the far corner is free" }]);
  });
});
