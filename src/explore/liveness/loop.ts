/**
 * A short loop inside a fair component that keeps every promise: from a state to the nearest place where a promise is kept that is still open, from there to the
 * next one, and at the end back. Finding the shortest such loop is as hard as the travelling salesman's problem; going to the nearest place first is not.
 *
 * Of several nearest places the one is taken to which the smallest sequence of action instances leads, in declaration order: a breadth-first
 * search that follows the edges of a state in order finds it first. So the loop does not depend on the numbering of the states.
 */

import type { Work } from "../work/turn.ts";
import { isCut, type Region } from "./components.ts";
import { isRequired } from "./fair.ts";
import type { Constraints } from "./fairness.ts";
import type { StateGraph } from "./graph.ts";
import type { Memory } from "./memory.ts";
import type { IdRun } from "./stem.ts";

type Steps = IdRun["steps"];

/** What a loop still needs: steps or states that keep these promises, and a required state. */
interface Open {
  readonly weak: ReadonlySet<number>;
  readonly strong: ReadonlySet<number>;
  readonly required: boolean;
}

/** The steps of a loop from a state of a fair component back to it; none when the run may stay there for ever. Errors: MemoryLimitError. */
export function* fairLoop(
  graph: StateGraph,
  region: Region,
  components: Int32Array,
  constraints: Constraints,
  needsRequired: boolean,
  start: number,
  memory: Memory,
): Work<Steps> {
  const search = new LoopSearch(graph, region, components, constraints, start, memory);
  let steps: Steps = [];
  for (;;) {
    const at = steps.at(-1)?.[1] ?? start;
    const open = search.openAfter(steps, needsRequired);
    const isDone = open.weak.size + open.strong.size === 0 && !open.required;
    if (isDone && at === start) return steps;
    steps = [...steps, ...(yield* search.walk(at, isDone ? null : open))];
  }
}

class LoopSearch {
  private readonly graph: StateGraph;
  private readonly region: Region;
  private readonly components: Int32Array;
  private readonly constraints: Constraints;
  private readonly start: number;
  /** For each state: the edge by which the present walk came to it, plus one; 0: it did not. */
  private readonly cameBy: Uint32Array;
  /** The state that edge comes from. */
  private readonly cameFrom: Int32Array;
  private readonly queue: Int32Array;

  constructor(graph: StateGraph, region: Region, components: Int32Array, constraints: Constraints, start: number, memory: Memory) {
    this.graph = graph;
    this.region = region;
    this.components = components;
    this.constraints = constraints;
    this.start = start;
    this.cameBy = memory.uint32(graph.size);
    this.cameFrom = memory.int32(graph.size);
    this.queue = memory.int32(graph.size);
  }

  /** What is still missing in a run that repeats these steps for ever. */
  openAfter(steps: Steps, needsRequired: boolean): Open {
    const { kinds, ofInstance } = this.constraints;
    const states = [...new Set([this.start, ...steps.map(([, state]) => state)])];
    const taken = new Set(steps.map(([instance]) => ofInstance[instance]));
    const enabledIn = states.map(state => this.enabled(state));
    const open = [...new Set(enabledIn.flatMap(each => [...each]))].filter(constraint => !taken.has(constraint));
    return {
      weak: new Set(open.filter(constraint => kinds[constraint] === "weak" && enabledIn.every(each => each.has(constraint)))),
      strong: new Set(open.filter(constraint => kinds[constraint] === "strong")),
      required: needsRequired && states.every(state => (this.region.flags[state] & isRequired) === 0),
    };
  }

  /** The shortest walk inside the component that keeps something open; with null, the shortest one back to the start. */
  *walk(from: number, open: Open | null): Work<Steps> {
    const { offsets, targets, labels } = this.graph;
    const { steps } = this.region;
    this.cameBy.fill(0);
    this.queue[0] = from;
    for (let head = 0, length = 1; head < length; head++) {
      const state = this.queue[head];
      for (let edge = offsets[state]; edge < offsets[state + 1]; edge++) {
        const target = targets[edge];
        if (this.components[target] !== this.components[from] || (steps !== null && (steps[edge] & isCut) !== 0)) continue;
        if (this.keeps(labels[edge], target, open)) return [...this.wayTo(from, state), [labels[edge], target]];
        if (target === from || this.cameBy[target] !== 0) continue;
        this.cameBy[target] = edge + 1;
        this.cameFrom[target] = state;
        this.queue[length++] = target;
      }
      yield;
    }
    throw new Error("a fair component has no way to keep what it promises");
  }

  private keeps(instance: number, target: number, open: Open | null): boolean {
    if (open === null) return target === this.start;
    const constraint = this.constraints.ofInstance[instance];
    if (open.strong.has(constraint) || open.weak.has(constraint)) return true;
    if (open.required && (this.region.flags[target] & isRequired) !== 0) return true;
    if (open.weak.size === 0) return false;
    const enabled = this.enabled(target);
    return [...open.weak].some(each => !enabled.has(each));
  }

  private wayTo(from: number, state: number): Steps {
    const steps: (readonly [number, number])[] = [];
    for (let at = state; at !== from; at = this.cameFrom[at]) steps.push([this.graph.labels[this.cameBy[at] - 1], at]);
    return steps.reverse();
  }

  /** The constraints that are enabled in a state. */
  private enabled(state: number): ReadonlySet<number> {
    const { offsets, labels } = this.graph;
    const found = new Set<number>();
    for (let edge = offsets[state]; edge < offsets[state + 1]; edge++) {
      const constraint = this.constraints.ofInstance[labels[edge]];
      if (constraint >= 0) found.add(constraint);
    }
    return found;
  }
}
