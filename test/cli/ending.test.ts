/** Whatever a spec, or what it imports, does to the process: the command ends by itself, with the answers of the others, and never as if all were well. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportSchema } from "../../src/render/reportJson.ts";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { type Ended, environment, runCommand } from "./transcript.ts";

let program: BuiltProgram;
let folder: string;

beforeAll(async () => {
  program = await buildProgram("ending");
  folder = await mkdtemp(join(tmpdir(), "cutcheck-ending-"));
  await writeFile(join(folder, "package.json"), "{}\n");
  await writeFile(join(folder, "good.spec.ts"), specText("good"));
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

const run = (command: string): Promise<Ended> => runCommand(command, folder, program);

/** A counter to three, with statements before it, and in the guard of its action. */
function specText(name: string, before = "", inGuard = ""): string {
  return `import { holds, machine, spec, t } from "cutcheck";
${before}
const counter = machine("counter", { n: t.int(0, 3) })
  .action("count", { when: s => { ${inGuard} return s.n < 3; }, then: s => void s.n++ })
  .terminal(s => s.n === 3);
export default spec("${name}", { title: "", summary: "", build: () => counter, cases: [{ name: "all", expect: holds({ states: 4 }) }] });
`;
}

/** Checks a spec with such statements, and a good one beside it. */
async function checkBesideGood(before: string, inGuard = ""): Promise<Ended> {
  await writeFile(join(folder, "bad.spec.ts"), specText("bad", before, inGuard));
  return run("CUTCHECK_LOAD_SECONDS=1 cutcheck check bad.spec.ts good.spec.ts --workers 1");
}

const goodHolds = /^good +all +holds +yes +4 /m;

describe("a spec that ends the process is CUT308, and the answer of the other one is printed", () => {
  test.each([
    ["process.exit", "process.exit(0);"],
    ["process.exit by name", 'import { exit } from "node:process"; exit(0);'],
    ["process.reallyExit", "process.reallyExit(0);"],
    ["process.abort", "process.abort();"],
    ["a signal to itself", 'process.kill(process.pid, "SIGKILL");'],
    ["a signal to its group", "process.kill(0);"],
    ["process.exit in a callback", "setTimeout(() => process.exit(0), 1); await new Promise(done => setTimeout(done, 100));"],
    ["process.exit in a promise", "void Promise.resolve().then(() => process.exit(0));"],
    ["process.exit that it catches", "try { process.exit(0); } catch {}"],
    ["process.exit when listeners are gone", "process.removeAllListeners(); process.exitCode = 0; setTimeout(() => process.exit(0), 1);"],
    ["process.exit when nothing is left to do", 'process.on("beforeExit", () => process.exit(0)); await new Promise(() => {});'],
  ])("%s", async (_, before) => {
    const { stdout, stderr, code } = await checkBesideGood(before);
    expect(stderr).toMatch(/^CUT308 .*\n(?: {7}.*\n)* {2}file {4}bad\.spec\.ts:2$/m);
    expect(stdout).toMatch(goodHolds);
    expect(code).toBe(2);
  });

  test("in a guard, with the run that leads there", async () => {
    const { stdout, code } = await checkBesideGood("", "if (s.n === 2) process.exit(0);");
    expect(stdout).toMatch(/ CUT209 [\s\S]*process\.exit\(\)[\s\S]*at {6}the guard of count[\s\S]*The run that leads there has 2 steps/);
    expect(stdout).toMatch(goodHolds);
    expect(code).toBe(2);
  });

  test("in a guard that catches it", async () => {
    const { stdout, stderr, code } = await checkBesideGood("", "try { process.exit(0) } catch {}");
    expect(stdout).toMatch(/^bad +all +error +NO /m);
    expect(stdout).toMatch(/CUT209 [\s\S]*in {6}spec bad, case all\n {4}at {6}the guard of count\n {4}file {4}bad\.spec\.ts:4/);
    expect(stdout).toMatch(goodHolds);
    expect(stderr).toBe("");
    expect(code).toBe(2);
  });

  test("in a package that it imports, at once or later", async () => {
    await mkdir(join(folder, "node_modules/quitter"), { recursive: true });
    await writeFile(join(folder, "node_modules/quitter/package.json"), '{ "name": "quitter", "main": "./main.js" }');
    for (const [text, place] of [
      ["process.exit(0);", "bad.spec.ts"],
      ["setTimeout(() => process.exit(0), 1);", "node_modules/quitter/main.js:1"],
    ] as const) {
      await writeFile(join(folder, "node_modules/quitter/main.js"), text);
      const { stdout, stderr, code } = await checkBesideGood('import "quitter"; await new Promise(done => setTimeout(done, 100));');
      expect(stderr).toContain(`  file    ${place}\n`);
      expect(stdout).toMatch(goodHolds);
      expect(code).toBe(2);
    }
  });

  test("in JSON as well", async () => {
    await writeFile(join(folder, "bad.spec.ts"), specText("bad", "process.exit(0);"));
    const { stdout, code } = await run("cutcheck check bad.spec.ts good.spec.ts --json");
    expect(reportSchema.parse(JSON.parse(stdout)).results.map(({ spec, verdict }) => [spec, verdict])).toEqual([
      ["good", "holds"],
      ["bad.spec.ts", "error"],
    ]);
    expect(code).toBe(2);
  });

  test("in a worker thread", async () => {
    await writeFile(join(folder, "wide.spec.ts"), wideSpec("if (!isMainThread) process.exit(0);"));
    const { stderr, code } = await run("cutcheck check wide.spec.ts --workers 2");
    expect(stderr).toMatch(/CUT308 [\s\S]*file {4}wide\.spec\.ts/);
    expect(code).toBe(2);
  });
});

