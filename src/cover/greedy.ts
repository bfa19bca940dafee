/**
 * Runs that reach every goal, one after the other: each goes to a goal that is left by a shortest way, and on to whatever goal is near, until none is. It is used where the
 * cheapest runs cannot be found in reasonable time: to reach *some* edges, or some pairs of them, by the cheapest runs is NP-hard (J. K. Lenstra and A. H. G. Rinnooy Kan, 1976).
 */
import type { TransitionGraph } from "../explore/graph/transitionGraph.ts";
import type { Work } from "../explore/work/turn.ts";
import { Bits, type Goals, nothingBefore } from "./goals.ts";
import { depthsOf, type NumberedRun, wayTo } from "./runs.ts";

/** A way to the next goal is looked for among so many states at most: where it is further, another run is begun. */
const statesLookedAtMax = 4_096;

/** The runs. `sources`: where each edge comes from. `stepsMax`: no run goes on once it has so many steps. */
export function* greedyRuns(graph: TransitionGraph, sources: Int32Array, goals: Goals, stepsMax: number): Work<readonly NumberedRun[]> {
  const search = new GreedySearch(graph, sources, goals, stepsMax);
  const runs: NumberedRun[] = [];
  for (const edges of witnessesByDepth(graph, sources, goals)) {
    if (search.isReached(edges)) continue;
    runs.push(search.runBy(edges));
    yield;
  }
  return runs;
}

/** The deepest ones first: what is on the way to them is reached with them. */
function witnessesByDepth(graph: TransitionGraph, sources: Int32Array, goals: Goals): readonly (readonly number[])[] {
  const depths = depthsOf(graph, sources);
  const all: (readonly number[])[] = [];
  goals.eachWitness(edges => void all.push(edges));
  return all.sort((a, b) => depths[sources[b[0]]] - depths[sources[a[0]]]);
}

class GreedySearch {
  private readonly graph: TransitionGraph;
  private readonly sources: Int32Array;
  private readonly goals: Goals;
  private readonly stepsMax: number;
  private readonly reached: Bits;
  /** By state: the search that has met it, and the edge by which it came. */
  private readonly met: Uint32Array;
  private readonly by: Int32Array;
  private searches = 0;

  constructor(graph: TransitionGraph, sources: Int32Array, goals: Goals, stepsMax: number) {
    this.graph = graph;
    this.sources = sources;
    this.goals = goals;
    this.stepsMax = stepsMax;
    this.reached = new Bits(goals.space);
    this.met = new Uint32Array(graph.size);
    this.by = new Int32Array(graph.size);
  }

  /** Whether the last of these steps reaches nothing new. */
  isReached(edges: readonly number[]): boolean {
    const { goals, reached, graph } = this;
    return reached.has(goals.goalOf(edges.length < 2 ? nothingBefore : graph.labels[edges[0]], edges[edges.length - 1]));
  }

  /** The run that begins with a shortest way to these edges. */
  runBy(edges: readonly number[]): NumberedRun {
    const { graph, sources, stepsMax } = this;
    const run = [...wayTo(graph, sources, sources[edges[0]]), ...edges];
    const start = sources[run[0]];
    let before = this.take(run, nothingBefore);
    while (run.length < stepsMax) {
      const way = this.nearest(graph.targets[run[run.length - 1]], before, stepsMax - run.length);
      if (way === null) break;
      before = this.take(way, before);
      run.push(...way);
    }
    return { start, edges: run };
  }

  /** Notes what such steps reach. Returns the instance of the last one. */
  private take(edges: readonly number[], before: number): number {
    return edges.reduce((last, edge) => {
      const goal = this.goals.goalOf(last, edge);
      if (goal >= 0) this.reached.add(goal);
      return this.graph.labels[edge];
    }, before);
  }

  private isNew(before: number, edge: number): boolean {
    const goal = this.goals.goalOf(before, edge);
    return goal >= 0 && !this.reached.has(goal);
  }

  /** A shortest way from a state to a goal that is left; null when none is near. */
  private nearest(from: number, before: number, stepsMax: number): number[] | null {
    const { graph, met, by } = this;
    const search = ++this.searches;
    met[from] = search;
    by[from] = -1;
    const queue = [from];
    let levelEnd = 1;
    for (let i = 0, steps = 1; i < queue.length && queue.length <= statesLookedAtMax; i++) {
      if (i === levelEnd) [levelEnd, steps] = [queue.length, steps + 1];
      if (steps > stepsMax) return null;
      const state = queue[i];
      const last = by[state] < 0 ? before : graph.labels[by[state]];
      for (let edge = graph.offsets[state]; edge < graph.offsets[state + 1]; edge++) {
        if (this.isNew(last, edge)) return this.wayBack(state, edge);
        const to = graph.targets[edge];
        if (met[to] === search) continue;
        met[to] = search;
        by[to] = edge;
        queue.push(to);
      }
    }
    return null;
  }

  private wayBack(state: number, edge: number): number[] {
    const way = [edge];
    for (let at = this.by[state]; at >= 0; at = this.by[this.sources[at]]) way.push(at);
    return way.reverse();
  }
}
