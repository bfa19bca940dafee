/**
 * Every mistake of the catalogue, made as a user makes it (`test/fixtures/errors`), and all that the program says about it. The texts stand
 * beside the fixtures; `npx vitest run test/errors -u` writes them anew. A fixture whose first line is `$ command` is checked by that command.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorCodes } from "../../src/dsl/errors.ts";
import { type BuiltProgram, buildProgram, repository } from "../cli/build.ts";

const fixtures = join(repository, "test/fixtures/errors");
const names = (await readdir(fixtures)).filter(name => name.endsWith(".spec.ts")).map(name => name.replace(/\.spec\.ts$/, ""));
/** Not about specs but about files that are read back; `fileTests` provoke them. */
const codesOfFiles = /^CUT4/;
const fileTests = ["test/counterexample/archive.test.ts", "test/cli/transcripts/checkpoint.md", "test/cli/transcripts/follow.md"].map(file =>
  join(repository, file),
);
/** Found while a machine runs. */
const codesOfRuns = /^CUT2/;
/** Functions that are called with no state behind them. */
const beforeAnyRun = /^ {2}at {6}(?:init|the actor of)/m;

let program: BuiltProgram;
/** Holds a folder for each fixture, with the fixture in `specs/` as in a user's project. */
let projects: string;

beforeAll(async () => {
  program = await buildProgram();
  projects = await mkdtemp(join(tmpdir(), "cutcheck-errors-"));
  for (const name of names) await cp(join(fixtures, `${name}.spec.ts`), join(projects, name, "specs", `${name}.spec.ts`));
});
afterAll(async () => {
  await program.remove();
  await rm(projects, { recursive: true, force: true });
});

describe("a mistake is told with its code, place, values, what to do, and the run that leads there", () => {
  test.each(names)("%s", async name => {
    const command = await commandOf(name);
    const said = await run(command, join(projects, name));
    const text = errorIn(said.text);
    expect(said.code, said.text).toBe(2);
    expect(text).toMatch(new RegExp(`^${name.slice(0, 6)} `));
    if (codesOfRuns.test(name)) {
      expect(text).toMatch(/^ {2}in {6}spec .*^ {2}at {6}\S.*^ {2}file {4}specs/ms);
      if (!beforeAnyRun.test(text)) expect(text).toMatch(/The run that leads there|It happens in an initial state/);
    }
    await expect(`$ ${command}\n${text}`).toMatchFileSnapshot(join(fixtures, `${name}.txt`));
  });
});

describe("the catalogue of mistakes", () => {
  const codes = Object.keys(errorCodes);

  test("has a fixture for every code that a spec can provoke", () => {
    expect(codes.filter(code => !codesOfFiles.test(code) && !names.some(name => name.startsWith(code)))).toEqual([]);
  });

  test("has a test for every code that a file can provoke", async () => {
    const text = (await Promise.all(fileTests.map(file => readFile(file, "utf8")))).join();
    expect(codes.filter(code => codesOfFiles.test(code) && !text.includes(code))).toEqual([]);
  });

  test("is the table of the language reference", async () => {
    const page = await readFile(join(repository, "docs/language.md"), "utf8");
    const rows = [...page.matchAll(/^\| (CUT\d{3}) \| ([^|]+) \|/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(Object.entries(errorCodes));
  });
});

async function commandOf(name: string): Promise<string> {
  const first = (await readFile(join(fixtures, `${name}.spec.ts`), "utf8")).split("\n")[0] ?? "";
  return /^\/\*\* \$ (.*) \*\/$/.exec(first)?.[1] ?? `cutcheck check specs/${name}.spec.ts`;
}

function run(command: string, cwd: string): Promise<{ readonly code: number | null; readonly text: string }> {
  const [, ...words] = command.split(" ");
  const child = spawn(process.execPath, [program.main, ...words], { cwd, env: { PATH: process.env["PATH"] } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => (text += String(chunk)));
  return new Promise(resolve => child.on("close", code => resolve({ code, text })));
}

/** The mistake alone: without the table before it and the summary after it, which `test/render` looks at. */
function errorIn(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex(line => /^ *CUT\d{3} /.test(line));
  const indent = /^ */.exec(lines[first] ?? "")?.[0] ?? "";
  const end = lines.findIndex((line, i) => i > first && line !== "" && !line.startsWith(`${indent} `));
  const own = lines.slice(first, end < 0 ? undefined : end).map(line => line.slice(indent.length));
  return `${own.join("\n").trimEnd()}\n`;
}
