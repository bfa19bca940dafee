/** Runs through a graph of transitions, as numbers. */
import type { TransitionGraph } from "../explore/graph/transitionGraph.ts";

/** A run: the initial state, and the edges that are taken one after the other. */
export interface NumberedRun {
  readonly start: number;
  readonly edges: readonly number[];
}

/** Where each edge comes from. */
export function sourcesOf({ size, offsets, targets }: TransitionGraph): Int32Array {
  const sources = new Int32Array(targets.length);
  for (let state = 0; state < size; state++) sources.fill(state, offsets[state], offsets[state + 1]);
  return sources;
}

/** The edges of a shortest way to a state, by which it was found first. */
export function wayTo({ first }: TransitionGraph, sources: Int32Array, state: number): number[] {
  const way: number[] = [];
  for (let edge = first[state]; edge >= 0; edge = first[sources[edge]]) way.push(edge);
  return way.reverse();
}

/** How many edges a shortest way to each state has. */
export function depthsOf({ size, first }: TransitionGraph, sources: Int32Array): Int32Array {
  const depths = new Int32Array(size);
  // A state is found from one with a smaller id.
  for (let state = 0; state < size; state++) depths[state] = first[state] < 0 ? 0 : depths[sources[first[state]]] + 1;
  return depths;
}

/** Initial states from which no transition leads: their runs have no steps. */
export function stillRuns({ initials, offsets }: TransitionGraph): readonly NumberedRun[] {
  return Array.from(initials)
    .filter(state => offsets[state] === offsets[state + 1])
    .map(start => ({ start, edges: [] }));
}

/**
 * The same edges in runs of at most so many steps, where the way to an edge leaves room for it: a longer run is left, and another one goes to the next of its edges that
 * no run has taken yet.
 */
export function shortened(graph: TransitionGraph, sources: Int32Array, runs: readonly NumberedRun[], stepsMax: number): readonly NumberedRun[] {
  if (runs.every(({ edges }) => edges.length <= stepsMax)) return runs;
  const taken = new Uint8Array(graph.targets.length);
  const shorter: NumberedRun[] = [];
  for (const run of runs) {
    for (let at = 0, rest = run; at >= 0; ) {
      const edges = rest.edges.slice(0, Math.max(stepsMax, at + 1));
      for (const edge of edges) taken[edge] = 1;
      shorter.push({ start: rest.start, edges });
      const next = rest.edges.findIndex((edge, i) => i >= edges.length && taken[edge] === 0);
      if (next < 0) break;
      const way = wayTo(graph, sources, sources[rest.edges[next]]);
      rest = { start: way.length > 0 ? sources[way[0]] : sources[rest.edges[next]], edges: [...way, ...rest.edges.slice(next)] };
      at = way.length;
    }
  }
  return shorter;
}
