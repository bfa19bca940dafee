/** What a transcript cannot show: signals, pipes, programs as readers, and defects. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportSchema } from "../../src/render/reportJson.ts";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { type Ended, environment, runCommand } from "./transcript.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

let program: BuiltProgram;
let workspace: Workspace;

beforeAll(async () => {
  program = await buildProgram();
  workspace = await makeWorkspace();
  await writeFile(join(workspace.folder, "announced.spec.ts"), announcedSpec);
  await writeFile(join(workspace.folder, "slow.spec.ts"), slowSpec);
  await writeFile(join(workspace.folder, "stuck.spec.ts"), stuckSpec);
});
afterAll(async () => {
  await program.remove();
  await workspace.remove();
});

/** Says on stderr when it is about to be explored, so that a test knows when to interrupt it. */
const announcedSpec = `
import { holds, spec } from "cutcheck";
import odometer from "./endless/odometer.spec.ts";
const build = (...knobs) => { process.stderr.write("exploring\\n"); return odometer.build(...knobs); };
export default spec("announced", { title: "", summary: "", build, cases: [{ name: "first", expect: holds() }, { name: "second", expect: holds() }] });
`;

/** Its effects take so long that the program cannot look at signals before a second one is there. */
const slowSpec = `
import { machine, range, spec, t } from "cutcheck";
const wait = () => { let sum = 0; for (let i = 0; i < 50000000; i++) sum += i % 7; return sum; };
const then = (s, { by }) => { if (wait() < 0) return; s.n = (s.n + by) % 1000000; };
const build = () => { process.stderr.write("exploring\\n"); return machine("slow", { n: t.int(0, 999999) }).action("add", { by: range(1, 2) }, { then }); };
export default spec("slow", { title: "", summary: "", build, cases: [] });
`;

/** Its guard never returns. Left alone, it is ended after some seconds, and is CUT218. */
const stuckSpec = `
import { machine, spec, t } from "cutcheck";
const when = s => { while (s.n < 1); return true; };
const build = () => { process.stderr.write("exploring\\n"); return machine("stuck", { n: t.int(0, 1) }).action("go", { when, then: s => { s.n = 1; } }); };
export default spec("stuck", { title: "", summary: "", build, cases: [] });
`;

const run = (command: string): Promise<Ended> => runCommand(command, workspace.folder, program);

/** Starts the program itself, without a shell between it and the signals. */
function start(...words: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program.main, ...words], { cwd: workspace.folder, env: environment(program) });
  child.stdin.end();
  return child;
}

/** Calls `onExploring` once the spec has announced itself. */
function ended(child: ChildProcessWithoutNullStreams, onExploring: () => void): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", text => {
    stdout += text;
  });
  child.stderr.on("data", text => {
    const isFirst = !stderr.includes("exploring");
    stderr += text;
    if (isFirst && stderr.includes("exploring")) onExploring();
  });
  return new Promise(resolve => child.on("close", code => resolve({ stdout, stderr, code })));
}

describe("Ctrl-C", () => {
  test("stops, prints what was covered, leaves the rest unchecked, and exits 3", async () => {
    const child = start("check", "announced.spec.ts");
    const { stdout, code } = await ended(child, () => setTimeout(() => child.kill("SIGINT"), 300));
    expect(code).toBe(3);
    expect(stdout).toMatch(/announced first: Stopped because it was interrupted:\s+every run of at most \d+ steps? was\s+covered,/);
    expect(stdout).toMatch(/announced +second +incomplete +NO +0 /);
    expect(stdout).not.toMatch(/\bholds +yes/);
  });

  test("leaves a whole JSON document", async () => {
    const child = start("check", "announced.spec.ts", "--json");
    const { stdout, code } = await ended(child, () => child.kill("SIGTERM"));
    expect(code).toBe(3);
    expect(reportSchema.parse(JSON.parse(stdout)).results.map(each => each.verdict)).toEqual(["incomplete", "incomplete"]);
  });

  test("twice exits at once with the code of a killed program", async () => {
    const child = start("check", "slow.spec.ts");
    const { code } = await ended(child, () => {
      // The first one comes when an effect runs: between two turns it would be seen at once, and all be over.
      setTimeout(() => child.kill("SIGINT"), 250);
      setTimeout(() => child.kill("SIGINT"), 260);
    });
    expect(code).toBe(130);
  });
});

