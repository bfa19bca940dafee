/**
 * How often each edge of a graph is taken by the cheapest set of runs that takes every edge at least once: the directed postman's problem (J. Edmonds and
 * E. L. Johnson, Matching, Euler tours and the Chinese postman, 1973) for runs that begin in initial states and may end anywhere.
 *
 * Each edge is taken once, and `extra` times more. A state into which more edges lead than out of it has runs that may end there, or go on to a state out of which more
 * edges lead than into it; what is still missing there comes by new runs. So it is a flow of least cost: a step that is repeated costs 1, a run that is begun costs
 * `runCost`. It is found by the primal-dual method (R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, 9.8): all flow that can be sent at the present
 * distance is sent (a blocking flow, over levels, as in E. A. Dinic, 1970), then distances are found anew. Distances only grow, and are at most `runCost` and the depth
 * of the graph, so there are few rounds, each of which looks at every edge a few times.
 */
import type { TransitionGraph } from "../explore/graph/transitionGraph.ts";
import type { Work } from "../explore/work/turn.ts";
import { Buckets } from "./buckets.ts";

export interface Flow {
  /** By edge: how often it is taken besides the first time. */
  readonly extra: Int32Array;
  /** By state: how many runs begin there. */
  readonly begun: Int32Array;
  /** By state: how many runs end there. */
  readonly ended: Int32Array;
}

const unreached = 0x3fffffff;

/** The flow. `sources`: where each edge comes from. */
export function* cheapestFlow(graph: TransitionGraph, sources: Int32Array, runCost: number): Work<Flow> {
  const network = new Network(graph, sources, runCost);
  while (network.isShort) {
    network.measure();
    yield;
    while (network.level()) {
      network.send();
      yield;
    }
  }
  return network.flow();
}

/** The edges, and one more node, from which runs begin: the last one. */
class Network {
  private readonly graph: TransitionGraph;
  private readonly sources: Int32Array;
  private readonly runCost: number;
  private readonly origin: number;
  /** Edges by the state that they lead to. */
  private readonly inOffsets: Uint32Array;
  private readonly inEdges: Uint32Array;
  private readonly extra: Int32Array;
  private readonly begun: Int32Array;
  /** By state: how many runs that come there have nowhere to go yet. */
  private readonly surplus: Int32Array;
  /** By state: how many times more it must be entered. */
  private readonly missing: Int32Array;
  private missingSum = 0;
  /** Distances from where flow may come from: those of all rounds so far. An arc with reduced cost 0 is on a shortest way. */
  private readonly potential: Int32Array;
  private readonly depth: Int32Array;
  /** By node: the arc at which the search goes on. */
  private readonly next: Uint32Array;
  private readonly isInitial: Uint8Array;

  constructor(graph: TransitionGraph, sources: Int32Array, runCost: number) {
    const { size, targets, initials } = graph;
    this.graph = graph;
    this.sources = sources;
    this.runCost = runCost;
    this.origin = size;
    this.extra = new Int32Array(targets.length);
    this.begun = new Int32Array(size);
    this.surplus = new Int32Array(size);
    this.missing = new Int32Array(size);
    this.potential = new Int32Array(size + 1);
    this.depth = new Int32Array(size + 1);
    this.next = new Uint32Array(size + 1);
    this.isInitial = new Uint8Array(size);
    for (const state of initials) this.isInitial[state] = 1;
    [this.inOffsets, this.inEdges] = incoming(graph);
    for (let state = 0; state < size; state++) this.balance(state);
  }

  private balance(state: number): void {
    const into = this.inOffsets[state + 1] - this.inOffsets[state];
    const out = this.graph.offsets[state + 1] - this.graph.offsets[state];
    this.surplus[state] = Math.max(0, into - out);
    this.missing[state] = Math.max(0, out - into);
    this.missingSum += this.missing[state];
  }

  get isShort(): boolean {
    return this.missingSum > 0;
  }

  flow(): Flow {
    return { extra: this.extra, begun: this.begun, ended: this.surplus };
  }

  /** Finds the distances of all nodes, by reduced costs, and adds them to the potentials. */
  measure(): void {
    const { potential, depth, origin } = this;
    depth.fill(unreached);
    const queue = new Buckets();
    const reach = (node: number, distance: number): void => {
      if (distance >= depth[node]) return;
      depth[node] = distance;
      queue.add(node, distance);
    };
    // Whatever has flow to give is a source; the potential of a source is never above 0, so these distances are not below it.
    for (let state = 0; state < origin; state++) if (this.surplus[state] > 0) reach(state, -potential[state]);
    reach(origin, -potential[origin]);
    for (let node = queue.take(depth); node >= 0; node = queue.take(depth)) {
      const base = depth[node];
      this.eachArc(node, (to, cost) => {
        reach(to, base + cost + potential[node] - potential[to]);
        return false;
      });
    }
    const most = queue.largest;
    for (let node = 0; node <= origin; node++) potential[node] += Math.min(depth[node], most);
  }

