/** The smallest scope that fails: the first one in an order in which every scope comes after those that are nowhere larger. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rangesUpTo, type Scope, type ScopeRange, scopeCount, scopesUpwards } from "../../src/check/scopes.ts";
import { findSmallest, type Smallest } from "../../src/check/smallest.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Budget, Platform } from "../../src/explore/work/outcome.ts";
import { knob, machine, type Spec, spec, t } from "../../src/index.ts";
import { isComplete, smallestAbout, smallestSentences } from "../../src/render/smallest.ts";
import { smallestDocument, smallestSchema } from "../../src/render/smallestJson.ts";
import { seed } from "../explore/seed.ts";

const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };

/** Whether `a` is nowhere larger than `b`. */
const below = (ranges: readonly ScopeRange[], a: Scope, b: Scope): boolean =>
  ranges.every(({ knob: name, values }) => values.indexOf(a[name]!) <= values.indexOf(b[name]!));

const someRanges: fc.Arbitrary<readonly ScopeRange[]> = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
  .map(lengths => lengths.map((length, i) => ({ knob: `k${i}`, values: Array.from({ length }, (_, step) => step + i) })));

describe("the order of scopes", () => {
  test("lists each scope once, after every one that is nowhere larger, by steps added up and then by the first knob", () => {
    fc.assert(
      fc.property(someRanges, ranges => {
        const scopes = [...scopesUpwards(ranges)];
        expect(new Set(scopes.map(each => JSON.stringify(each))).size).toBe(scopeCount(ranges));
        const steps = (scope: Scope): readonly number[] => ranges.map(({ knob: name, values }) => values.indexOf(scope[name]!));
        const key = (scope: Scope): readonly number[] => [steps(scope).reduce((sum, each) => sum + each, 0), ...steps(scope)];
        for (const [i, scope] of scopes.slice(1).entries()) expect(firstDifference(key(scopes[i]!), key(scope))).toBeGreaterThan(0);
        for (const [i, a] of scopes.entries()) for (const b of scopes.slice(0, i)) expect(below(ranges, a, b)).toBe(false);
      }),
      { seed, numRuns: 200 },
    );
  });

  test("takes numbers upwards, false before true, labels as they are listed, and each knob up to the given scope", () => {
    const of = spec("kinds", {
      title: "",
      summary: "",
      scope: { n: knob.int(2, -1, 9), late: knob.bool(false), shape: knob.oneOf("ring", ["line", "ring", "mesh"]) },
      build: () => machine("m", { on: t.bool() }).terminal("any"),
      cases: [],
    });
    expect(rangesUpTo(of, {})).toEqual([
      { knob: "n", values: [-1, 0, 1, 2] },
      { knob: "late", values: [false] },
      { knob: "shape", values: ["line", "ring"] },
    ]);
    expect(rangesUpTo(of, { late: true, shape: "mesh" }, { n: 1, shape: "ring" })).toEqual([
      { knob: "n", values: [1, 2] },
      { knob: "late", values: [false, true] },
      { knob: "shape", values: ["ring", "mesh"] },
    ]);
  });

  test("is not made of more values than anybody searches", () => {
    const of = spec("wide", { title: "", summary: "", scope: { n: knob.int(1_000_000, 0, 1_000_000_000) }, build: () => machine("m", {}), cases: [] });
    expect(() => rangesUpTo(of, {})).toThrow("CUT105");
    expect(rangesUpTo(of, {}, { n: 999_999 })).toEqual([{ knob: "n", values: [999_999, 1_000_000] }]);
  });
});

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, i) => each !== b[i]);
  return at < 0 ? 0 : b[at]! - a[at]!;
}

/** A spec that fails in the scopes that the predicate names; `a` and `b` go from 0 to 3. Its machine has 2 + 4a + b states, none of them needless. */
function failingWhere(fails: (a: number, b: number) => boolean, options: { readonly refused?: (a: number, b: number) => boolean } = {}): Spec {
  return spec("failing", {
    title: "",
    summary: "",
    scope: { a: knob.int(3, 0, 3), b: knob.int(3, 0, 3) },
    build: ({ a, b }) => {
      if (options.refused?.(a, b)) throw new Error(`${a} and ${b} do not fit`);
      const size = 1 + 4 * a + b;
      return machine("failing", { n: t.int(0, size) })
        .action("count", { when: s => s.n < size, then: s => void s.n++ })
        .terminal("any")
        .invariant("fine", s => s.n < size || !fails(a, b))
        .witness("large enough", s => s.n === size && a > 0);
    },
    cases: [],
  });
}

const search = (of: Spec, budget: Partial<Budget> = {}, platform: Partial<Platform> = {}): Promise<Smallest> =>
  findSmallest(
    { spec: of, semantics: {}, ranges: rangesUpTo(of, {}), properties: null },
    { budget: { ...unlimited, ...budget }, specOf: async each => each.spec, onScope: () => {} },
    { ...still, ...platform },
  );

