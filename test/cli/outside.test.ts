/** Whatever functions of a spec do, it is told with its instance; the answers of all others are kept. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportSchema } from "../../src/render/reportJson.ts";
import { type BuiltProgram, buildProgram } from "./build.ts";
import { type Ended, runCommand } from "./transcript.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

let program: BuiltProgram;
let workspace: Workspace;

beforeAll(async () => {
  program = await buildProgram();
  workspace = await makeWorkspace();
});
afterAll(async () => {
  await program.remove();
  await workspace.remove();
});

/** A spec with two cases that hold: in the first one a function does something. */
function specText(before: string, body: string): string {
  return `import { holds, knob, machine, spec, t } from "cutcheck";
${before}
export default spec("odd", {
  title: "", summary: "", semantics: { isOdd: knob.oneOf("no", ["no", "yes"], "whether it does") },
  build: (_, { isOdd }) => machine("odd", { n: t.int(0, 40), m: t.int(0, 40) })
    .action("n", { when: s => s.n < 40, then: s => { s.n++; } })
    .action("m", { when: s => s.m < 40, then: s => { s.m++; } })
    .invariant("asked", s => { if (isOdd === "yes") { ${body} } return true; })
    .terminal("any"),
  cases: [
    { name: "first", expect: holds() },
    { name: "second", semantics: { isOdd: "yes" }, expect: holds() },
    { name: "third", expect: holds({ states: 1681 }) },
  ],
});
`;
}

async function checked(before: string, body: string, options = ""): Promise<Ended> {
  await writeFile(join(workspace.folder, "odd.spec.ts"), specText(before, body));
  return runCommand(`cutcheck check odd.spec.ts ${options}`, workspace.folder, program);
}

const thrower = `get() { throw 1; }, getPrototypeOf() { throw 2; }, has() { throw 3; }, ownKeys() { throw 4; }`;

const odd: readonly (readonly [what: string, code: string, before: string, body: string])[] = [
  ["throws an object without a prototype", "CUT208", "", "if (s.n === 4) throw Object.create(null);"],
  ["throws nothing", "CUT208", "", "if (s.n === 4) throw undefined;"],
  ["throws what throws when it is looked at", "CUT208", `const odd = new Proxy({}, { ${thrower} });`, "if (s.n === 4) throw odd;"],
  [
    "throws an error without texts",
    "CUT208",
    "class Odd extends Error { get message() { throw 1; } get stack() { return 2 as never; } }",
    "if (s.n === 4) throw new Odd();",
  ],
  ["throws a frozen error", "CUT208", "const odd = Object.freeze(new Error('cold'));", "if (s.n === 4) throw odd;"],
  ["throws a mistake of its own making", "CUT208", 'import { CutcheckError } from "cutcheck";', "if (s.n === 4) throw new CutcheckError({} as never);"],
  ["calls itself for ever", "CUT208", "const deep = (n: number): number => 1 + deep(n);", "if (s.n === 4) deep(1);"],
  ["rejects a promise that nobody awaits", "CUT208", "", "if (s.n === 4) void Promise.reject(new Error('floats'));"],
  ["sets a timer", "CUT209", "", "if (s.n === 4) setTimeout(() => {}, 0);"],
  ["ends the process", "CUT209", "", "if (s.n === 4) process.exit(0);"],
  ["reads a file", "CUT209", 'import { readFileSync } from "node:fs";', 'if (s.n === 4) readFileSync("odd.spec.ts");'],
  ["asks for the next tick", "CUT209", "", "if (s.n === 4) process.nextTick(() => {});"],
  ["tosses a coin once", "CUT209", "", "if (s.n === 4 && Math.random() < 0) return false;"],
  ["throws once", "CUT209", "let calls = 0;", "if (++calls === 900) throw new Error('once');"],
];

describe("a function that", () => {
  test.each(odd)("%s is %s of its instance", async (_, code, before, body) => {
    const { stdout, code: exit } = await checked(before, body, "--json");
    const { results } = reportSchema.parse(JSON.parse(stdout));
    expect(results.map(each => each.verdict)).toEqual(["holds", "error", "holds"]);
    expect(results[1]?.message).toContain(code);
    expect(exit).toBe(2);
  });
});

test("a rejection while the file loads is a mistake of the file", async () => {
  const { code, stdout, stderr } = await checked("void Promise.reject(new Error('too early'));", "");
  expect(`${stdout}${stderr}`).toMatch(/CUT307 The file throws while it loads: Error: too early/);
  expect(code).toBe(2);
});

test.each([1, 2, 4])("a counter outside of the state is found by %i workers", async workers => {
  const text = `import { indices, machine, spec, t } from "cutcheck";
let calls = 0;
export default spec("odd", { title: "", summary: "", cases: [], build: () => machine("odd", { at: t.array(4, t.int(0, 15)), late: t.bool() })
  .action("go", { i: indices(4) }, { when: (s, { i }) => s.at.get(i) < 15, then: (s, { i }) => s.at.set(i, s.at.get(i) + 1) })
  .action("late", { when: s => !s.late && calls++ < 20_000, then: s => { s.late = true; } })
  .terminal("any") });
`;
  await writeFile(join(workspace.folder, "odd.spec.ts"), text);
  const { code, stdout } = await runCommand(`cutcheck check odd.spec.ts --workers ${workers}`, workspace.folder, program);
  expect(stdout).toMatch(/CUT209/);
  expect(code).toBe(2);
});

test("what a spec prints stops nothing", async () => {
  const { code } = await checked("", 'if (s.n === 4) { console.log("four", new Date(0)); process.stderr.write("\\n"); }');
  expect(code).toBe(0);
});
