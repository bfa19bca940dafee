/**
 * The counterexample to show, among all shortest ones: fewest fault steps, then fewest switches from one actor to another, then the
 * smallest by initial state and action instances in declaration order. Exact: dynamic programming over every shortest run.
 *
 * Backwards over the levels, each state that can still reach a target in time learns what the rest of the run costs at least, by
 * the actor of its next step. Forwards, the first step that attains the least cost is taken. Costs one more expansion of the levels.
 */
import type { RowSet } from "../kernel/rows.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";
import type { Found } from "./found.ts";
import type { Violation } from "./judge.ts";
import type { Trace, TraceStep } from "./outcome.ts";
import { actorOf } from "./run.ts";
import { notReproduced, stateOf, stepBy, stepTo } from "./trace.ts";

/** One fault weighs more than any number of switches; both counts stay far below 2^26, so that costs are exact. */
const faultWeight = 2 ** 26;

/** What the rest of a run costs from a state: nothing at a target, else by the actor of the next step (Infinity: no such run). */
interface Node {
  readonly isEnd: boolean;
  readonly byActor: Float64Array;
}

/**
 * The run to show for violations that are all of one property and all in one level.
 * Errors: CUT209 when no run leads to any of them any more.
 */
export function shortestTrace(compiled: Compiled, found: Found, violations: readonly Target[]): Trace {
  const search = new Search(compiled, found, violations);
  return search.walk(search.costs());
}

/** Where a run ends: at a state, or (with `instance` >= 0) with the step that this action instance makes from it. */
export type Target = Pick<Violation, "state" | "instance">;

class Search {
  private readonly compiled: Compiled;
  private readonly rows: RowSet;
  private readonly box: StateBox;
  private readonly violations: readonly Target[];
  /** First id of each level, and one past the last. */
  private readonly starts: readonly number[];
  /** The level that the targets are in. */
  private readonly last: number;
  private readonly actorCount: number;
  /** Actor number of each action instance. */
  private readonly actors: Int32Array;
  /** Weight of each action instance: a fault, or nothing. */
  private readonly weights: Float64Array;

  constructor(compiled: Compiled, { rows, levels }: Found, violations: readonly Target[]) {
    this.compiled = compiled;
    this.rows = rows;
    this.box = compiled.scratch(2);
    this.violations = violations;
    const starts = [0];
    for (const size of levels) starts.push(starts[starts.length - 1] + size);
    this.starts = starts;
    this.last = starts.findIndex(start => start > violations[0].state) - 1;
    const acting = compiled.instances.map(({ action, parameters }) => actorOf(compiled.definition.actions[action], parameters));
    const names = [...new Set(acting)];
    this.actorCount = names.length;
    this.actors = Int32Array.from(acting, name => names.indexOf(name));
    this.weights = Float64Array.from(compiled.instances, ({ action }) => (compiled.definition.actions[action].fault ? faultWeight : 0));
  }

  /** For each level, the states from which a target is reached in the steps that are left. */
  costs(): readonly ReadonlyMap<number, Node>[] {
    const nodes: Map<number, Node>[] = [];
    nodes[this.last] = this.targets();
    for (let level = this.last - 1; level >= 0; level--) {
      nodes[level] = new Map();
      for (let id = this.starts[level]; id < this.starts[level + 1]; id++) {
        this.eachSuccessor(id, (instance, child) => this.relax(nodes[level], id, instance, nodes[level + 1].get(child)));
      }
    }
    return nodes;
  }

  walk(nodes: readonly ReadonlyMap<number, Node>[]): Trace {
    let id = this.cheapestStart(nodes[0]);
    let actor = -1;
    const initial = stateOf(this.box, this.rows, id);
    const steps: TraceStep[] = [];
    for (let level = 0; level < this.last; level++) {
      const [instance, child] = this.cheapestStep(id, actor, nodes[level + 1], restCost(nodes[level].get(id), actor));
      steps.push(stepTo(this.compiled, this.box, this.rows, instance, child));
      id = child;
      actor = this.actors[instance];
    }
    const finalInstance = this.finalInstance(id, actor);
    return { initial, steps: finalInstance < 0 ? steps : [...steps, stepBy(this.compiled, this.box, this.rows, id, finalInstance)] };
  }

  private targets(): Map<number, Node> {
    const targets = new Map<number, Node>();
    for (const { state, instance } of this.violations) {
      if (instance < 0) targets.set(state, { isEnd: true, byActor: new Float64Array(0) });
      else this.relax(targets, state, instance, { isEnd: true, byActor: new Float64Array(0) });
    }
    return targets;
  }

  /** A run that goes on from state `id` by `instance` to `next`. */
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
    for (const [id, node] of nodes) {
      const cost = restCost(node, -1);
      if (cost < best || (cost === best && id < start)) [best, start] = [cost, id];
    }
    return start >= 0 ? start : notReproduced();
  }

  private cheapestStep(id: number, actor: number, next: ReadonlyMap<number, Node>, cost: number): readonly [number, number] {
    let found: readonly [number, number] | null = null;
    this.eachSuccessor(id, (instance, child) => {
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
    const instances = this.violations.filter(({ state, instance }) => state === id && instance >= 0).map(({ instance }) => instance);
    return instances.sort((a, b) => cost(a) - cost(b) || a - b)[0] ?? -1;
  }

  private eachSuccessor(id: number, visit: (instance: number, child: number) => void): void {
    this.rows.read(id, this.box.words);
    this.box.expand(instance => visit(instance, this.rows.find(this.box.words)));
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
