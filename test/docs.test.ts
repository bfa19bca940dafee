/**
 * The pages are true: every TypeScript block is type-checked and run, every machine and spec in it is checked, and every console block is
 * what the program prints. How blocks belong together: see `support/markdownBlocks.ts`. `npx vitest run test/docs.test.ts -u` writes what
 * the program prints today into the pages.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check, instanceOf } from "../src/check/check.ts";
import { explore, unlimited } from "../src/explore/explore.ts";
import type { Platform } from "../src/explore/work/outcome.ts";
import { Machine, type Spec } from "../src/index.ts";
import { type BuiltProgram, buildProgram, repository } from "./cli/build.ts";
import { addNpm, filesBefore, makeReaderFolder, pages, pageToday, readPage, runSuite, typeMistakes, writeFiles } from "./support/docPages.ts";
import { addTo, blocksOf, isCode } from "./support/markdownBlocks.ts";

const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
/** Inside the repository, so that modules find it. */
let folder: string;
/** Elsewhere, as a reader's folder is. */
let elsewhere: string;
let program: BuiltProgram;

beforeAll(async () => {
  await mkdir(join(repository, ".cutcheck"), { recursive: true });
  folder = await mkdtemp(join(repository, ".cutcheck", "docs-"));
  elsewhere = await mkdtemp(join(tmpdir(), "cutcheck-docs-"));
  program = await buildProgram();
  await addNpm(program.binFolder);
});
afterAll(async () => {
  await program.remove();
  for (const each of [folder, elsewhere]) await rm(each, { recursive: true, force: true });
});

describe.each(pages)("%s", page => {
  test("has TypeScript that compiles, at every version of every file", async () => {
    const paths: string[] = [];
    const text = await readPage(page);
    const files = await filesBefore(text);
    for (const block of blocksOf(text)) {
      if (!isCode(block)) continue;
      addTo(files, block);
      const at = join(folder, page, `line-${block.line}`);
      await writeFiles(at, files);
      paths.push(...[...files.keys()].filter(name => name.endsWith(".ts")).map(name => join(at, name)));
    }
    expect(typeMistakes(paths)).toEqual([]);
  });

  test("has machines that hold and specs that come out as expected", async () => {
    const text = await readPage(page);
    const files = await filesBefore(text);
    for (const block of blocksOf(text)) addTo(files, block);
    const at = join(folder, page, "final");
    await writeFiles(at, files);
    for (const name of files.keys()) {
      if (!name.endsWith(".ts")) continue;
      if (name.endsWith(".test.ts")) {
        const { code, output } = await runSuite(at, name);
        expect(code, output).toBe(0);
        continue;
      }
      const exports = (await import(/* @vite-ignore */ join(at, name))) as Readonly<Record<string, unknown>>;
      for (const value of Object.values(exports)) await expectAsStated(value, `${page} ${name}`);
    }
  });

  test("shows what the program prints", async () => {
    const at = join(elsewhere, page);
    await makeReaderFolder(at, page);
    const today = await pageToday(await readPage(page), at, program.binFolder);
    await expect(today).toMatchFileSnapshot(join(repository, page));
  }, 600_000);
});

/** A machine holds, with all its witnesses and actions; a spec's cases come out as they expect; other exports say nothing. */
async function expectAsStated(value: unknown, where: string): Promise<void> {
  if (value instanceof Machine) {
    const { finding, neverEnabled, missingWitnesses } = explore(value.definition);
    expect({ where, machine: value.definition.name, finding, neverEnabled, missingWitnesses }).toEqual({
      where,
      machine: value.definition.name,
      finding: { verdict: "holds" },
      neverEnabled: [],
      missingWitnesses: [],
    });
  } else if (isSpec(value)) {
    for (const of of value.cases) {
      const result = await check(instanceOf(value, of), { budget: unlimited, countEdges: false }, still);
      expect(result.differences, `${where}, case ${of.name}`).toEqual([]);
    }
  }
}

function isSpec(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && "isCutcheckSpec" in value;
}