describe("the search", () => {
  test("finds the first of the failing scopes, whichever they are, after checking all before it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }), async failing => {
        const of = failingWhere((a, b) => failing[4 * a + b]!);
        const smallest = await search(of);
        const scopes = [...scopesUpwards(rangesUpTo(of, {}))];
        const first = scopes.findIndex(({ a, b }) => failing[4 * (a as number) + (b as number)]);
        expect(smallest.found?.instance.scope).toEqual(scopes[first]);
        expect(smallest).toMatchObject({ held: first < 0 ? 16 : first, looked: first < 0 ? 16 : first + 1, total: 16 });
        expect(isComplete(smallest)).toBe(true);
      }),
      { seed, numRuns: 50 },
    );
  });

  test("says which of several equally small ones it takes: the one with less of the knob that is declared first", async () => {
    const smallest = await search(failingWhere((a, b) => a + b === 2));
    expect(smallest.found?.instance.scope).toEqual({ a: 0, b: 2 });
    expect(smallestSentences(smallest)).toEqual([
      'The smallest scope that fails is a=0 b=2: "fine" is violated after 3 steps.',
      "All 3 scopes before it hold (2 of them are too small for all that the spec wants to be reached).",
    ]);
  });

  test("says that nothing is smaller, and that nothing fails", async () => {
    expect(smallestSentences(await search(failingWhere(() => true)))).toEqual([
      'The smallest scope that fails is a=0 b=0: "fine" is violated after 1 step.',
      "No scope that was searched is smaller.",
    ]);
    expect(smallestSentences(await search(failingWhere(() => false)))).toEqual([
      "Nothing fails: all 16 scopes hold (4 of them are too small for all that the spec wants to be reached).",
    ]);
  });

  test("leaves out the scopes that the spec refuses, and says so", async () => {
    const smallest = await search(failingWhere((a, b) => a + b >= 2, { refused: (a, b) => a === 1 || b === 2 }));
    expect(smallest.found?.instance.scope).toEqual({ a: 2, b: 0 });
    expect(smallestSentences(smallest).slice(1)).toEqual([
      "Both scopes before it hold (they are too small for all that the spec wants to be reached).",
      "3 scopes are refused by the spec's build and left out; the first is a=1 b=0: CUT208 build threw Error: 1 and 0 do not fit",
    ]);
    expect(isComplete(smallest)).toBe(true);
    expect(smallestAbout(smallest)).toBe(
      "The smallest scope that fails of a=0..3 b=0..3. Both scopes before it hold (they are too small for all that the spec wants to be reached).",
    );
    const document = smallestSchema.parse(smallestDocument(smallest, "found", 1));
    expect(document).toMatchObject({ complete: true, scopes: { total: 16, looked: 6, held: 2, vacuous: 2 }, refused: [{}, {}, {}], mistake: null });
    expect(document.smallest).toMatchObject({ scope: { a: 2, b: 0 }, counterexample: { path: "found" } });
    const none = await search(failingWhere(() => true, { refused: () => true }));
    expect(smallestSentences(none)[0]).toBe("None of the 16 scopes could be checked.");
  });

  test("goes on past a scope that a limit left open, and claims less", async () => {
    // Of each scope no more than five steps are looked at: that is where a = 0, b = 3 ends.
    const smallest = await search(
      failingWhere((a, b) => a === 0 && b === 3),
      { depthMax: 4 },
    );
    expect(isComplete(smallest)).toBe(false);
    expect(smallest.found?.instance.scope).toEqual({ a: 0, b: 3 });
    expect(smallestSentences(smallest)).toEqual([
      'The first scope found to fail is a=0 b=3: "fine" is violated after 4 steps.',
      "Of the scopes before it, 3 hold (they are too small for all that the spec wants to be reached); a smaller one may fail, too.",
      "Not known is the scope a=1 b=0 (and 2 others): Stopped at the limit of depth (--max-depth): every run of at most 4 steps was covered, 5 states in all, and no violation was found in them; what lies beyond is unknown.",
    ]);
    const nothing = await search(
      failingWhere(() => false),
      { depthMax: 4 },
    );
    expect(smallestSentences(nothing)[0]).toMatch(/^Nothing fails in the 3 scopes that could be checked to their end \(/);
  });

  test("ends with a mistake in the spec, and with an interruption", async () => {
    const mistaken = spec("mistaken", {
      title: "",
      summary: "",
      scope: { a: knob.int(3, 0, 3) },
      build: ({ a }) =>
        machine("mistaken", { n: t.int(0, 2) })
          .action("count", { when: s => s.n < a, then: s => void s.n++ })
          .terminal("any"),
      cases: [],
    });
    const smallest = await search(mistaken);
    expect(smallest).toMatchObject({ held: 3, found: null, mistaken: { instance: { scope: { a: 3 } }, verdict: "error" } });
    expect(smallestSentences(smallest)).toEqual(["The spec has a mistake in the scope a=3, which ends the search."]);

    let looks = 0;
    const interrupted = await search(
      failingWhere(() => false),
      {},
      { interrupted: () => ++looks > 12 },
    );
    expect(interrupted).toMatchObject({ interrupted: true, found: null });
    expect(interrupted.held).toBeLessThan(16);
    expect(isComplete(interrupted)).toBe(false);
    expect(smallestSentences(interrupted)[0]).toMatch(/^Interrupted in scope \d+ of 16: none that was checked fails/);
  });
});
