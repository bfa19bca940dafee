/** Symmetry reduction: the full exploration, the reduced one and the oracle's brute force over all renamings agree. */

import { holds, type Machine, machine, t } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import twoPhaseSymmetric from "../../../specs/classics/two-phase-symmetric.spec.ts";
import { check, instanceOf } from "../../../src/check/check.ts";
import { interchangeableIn } from "../../../src/dsl/types.ts";
import { explore, unlimited } from "../../../src/explore/explore.ts";
import type { Outcome } from "../../../src/explore/work/outcome.ts";
import { compile } from "../../../src/layout/compile.ts";
import { slotMaxima } from "../../../src/layout/slots.ts";
import { exploreNaively, smallGraphOf } from "../../../src/plain/explore.ts";
import type { Found } from "../../../src/plain/found.ts";
import { numbered } from "../../../src/plain/keys.ts";
import { orbitOf, renamingsOf } from "../../../src/plain/orbits.ts";
import { symmetricMachine } from "../../generator/symmetricMachine.ts";
import { comparable } from "../agree.ts";
import { seed } from "../seed.ts";

const machines = 120;
const statesMax = 400;

describe(`random symmetric machines (CUTCHECK_SEED=${seed})`, () => {
  test("on and off give one verdict and one trace, and both are the oracle's", () => {
    const seen = { holds: 0, violated: 0, error: 0, incomplete: 0 };
    const agree = fc.property(symmetricMachine, ({ definition }) => {
      const naive = exploreNaively(definition, { statesMax });
      seen[naive.finding.verdict]++;
      fc.pre(naive.finding.verdict !== "incomplete");
      const off = explore(definition, { countEdges: true, symmetry: false });
      expect(comparable(off)).toEqual({
        ...(comparable(naive) as object),
        ...(naive.finding.verdict === "error" ? {} : { symmetry: "full", symmetryOff: "switch", needingAll: [] }),
      });
      expect(verdictOf(explore(definition))).toEqual(verdictOf(off));
    });
    fc.assert(agree, { seed, numRuns: machines });
    console.info(`seed ${seed}: ${JSON.stringify(seen)}`);
    expect(Math.min(seen.holds, seen.violated)).toBeGreaterThan(machines / 20);
  });

  test("the reduced counts are those of orbits, found by trying every renaming", () => {
    let orbits = 0;
    let states = 0;
    const agree = fc.property(symmetricMachine, ({ definition }) => {
      const graph = smallGraphOf(definition, statesMax / 2);
      fc.pre(graph !== null);
      const renamings = renamingsOf(definition);
      const orbit = new Map(graph.states.map(found => [found, orbitOf(definition, found.state, renamings)]));
      const firsts = [...new Map(graph.states.map(found => [orbit.get(found)!, found])).values()];
      const edges = graph.transitions.filter(({ from }) => firsts.includes(from));
      const bare = { ...definition, properties: [], witnesses: [], terminal: "any" as const };
      expect(explore(bare, { countEdges: true }).counts).toEqual({
        distinctStates: firsts.length,
        distinctEdges: new Set(edges.map(({ from, to }) => `${orbit.get(from)} -> ${orbit.get(to)}`)).size,
        transitions: edges.length,
        terminalStates: firsts.filter(found => !edges.some(({ from }) => from === found)).length,
        levels: levelsOf(firsts),
      });
      orbits += firsts.length;
      states += graph.states.length;
    });
    fc.assert(agree, { seed: seed + 1, numRuns: machines / 2 });
    console.info(`seed ${seed}: ${orbits} orbits of ${states} states`);
    expect(orbits).toBeLessThan(states / 2);
  });

  test("a canonical form is its own, the same for all renamings of a state, and another for every other orbit", () => {
    const laws = fc.property(symmetricMachine, fc.nat(1_000_000), ({ definition }, salt) => {
      const graph = smallGraphOf(definition, statesMax / 4);
      fc.pre(graph !== null);
      const renamings = renamingsOf(definition);
      const box = compile(definition).open();
      const canonical = (load: () => void): string => {
        load();
        box.canonicalise();
        box.pack();
        return box.words.join();
      };
      const orbitByForm = new Map<string, string>();
      for (const [i, { state }] of graph.states.entries()) {
        const orbit = orbitOf(definition, state, renamings);
        const form = canonical(() => box.load(numbered(state)));
        expect(canonical(() => {})).toBe(form);
        box.rename(anyRenaming(definition, salt + i));
        expect(canonical(() => {})).toBe(form);
        expect(orbitByForm.get(form) ?? orbit).toBe(orbit);
        orbitByForm.set(form, orbit);
      }
      expect(new Set(orbitByForm.values()).size).toBe(orbitByForm.size);
    });
    fc.assert(laws, { seed: seed + 2, numRuns: machines / 4 });
  });
});

