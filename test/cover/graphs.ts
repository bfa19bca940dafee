/** Small graphs of transitions, and what covering them costs at least, found by trying all ways. */
import fc from "fast-check";
import type { TransitionGraph } from "../../src/explore/graph/transitionGraph.ts";

/** Edges as [from, to, label]; states that no initial state leads to are left out, the others numbered as breadth first finds them. */
export type Edges = readonly (readonly [from: number, to: number, label: number])[];

/** The graph of these edges. */
export function graphOf(initials: readonly number[], edges: Edges): TransitionGraph {
  const order = [...new Set(initials)];
  const starts = order.length;
  const first: number[] = order.map(() => -1);
  const offsets = [0];
  const taken: (readonly [to: number, label: number])[] = [];
  for (let at = 0; at < order.length; at++) {
    for (const [from, to, label] of edges) {
      if (from !== order[at]) continue;
      if (!order.includes(to)) {
        order.push(to);
        first.push(taken.length);
      }
      taken.push([order.indexOf(to), label]);
    }
    offsets.push(taken.length);
  }
  return {
    size: order.length,
    offsets: Uint32Array.from(offsets),
    targets: Int32Array.from(taken.map(([to]) => to)),
    labels: Uint16Array.from(taken.map(([, label]) => label)),
    first: Int32Array.from(first),
    initials: Int32Array.from({ length: starts }, (_, i) => i),
    expanded: order.length,
    isOutside: () => false,
  };
}

/** Random graphs of few states, with several initial ones, parallel edges and loops. */
export function smallGraph(edgesMax: number): fc.Arbitrary<TransitionGraph> {
  const state = fc.nat(5);
  const edge = fc.tuple(state, state, fc.nat(3));
  return fc
    .tuple(fc.uniqueArray(state, { minLength: 1, maxLength: 2 }), fc.array(edge, { minLength: 1, maxLength: edgesMax }))
    .map(([initials, edges]) => graphOf(initials, edges));
}

/** What the cheapest runs that take every edge cost: a step 1, a run `runCost`. The shortest way through (edges taken, place), for a dozen edges at most. */
export function leastCost({ offsets, targets, initials }: TransitionGraph, runCost: number): number {
  const all = 2 ** targets.length - 1;
  if (all === 0) return 0;
  const costs = new Map<string, number>([["0 -1", 0]]);
  const lists: string[][] = [["0 -1"]];
  const reach = (key: string, cost: number): void => {
    if (cost >= (costs.get(key) ?? Number.POSITIVE_INFINITY)) return;
    costs.set(key, cost);
    lists[cost] ??= [];
    lists[cost]!.push(key);
  };
  for (let cost = 0; cost < lists.length; cost++) {
    for (const key of lists[cost] ?? []) {
      if (costs.get(key) !== cost) continue;
      const [taken = 0, at = 0] = key.split(" ").map(Number);
      if (taken === all) return cost;
      for (const start of initials) reach(`${taken} ${start}`, cost + runCost);
      for (let edge = at < 0 ? 0 : offsets[at]!; at >= 0 && edge < offsets[at + 1]!; edge++) reach(`${taken | (1 << edge)} ${targets[edge]}`, cost + 1);
    }
  }
  throw new Error("no runs take every edge");
}
