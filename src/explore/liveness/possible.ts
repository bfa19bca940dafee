/** Finds the states from which no run reaches a state of some kind. Components come in reverse topological order, so one search is enough for all states. */
import { ComponentSearch, type Region } from "./components.ts";
import type { StateGraph } from "./graph.ts";
import type { Memory } from "./memory.ts";

/** A state of the kind that must remain possible, or one from which such a state can be reached. */
export const isGood = 16;

export class PossibleSearch {
  private readonly graph: StateGraph;
  private readonly flags: Uint8Array;
  private readonly search: ComponentSearch;
  /** States from which no good one can be reached. */
  lostStates = 0;

  /** `region`: all states are seeds and in it, and those of the kind are good. Errors: MemoryLimitError. */
  constructor(graph: StateGraph, region: Region, memory: Memory) {
    this.graph = graph;
    this.flags = region.flags;
    this.search = new ComponentSearch(graph, region, memory, (stack, from, to) => this.spread(stack, from, to));
  }

  get memoryBytes(): number {
    return this.search.memoryBytes;
  }

  advance(states: number): boolean {
    return this.search.advance(states);
  }

  private spread(stack: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (!this.leadsToGood(stack[at])) continue;
      for (let each = from; each < to; each++) this.flags[stack[each]] |= isGood;
      return;
    }
    this.lostStates += to - from;
  }

  private leadsToGood(state: number): boolean {
    const { offsets, targets } = this.graph;
    if ((this.flags[state] & isGood) !== 0) return true;
    for (let edge = offsets[state]; edge < offsets[state + 1]; edge++) if ((this.flags[targets[edge]] & isGood) !== 0) return true;
    return false;
  }
}
