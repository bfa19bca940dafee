/**
 * The runs of a flow: an Eulerian circuit (C. Hierholzer, 1873) through the edges, each as often as it is taken, and through one more node, the outside, from which
 * runs begin and to which they end. What lies between two visits of the outside is a run.
 */
import type { TransitionGraph } from "../explore/graph/transitionGraph.ts";
import type { Flow } from "./flow.ts";
import type { NumberedRun } from "./runs.ts";

/** The runs, in the order in which the circuit has them. They take every edge at least once. */
export function toursOf(graph: TransitionGraph, flow: Flow): readonly NumberedRun[] {
  return new Circuit(graph, flow).runs();
}

/** Arcs that are no edges: from the outside to the initial state `-2 - arc`; to the outside. */
const ending = -1;
const beginningIn = (state: number): number => -2 - state;

class Circuit {
  private readonly graph: TransitionGraph;
  /** How often each edge is still to be taken, and at how many states runs are still to begin and to end. */
  private readonly left: Int32Array;
  private readonly begun: Int32Array;
  private readonly ended: Int32Array;
  /** By state: its first edge that may be left. */
  private readonly next: Uint32Array;
  private initial = 0;

  constructor(graph: TransitionGraph, { extra, begun, ended }: Flow) {
    this.graph = graph;
    this.left = extra.map(times => times + 1);
    this.begun = begun.slice();
    this.ended = ended.slice();
    this.next = graph.offsets.slice();
  }

  runs(): readonly NumberedRun[] {
    const nodes = [this.graph.size];
    const arcs: number[] = [];
    const circuit: number[] = [];
    while (nodes.length > 0) {
      const [arc, to] = this.nextArc(nodes[nodes.length - 1]);
      if (to >= 0) {
        nodes.push(to);
        arcs.push(arc);
      } else {
        nodes.pop();
        const taken = arcs.pop();
        if (taken !== undefined) circuit.push(taken);
      }
    }
    return runsIn(circuit.reverse());
  }

  /** The next arc of a node, with where it leads; -1 when none is left. */
  private nextArc(node: number): readonly [arc: number, to: number] {
    const { graph, left, next } = this;
    if (node === graph.size) return this.nextBeginning();
    for (; next[node] < graph.offsets[node + 1]; next[node]++) {
      const edge = next[node];
      if (left[edge] === 0) continue;
      left[edge]--;
      return [edge, graph.targets[edge]];
    }
    if (this.ended[node] === 0) return [ending, -1];
    this.ended[node]--;
    return [ending, graph.size];
  }

  private nextBeginning(): readonly [arc: number, to: number] {
    const { initials } = this.graph;
    for (; this.initial < initials.length; this.initial++) {
      const state = initials[this.initial];
      if (this.begun[state] === 0) continue;
      this.begun[state]--;
      return [beginningIn(state), state];
    }
    return [ending, -1];
  }
}

/** What lies between two visits of the outside. */
function runsIn(circuit: readonly number[]): readonly NumberedRun[] {
  const runs: { readonly start: number; readonly edges: number[] }[] = [];
  for (const arc of circuit) {
    if (arc < ending) runs.push({ start: -2 - arc, edges: [] });
    else if (arc >= 0) runs[runs.length - 1].edges.push(arc);
  }
  return runs;
}
