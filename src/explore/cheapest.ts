/**
 * The run to show, among all shortest ones: fewest fault steps, then fewest switches from one actor to another, then the smallest by
 * the order of the starts and of action instances in declaration order. Exact: dynamic programming over every shortest run.
 *
 * Backwards over the levels, each node that can still reach a target in time learns what the rest of the run costs at least, by
 * the actor of its next step. Forwards, the first step that attains the least cost is taken.
 */
import type { Compiled } from "../layout/compile.ts";
import { actorOf } from "./run.ts";
import { notReproduced } from "./trace.ts";

/** One fault weighs more than any number of switches; both counts stay far below 2^26, so that costs are exact. */
const faultWeight = 2 ** 26;

/** A graph whose nodes are in breadth-first levels. Nodes are numbers, and need not be dense. */
export interface Levels {
  /** The level that the targets are in; the starts are in level 0. */
  readonly last: number;
  /** Visits the nodes of a level: the starts in the order that decides between equals, other levels in any order. */
  eachNode(level: number, visit: (node: number) => void): void;
  /** Visits the steps out of a node, by action instance in declaration order. */
  eachStep(node: number, visit: (instance: number, child: number) => void): void;
}

/** Where a run ends: at a node of the last level, or (with `instance` >= 0) with the step that this action instance makes from it. */
export interface Target {
  readonly state: number;
  readonly instance: number;
}

/** A run: its first node, then each step with the node after it, then (where targets are steps) the last instance; else -1. */
export interface CheapestRun {
  readonly start: number;
  readonly steps: readonly (readonly [instance: number, node: number])[];
  readonly finalInstance: number;
}

/** What the rest of a run costs from a node: nothing at a target, else by the actor of the next step (Infinity: no such run). */
interface Node {
  readonly isEnd: boolean;
  readonly byActor: Float64Array;
}

/** The cheapest run to one of the targets, which are all in the last level, and in its order. Errors: CUT209 when no run leads to any of them any more. */
export function cheapestRun(compiled: Compiled, levels: Levels, targets: readonly Target[]): CheapestRun {
  const search = new Search(compiled, levels, targets);
  return search.walk(search.costs());
}

class Search {
  private readonly levels: Levels;
  private readonly targets: readonly Target[];
  private readonly actorCount: number;
  /** Actor number of each action instance. */
  private readonly actors: Int32Array;
  /** Weight of each action instance: a fault, or nothing. */
  private readonly weights: Float64Array;

  constructor({ instances, definition }: Compiled, levels: Levels, targets: readonly Target[]) {
    this.levels = levels;
    this.targets = targets;
    const acting = instances.map(({ action, parameters }) => actorOf(definition.actions[action], parameters));
    const names = [...new Set(acting)];
    this.actorCount = names.length;
    this.actors = Int32Array.from(acting, name => names.indexOf(name));
    this.weights = Float64Array.from(instances, ({ action }) => (definition.actions[action].fault ? faultWeight : 0));
  }

  /** For each level, the nodes from which a target is reached in the steps that are left. */
  costs(): readonly ReadonlyMap<number, Node>[] {
    const { last } = this.levels;
    const nodes: Map<number, Node>[] = [];
    nodes[last] = this.ends();
    for (let level = last - 1; level >= 0; level--) {
      nodes[level] = new Map();
      this.levels.eachNode(level, node => {
        this.levels.eachStep(node, (instance, child) => this.relax(nodes[level], node, instance, nodes[level + 1].get(child)));
      });
    }
    return nodes;
  }

  walk(nodes: readonly ReadonlyMap<number, Node>[]): CheapestRun {
    const start = this.cheapestStart(nodes[0]);
    let node = start;
    let actor = -1;
    const steps: (readonly [number, number])[] = [];
    for (let level = 0; level < this.levels.last; level++) {
      const [instance, child] = this.cheapestStep(node, actor, nodes[level + 1], restCost(nodes[level].get(node), actor));
      steps.push([instance, child]);
      node = child;
      actor = this.actors[instance];
    }
    return { start, steps, finalInstance: this.finalInstance(node, actor) };
  }

  private ends(): Map<number, Node> {
    const ends = new Map<number, Node>();
    const end = { isEnd: true, byActor: new Float64Array(0) };
    for (const { state, instance } of this.targets) {
      if (instance < 0) ends.set(state, end);
      else this.relax(ends, state, instance, end);
    }
    return ends;
  }

  /** A run that goes on from a node by `instance` to `next`. */
  private relax(nodes: Map<number, Node>, id: number, instance: number, next: Node | undefined): void {
    if (next === undefined) return;
    let node = nodes.get(id);
    if (node === undefined) {
      node = { isEnd: false, byActor: new Float64Array(this.actorCount).fill(Number.POSITIVE_INFINITY) };
      nodes.set(id, node);
    }
    const actor = this.actors[instance];
    node.byActor[actor] = Math.min(node.byActor[actor], this.weights[instance] + restCost(next, actor));
  }

  private cheapestStart(nodes: ReadonlyMap<number, Node>): number {
    let [best, start] = [Number.POSITIVE_INFINITY, -1];
    this.levels.eachNode(0, node => {
      const cost = restCost(nodes.get(node), -1);
      if (cost < best) [best, start] = [cost, node];
    });
    return start >= 0 ? start : notReproduced();
  }

  private cheapestStep(id: number, actor: number, next: ReadonlyMap<number, Node>, cost: number): readonly [number, number] {
    let found: readonly [number, number] | null = null;
    this.levels.eachStep(id, (instance, child) => {
      const node = next.get(child);
      if (found !== null || node === undefined) return;
      const to = this.actors[instance];
      const total = this.weights[instance] + restCost(node, to) + (actor >= 0 && to !== actor ? 1 : 0);
      if (total === cost) found = [instance, child];
    });
    return found ?? notReproduced();
  }

  /** For a step property: the cheapest violating step out of the last state. */
  private finalInstance(id: number, actor: number): number {
    const cost = (instance: number): number => this.weights[instance] + (actor >= 0 && this.actors[instance] !== actor ? 1 : 0);
    const instances = this.targets.filter(({ state, instance }) => state === id && instance >= 0).map(({ instance }) => instance);
    return instances.sort((a, b) => cost(a) - cost(b) || a - b)[0] ?? -1;
  }
}

/** What the rest of a run costs after a step of `actor` (-1: no step yet). */
function restCost(node: Node | undefined, actor: number): number {
  if (node === undefined) return Number.POSITIVE_INFINITY;
  if (node.isEnd) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (let next = 0; next < node.byActor.length; next++) best = Math.min(best, node.byActor[next] + (actor >= 0 && next !== actor ? 1 : 0));
  return best;
}