describe("a signal in the midst of a function that does not return", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s is answered, and a second one ends the process before anything else is known", async signal => {
    const child = start("check", "stuck.spec.ts");
    child.stderr.on("data", text => {
      if (String(text).includes("Stopping. Once more to exit at once.")) child.kill(signal);
    });
    const { stdout, stderr, code } = await ended(child, () => setTimeout(() => child.kill(signal), 300));
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stdout).toBe("");
    expect(stderr).toBe("exploring\nStopping. Once more to exit at once.\n");
  });
});

describe("a report that Ctrl-C cuts short", () => {
  test("says what is known, and leaves the pages of an earlier one", async () => {
    await run("cutcheck report out turnstile --case worn");
    const child = start("report", "out", "announced.spec.ts");
    const { stdout, code } = await ended(child, () => setTimeout(() => child.kill("SIGINT"), 300));
    expect(code).toBe(3);
    expect(stdout).toContain("Interrupted: what was not checked is incomplete in it, and earlier pages are still there.");
    expect(await readFile(join(workspace.folder, "out/index.html"), "utf8")).toContain("<h1>2 of 2 instances need a look</h1>");
    expect(await readdir(join(workspace.folder, "out/turnstile"))).toEqual(["worn.html"]);
    // The earlier page is still known as one: the next report removes it.
    await run("cutcheck report out tokens");
    expect(await readdir(join(workspace.folder, "out"))).toEqual(["index.html"]);
  });
});

describe("piped output", () => {
  test("has no colours and no progress", async () => {
    const { stdout, stderr } = await run("cutcheck check endless turnstile --max-seconds 0.5");
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toBe("");
  });

  test("has colours when FORCE_COLOR asks for them, unless --no-color or NO_COLOR forbid them", async () => {
    expect((await run("FORCE_COLOR=1 cutcheck list")).stdout).toContain("\u001b[1mturnstile");
    expect((await run("FORCE_COLOR=1 cutcheck list --no-color")).stdout).not.toContain("\u001b");
    expect((await run("NO_COLOR=1 FORCE_COLOR=1 cutcheck list")).stdout).not.toContain("\u001b");
  });

  test("may be cut off by its reader", async () => {
    const { stdout, stderr } = await run("cutcheck check odd | head -n 1");
    expect(stdout).toMatch(/^spec +case/);
    expect(stderr).toBe("");
  });
});

describe("--json", () => {
  test("prints one document of the published shape, and nothing else, for every verdict", async () => {
    const { stdout, stderr, code } = await run("cutcheck check odd turnstile endless --json --workers 3 --max-states 2000 --counts full");
    const { results } = reportSchema.parse(JSON.parse(stdout));
    expect(new Set(results.map(each => each.verdict))).toEqual(new Set(["holds", "violated", "vacuous", "error", "incomplete"]));
    expect(results.find(each => each.case === "sturdy")).toMatchObject({
      spec: "turnstile",
      scope: { people: 2 },
      semantics: { arm: "sturdy" },
      expected: "holds",
      asExpected: true,
      counts: { distinctStates: 5, distinctEdges: 4, transitions: 4, terminalStates: 1, levels: [1, 1, 1, 1, 1] },
      exact: true,
      workers: 3,
    });
    expect(stderr).toContain("its counterexample is not archived: there is no counterexamples/turnstile/worn");
    expect(code).toBe(2);
  });

  test("says where a counterexample is archived", async () => {
    await run("cutcheck check --update");
    const { results } = reportSchema.parse(JSON.parse((await run("cutcheck check turnstile --json --case worn")).stdout));
    expect(results[0]?.counterexample).toEqual({ steps: 1, loop: null, path: "counterexamples/turnstile/worn" });
  });

  test("leaves an instance that is no case without name and expectation", async () => {
    const { results } = reportSchema.parse(JSON.parse((await run("cutcheck check turnstile --set arm=worn --json")).stdout));
    expect(results).toMatchObject([
      { case: null, expected: null, expectedProperty: null, verdict: "violated", asExpected: false, counterexample: { steps: 1, loop: null, path: null } },
    ]);
  });
});

