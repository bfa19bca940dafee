/**
 * Strongly connected components of a part of the state graph, without recursion and in linear time: Tarjan's algorithm in the form of
 * D. J. Pearce, A Space-Efficient Algorithm for Finding Strongly Connected Components, Information Processing Letters 116(1), 2016.
 *
 *   marks   Int32Array   0: not visited; 1, 2, ...: position among the live states; from 2^31 - 1 downwards: the number of its component
 *   stack   Int32Array   | path of the depth-first search -> |   free   | <- visited states whose component is not complete |
 *   edges   Uint32Array  the next edge to follow, for each state of the path
 *   roots   Uint8Array   1 for each state of the path that may be the first of its component
 *
 * A state is on the path or waits, never both: the two stacks share an array. 13 bytes a state.
 */
import type { StateGraph } from "./graph.ts";
import type { Memory } from "./memory.ts";

/** A bit of a state's flags: the search may come through it. */
export const inRegion = 1;
/** The search starts there. */
export const isSeed = 2;
/** The search starts there, too, once its component has been split. */
const isSplit = 32;

/** A bit of an edge's flags: a run that stays in the region does not take this edge. Its action is enabled there all the same. */
export const isCut = 1;
/** A run that takes this edge stays in the region from then on. The state after it has `isSeed`. */
export const isSeedStep = 2;

/** Where a run is to stay for ever. */
export interface Region {
  /** By state: `inRegion`, `isSeed`, and what the searches add. */
  readonly flags: Uint8Array;
  /** By edge: `isCut`, `isSeedStep`; null: no edge has one. */
  readonly steps: Uint8Array | null;
  /** Whether a run begins to stay by a step with `isSeedStep`, and not by being in a state with `isSeed`. */
  readonly beginsByStep: boolean;
}

const firstNumber = 2 ** 31 - 1;

/** What is done with a complete component: its states are `stack[from..to-1]`, and their marks are `number`. */
export type ComponentVisitor = (stack: Int32Array, from: number, to: number, number: number) => void;

export class ComponentSearch {
  /** See above. Owner: this search. */
  readonly marks: Int32Array;
  private readonly graph: StateGraph;
  private readonly flags: Uint8Array;
  private readonly steps: Uint8Array | null;
  private readonly visit: ComponentVisitor;
  private readonly stack: Int32Array;
  private readonly edges: Uint32Array;
  private readonly roots: Uint8Array;
  private depth = 0;
  private waiting: number;
  private live = 0;
  private number = firstNumber;
  private nextSeed = 0;
  private revisitFrom: number;

  /**
   * Searches the states that are reached from those with `isSeed` through states with `inRegion`, by edges without `isCut`. Components come in
   * reverse topological order. The visitor may take states out of the region and put others back with `revisit`. Errors: MemoryLimitError.
   */
  constructor(graph: StateGraph, { flags, steps }: Region, memory: Memory, visit: ComponentVisitor) {
    this.graph = graph;
    this.flags = flags;
    this.steps = steps;
    this.visit = visit;
    this.marks = memory.int32(graph.size);
    this.stack = memory.int32(graph.size);
    this.edges = memory.uint32(graph.size);
    this.roots = memory.uint8(graph.size);
    this.waiting = graph.size;
    this.revisitFrom = graph.size;
  }

  /** Bytes of its arrays, for giving them back. */
  get memoryBytes(): number {
    return 13 * this.graph.size;
  }

  /** Visits about `states` states. Returns whether the search is over. */
  advance(states: number): boolean {
    for (let left = states; left > 0; left--) {
      if (this.depth === 0 && !this.startAtSeed()) return true;
      this.goOn();
    }
    return false;
  }

  /** Called by the visitor: a state of the component is to be looked at again, now that others are no longer in the region. */
  revisit(state: number): void {
    this.marks[state] = 0;
    this.flags[state] |= isSplit;
    if (state < this.revisitFrom) this.revisitFrom = state;
  }

  private startAtSeed(): boolean {
    const { flags, marks } = this;
    const { size } = this.graph;
    for (;;) {
      while (this.nextSeed < size && (marks[this.nextSeed] !== 0 || !isStart(flags[this.nextSeed]))) this.nextSeed++;
      if (this.nextSeed < size) break;
      // Each pass has split every component that could be split: there are at most as many passes as strong constraints, and one.
      if (this.revisitFrom === size) return false;
      this.nextSeed = this.revisitFrom;
      this.revisitFrom = size;
    }
    this.enter(this.nextSeed);
    return true;
  }

  private enter(state: number): void {
    const { depth } = this;
    this.marks[state] = ++this.live;
    this.stack[depth] = state;
    this.edges[depth] = this.graph.offsets[state];
    this.roots[depth] = 1;
    this.depth = depth + 1;
  }

  /** Follows the edges of the last state of the path, up to one that was not visited. */
  private goOn(): void {
    const { marks, flags, steps } = this;
    const { offsets, targets } = this.graph;
    const at = this.depth - 1;
    const state = this.stack[at];
    const end = offsets[state + 1];
    let mark = marks[state];
    for (let edge = this.edges[at]; edge < end; edge++) {
      const target = targets[edge];
      if ((flags[target] & inRegion) === 0 || (steps !== null && (steps[edge] & isCut) !== 0)) continue;
      const found = marks[target];
      if (found === 0) {
        marks[state] = mark;
        this.edges[at] = edge;
        this.enter(target);
        return;
      }
      if (found < mark) {
        mark = found;
        this.roots[at] = 0;
      }
    }
    marks[state] = mark;
    this.leave(at, state, mark);
  }

  private leave(at: number, state: number, mark: number): void {
    this.depth = at;
    const from = --this.waiting;
    this.stack[from] = state;
    if (this.roots[at] === 1) this.complete(from, mark);
  }

  /** A component is complete: the waiting states from `from` on whose marks are at least `mark`. */
  private complete(from: number, mark: number): void {
    const { stack, marks } = this;
    const { size } = this.graph;
    let to = from;
    while (to < size && marks[stack[to]] >= mark) marks[stack[to++]] = this.number;
    this.live -= to - from;
    this.waiting = to;
    this.visit(stack, from, to, this.number--);
  }
}

function isStart(flags: number): boolean {
  return (flags & inRegion) !== 0 && (flags & (isSeed | isSplit)) !== 0;
}