/** Wide enough for other threads to join in. */
function wideSpec(before: string): string {
  return `import { isMainThread } from "node:worker_threads";
import { writeSync } from "node:fs";
import { holds, machine, range, spec, t } from "cutcheck";
${before}
const wide = machine("wide", { n: t.array(4, t.int(0, 25)) })
  .action("count", { i: range(0, 3) }, { when: (s, { i }) => s.n.get(i) < 25, then: (s, { i }) => s.n.set(i, s.n.get(i) + 1) })
  .terminal("any");
export default spec("wide", { title: "", summary: "", build: () => wide, cases: [{ name: "all", expect: holds({ states: 456976 }) }] });
`;
}

describe("a file that never finishes loading is CUT307, and the answer of the other one is printed", () => {
  test.each([
    ["when nothing is left to do", "await new Promise(() => {});", "never finishes loading"],
    ["when listeners are gone", "process.removeAllListeners(); process.exitCode = 0; await new Promise(() => {});", "never finishes loading"],
    ["when a timer goes on for ever", "setInterval(() => {}, 10); await new Promise(() => {});", "has not finished loading after 1 s"],
  ])("%s", async (_, before, says) => {
    const { stdout, stderr, code } = await checkBesideGood(before);
    expect(stderr).toMatch(new RegExp(`^CUT307 .*${says}`, "m"));
    expect(stderr).toContain("  file    bad.spec.ts\n");
    expect(stdout).toMatch(goodHolds);
    expect(code).toBe(2);
  });
});

describe("what fails later", () => {
  test.each([
    ["a promise", 'void Promise.reject(new Error("floating"));', "bad.spec.ts:2"],
    ["a callback", 'setTimeout(() => { throw new Error("floating"); }, 1); await new Promise(done => setTimeout(done, 100));', "bad.spec.ts:2"],
  ])("in %s is a mistake of the spec, and no defect of ours", async (_, before, place) => {
    const { stdout, stderr, code } = await checkBesideGood(before);
    expect(stderr).toMatch(/^CUT307 .*Error: floating/m);
    expect(stderr).toContain(`  file    ${place}\n`);
    expect(stdout).toMatch(goodHolds);
    expect(code).toBe(2);
  });

  test.each(["Object.create(null)", "undefined", "new Proxy({}, { get() { throw 1; } })", "{ toString() { throw 1; } }"])(
    "is a mistake, too, when it has no text: %s",
    async thrown => {
      for (const before of [`throw ${thrown};`, `void Promise.reject(${thrown});`]) {
        const { stdout, stderr, code } = await checkBesideGood(before);
        expect(stderr).toMatch(/^CUT(?:208|307) /m);
        expect(stdout).toMatch(goodHolds);
        expect(code).toBe(2);
      }
    },
  );

  test("a listener cannot change the code", async () => {
    const { code } = await checkBesideGood('process.on("exit", () => { process.exitCode = 0; }); throw new Error("no");');
    expect(code).toBe(2);
  });
});

