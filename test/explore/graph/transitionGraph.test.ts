/** The graph that runs are chosen from has the states and transitions of the naive explorer, which shares nothing with it but the definition of a machine. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOf } from "../../../src/counterexample/values.ts";
import { CutcheckError } from "../../../src/dsl/errors.ts";
import type { MachineDefinition } from "../../../src/dsl/machine.ts";
import { type TransitionGraph, TransitionSearch } from "../../../src/explore/graph/transitionGraph.ts";
import { whole } from "../../../src/explore/work/turn.ts";
import { type NaiveGraph, smallGraphOf } from "../../../src/plain/explore.ts";
import { numbered } from "../../../src/plain/keys.ts";
import { randomMachine } from "../../generator/randomMachine.ts";
import { symmetricMachine } from "../../generator/symmetricMachine.ts";
import { counter, diamond, parallelEdges } from "../../toys/small.ts";
import { seed } from "../seed.ts";

const statesMax = 300;
const unlimited = { statesMax: Number.POSITIVE_INFINITY, memoryBytesMax: Number.POSITIVE_INFINITY };

/** Searches, and gives the graph with the key of each state. */
function searched(definition: MachineDefinition, limits: { readonly statesMax: number; readonly memoryBytesMax: number } = unlimited) {
  const search = new TransitionSearch(definition, limits);
  try {
    const stopped = whole(search.work());
    const graph = search.graph();
    const box = search.compiled.open();
    const keys = Array.from({ length: graph.size }, (_, id) => {
      search.found().read(id, box.words);
      box.unpack();
      return keyOf({ kind: "record", fields: definition.state }, box.read());
    });
    return { stopped, graph, keys };
  } finally {
    search.compiled.release();
  }
}

/** Transitions as texts. */
function transitionsOf({ offsets, targets, labels, size }: TransitionGraph, keys: readonly string[]): readonly string[] {
  const all: string[] = [];
  for (let state = 0; state < size; state++) {
    for (let edge = offsets[state]!; edge < offsets[state + 1]!; edge++) all.push([keys[state], keys[targets[edge]!], labels[edge]].join(" | "));
  }
  return all.sort();
}

function expectSame(definition: MachineDefinition, naive: NaiveGraph): void {
  const { stopped, graph, keys } = searched(definition);
  const key = (state: unknown): string => keyOf({ kind: "record", fields: definition.state }, numbered(state as never) as never);
  expect(stopped).toBeNull();
  expect([...keys].sort()).toEqual(naive.states.map(({ state }) => key(state)).sort());
  expect(transitionsOf(graph, keys)).toEqual(naive.transitions.map(({ from, to, index }) => [key(from.state), key(to.state), index].join(" | ")).sort());
  const depths = new Map(naive.states.map(({ state, depth }) => [key(state), depth]));
  for (let state = 0; state < graph.size; state++) expect(depthOf(graph, state)).toBe(depths.get(keys[state]!));
}

/** Steps of the way by which a state was found first. */
function depthOf({ first, offsets }: TransitionGraph, state: number): number {
  const edge = first[state]!;
  return edge < 0 ? 0 : 1 + depthOf({ first, offsets } as TransitionGraph, offsets.findIndex(offset => offset > edge) - 1);
}

describe("the graph of transitions", () => {
  test.each([counter, diamond, parallelEdges].map(toy => [toy.definition.name, toy.definition] as const))("is the oracle's: %s", (_, definition) => {
    expectSame(definition, smallGraphOf(definition, statesMax)!);
  });

  test(`is the oracle's on random machines, with shortest ways (CUTCHECK_SEED=${seed})`, () => {
    let compared = 0;
    const agree = fc.property(fc.oneof(randomMachine(), symmetricMachine), ({ definition }) => {
      const naive = attempt(() => smallGraphOf(definition, statesMax));
      if (naive === null) return;
      compared++;
      expectSame(definition, naive);
    });
    fc.assert(agree, { seed, numRuns: 120 });
    expect(compared).toBeGreaterThan(60);
  });

  test("ends at the limit of states, with the transitions of what was expanded and no others", () => {
    const { stopped, graph } = searched(diamond.definition, { ...unlimited, statesMax: 4 });
    expect(stopped).toBe("states");
    expect(graph.expanded).toBeLessThan(graph.size);
    expect(graph.targets).toHaveLength(graph.offsets[graph.expanded]!);
    expect([...graph.offsets.subarray(graph.expanded)].every(offset => offset === graph.targets.length)).toBe(true);
  });

  test("ends at the limit of memory", () => {
    const { stopped, graph } = searched(diamond.definition, { ...unlimited, memoryBytesMax: 20_000 });
    expect(stopped).toBe("memory");
    expect(graph.size).toBe(0);
  });
});

/** Null for a machine with a mistake: what those say is tested elsewhere. */
function attempt<T>(call: () => T | null): T | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof CutcheckError) return null;
    throw error;
  }
}
