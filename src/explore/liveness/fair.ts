/**
 * From which states can a fair run stay in a region for ever? From those of the fair components. A component is a strongly connected part. It is fair if a run
 * that takes all of its steps again and again keeps every promise; in a component of one state the run stays where it is.
 *
 * A constraint is broken by a component where it is enabled and none of its steps stays inside. If it is weak and enabled in every state, no part
 * of the component is fair either. If it is strong, only parts without the states in which it is enabled can be: they are searched again. An edge
 * that the region leaves out counts for what is enabled, and is never taken.
 * (O. Lichtenstein, A. Pnueli, Checking That Finite State Concurrent Programs Satisfy Their Linear Specification, POPL 1985.)
 */
import { ComponentSearch, inRegion, isCut, type Region } from "./components.ts";
import type { Constraints } from "./fairness.ts";
import type { StateGraph } from "./graph.ts";
import type { Memory } from "./memory.ts";

/** A run must come through a state with this flag again and again. */
export const isRequired = 4;
/** The state is in a fair component. */
export const isFair = 8;
/** The state is in the region, and was taken out of the search for fair components. */
export const isTakenOut = 64;

export class FairSearch {
  private readonly graph: StateGraph;
  private readonly flags: Uint8Array;
  private readonly steps: Uint8Array | null;
  private readonly constraints: Constraints;
  private readonly needsRequired: boolean;
  private readonly search: ComponentSearch;
  /**
   * For each constraint, in the component that is judged: the component in which it was last seen enabled, the last state in which it was, the number of such
   * states, and whether one of its steps stays inside.
   */
  private readonly seenIn: Int32Array;
  private readonly seenAt: Int32Array;
  private readonly enabledCount: Int32Array;
  private readonly taken: Uint8Array;
  /** Constraints enabled in the present component. */
  private touched: number[] = [];
  /** States of fair components. */
  fairStates = 0;

  /** Fair states of the region get `isFair`. Errors: MemoryLimitError. */
  constructor(graph: StateGraph, region: Region, constraints: Constraints, needsRequired: boolean, memory: Memory) {
    const count = constraints.kinds.length;
    this.graph = graph;
    this.flags = region.flags;
    this.steps = region.steps;
    this.constraints = constraints;
    this.needsRequired = needsRequired;
    this.search = new ComponentSearch(graph, region, memory, (stack, from, to, number) => this.judge(stack, from, to, number));
    this.seenIn = new Int32Array(count);
    this.seenAt = new Int32Array(count);
    this.enabledCount = new Int32Array(count);
    this.taken = new Uint8Array(count);
  }

  /** The number of each state's component. Of use when the search is over. */
  get components(): Int32Array {
    return this.search.marks;
  }

  get memoryBytes(): number {
    return this.search.memoryBytes;
  }

  advance(states: number): boolean {
    return this.search.advance(states);
  }

  private judge(stack: Int32Array, from: number, to: number, number: number): void {
    if (this.needsRequired && !this.hasRequired(stack, from, to)) return;
    if (this.constraints.kinds.length > 0) this.lookAt(stack, from, to, number);
    const broken = this.touched.filter(constraint => this.isBroken(constraint, to - from));
    this.touched = [];
    if (broken.length === 0) this.mark(stack, from, to);
    else if (to - from > 1 && broken.every(constraint => this.constraints.kinds[constraint] === "strong")) this.split(stack, from, to, broken);
  }

  private hasRequired(stack: Int32Array, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if ((this.flags[stack[at]] & isRequired) !== 0) return true;
    return false;
  }

  private lookAt(stack: Int32Array, from: number, to: number, number: number): void {
    const { offsets, targets, labels } = this.graph;
    const { ofInstance } = this.constraints;
    const { steps } = this;
    const marks = this.search.marks;
    for (let at = from; at < to; at++) {
      const state = stack[at];
      const end = offsets[state + 1];
      for (let edge = offsets[state]; edge < end; edge++) {
        const constraint = ofInstance[labels[edge]];
        if (constraint < 0) continue;
        if (this.seenIn[constraint] !== number) this.touch(constraint, state, number);
        else if (this.seenAt[constraint] !== state) {
          this.seenAt[constraint] = state;
          this.enabledCount[constraint]++;
        }
        if (marks[targets[edge]] === number && (steps === null || (steps[edge] & isCut) === 0)) this.taken[constraint] = 1;
      }
    }
  }

  private touch(constraint: number, state: number, number: number): void {
    this.touched.push(constraint);
    this.seenIn[constraint] = number;
    this.seenAt[constraint] = state;
    this.enabledCount[constraint] = 1;
    this.taken[constraint] = 0;
  }

  private isBroken(constraint: number, states: number): boolean {
    if (this.taken[constraint] === 1) return false;
    return this.constraints.kinds[constraint] === "strong" || this.enabledCount[constraint] === states;
  }

  private mark(stack: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at++) this.flags[stack[at]] |= isFair;
    this.fairStates += to - from;
  }

  private split(stack: Int32Array, from: number, to: number, broken: readonly number[]): void {
    for (let at = from; at < to; at++) {
      const state = stack[at];
      if (this.enablesOneOf(state, broken)) this.flags[state] = (this.flags[state] & ~inRegion) | isTakenOut;
      else this.search.revisit(state);
    }
  }

  private enablesOneOf(state: number, constraints: readonly number[]): boolean {
    const { offsets, labels } = this.graph;
    for (let edge = offsets[state]; edge < offsets[state + 1]; edge++) {
      if (constraints.includes(this.constraints.ofInstance[labels[edge]])) return true;
    }
    return false;
  }
}
