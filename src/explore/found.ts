/**
 * The states found so far, over the sets that hold them: one set, or one for each shard.
 *
 * In a set, ids are given level by level, so a level is a range of ids. The id of a state is `id in its set * number of sets + set`: it names
 * the state within one run only, and nothing that is reported may depend on it.
 */
import { hashWords } from "../kernel/hash.ts";
import type { RowSet, RowsHandle } from "../kernel/rows.ts";
import { shardOf } from "../kernel/sharding.ts";

/** A set with its levels. */
export interface FoundPart {
  readonly rows: RowSet;
  /** The first id of each level, and of what comes after the last one. */
  readonly levelStarts: readonly number[];
}

/** States as numbers without gaps, and back. */
export interface Numbering {
  readonly numberOf: (id: number) => number;
  readonly idOf: (number: number) => number;
}

export class Found {
  private readonly parts: readonly FoundPart[];

  /** In the order of the shards. The parts may go on growing. */
  constructor(parts: readonly FoundPart[]) {
    this.parts = parts;
  }

  get distinctStates(): number {
    return this.parts.reduce((sum, { rows }) => sum + rows.size, 0);
  }

  get memoryBytes(): number {
    return this.parts.reduce((sum, { rows }) => sum + rows.memoryBytes, 0);
  }

  /** The sets, for other threads. */
  handles(): readonly RowsHandle[] {
    return this.parts.map(({ rows }) => rows.handle());
  }

  /** Copies a packed state out. */
  read(id: number, words: Int32Array): void {
    this.partOf(id).rows.read(this.indexOf(id), words);
  }

  /** The id of a packed state, or -1. */
  find(words: Int32Array): number {
    const count = this.parts.length;
    const hash = hashWords(words, 0, this.parts[0].rows.width);
    const shard = shardOf(hash, count);
    const index = this.parts[shard].rows.findHashed(words, hash);
    return index < 0 ? -1 : index * count + shard;
  }

  /** The level of a state; the initial states are at 0. What is found beyond the last whole level counts to that. */
  levelOf(id: number): number {
    const index = this.indexOf(id);
    const { levelStarts } = this.partOf(id);
    const next = levelStarts.findIndex(start => start > index);
    return (next < 0 ? levelStarts.length : next) - 1;
  }

  /** Calls `visit` with the id of each state of a whole level. */
  eachOfLevel(level: number, visit: (id: number) => void): void {
    for (const [shard, { levelStarts }] of this.parts.entries()) {
      const end = levelStarts[level + 1];
      for (let index = levelStarts[level]; index < end; index++) visit(index * this.parts.length + shard);
    }
  }

  /** Copies packed states, level by level and in a level shard by shard, from the `first`-th one on: as many as there is room for. They must be there. */
  readInOrder(first: number, into: Int32Array): void {
    const { width } = this.parts[0].rows;
    let [at, done] = [0, 0];
    for (let level = 0; done < into.length; level++) {
      for (const { rows, levelStarts } of this.parts) {
        const size = levelStarts[level + 1] - levelStarts[level];
        const skipped = Math.max(0, Math.min(size, first - at));
        const words = Math.min((size - skipped) * width, into.length - done);
        if (words > 0) rows.readRange(levelStarts[level] + skipped, into.subarray(done, done + words));
        done += Math.max(0, words);
        at += size;
      }
    }
  }

  /** Numbers all states from 0 without gaps, for arrays over them. Of use until another one is found. */
  numbering(): Numbering {
    const count = this.parts.length;
    if (count === 1) return { numberOf: id => id, idOf: number => number };
    const bases = [0];
    for (const { rows } of this.parts) bases.push((bases.at(-1) as number) + rows.size);
    return {
      numberOf: id => bases[id % count] + Math.floor(id / count),
      idOf: number => {
        const shard = bases.findIndex(base => base > number) - 1;
        return (number - bases[shard]) * count + shard;
      },
    };
  }

  private partOf(id: number): FoundPart {
    return this.parts[id % this.parts.length];
  }

  private indexOf(id: number): number {
    return Math.floor(id / this.parts.length);
  }
}
