/**
 * Rows on their way into a set, each with its hash and a number that whoever has added it chooses.
 *
 *   rows      Int32Array   | row | row | ...                 `width` words each
 *   hashes    Int32Array   | hash | hash | ...
 *   owners    Int32Array   | owner | owner | ...
 *   entries   Int32Array   room for `RowSet.touch`
 *
 * Simpler would be to insert every row as it is found. But when rows are looked up together, their cache misses overlap. `Recent` has already dropped
 * two thirds of the rows, those that are easy to look up; with batches for the rest, whole explorations take 0.92, 0.87 and 0.97 of the processor
 * time (TwoPhase 8, ABS 2 2 3 2 2, Peterson 4; least of six runs each, start-up included).
 */

import { assert } from "./assert.ts";

/** Larger batches, up to 512, are not faster. */
export const batchRows = 128;

export class Batch {
  readonly rows: Int32Array;
  readonly hashes = new Int32Array(batchRows);
  readonly owners = new Int32Array(batchRows);
  readonly entries = new Int32Array(batchRows);
  length = 0;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(batchRows * width);
  }

  /** Adds a row that lies at `from`; returns whether the batch is full now. It must not be full before. */
  add(words: Int32Array, from: number, hash: number, owner: number): boolean {
    const { width, rows } = this;
    const i = this.length;
    const base = i * width;
    for (let k = 0; k < width; k++) rows[base + k] = words[from + k];
    this.hashes[i] = hash;
    this.owners[i] = owner;
    this.length = i + 1;
    return this.length === batchRows;
  }

  /**
   * Empties the batch. Returns how many rows it had; they can be read until others are added. Here it is asserted that no row was added to a full
   * batch: once for the batch, not for each row.
   */
  clear(): number {
    const { length } = this;
    assert(length <= batchRows, "no row is added to a batch that is full");
    this.length = 0;
    return length;
  }

  /** Leaves out the row at `index`: the last one comes to its place. */
  remove(index: number): void {
    assert(index >= 0 && index < this.length, "a row that is left out is in the batch");
    const last = --this.length;
    const { width, rows, hashes, owners } = this;
    for (let k = 0; k < width; k++) rows[index * width + k] = rows[last * width + k];
    hashes[index] = hashes[last];
    owners[index] = owners[last];
  }

  /** Copies a row out. */
  read(index: number, words: Int32Array): void {
    const base = index * this.width;
    for (let k = 0; k < this.width; k++) words[k] = this.rows[base + k];
  }
}