describe("known numbers of orbits", () => {
  test.each([
    [1, 2],
    [2, 10],
    [3, 104],
    [4, 3044],
  ])("relations on %i things have %i forms (OEIS A000595)", (size, forms) => {
    const Thing = t.scalarset("thing", size);
    expect(formsOf(machine("relations", { related: t.array(Thing, t.set(Thing)) }), size * size)).toBe(forms);
  });

  test("matrices of three rows and three columns of bits have 36 forms up to both orders (OEIS A002724)", () => {
    const matrices = machine("matrices", { bits: t.array(t.scalarset("row", 3), t.array(t.scalarset("column", 3), t.bool())) });
    expect(formsOf(matrices, 9)).toBe(36);
  });

  test("six things in a ring are one thing, however they are named", () => {
    const Thing = t.scalarset("thing", 6);
    const box = compile(machine("ring", { next: t.array(Thing, Thing) }).definition).open();
    const forms = new Set<string>();
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [3, 0, 5, 1, 4, 2],
      [5, 4, 3, 2, 1, 0],
      [1, 3, 0, 2, 5, 4],
    ]) {
      box.load({ next: order.map((_, i) => order[(order.indexOf(i) + 1) % 6]!) });
      box.canonicalise();
      box.pack();
      forms.add(box.words.join());
    }
    expect(forms.size).toBe(1);
  });
});

/** How many representatives the rows of so many bits have. */
function formsOf<S>({ definition }: Machine<S>, bits: number): number {
  const compiled = compile(definition);
  const box = compiled.open();
  const forms = new Set<string>();
  const maxima = slotMaxima(compiled.root);
  for (let row = 0; row < 2 ** bits; row++) {
    let rest = row;
    const slots = maxima.map(max => {
      const value = rest & max;
      rest >>>= 32 - Math.clz32(max);
      return value;
    });
    box.words.fill(0);
    for (const { slot, from, word, shift } of compiled.packing.pieces) box.words[word]! |= (slots[slot]! >>> from) << shift;
    box.unpack();
    box.canonicalise();
    box.pack();
    forms.add(box.words.join());
  }
  return forms.size;
}

test("a spec says the same with and without, but for its counts", async () => {
  const platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
  for (const of of twoPhaseSymmetric.cases.filter(each => each.name !== "n=8" && each.name !== "n=12")) {
    const results = await Promise.all(
      [true, false].map(symmetry => check(instanceOf(twoPhaseSymmetric, of), { budget: unlimited, countEdges: false, symmetry }, platform)),
    );
    const [on, off] = results.map(each => ({ verdict: each.verdict, asExpected: each.asExpected, finding: JSON.stringify(each.outcome.finding) }));
    expect(on).toEqual(off);
    expect(on?.asExpected).toBe(true);
    expect(results.map(each => each.outcome.symmetry)).toEqual(["reduced", "full"]);
  }
});

test("with symmetry off the counts are compared with those that a case gives without it", async () => {
  const platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
  const of = twoPhaseSymmetric.cases.find(({ name }) => name === "n=3")!;
  const wrong = { ...of, expect: holds({ levelCount: 10, withoutSymmetry: { states: 287, distinctEdges: 1 } }) };
  const { differences } = await check(instanceOf(twoPhaseSymmetric, wrong), { budget: unlimited, countEdges: false, symmetry: false }, platform);
  expect(differences).toEqual(["states: 287 expected, 288 found", "distinct edges: 1 expected, 886 found", "levels: 10 expected, 11 found"]);
});

/** What must not depend on the reduction. */
function verdictOf({ finding, neverEnabled, missingWitnesses, counts }: Outcome): unknown {
  if (finding.verdict === "error") return finding.error.mistake.code;
  return { finding: JSON.stringify(finding), neverEnabled, missingWitnesses, depth: counts.levels.length };
}

function levelsOf(firsts: readonly Found[]): readonly number[] {
  const depths = firsts.map(({ depth }) => depth);
  return Array.from({ length: Math.max(...depths) + 1 }, (_, level) => depths.filter(depth => depth === level).length);
}

function anyRenaming(definition: Parameters<typeof compile>[0], salt: number): readonly (readonly number[])[] {
  return interchangeableIn(definition.shape).map(({ size }) => {
    const left = Array.from({ length: size }, (_, i) => i);
    return Array.from({ length: size }, (_, i) => left.splice((salt * 7 + i * 13) % left.length, 1)[0]!);
  });
}
