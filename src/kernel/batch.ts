/**
 * Rows on their way into a set, each with its hash and a number of whoever has added it. Rows that were added a short while ago are left out: they are in the set, or before
 * them in the batch.
 *
 *   rows      Int32Array   | row | row | ...                 `width` words each
 *   hashes    Int32Array   | hash | hash | ...
 *   owners    Int32Array   | owner | owner | ...
 *   entries   Int32Array   room for `RowSet.touch`
 *   recent    Int32Array   | hash, row | hash, row | ...     what was added last of all rows whose hashes have the same lower bits
 *
 * Simpler would be to look every row up as it is found. But nine of ten are known already, and two thirds of those were met among the last ten thousand
 * (TwoPhase 8: 67 %, ABS 2 2 3 2 2: 66 %, Peterson 4: 49 % of all): `recent` lies in the second-level cache, the set does not. And what is left is looked up together, so that cache
 * misses overlap. Whole explorations take 0.85, 0.82 and 0.93 of the processor time of before; without batches, with `recent` alone, 0.92, 0.94 and 0.95
 * (least of six runs each, start-up included).
 */

/** Larger batches, up to 512, are not faster. */
export const batchRows = 128;
/** A power of two. A quarter and twice as many are no better: what is larger no longer fits beside the rest. */
const recentRows = 1 << 13;
const recentMask = recentRows - 1;

export class Batch {
  readonly rows: Int32Array;
  readonly hashes = new Int32Array(batchRows);
  readonly owners = new Int32Array(batchRows);
  readonly entries = new Int32Array(batchRows);
  length = 0;
  private readonly width: number;
  private readonly recent: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(batchRows * width);
    this.recent = new Int32Array(recentRows * (width + 1));
    // No row is here yet: a hash that belongs in another place.
    for (let i = 0; i < recentRows; i++) this.recent[i * (width + 1)] = ~i;
  }

  /** Adds a row, unless it was added lately; returns whether the batch is full now. It must not be full before. */
  add(words: Int32Array, hash: number, owner: number): boolean {
    if (this.isRecent(words, hash)) return false;
    const { width, rows } = this;
    const i = this.length;
    const base = i * width;
    for (let k = 0; k < width; k++) rows[base + k] = words[k];
    this.hashes[i] = hash;
    this.owners[i] = owner;
    this.length = i + 1;
    return this.length === batchRows;
  }

  /** Copies a row out. */
  read(index: number, words: Int32Array): void {
    const base = index * this.width;
    for (let k = 0; k < this.width; k++) words[k] = this.rows[base + k];
  }

  /** Afterwards it is. */
  private isRecent(words: Int32Array, hash: number): boolean {
    const { width, recent } = this;
    const place = (hash & recentMask) * (width + 1);
    if (recent[place] === hash) {
      let k = 0;
      while (k < width && recent[place + 1 + k] === words[k]) k++;
      if (k === width) return true;
    }
    recent[place] = hash;
    for (let k = 0; k < width; k++) recent[place + 1 + k] = words[k];
    return false;
  }
}