describe("stdout", () => {
  const talkative = `console.log("one"); console.table([2]); process.stdout.write("three\\n"); writeSync(1, "four\\n");`;

  test("is the answer's alone: what a spec writes goes to stderr", async () => {
    const { stdout, stderr, code } = await checkBesideGood(`import { writeSync } from "node:fs"; ${talkative}`, 'console.log("five");');
    expect(stdout).toMatch(/^spec +case /);
    for (const each of ["one", "2", "three", "four", "five"]) expect(stderr).toContain(each);
    expect(code).toBe(0);
  });

  test("is one document with --json, in worker threads too", async () => {
    await writeFile(join(folder, "wide.spec.ts"), wideSpec(talkative));
    const { stdout, stderr, code } = await run("cutcheck check wide.spec.ts --workers 2 --json");
    expect(reportSchema.parse(JSON.parse(stdout)).results).toMatchObject([{ verdict: "holds" }]);
    expect(stderr).toContain("four\n");
    expect(code).toBe(0);
  });

  test
    .runIf(process.platform === "linux")
    .each(["check good.spec.ts", "check good.spec.ts --json", "list good.spec.ts", "--help", "--version", "check --help"])(
    "that takes nothing any more is a failure: %s",
    async words => {
      const { stderr, code } = await run(`cutcheck ${words} > /dev/full`);
      expect(stderr).toMatch(/^error: stdout cannot be written: no space is left on its disk \(ENOSPC\)/m);
      expect(code).toBe(2);
    },
  );

  test.runIf(process.platform === "linux")("that is closed loses a document, which is a failure", async () => {
    expect(await run("cutcheck check good.spec.ts --json >&-")).toMatchObject({ code: 2 });
    expect(await run("cutcheck check good.spec.ts --json > /dev/null")).toMatchObject({ code: 0 });
  });

  test.runIf(process.platform === "linux")("goes on without stderr", async () => {
    expect(await run("cutcheck check good.spec.ts 2> /dev/full")).toMatchObject({ code: 0, stdout: expect.stringMatching(goodHolds) });
    expect(await run("cutcheck check nowhere.spec.ts 2> /dev/full")).toMatchObject({ code: 2 });
  });

  test("has no escapes on a dumb terminal, even when colours are forced", async () => {
    expect((await run("TERM=dumb FORCE_COLOR=1 cutcheck check good.spec.ts")).stdout).not.toContain("\u001b");
  });
});

describe("a run that is killed", () => {
  test("leaves a folder with its module, which the next run removes; that of a run that is there stays", async () => {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    await writeFile(
      join(folder, "waits.spec.ts"),
      specText("waits", 'process.stderr.write("waiting"); setInterval(() => {}, 10); await new Promise(() => {});'),
    );
    const start = (): Promise<{ readonly kill: () => Promise<unknown> }> => {
      const child = spawn(process.execPath, [program.main, "check", "waits.spec.ts"], { cwd: folder, env: { ...environment(program), TMPDIR: temporary } });
      const gone = new Promise(resolve => child.on("close", resolve));
      const kill = (): Promise<unknown> => {
        child.kill("SIGKILL");
        return gone;
      };
      return new Promise(resolve => child.stderr.once("data", () => resolve({ kill })));
    };
    await (await start()).kill();
    const [left] = await readdir(temporary);
    const other = await start();
    const ownersThing = join(temporary, "cutcheck-notes");
    await mkdir(ownersThing);
    await run(`TMPDIR=${temporary} cutcheck check good.spec.ts`);
    const names = await readdir(temporary);
    expect(names).toHaveLength(2);
    expect(names).toContain("cutcheck-notes");
    expect(names).not.toContain(left);
    await other.kill();
  });
});

describe("import.meta of a bundled file", () => {
  test("is that of the file where it stands, in the spec, in what it imports, and in every module that is made of it", async () => {
    await mkdir(join(folder, "parts"), { recursive: true });
    await writeFile(join(folder, "data.json"), "3");
    await writeFile(join(folder, "parts/data.json"), "4");
    const read = (expression: string): string => `Number(readFileSync(${expression}, "utf8"))`;
    await writeFile(
      join(folder, "parts/part.ts"),
      `#!/usr/bin/env node
import { readFileSync } from "node:fs";
export const part = [${read('new URL("data.json", import.meta.url)')}, ${read('import.meta.dirname + "/data.json"')}, ${read('__dirname + "/data.json"')},
  import.meta.filename === __filename && __filename.endsWith("part.ts")].join();`,
    );
    const before = `import { readFileSync } from "node:fs"; import { part } from "./parts/part.ts";
if (${read('new URL("data.json", import.meta.url)')} !== 3 || part !== "4,4,4,true") throw new Error(part);`;
    await writeFile(
      join(folder, "meta.spec.ts"),
      specText("meta", before).replace("summary: ", "scope: { n: knob.int(1, 1, 2) }, summary: ").replace("holds,", "holds, knob,"),
    );
    expect(await run("cutcheck matrix meta.spec.ts --vary n")).toMatchObject({ code: 0, stderr: "" });
    // Where the project stands is no part of the source.
    expect(
      (await run("mkdir moved && cp -r .cutcheck package.json *.json parts meta.spec.ts moved && cd moved && cutcheck matrix meta.spec.ts --vary n")).stdout,
    ).toContain("2 known from before");
    await writeFile(join(folder, "wide.spec.ts"), wideSpec(before.replace("import { readFileSync }", "import { readFileSync }")));
    expect(await run("cutcheck check wide.spec.ts --workers 2")).toMatchObject({ code: 0, stderr: "" });
  });
});
