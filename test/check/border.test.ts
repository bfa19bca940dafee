/** The border between safe and unsafe sizes, against its definition. */
import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultKnobs, frontierAxes, frontierOf } from "../../src/check/border.ts";
import { type FilledCell, fillMatrix, matrixOf } from "../../src/check/matrix.ts";
import { rangesUpTo } from "../../src/check/scopes.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { knob, machine, type Spec, spec, t } from "../../src/index.ts";
import type { FilledMatrix } from "../../src/render/matrix.ts";
import { matrixDocument, matrixSchema } from "../../src/render/matrixJson.ts";
import { matrixMarkdown } from "../../src/render/matrixMarkdown.ts";
import { matrixText } from "../../src/render/matrixText.ts";
import { seed } from "../explore/seed.ts";

const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const memory = { recall: async () => null, keep: async () => {} };

/** Counts 4 crashes + losses steps and fails at the end of them where the predicate says so. */
function failingWhere(fails: (crashes: number, losses: number) => boolean): Spec {
  return spec("failing", {
    title: "A machine with faults",
    summary: "",
    scope: { tasks: knob.int(1, 1, 3), crashes: knob.faults(3, 5), losses: knob.faults(3, 5) },
    build: ({ crashes, losses }) => {
      const size = 1 + 4 * crashes + losses;
      return machine("failing", { n: t.int(0, size) })
        .action("count", { when: s => s.n < size, then: s => void s.n++ })
        .terminal("any")
        .invariant("fine", s => s.n < size || !fails(crashes, losses));
    },
    cases: [],
  });
}

async function borderOf(of: Spec, budget: Partial<Budget> = {}): Promise<FilledMatrix & { readonly frontier: NonNullable<FilledMatrix["frontier"]> }> {
  const matrix = matrixOf(of, { axes: frontierAxes(rangesUpTo(of, {}), faultKnobs(of)), scope: {}, semantics: {}, properties: null });
  const options = { budget: { ...unlimited, ...budget }, memory, specOf: async (each: { readonly spec: Spec }) => each.spec, onCell: () => {} };
  const cells = await fillMatrix(matrix, options, still);
  return { matrix, cells, frontier: frontierOf(matrix, cells) };
}

const values = (cells: readonly FilledCell[]): readonly unknown[] => cells.map(each => each.cell.values);

test("the budgets of faults are the knobs that are declared as such, and nothing else varies", async () => {
  const { matrix } = await borderOf(failingWhere(() => false));
  expect(matrix.axes).toEqual([
    { knob: "crashes", group: "scope", values: [0, 1, 2, 3] },
    { knob: "losses", group: "scope", values: [0, 1, 2, 3] },
  ]);
  expect(matrix.scope).toEqual({ tasks: 1 });
});

test("the border is what its definition says, whatever fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), async failing => {
      const fails = (a: number, b: number): boolean => failing[4 * a + b]!;
      const { frontier } = await borderOf(failingWhere(fails));
      const all = [0, 1, 2, 3].flatMap(a => [0, 1, 2, 3].map(b => [a, b] as const));
      const below = (x: readonly [number, number], y: readonly [number, number]): boolean => x[0] <= y[0] && x[1] <= y[1] && x !== y;
      const safe = all.filter(x => !fails(...x) && !all.some(y => below(y, x) && fails(...y)));
      expect(values(frontier.safe)).toEqual(safe.filter(x => !safe.some(y => below(x, y))));
      expect(values(frontier.unsafe)).toEqual(all.filter(x => fails(...x) && !all.some(y => below(y, x) && fails(...y))));
      expect(values(frontier.exceptions)).toEqual(all.filter(x => !fails(...x) && all.some(y => below(y, x) && fails(...y))));
      expect(frontier.open).toEqual([]);
    }),
    { seed, numRuns: 50 },
  );
});

describe("a border in words", () => {
  const text = async (of: Spec, budget: Partial<Budget> = {}): Promise<string> => matrixText(await borderOf(of, budget), new Chalk({ level: 0 }));
  const words = async (of: Spec, budget?: Partial<Budget>): Promise<string> => (await text(of, budget)).replace(/\s+/g, " ");

  test("says up to where it is safe and from where on it fails", async () => {
    expect(await text(failingWhere((crashes, losses) => crashes >= 2 || losses * crashes >= 2))).toBe(`failing  A machine with faults
asked  every property
size   tasks=1

            crashes  losses  verdict
safe up to  0        3       holds
safe up to  1        1       holds
fails from  1        2       violates fine, 7 steps
fails from  2        0       violates fine, 9 steps

Each of the 16 combinations was checked on its own. What is in no knob larger than a safe line is
safe. What is in no knob smaller than a failing line fails, too.

16 cells: 6 hold, 10 violated.
`);
  });

  test("says where more faults make it safe again", async () => {
    expect(await words(failingWhere((crashes, losses) => crashes === 1 && losses === 1))).toContain(
      "More is not always worse here: 8 combinations are safe although a smaller one fails, the first is crashes=1 losses=2. ",
    );
  });

  test("says that nothing fails, and that everything does", async () => {
    expect(await text(failingWhere(() => false))).toContain("safe up to  3        3       holds\n\nEach of the 16");
    expect(await text(failingWhere(() => false))).toContain("Nothing fails.");
    expect(await words(failingWhere(() => true))).toContain("No combination is safe together with all smaller ones.");
  });

  test("claims less where a limit left combinations open", async () => {
    const open = await text(
      failingWhere(() => false),
      { statesMax: 8 },
    );
    expect(open).toContain(
      "safe up to  0        3       holds\nsafe up to  1        2       holds\n\nOf the 16 combinations 7 were checked to their end, each on its own. ",
    );
    expect(open.replace(/\s+/g, " ")).toContain("Nothing is known to fail. Of the other 9 nothing is known; the border may run through them.");
  });
});

test("a border as JSON and as a page has the same lines, and the command that prints them again", async () => {
  const filled = await borderOf(failingWhere((crashes, losses) => crashes + losses > 4));
  const document = matrixSchema.parse(matrixDocument(filled, false));
  expect(document.frontier).toEqual({
    safe: [
      { crashes: 1, losses: 3 },
      { crashes: 2, losses: 2 },
      { crashes: 3, losses: 1 },
    ],
    unsafe: [
      { knobs: { crashes: 2, losses: 3 }, property: "fine", steps: 12 },
      { knobs: { crashes: 3, losses: 2 }, property: "fine", steps: 15 },
    ],
    exceptions: [],
    open: [],
  });
  const page = matrixMarkdown(filled);
  expect(page).toContain("| fails from | `2` | `3` | [violates fine, 12 steps](crashes=2,losses=3/README.md) |");
  expect(page).toContain("npx cutcheck matrix failing --frontier crashes,losses --scope crashes=0..3 --scope losses=0..3 --scope tasks=1\n");
});