describe("specs outside the working directory", () => {
  test("are checked by their path, and archived in their own project", async () => {
    const project = join(workspace.folder, "elsewhere/project");
    await mkdir(join(project, "deep"), { recursive: true });
    await writeFile(join(project, "package.json"), "{}");
    await writeFile(join(project, "deep/turnstile.spec.ts"), await readFile(join(workspace.folder, "specs/turnstile.spec.ts")));
    const { code } = await run("mkdir -p other && cd other && cutcheck check ../elsewhere/project/deep/turnstile.spec.ts --update");
    expect(code).toBe(0);
    expect((await readdir(join(project, "counterexamples/turnstile/worn"))).sort()).toEqual(["README.md", "trace.json"]);
    expect(await readdir(join(workspace.folder, "other"))).toEqual([]);
  });

  test("may import packages of their own project and aliases of its tsconfig", async () => {
    const project = join(workspace.folder, "with-packages");
    await mkdir(join(project, "node_modules/limits"), { recursive: true });
    await mkdir(join(project, "parts"), { recursive: true });
    await writeFile(join(project, "node_modules/limits/package.json"), '{ "name": "limits", "type": "module", "exports": "./main.js" }');
    await writeFile(join(project, "node_modules/limits/main.js"), "export const limit = 3;");
    await writeFile(join(project, "parts/start.ts"), "export const start: number = 1;");
    await writeFile(join(project, "tsconfig.json"), '{ "compilerOptions": { "paths": { "parts/*": ["./parts/*"] } } }');
    await writeFile(
      join(project, "count.spec.ts"),
      `import { join } from "node:path";
       import { holds, machine, spec, t } from "cutcheck";
       import { limit } from "limits";
       import { start } from "parts/start.ts";
       const count = machine("count", { n: t.int(0, limit) })
         .init(s => { s.n = start; })
         .action(join("add", "one"), { when: s => s.n < limit, then: s => { s.n++; } })
         .terminal(s => s.n === limit);
       export default [1, 2].map(i => spec("count-" + i, { title: "", summary: "", build: () => count, cases: [{ name: "all", expect: holds({ states: 3 }) }] }));`,
    );
    expect(await run("cutcheck check with-packages/count.spec.ts")).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a spec that leaves a timer behind", () => {
  test("does not keep the program from ending", async () => {
    const spec = await readFile(join(workspace.folder, "specs/turnstile.spec.ts"), "utf8");
    await writeFile(join(workspace.folder, "timer.spec.ts"), `setInterval(() => {}, 1000);\n${spec}`);
    expect((await run("cutcheck check timer.spec.ts --case sturdy")).code).toBe(0);
  });
});

describe("what goes wrong outside the spec", () => {
  test("a folder that cannot be written is told with its path and what to do, with exit code 2; the verdict is printed all the same", async () => {
    await writeFile(join(workspace.folder, "blocked"), "a file where a folder is wanted");
    const told = /blocked\/\S+ cannot be written: a file stands where a folder is wanted \((ENOTDIR|EEXIST)\)\. Move it away, or write elsewhere\./;
    for (const command of ["check turnstile --set arm=worn", "check turnstile --smallest --set arm=worn", "simulate turnstile --set arm=worn"]) {
      const { stdout, stderr, code } = await run(`cutcheck ${command} --out blocked`);
      expect(stdout).toMatch(/violat/);
      expect(stdout + stderr).toMatch(told);
      expect(code).toBe(2);
    }
    for (const command of ["matrix turnstile --vary arm --out blocked", "report blocked turnstile", "check turnstile --case worn --graph blocked/g.dot"]) {
      const { stdout, stderr, code } = await run(`cutcheck ${command}`);
      expect(stdout).toMatch(/violat|2 as expected/);
      expect(stderr).toMatch(told);
      expect(code).toBe(2);
    }
  });

  test.runIf(process.platform === "linux")("a place where nothing can be made does not hang", async () => {
    const { stdout, stderr, code } = await run("cutcheck check turnstile --case worn --graph /proc/nowhere/g.dot");
    expect(stdout).toMatch(/^turnstile +worn +violated/m);
    expect(stderr).toContain("/proc/nowhere/g.dot cannot be written: ");
    expect(code).toBe(2);
  });

  test("without a place for temporary files the message names it", async () => {
    const { stderr, code } = await run("TMPDIR=$PWD/package.json cutcheck check turnstile");
    expect(stderr).toMatch(/^error: .*package\.json cannot be written: .*, or set TMPDIR to a folder that can be written\.\n$/);
    expect(code).toBe(2);
  });

  test("a defect of cutcheck is an apology with the stack, and exit code 70", async () => {
    await writeFile(join(workspace.folder, "sabotage.mjs"), 'performance.now = () => { throw new TypeError("sabotaged clock"); };');
    const { stdout, stderr, code } = await run("NODE_OPTIONS='--import ./sabotage.mjs' cutcheck check turnstile");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^Sorry: this is a defect of cutcheck \d+\.\d+\.\d+, not of your spec\./);
    expect(stderr).toContain("TypeError: sabotaged clock\n    at ");
    expect(code).toBe(70);
  });
});
