/** Decision tables and what happens to programs: signals, folders that cannot be written, another working directory. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MatrixDocument, matrixSchema } from "../../src/render/matrixJson.ts";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { type Ended, environment, runCommand } from "./transcript.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

let program: BuiltProgram;
let workspace: Workspace;

beforeAll(async () => {
  program = await buildProgram();
  workspace = await makeWorkspace();
  await writeFile(join(workspace.folder, "package.json"), "{}");
  await writeFile(join(workspace.folder, "growing.spec.ts"), growingSpec);
});
afterAll(async () => {
  await program.remove();
  await workspace.remove();
});
beforeEach(() => rm(join(workspace.folder, ".cutcheck"), { recursive: true, force: true }));

/** Two sizes that are done at once, and one that nobody waits for. */
const growingSpec = `
import { indices, knob, machine, spec, t } from "cutcheck";
const build = ({ wheels }) => machine("wheels", { digits: t.array(wheels, t.int(0, 9)) })
  .action("turn", { wheel: indices(wheels) }, { then: (s, { wheel }) => s.digits.set(wheel, (s.digits.get(wheel) + 1) % 10) });
export default spec("growing", { title: "", summary: "", scope: { wheels: knob.int(1, 1, 12) }, build, cases: [] });
`;
/** One lamp, or two of which none is special. */
const namedSpec = `
import { knob, machine, spec, t } from "cutcheck";
const build = ({ n }) => {
  const Lamp = t.scalarset("lamp", n);
  return machine("named", { lit: t.set(Lamp) }).action("light", { lamp: Lamp }, { when: (s, { lamp }) => !s.lit.has(lamp), then: (s, { lamp }) => s.lit.add(lamp) }).terminal("any");
};
export default spec("named", { title: "", summary: "", scope: { n: knob.int(1, 1, 2) }, build, cases: [] });
`;
const question = "growing.spec.ts --vary wheels=1,2,12";

const run = (command: string): Promise<Ended> => runCommand(command, workspace.folder, program);
const documentOf = ({ stdout }: Ended): MatrixDocument => matrixSchema.parse(JSON.parse(stdout));
const verdictsOf = (document: MatrixDocument): readonly string[] => document.cells.map(cell => cell.verdict);

/** Starts the program itself, ends it with a signal once two answers are kept, and waits for its end. */
async function endAfterTwo(signal: NodeJS.Signals, ...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [program.main, "matrix", ...question.split(" "), ...words], { cwd: workspace.folder, env: environment(program) });
  const ended = outputOf(child);
  while ((await keptAnswers()) < 2) await new Promise(resolve => setTimeout(resolve, 20));
  child.kill(signal);
  return ended;
}

function outputOf(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", text => {
    stdout += text;
  });
  child.stderr?.on("data", text => {
    stderr += text;
  });
  return new Promise(resolve => child.on("close", code => resolve({ stdout, stderr, code })));
}

async function keptAnswers(): Promise<number> {
  const names = await readdir(join(workspace.folder, ".cutcheck/matrix/growing")).catch(() => []);
  return names.filter(name => name.endsWith(".json")).length;
}

describe("a table that is ended in the middle", () => {
  test("by Ctrl-C says what it knows, in words and with exit code 3", async () => {
    const { stdout, code } = await endAfterTwo("SIGINT");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^1 {7}holds\n2 {7}holds\n12 {6}incomplete\n/m);
    expect(stdout).toContain("3 cells: 2 hold, 1 incomplete.\nInterrupted: what is known is kept; the same command goes on.\n");
  });

  test("by SIGTERM is still one whole document", async () => {
    const ended = await endAfterTwo("SIGTERM", "--json");
    expect(ended.code).toBe(3);
    expect(verdictsOf(documentOf(ended))).toEqual(["holds", "holds", "incomplete"]);
  });

  test("by force loses nothing that was done", async () => {
    await endAfterTwo("SIGKILL");
    const { stdout, code } = await run(`cutcheck matrix ${question} --max-states 1000`);
    expect(stdout).toContain("3 cells: 2 hold, 1 incomplete; 2 known from before.\n");
    expect(code).toBe(3);
  });
});

test("the document of --json is that of matrix.json, with the paths of the counterexamples beside it", async () => {
  const ended = await run("cutcheck matrix turnstile --vary arm,people=1,2 --json --out deep/table");
  expect(documentOf(ended).cells.flatMap(cell => cell.counterexample ?? [])).toEqual([
    { steps: 1, loop: null, path: "arm=worn,people=1" },
    { steps: 1, loop: null, path: "arm=worn,people=2" },
  ]);
  expect(await readFile(join(workspace.folder, "deep/table/matrix.json"), "utf8")).toBe(ended.stdout);
  expect(ended).toMatchObject({ stderr: "", code: 0 });
});

