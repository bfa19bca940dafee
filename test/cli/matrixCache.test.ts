/** What was found for a decision table survives whatever happens to the program, and nothing else is believed. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FilledCell, fillMatrix, type Matrix, matrixOf } from "../../src/check/matrix.ts";
import { type CacheOptions, matrixCache } from "../../src/cli/matrixCache.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { cellText } from "../../src/render/matrix.ts";
import { toy } from "../render/toy.ts";

let folder: string;
let notes: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutcheck-matrix-"));
  notes = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const aboutAll = matrixOf(toy, {
  axes: [
    { knob: "tasks", group: "scope", values: [1, 2, 3] },
    { knob: "late", group: "semantics", values: ["accepted", "dropped"] },
  ],
  scope: {},
  semantics: {},
  properties: null,
});
const matrixAbout = (properties: readonly string[] | null): Matrix => ({
  ...aboutAll,
  cells: aboutAll.cells.map(cell => ({ ...cell, instance: { ...cell.instance, properties } })),
});
const answers = ["violates A, 3 steps", "vacuous", "violates A, 4 steps", "vacuous", "violates A, 5 steps", "holds"];

interface Filling {
  readonly cells: readonly FilledCell[];
  /** Indexes of the cells that were explored. */
  readonly explored: readonly number[];
  readonly texts: readonly string[];
}

/** Fills the table as a program of its own would; it is interrupted when it has kept so many cells. */
async function fill(
  { properties = null, ...options }: Partial<CacheOptions> & { readonly properties?: readonly string[] | null } = {},
  keptMax = Number.POSITIVE_INFINITY,
): Promise<Filling> {
  const matrix = matrixAbout(properties);
  const budget: Budget = options.budget ?? unlimited;
  const cache = matrixCache({ folder, version: "1", source: "one", symmetry: true, budget, isFresh: false, note: text => notes.push(text), ...options });
  const explored: number[] = [];
  let kept = 0;
  const keep = async (result: Parameters<typeof cache.keep>[0]): Promise<void> => {
    await cache.keep(result);
    kept++;
  };
  const platform: Platform = { now: () => 0, pause: async () => {}, interrupted: () => kept >= keptMax, onProgress: () => {} };
  const cells = await fillMatrix(
    matrix,
    { budget, memory: { recall: cache.recall, keep }, specOf: async each => each.spec, onCell: (_, index) => explored.push(index) },
    platform,
  );
  return { cells, explored, texts: cells.map(each => cellText(each, { matrix, cells })) };
}

const entries = async (): Promise<readonly string[]> => (await readdir(join(folder, "toy"))).sort().map(name => join(folder, "toy", name));

describe("an answer", () => {
  test("is the same when it is recalled: verdict, counts, and every state of the run", async () => {
    const first = await fill();
    const second = await fill();
    expect(first.texts).toEqual(answers);
    expect(second.explored).toEqual([]);
    expect(second.cells.map(each => each.result)).toEqual(first.cells.map(each => each.result));
    expect(second.cells.every(each => each.isRecalled)).toBe(true);
  });

  test.each([0, 1, 3, 5])("is kept when the program ends after %i cells", async keptMax => {
    const broken = await fill({}, keptMax);
    expect(broken.explored).toEqual(answers.map((_, i) => i).slice(0, keptMax));
    expect(broken.texts).toEqual(answers.map((each, i) => (i < keptMax ? each : "incomplete")));
    const resumed = await fill();
    expect(resumed.explored).toEqual(answers.map((_, i) => i).slice(keptMax));
    expect(resumed.texts).toEqual(answers);
  });

  test.each([
    ["the spec's source", { source: "two" }],
    ["the version of cutcheck", { version: "2" }],
    ["the properties", { properties: ["an aborted checkpoint stays aborted"] }],
    ["the wish for a fresh one", { isFresh: true }],
  ])("is not used when this differs: %s", async (_, other) => {
    await fill();
    expect((await fill(other)).explored).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("is used for the same properties in another order", async () => {
    await fill({ properties: ["one", "two"] });
    expect((await fill({ properties: ["two", "one"] })).explored).toEqual([]);
  });

  test("is used whatever the limits are, but for an incomplete one: that is used where no more is allowed of what ran out", async () => {
    const limited = await fill({ budget: { ...unlimited, statesMax: 6 } });
    expect(limited.texts).toContain("incomplete");
    const incomplete = limited.texts.flatMap((text, i) => (text === "incomplete" ? [i] : []));
    expect((await fill({ budget: { ...unlimited, statesMax: 6 } })).explored).toEqual([]);
    expect((await fill({ budget: { ...unlimited, statesMax: 5, depthMax: 100 } })).explored).toEqual([]);
    const more = await fill({ budget: { ...unlimited, statesMax: 1000 } });
    expect(more).toMatchObject({ explored: incomplete, texts: answers });
    expect((await fill({ budget: { ...unlimited, statesMax: 6 } })).texts).toEqual(answers);
  });
});

describe("an entry that is damaged is explored again, with a note", () => {
  test.each([
    ["empty", () => ""],
    ["cut off", (text: string) => text.slice(0, text.length / 2)],
    ["of another shape", () => '{ "format": "cutcheck.answer/1" }'],
    ["of a later format", (text: string) => text.replace("cutcheck.answer/1", "cutcheck.answer/2")],
    ["edited", (text: string) => text.replace(/"distinctStates":\d+/, '"distinctStates":7777')],
    ["not even JSON", () => "holds"],
    ["null", () => "null"],
  ])("when it is %s", async (_, damage) => {
    await fill();
    const [entry = ""] = await entries();
    await writeFile(entry, damage(await readFile(entry, "utf8")));
    const again = await fill();
    expect(again.texts).toEqual(answers);
    expect(again.explored).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/\.json is damaged and not used; its cell is explored again\.$/)]);
    expect((await fill()).explored).toEqual([]);
  });

  test("when it is the entry of another cell", async () => {
    await fill();
    const [one = "", other = ""] = await entries();
    await writeFile(one, await readFile(other, "utf8"));
    expect(await fill()).toMatchObject({ texts: answers, explored: [expect.any(Number)] });
  });

  test("and what a killed program left half written is not even looked at", async () => {
    await fill();
    const [entry = ""] = await entries();
    await writeFile(`${entry}.4711.tmp`, "{");
    expect((await fill()).explored).toEqual([]);
    expect(notes).toEqual([]);
  });
});

test("a mistake in a spec is not kept", async () => {
  const mistaken = matrixOf(toy, { axes: [{ knob: "mistake", group: "semantics", values: [true] }], scope: {}, semantics: {}, properties: null });
  const cache = matrixCache({ folder, version: "1", source: "one", symmetry: true, budget: unlimited, isFresh: false, note: () => {} });
  const platform: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
  const [cell] = await fillMatrix(mistaken, { budget: unlimited, memory: cache, specOf: async each => each.spec, onCell: () => {} }, platform);
  expect(cell?.result?.verdict).toBe("error");
  expect(await readdir(folder)).toEqual([]);
});
