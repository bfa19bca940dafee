/**
 * The run to show, among all shortest ones: fewest fault steps, then fewest switches from one actor to another, then the smallest by
 * the order of the starts and of action instances in declaration order. Exact: dynamic programming over every shortest run.
 *
 * First backwards over the levels: for each node from which a target can be reached in the steps that are left, the least cost of the rest of the run,
 * and the actors whose next step attains it. Then forwards: from each node the first step that attains the least cost.
 *
 * That takes up to 30 bytes for each such node. Where there is no room for all levels, only every second one is kept, or every fourth, and so on; the
 * levels between are computed again when the run gets there: time instead of memory.
 */
import { MemoryLimitError } from "../../kernel/memory.ts";
import type { Compiled } from "../../layout/compile.ts";
import { actorOf } from "../calls/run.ts";
import type { Work } from "../work/turn.ts";
import { CostTable } from "./costTable.ts";
import { notReproduced } from "./trace.ts";

/** One fault weighs more than any number of switches; both counts stay far below 2^26, so that costs are exact. */
const faultWeight = 2 ** 26;

/** Nodes of a level that are searched between two looks at the memory. */
const nodesPerLook = 4096;

/** A graph whose nodes are in breadth-first levels. Nodes are numbers, and need not be dense. */
export interface Levels {
  /** The level that the targets are in; the starts are in level 0. */
  readonly last: number;
  /** The nodes of a level: the starts in the order that decides between equals, other levels in any order. */
  nodes(level: number): Iterable<number>;
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

/**
 * The cheapest run to one of the targets, which are all in the last level. `memoryBytesMax`: what the costs may take.
 * Errors: CUT209 when no run leads to any of them any more; MemoryLimitError when two neighbouring levels do not fit into memory.
 */
export function cheapestRun(
  compiled: Compiled,
  levels: Levels,
  targets: readonly Target[],
  memoryBytesMax: number = Number.POSITIVE_INFINITY,
): Work<CheapestRun> {
  const search = new CheapestSearch(compiled, levels, targets, memoryBytesMax);
  return search.walk();
}

class CheapestSearch {
  private readonly levels: Levels;
  private readonly targets: readonly Target[];
  private readonly memoryBytesMax: number;
  private readonly actorCount: number;
  /** Actor number of each action instance. */
  private readonly actors: Int32Array;
  /** Weight of each action instance: a fault, or nothing. */
  private readonly weights: Float64Array;
  /** By level, the nodes from which a target is reached in the steps that are left; not all levels are kept. */
  private readonly kept = new Map<number, CostTable>();
  private keptBytes = 0;
  /** Levels that this divides are kept. */
  private stride = 1;

  constructor({ instances, definition }: Compiled, levels: Levels, targets: readonly Target[], memoryBytesMax: number) {
    this.levels = levels;
    this.targets = targets;
    this.memoryBytesMax = memoryBytesMax;
    const acting = instances.map(({ action, parameters }) => actorOf(definition.actions[action], parameters));
    const numbers = new Map([...new Set(acting)].map((name, number) => [name, number]));
    this.actorCount = numbers.size;
    this.actors = Int32Array.from(acting, name => numbers.get(name) as number);
    this.weights = Float64Array.from(instances, ({ action }) => (definition.actions[action].fault ? faultWeight : 0));
  }

  *walk(): Work<CheapestRun> {
    this.keep(this.levels.last, this.ends());
    const start = this.cheapestStart(yield* this.costs(0));
    let node = start;
    let actor = -1;
    const steps: (readonly [number, number])[] = [];
    for (let level = 0; level < this.levels.last; level++) {
      const [instance, child] = this.cheapestStep(node, actor, yield* this.costs(level + 1));
      this.forget(level);
      steps.push([instance, child]);
      node = child;
      actor = this.actors[instance];
    }
    return { start, steps, finalInstance: this.finalInstance(node, actor) };
  }

  /** The costs of a level, computed from the nearest later level that is kept. */
  private *costs(level: number): Work<CostTable> {
    let known = level;
    while (!this.kept.has(known)) known++;
    let costs = this.kept.get(known) as CostTable;
    this.stride = 1;
    for (let each = known - 1; each >= level; each--) {
      const before = yield* this.costsBefore(each, costs);
      this.keep(each, before);
      this.thin(each, before.memoryBytes + costs.memoryBytes);
      costs = before;
    }
    return costs;
  }

  private *costsBefore(level: number, after: CostTable): Work<CostTable> {
    const costs = new CostTable(this.actorCount);
    let looks = 0;
    for (const node of this.levels.nodes(level)) {
      if (++looks % nodesPerLook === 0) this.checkMemory(costs.memoryBytes + after.memoryBytes);
      this.levels.eachStep(node, (instance, child) => {
        const actor = this.actors[instance];
        const rest = after.costAfter(child, actor);
        if (rest < Number.POSITIVE_INFINITY) costs.offer(node, actor, this.weights[instance] + rest);
      });
      yield;
    }
    return costs;
  }

  /** `neededBytes`: of what cannot be dropped. Errors: MemoryLimitError. */
  private checkMemory(neededBytes: number): void {
    if (neededBytes > this.memoryBytesMax) throw new MemoryLimitError(`${neededBytes} bytes for the costs of two levels are over the limit of memory`);
  }

  /** Drops levels until the rest fits. The level that was just found and the last one are always kept. `neededBytes`: of what cannot be dropped. */
  private thin(found: number, neededBytes: number): void {
    this.checkMemory(neededBytes);
    while (this.keptBytes > this.memoryBytesMax && this.stride <= this.levels.last) {
      this.stride *= 2;
      for (const level of [...this.kept.keys()]) {
        if (level % this.stride !== 0 && level !== found && level !== this.levels.last) this.forget(level);
      }
    }
  }

  private keep(level: number, costs: CostTable): void {
    this.kept.set(level, costs);
    this.keptBytes += costs.memoryBytes;
  }

  private forget(level: number): void {
    this.keptBytes -= this.kept.get(level)?.memoryBytes ?? 0;
    this.kept.delete(level);
  }

  private ends(): CostTable {
    const ends = new CostTable(this.actorCount);
    for (const { state, instance } of this.targets) {
      if (instance < 0) ends.enterEnd(state);
      else ends.offer(state, this.actors[instance], this.weights[instance]);
    }
    return ends;
  }

  private cheapestStart(costs: CostTable): number {
    let [best, start] = [Number.POSITIVE_INFINITY, -1];
    for (const node of this.levels.nodes(0)) {
      const cost = costs.costAfter(node, -1);
      if (cost < best) [best, start] = [cost, node];
    }
    return start >= 0 ? start : notReproduced();
  }

  /** The first of the cheapest steps from a node to which `actor` came (-1: where the run begins). */
  private cheapestStep(from: number, actor: number, next: CostTable): readonly [number, number] {
    let found: readonly [number, number] | null = null;
    let least = Number.POSITIVE_INFINITY;
    this.levels.eachStep(from, (instance, child) => {
      const to = this.actors[instance];
      const cost = this.weights[instance] + next.costAfter(child, to) + (actor >= 0 && to !== actor ? 1 : 0);
      if (cost < least) [found, least] = [[instance, child], cost];
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
