/** The states found so far, with their levels. Ids are given level by level, so a level is a range of ids; nothing that is reported may depend on their order in it. */

import type { RowsHandle } from "../../kernel/rowStore.ts";
import type { Rows } from "../../kernel/rows.ts";

/** A set of states with its levels. */
export interface Levelled {
  readonly rows: Rows;
  /** The first id of each level, and one past the last id of the last level. */
  readonly levelStarts: readonly number[];
}

export class FoundStates {
  private readonly states: Levelled;

  /** The states may go on growing. */
  constructor(states: Levelled) {
    this.states = states;
  }

  get distinctStates(): number {
    return this.states.rows.size;
  }

  get memoryBytes(): number {
    return this.states.rows.memoryBytes;
  }

  /** The set, for other threads. */
  handle(): RowsHandle {
    return this.states.rows.handle();
  }

  /** Copies a packed state out. */
  read(id: number, words: Int32Array): void {
    this.states.rows.read(id, words);
  }

  /** The id of a packed state, or -1. */
  find(words: Int32Array): number {
    return this.states.rows.find(words);
  }

  /** The level of a state; the initial states are at 0. A state that was found beyond the last whole level counts to that level. */
  levelOf(id: number): number {
    const { levelStarts } = this.states;
    const next = levelStarts.findIndex(start => start > id);
    return (next < 0 ? levelStarts.length : next) - 1;
  }

  /** Levels that are whole. */
  get levelCount(): number {
    return this.states.levelStarts.length - 1;
  }

  /** Whether a state is in a level; -1 is in none. */
  isOfLevel(id: number, level: number): boolean {
    const { levelStarts } = this.states;
    return id >= levelStarts[level] && id < (levelStarts[level + 1] ?? Number.POSITIVE_INFINITY);
  }

  /** The ids of a whole level. */
  *ofLevel(level: number): Generator<number, void> {
    const { levelStarts } = this.states;
    const end = levelStarts[level + 1];
    for (let id = levelStarts[level]; id < end; id++) yield id;
  }

  /** Copies packed states, level by level, from the `first`-th one on: as many as there is room for. They must be there. */
  readInOrder(first: number, into: Int32Array): void {
    this.states.rows.readRange(first, into);
  }
}
