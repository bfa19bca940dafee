/**
 * How often each edge of a graph is taken by the cheapest set of runs that takes every edge at least once: the directed postman's problem (J. Edmonds and
 * E. L. Johnson, Matching, Euler tours and the Chinese postman, 1973) for runs that begin in initial states and may end anywhere.
 *
 * Each edge is taken once, and `extra` times more. A state into which more edges lead than out of it has runs that may end there, or go on to a state out of which more
 * edges lead than into it; what is still missing there comes by new runs. So it is a flow of least cost: a step that is repeated costs 1, a run that is begun costs
 * `runCost`, but for the first one of all edges that hang together, which must be there anyway. It is found by the primal-dual method (R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, 9.8): all flow that can be sent at the present
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

/** The edges, a node from which runs begin, and after it one for the first run of each part of the graph that hangs together. */
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
  /** By state: the part of the graph that it is in. */
  private readonly parts: Int32Array;
  /** By part: its initial states, and in which of them its first run begins; -1: not said yet. */
  private readonly partInitials: readonly number[][];
  private readonly firstIn: Int32Array;

  constructor(graph: TransitionGraph, sources: Int32Array, runCost: number) {
    const { size, targets, initials } = graph;
    this.graph = graph;
    this.sources = sources;
    this.runCost = runCost;
    this.origin = size;
    this.extra = new Int32Array(targets.length);
    this.begun = new Int32Array(size);
    [this.parts, this.partInitials] = partsOf(graph, sources);
    this.firstIn = new Int32Array(this.partInitials.length).fill(-1);
    const nodes = size + 1 + this.partInitials.length;
    this.surplus = new Int32Array(nodes).fill(1, size + 1);
    this.missing = new Int32Array(size);
    this.potential = new Int32Array(nodes);
    this.depth = new Int32Array(nodes);
    this.next = new Uint32Array(nodes);
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

  /** A first run that is needed nowhere begins and ends in the same state. */
  flow(): Flow {
    const { extra, begun, surplus, firstIn } = this;
    const ended = surplus.slice(0, this.origin);
    for (const [part, state] of firstIn.entries()) {
      const at = state >= 0 ? state : this.partInitials[part][0];
      begun[at]++;
      if (state < 0) ended[at]++;
    }
    return { extra, begun, ended };
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
    for (let node = 0; node < depth.length; node++) if (this.surplus[node] > 0) reach(node, -potential[node]);
    reach(origin, -potential[origin]);
    for (let node = queue.take(depth); node >= 0; node = queue.take(depth)) {
      const base = depth[node];
      this.eachArc(node, (to, cost) => {
        reach(to, base + cost + potential[node] - potential[to]);
        return false;
      });
    }
    const most = queue.largest;
    for (let node = 0; node < depth.length; node++) potential[node] += Math.min(depth[node], most);
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
    for (let node = 0; node < depth.length; node++) if (this.surplus[node] > 0 && potential[node] === 0) reach(node, 0);
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
    for (let node = 0; node < potential.length; node++) {
      while (this.surplus[node] > 0 && potential[node] === 0 && this.sendFrom(node)) this.surplus[node]--;
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
        for (let i = 0; i < arcs.length; i++) this.change(way[i], i + 1 < way.length ? way[i + 1] : node, arcs[i]);
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

  /** One unit more along an arc between two states: `edge`, or `~edge` for one that is taken back; or from or to one of the other nodes. */
  private change(from: number, to: number, arc: number): void {
    const { origin } = this;
    if (from === origin) this.begun[to]++;
    else if (to === origin) this.begun[from]--;
    else if (from > origin) this.firstIn[from - origin - 1] = to;
    else if (to > origin) this.firstIn[to - origin - 1] = -1;
    else if (arc >= 0) this.extra[arc]++;
    else this.extra[~arc]--;
  }

  /** Visits the arcs of a node from the `start`-th one on, until a visit returns true; returns the place of that arc. */
  private eachArc(node: number, visit: Visit, start = 0): number {
    const { graph, origin, extra, sources, inEdges } = this;
    if (node >= origin) return this.eachBeginning(node, visit, start);
    const [from, end] = [graph.offsets[node], graph.offsets[node + 1]];
    for (let edge = from + start; edge < end; edge++) if (visit(graph.targets[edge], 1, edge)) return edge - from;
    const [inFrom, inEnd] = [this.inOffsets[node], this.inOffsets[node + 1]];
    const out = end - from;
    for (let i = inFrom + Math.max(0, start - out); i < inEnd; i++) {
      const edge = inEdges[i];
      if (extra[edge] > 0 && visit(sources[edge], -1, ~edge)) return out + i - inFrom;
    }
    return this.eachUndone(node, visit, start, out + inEnd - inFrom);
  }

  /** Runs that begin. */
  private eachBeginning(node: number, visit: Visit, start: number): number {
    const { origin } = this;
    const [initials, cost] = node === origin ? [this.graph.initials, this.runCost] : [this.partInitials[node - origin - 1], 0];
    for (let i = start; i < initials.length; i++) if (visit(initials[i], cost, 0)) return i;
    return initials.length;
  }

  /** A run that was begun here need not be: what it brings may come from elsewhere. `at`: the place of the first of these two arcs. */
  private eachUndone(node: number, visit: Visit, start: number, at: number): number {
    const { origin } = this;
    if (this.isInitial[node] === 0) return at + 2;
    if (start <= at && this.begun[node] > 0 && visit(origin, -this.runCost, 0)) return at;
    const part = this.parts[node];
    if (start <= at + 1 && this.firstIn[part] === node && visit(origin + 1 + part, 0, 0)) return at + 1;
    return at + 2;
  }
}

/** Returns whether it has seen enough. */
type Visit = (to: number, cost: number, arc: number) => boolean;

/** For each state the part of the graph that it hangs together with, and for each part its initial states: each part has one. Parts without edges are none. */
function partsOf({ size, targets, initials }: TransitionGraph, sources: Int32Array): readonly [parts: Int32Array, initials: number[][]] {
  const parent = Int32Array.from({ length: size }, (_, state) => state);
  const rootOf = (state: number): number => {
    let root = state;
    for (; parent[root] !== root; root = parent[root]) parent[root] = parent[parent[root]];
    return root;
  };
  const hasEdge = new Uint8Array(size);
  for (let edge = 0; edge < targets.length; edge++) {
    parent[rootOf(targets[edge])] = rootOf(sources[edge]);
    hasEdge[sources[edge]] = 1;
    hasEdge[targets[edge]] = 1;
  }
  const byRoot = new Map<number, number>();
  const partInitials: number[][] = [];
  for (const state of initials) {
    if (hasEdge[state] === 0) continue;
    const root = rootOf(state);
    const part = byRoot.get(root) ?? partInitials.length;
    byRoot.set(root, part);
    partInitials[part] ??= [];
    partInitials[part].push(state);
  }
  return [Int32Array.from({ length: size }, (_, state) => byRoot.get(rootOf(state)) ?? -1), partInitials];
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
