/** Runs that cover a graph: they are runs, they cover it, and for transitions no others are cheaper. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cheapestFlow } from "../../src/cover/flow.ts";
import { type Goals, instanceGoals, nothingBefore, pairGoals, sampleGoals, transitionGoals } from "../../src/cover/goals.ts";
import { greedyRuns } from "../../src/cover/greedy.ts";
import { type NumberedRun, shortened, sourcesOf, stillRuns } from "../../src/cover/runs.ts";
import { toursOf } from "../../src/cover/tour.ts";
import type { TransitionGraph } from "../../src/explore/graph/transitionGraph.ts";
import { whole } from "../../src/explore/work/turn.ts";
import { seed } from "../explore/seed.ts";
import { graphOf, leastCost, smallGraph } from "./graphs.ts";

const labels = 4;
const runCost = 10;

function cheapest(graph: TransitionGraph): readonly NumberedRun[] {
  return toursOf(graph, whole(cheapestFlow(graph, sourcesOf(graph), runCost)));
}

function greedy(graph: TransitionGraph, goals: Goals, stepsMax = 1_000): readonly NumberedRun[] {
  return whole(greedyRuns(graph, sourcesOf(graph), goals, stepsMax));
}

/** Each run begins in an initial state, and each edge where the one before it ends. */
function expectRuns(graph: TransitionGraph, runs: readonly NumberedRun[]): void {
  const sources = sourcesOf(graph);
  for (const { start, edges } of runs) {
    expect(graph.initials).toContain(start);
    expect(edges.map(edge => sources[edge])).toEqual([start, ...edges.map(edge => graph.targets[edge])].slice(0, edges.length));
  }
}

/** All goals, and those that the runs reach, each once. */
function reached(graph: TransitionGraph, goals: Goals, runs: readonly NumberedRun[]): readonly [all: readonly number[], done: readonly number[]] {
  const all = new Set<number>();
  goals.eachWitness(edges => all.add(goals.goalOf(edges.length < 2 ? nothingBefore : graph.labels[edges[0]!]!, edges.at(-1)!)));
  const done = new Set(
    runs
      .flatMap(({ edges }) => edges.map((edge, i) => goals.goalOf(i === 0 ? nothingBefore : graph.labels[edges[i - 1]!]!, edge)))
      .filter(goal => all.has(goal)),
  );
  const inOrder = (set: ReadonlySet<number>): readonly number[] => [...set].sort((a, b) => a - b);
  return [inOrder(all), inOrder(done)];
}

function expectCovered(graph: TransitionGraph, goals: Goals, runs: readonly NumberedRun[]): void {
  const [all, done] = reached(graph, goals, runs);
  expect(done).toEqual(all);
  expect(all).toHaveLength(goals.count);
}

const costOf = (runs: readonly NumberedRun[]): number => runs.reduce((sum, { edges }) => sum + runCost + edges.length, 0);

describe(`on random graphs (CUTCHECK_SEED=${seed})`, () => {
  const check = (runs: number, edgesMax: number, holds: (graph: TransitionGraph) => void): void =>
    fc.assert(fc.property(smallGraph(edgesMax), holds), { seed, numRuns: runs });

  test("the cheapest runs take every transition, and cost what the cheapest of all runs cost", () => {
    check(400, 8, graph => {
      const runs = cheapest(graph);
      expectRuns(graph, runs);
      expectCovered(graph, transitionGoals(graph), runs);
      expect(costOf(runs)).toBe(leastCost(graph, runCost));
    });
  });

  test("shortened runs take every transition, and are longer than allowed by no more than the way to one", () => {
    check(300, 30, graph => {
      const runs = shortened(graph, sourcesOf(graph), cheapest(graph), 3);
      expectRuns(graph, runs);
      expectCovered(graph, transitionGoals(graph), runs);
      for (const { edges } of runs) expect(edges.length).toBeLessThanOrEqual(Math.max(3, graph.size));
    });
  });

  test("greedy runs take every action instance, every pair, and every transition of a sample", () => {
    check(300, 30, graph => {
      for (const goals of [instanceGoals(graph, labels), pairGoals(graph, labels), transitionGoals(graph), sampleGoals(graph, 5, seed)]) {
        const runs = greedy(graph, goals);
        expectRuns(graph, runs);
        expectCovered(graph, goals, runs);
      }
    });
  });

  test("greedy runs are as long as allowed at most, where the way to what they take is not longer", () => {
    check(200, 30, graph => {
      const goals = pairGoals(graph, labels);
      const runs = greedy(graph, goals, 2);
      expectCovered(graph, goals, runs);
      for (const { edges } of runs) expect(edges.length).toBeLessThanOrEqual(graph.size + 1);
    });
  });

  test("the runs of one graph are the same each time", () => {
    check(50, 30, graph => {
      expect(cheapest(graph)).toEqual(cheapest(graph));
      expect(greedy(graph, pairGoals(graph, labels))).toEqual(greedy(graph, pairGoals(graph, labels)));
    });
  });
});

describe("by hand:", () => {
  test("a circle is one run, which ends where it began", () => {
    const graph = graphOf(
      [0],
      [
        [0, 1, 0],
        [1, 2, 0],
        [2, 0, 0],
      ],
    );
    expect(cheapest(graph)).toEqual([{ start: 0, edges: [0, 1, 2] }]);
  });

  test("a fork of two dead ends is two runs", () => {
    const graph = graphOf(
      [0],
      [
        [0, 1, 0],
        [1, 2, 0],
        [1, 3, 1],
      ],
    );
    expect(cheapest(graph).map(({ edges }) => edges)).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  test("two circles that do not meet are a run each, though none of them must begin or end anywhere", () => {
    const graph = graphOf(
      [0, 1],
      [
        [0, 0, 0],
        [1, 1, 0],
      ],
    );
    expect(cheapest(graph)).toEqual([
      { start: 0, edges: [0] },
      { start: 1, edges: [1] },
    ]);
  });

  test("a loop on the way is taken in passing", () => {
    const graph = graphOf(
      [0],
      [
        [0, 0, 0],
        [0, 1, 1],
      ],
    );
    expect(cheapest(graph)).toEqual([{ start: 0, edges: [0, 1] }]);
  });

  test("a way back that is longer than a new run is not taken", () => {
    const back: [number, number, number][] = Array.from({ length: 12 }, (_, i) => [i + 1, (i + 2) % 13, 0]);
    const graph = graphOf([0], [[0, 1, 0], [0, 13, 0], [13, 14, 0], ...back]);
    expect(cheapest(graph).map(({ edges }) => edges.length)).toEqual([15]);
    const oneWay = graphOf(
      [0],
      [
        [0, 1, 0],
        [0, 2, 0],
        [1, 3, 0],
        [2, 3, 0],
      ],
    );
    expect(cheapest(oneWay).map(({ edges }) => edges.length)).toEqual([2, 2]);
  });

  test("an initial state without transitions is a run without steps", () => {
    const graph = graphOf([0, 1], [[1, 2, 0]]);
    expect(stillRuns(graph)).toEqual([{ start: 0, edges: [] }]);
  });

  test("a sample of more transitions than there are is all of them, another seed chooses others", () => {
    const edges: [number, number, number][] = Array.from({ length: 40 }, (_, i) => [0, 0, i]);
    const graph = graphOf([0], edges);
    const chosen = (size: number, from: number): readonly number[] => reached(graph, sampleGoals(graph, size, from), [])[0];
    expect(chosen(50, 1)).toHaveLength(40);
    expect(chosen(10, 1)).toHaveLength(10);
    expect(chosen(10, 2)).not.toEqual(chosen(10, 1));
  });
});