  /** Numbers the nodes by how many arcs of shortest ways lead to them. Returns whether one that misses something is among them. */
  level(): boolean {
    const { depth, potential, origin } = this;
    depth.fill(unreached);
    this.next.fill(0);
    const queue: number[] = [];
    const reach = (node: number, at: number): void => {
      if (depth[node] !== unreached) return;
      depth[node] = at;
      queue.push(node);
    };
    for (let state = 0; state < origin; state++) if (this.surplus[state] > 0 && potential[state] === 0) reach(state, 0);
    if (potential[origin] === 0) reach(origin, 0);
    let isFound = false;
    for (let i = 0; i < queue.length; i++) {
      const node = queue[i];
      if (node < origin && this.missing[node] > 0) isFound = true;
      this.eachArc(node, (to, cost) => {
        if (cost + potential[node] - potential[to] === 0) reach(to, depth[node] + 1);
        return false;
      });
    }
    return isFound;
  }

  /** Sends flow along shortest ways until each of them is blocked. */
  send(): void {
    const { potential, origin } = this;
    for (let state = 0; state < origin; state++) {
      while (this.surplus[state] > 0 && potential[state] === 0 && this.sendFrom(state)) this.surplus[state]--;
    }
    while (potential[origin] === 0 && this.sendFrom(origin)) {}
  }

  /** Sends one unit from a node to one that misses it; false when there is no way. */
  private sendFrom(start: number): boolean {
    const way: number[] = [start];
    const arcs: number[] = [];
    while (way.length > 0) {
      const node = way[way.length - 1];
      if (node < this.origin && this.missing[node] > 0) {
        this.missing[node]--;
        this.missingSum--;
        way.pop();
        for (let i = 0; i < arcs.length; i++) this.change(way[i], arcs[i]);
        return true;
      }
      if (this.step(node, way, arcs)) continue;
      // Nothing comes of it in this round.
      this.depth[node] = unreached;
      way.pop();
      arcs.pop();
    }
    return false;
  }

  /** Puts the next arc of a node that leads one level further on a shortest way on `way` and `arcs`; false when there is none. */
  private step(node: number, way: number[], arcs: number[]): boolean {
    const { depth, potential, next } = this;
    const length = way.length;
    next[node] = this.eachArc(
      node,
      (to, cost, arc) => {
        if (depth[to] !== depth[node] + 1 || cost + potential[node] - potential[to] !== 0) return false;
        way.push(to);
        arcs.push(arc);
        return true;
      },
      next[node],
    );
    return way.length > length;
  }

  /** An arc is an edge, `~edge` for one that is taken back, or for the origin the state in which a run begins. */
  private change(from: number, arc: number): void {
    if (from === this.origin) this.begun[arc]++;
    else if (arc >= 0) this.extra[arc]++;
    else this.extra[~arc]--;
  }

  /** Visits the arcs of a node from the `start`-th one on, until a visit returns true; returns the place of that arc. */
  private eachArc(node: number, visit: (to: number, cost: number, arc: number) => boolean, start = 0): number {
    const { graph, origin, extra, sources, inEdges } = this;
    if (node === origin) {
      for (let i = start; i < graph.initials.length; i++) if (visit(graph.initials[i], this.runCost, graph.initials[i])) return i;
      return graph.initials.length;
    }
    const [from, end] = [graph.offsets[node], graph.offsets[node + 1]];
    for (let edge = from + start; edge < end; edge++) if (visit(graph.targets[edge], 1, edge)) return edge - from;
    const [inFrom, inEnd] = [this.inOffsets[node], this.inOffsets[node + 1]];
    const out = end - from;
    for (let i = inFrom + Math.max(0, start - out); i < inEnd; i++) {
      const edge = inEdges[i];
      if (extra[edge] > 0 && visit(sources[edge], -1, ~edge)) return out + i - inFrom;
    }
    // A run that was begun here need not be: then it would come from elsewhere.
    if (this.isInitial[node] === 1 && this.begun[node] > 0 && start <= out + inEnd - inFrom && visit(origin, -this.runCost, 0)) return out + inEnd - inFrom;
    return out + inEnd - inFrom + 1;
  }
}

/** For each state the edges that lead to it: `edges[offsets[state]]` and those after it. */
function incoming({ size, targets }: TransitionGraph): readonly [offsets: Uint32Array, edges: Uint32Array] {
  const offsets = new Uint32Array(size + 1);
  for (const target of targets) offsets[target + 1]++;
  for (let state = 0; state < size; state++) offsets[state + 1] += offsets[state];
  const edges = new Uint32Array(targets.length);
  const next = offsets.slice();
  for (let edge = 0; edge < targets.length; edge++) edges[next[targets[edge]]++] = edge;
  return [offsets, edges];
}