test("answers are kept in the spec's own project", async () => {
  const project = join(workspace.folder, "elsewhere");
  await mkdir(project, { recursive: true });
  await writeFile(join(project, "package.json"), "{}");
  await writeFile(join(project, "turnstile.spec.ts"), await readFile(join(workspace.folder, "specs/turnstile.spec.ts")));
  await run("mkdir -p other && cd other && cutcheck matrix ../elsewhere/turnstile.spec.ts --vary arm");
  expect(await readdir(join(workspace.folder, "other"))).toEqual([]);
  expect(await readdir(join(project, ".cutcheck/matrix/turnstile"))).toHaveLength(2);
});

test("an answer of another version of the spec is not used", async () => {
  const file = join(workspace.folder, "changing.spec.ts");
  const spec = await readFile(join(workspace.folder, "specs/turnstile.spec.ts"), "utf8");
  await writeFile(file, spec);
  expect((await run("cutcheck matrix changing.spec.ts --vary arm")).stdout).toContain("1 holds, 1 violated.");
  // The names of everything stay: only a guard changes.
  await writeFile(file, spec.replace('arm === "worn"', "false"));
  expect((await run("cutcheck matrix changing.spec.ts --vary arm")).stdout).toContain("2 hold.");
  await writeFile(file, spec);
  expect((await run("cutcheck matrix changing.spec.ts --vary arm")).stdout).toContain("1 holds, 1 violated; 2 known from before.");
});

test("answers outlive a move of the program, and a call from another folder", async () => {
  const question = "matrix turnstile.spec.ts --vary arm";
  const project = join(workspace.folder, "still");
  await mkdir(project, { recursive: true });
  await writeFile(join(project, "package.json"), "{}");
  await writeFile(join(project, "turnstile.spec.ts"), await readFile(join(workspace.folder, "specs/turnstile.spec.ts")));
  expect((await runCommand(`cutcheck ${question}`, project, program)).stdout).toContain("1 holds, 1 violated.\n");
  const elsewhere = await buildProgram("moved");
  try {
    expect((await runCommand(`cutcheck ${question}`, project, elsewhere)).stdout).toContain("2 known from before.\n");
    const fromAbove = question.replace("turnstile", "still/turnstile");
    expect((await runCommand(`cutcheck ${fromAbove}`, workspace.folder, elsewhere)).stdout).toContain("2 known from before.\n");
  } finally {
    await elsewhere.remove();
  }
});

test("answers with symmetry and without are kept apart", async () => {
  const answered = async (words: string): Promise<MatrixDocument["cells"]> =>
    documentOf(await run(`cutcheck matrix named.spec.ts --vary n ${words} --json`)).cells;
  await writeFile(join(workspace.folder, "named.spec.ts"), namedSpec);
  const seen = (cells: MatrixDocument["cells"]): unknown => cells.map(({ counts, symmetry, message }) => [counts?.distinctStates, symmetry, message]);
  const reduced = [
    [2, null, expect.stringContaining("2 states")],
    [3, "reduced", expect.stringContaining("3 states (up to symmetry)")],
  ];
  const full = [
    [2, null, expect.stringContaining("2 states")],
    [4, "full", expect.stringContaining("4 states")],
  ];
  expect(seen(await answered(""))).toEqual(reduced);
  expect(seen(await answered("--no-symmetry"))).toEqual(full);
  expect(seen(await answered(""))).toEqual(reduced);
  expect(await readdir(join(workspace.folder, ".cutcheck/matrix/named"))).toHaveLength(4);
});

test("a folder that cannot be written costs the answers kept, or the files asked for, and not the table", async () => {
  await writeFile(join(workspace.folder, ".cutcheck"), "a file where a folder is wanted");
  const { stdout, stderr, code } = await run("cutcheck matrix turnstile --vary arm");
  expect(stdout).toContain("2 cells: 1 holds, 1 violated.\n");
  expect(stderr).toMatch(
    /^note: an answer cannot be kept for the next call: \.cutcheck\/matrix\/\S+ cannot be written: a file stands where a folder is wanted \((ENOTDIR|EEXIST)\)/,
  );
  expect(code).toBe(0);
  await writeFile(join(workspace.folder, "blocked"), "a file where a folder is wanted");
  const written = await run("cutcheck matrix turnstile --vary arm --out blocked");
  expect(written.stdout).toContain("2 cells: 1 holds, 1 violated.\n");
  expect(written.stderr).toMatch(/^error: blocked\/\S+ cannot be written: a file stands where a folder is wanted \((ENOTDIR|EEXIST)\)/m);
  expect(written.code).toBe(2);
});
