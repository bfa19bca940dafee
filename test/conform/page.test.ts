/** The page about one's own code shows an implementation with a bug, what is said of it, and the mended one: it is so. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../cli/build.ts";
import { readPage, runSuite, writeFiles } from "../support/docPages.ts";
import { blocksOf, filesOf } from "../support/markdownBlocks.ts";

const page = "docs/conformance-of-your-code.md";
let folder: string;

beforeAll(async () => {
  await mkdir(join(repository, ".cutcheck"), { recursive: true });
  folder = await mkdtemp(join(repository, ".cutcheck", "conform-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the first version of the coordinator fails with the text on the page", async () => {
  const blocks = blocksOf(await readPage(page));
  const text = blocks.find(({ language }) => language === "text")?.text ?? "";
  await writeFiles(folder, filesOf(blocks.filter(({ language }) => language !== "diff")));
  const { code, output } = await runSuite(folder, "test/coordinator.test.ts");
  expect(code).toBe(1);
  expect(stripVTControlCharacters(output)).toContain(text);
});
