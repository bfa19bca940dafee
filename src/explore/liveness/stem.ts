/**
 * The way to the nearest state of some kind: a run from an initial state, first anywhere, then from a seed on, or from the state after a seed step, through
 * the region only.
 *
 * A node is a state before the seed (its id) or after it (its id plus the number of states).
 */
import type { Compiled } from "../../layout/compile.ts";
import { cheapestRun, type Levels } from "../trace/cheapest.ts";
import type { Work } from "../work/turn.ts";
import { inRegion, isCut, isSeed, isSeedStep, type Region } from "./components.ts";
import { isTakenOut } from "./fair.ts";
import type { StateGraph } from "./graph.ts";
import type { Memory } from "./memory.ts";

/** A run on the state graph: where it starts, then each step with the state after it. */
export interface IdRun {
  readonly start: number;
  readonly steps: readonly (readonly [instance: number, state: number])[];
}

/** The shortest stem to a state that `isTarget`, the cheapest of them (see `trace/cheapest.ts`). There must be one. Errors: MemoryLimitError. */
export function* shortestStem(compiled: Compiled, graph: StateGraph, region: Region, isTarget: (state: number) => boolean, memory: Memory): Work<IdRun> {
  const { size } = graph;
  const search = new StemSearch(graph, region, memory);
  const levels = yield* search.levelsTo(node => node >= size && isTarget(node - size));
  const targets = search.nodesOf(levels.last).filter(node => node >= size && isTarget(node - size));
  const ends = Array.from(targets, state => ({ state, instance: -1 }));
  const { start, steps } = yield* cheapestRun(compiled, levels, ends, memory.leftForSearch);
  memory.give(search.memoryBytes);
  return { start: start % size, steps: steps.map(([instance, node]) => [instance, node % size]) };
}

class StemSearch {
  private readonly graph: StateGraph;
  private readonly region: Region;
  /** Nodes in the order in which they were found, level by level. */
  private readonly queue: Int32Array;
  /** Bit 0: found before the seed; bit 1: found after it. */
  private readonly found: Uint8Array;
  private length = 0;
  /** The first position of each level in the queue, and one past the last. */
  private readonly starts = [0];

  /** Errors: MemoryLimitError. */
  constructor(graph: StateGraph, region: Region, memory: Memory) {
    this.graph = graph;
    this.region = region;
    this.queue = memory.int32(2 * graph.size);
    this.found = memory.uint8(graph.size);
  }

  /** Bytes of its arrays, for giving them back. */
  get memoryBytes(): number {
    return 9 * this.graph.size;
  }

  /** The breadth-first levels up to the first one that has a target. */
  *levelsTo(isTarget: (node: number) => boolean): Work<Levels> {
    for (const state of this.graph.initials) this.addState(state, 0);
    let level = 0;
    for (; ; level++) {
      this.starts.push(this.length);
      const nodes = this.nodesOf(level);
      if (nodes.length === 0) throw new Error("a state that was found cannot be reached");
      if (nodes.some(isTarget)) break;
      for (const node of nodes) {
        this.eachStep(node, (_, child) => this.add(child));
        yield;
      }
    }
    return {
      last: level,
      nodes: of => this.nodesOf(of),
      eachStep: (node, visit) => this.eachStep(node, visit),
    };
  }

  nodesOf(level: number): Int32Array {
    return this.queue.subarray(this.starts[level], this.starts[level + 1]);
  }

  private addState(state: number, phase: number): void {
    this.add(state + phase * this.graph.size);
    if (phase === 0 && !this.region.beginsByStep && (this.region.flags[state] & isSeed) !== 0) this.add(state + this.graph.size);
  }

  private add(node: number): void {
    const { size } = this.graph;
    const [state, bit] = node < size ? [node, 1] : [node - size, 2];
    if ((this.found[state] & bit) !== 0) return;
    this.found[state] |= bit;
    this.queue[this.length++] = node;
  }

  private eachStep(node: number, visit: (instance: number, child: number) => void): void {
    const { size, offsets, targets, labels } = this.graph;
    const isAfter = node >= size;
    const state = isAfter ? node - size : node;
    for (let edge = offsets[state]; edge < offsets[state + 1]; edge++) {
      const target = targets[edge];
      if (!isAfter) visit(labels[edge], target);
      if (isAfter ? this.goesOn(edge, target) : this.begins(edge, target)) visit(labels[edge], target + size);
    }
  }

  private begins(edge: number, target: number): boolean {
    const { flags, steps, beginsByStep } = this.region;
    return beginsByStep ? steps !== null && (steps[edge] & isSeedStep) !== 0 : (flags[target] & isSeed) !== 0;
  }

  private goesOn(edge: number, target: number): boolean {
    const { flags, steps } = this.region;
    return (flags[target] & (inRegion | isTakenOut)) !== 0 && (steps === null || (steps[edge] & isCut) === 0);
  }
}
