/**
 * Packed rows under ids, and tables that find them: what a `RowSet` and a `SharedRows` are made of. Its owner chooses the ids and allocates the memory.
 *
 *   segments[id >>> segmentBits]   Int32Array  | row | row | row | ...   `width` words each; never moved once written
 *   tables[(hash >>> 18) & mask]   Int32Array  | entry | entry | ... | rows | depth      an entry names a row (`entry.ts`), or is 0 for an empty slot
 *                                  open addressing, linear probing; behind the slots, room for how many are taken and for the table's depth
 *
 * Rows are compared whole: a hash only finds where to look. In every table there is an empty slot, so a search ends. `findHashed` and `move` compare
 * each slot with the first one; `probe`, which is called for every successor, counts how often it passes the table's end, where it must begin at the
 * first slot again: that costs nothing that can be measured, and a comparison in each step up to a twentieth.
 */
import { assert } from "./assert.ts";
import { Divider, entryOf, tagMaskFor } from "./entry.ts";
import { hashWords } from "./hash.ts";

export const segmentBits = 14;
export const segmentRows = 1 << segmentBits;
export const segmentMask = segmentRows - 1;
/** Tables have up to 2^18 slots. */
export const slotBits = 18;
/** Words behind the slots: the number of rows, and the depth. */
export const tableExtra = 2;
/** Ids are stored plus one in 32 signed bits. */
export const rowsMax = 2 ** 31 - 2;

const emptySlot = "every table has an empty slot";

/** What another thread needs to read a set: the rows that were there when the handle was made. */
export interface RowsHandle {
  readonly width: number;
  readonly size: number;
  readonly segments: readonly Int32Array[];
  readonly tables: readonly Int32Array[];
  readonly idMask: number;
}

export class RowStore {
  readonly width: number;
  segments: Int32Array[] = [];
  /** 2^k tables, chosen by the bits of the hash from `slotBits` on. A table may stand at several places. */
  tables: Int32Array[] = [];
  /** The number of slots of each table, minus one. */
  slotMask = 0;
  private tableMask = 0;
  /** The bits of an entry that hold the id plus one. */
  private idMask = 0;
  /** The bits of an entry that hold the tag. */
  private tagMask = 0;
  /** `touch` writes here what it has read: a compiler may leave out reads whose values are not used. */
  protected touched = 0;
  private readonly divider = new Divider();
  private readonly hashOf = (id: number): number => hashWords(this.segments[id >>> segmentBits], (id & segmentMask) * this.width, this.width);

  /** `width`: words of a row. */
  constructor(width: number) {
    this.width = width;
  }

  /**
   * Looks into these tables from now on: a power of two of them, each with the same number of slots, which is a power of two, too. `idMask`:
   * that their entries are made with.
   */
  lookIn(tables: Int32Array[], slots: number, idMask: number): void {
    this.tables = tables;
    this.tableMask = tables.length - 1;
    this.slotMask = slots - 1;
    this.widenTo(idMask);
  }

  /** Entries are made with this mask from now on. */
  widenTo(idMask: number): void {
    this.idMask = idMask;
    this.tagMask = tagMaskFor(idMask);
  }

  get mask(): number {
    return this.idMask;
  }

  /** The number of a table by the bits of a hash. */
  tableAt(hash: number): number {
    return (hash >>> slotBits) & this.tableMask;
  }

  /** Bytes that were taken to divide tables. */
  get dividingBytes(): number {
    return this.divider.memoryBytes;
  }

  /** Bytes that dividing tables of `slots` slots will take. */
  bytesToDivide(slots: number): number {
    return this.divider.bytesToTake(slots);
  }

  /** Looks for the row that lies at `from` and has this hash: `~id` of the equal row, or the free slot that is the place for it. */
  probe(words: Int32Array, from: number, hash: number): number {
    const width = this.width;
    const table = this.tableOf(hash);
    const mask = this.slotMask;
    const { idMask, tagMask } = this;
    let at = hash & mask;
    let ends = 0;
    for (let entry = table[at]; entry !== 0; entry = table[at]) {
      if (((entry ^ hash) & tagMask) === 0) {
        const id = (entry & idMask) - 1;
        const segment = this.segments[id >>> segmentBits];
        const base = (id & segmentMask) * width;
        let i = 0;
        while (i < width && segment[base + i] === words[from + i]) i++;
        if (i === width) return ~id;
      }
      if (at++ === mask) {
        at = 0;
        assert(ends++ === 0, emptySlot);
      }
    }
    return at;
  }

  /**
   * Prepares `insertHashed` for `count` rows: reads for each hash the first entry that a search looks at, and keeps it in `entries`; then the row
   * that the entry names. So both are in the cache. No read waits for another one, so their cache misses overlap.
   */
  touch(hashes: Int32Array, entries: Int32Array, count: number): void {
    const { tables, tableMask, slotMask, idMask, tagMask, segments, width } = this;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i];
      entries[i] = tables[(hash >>> slotBits) & tableMask][hash & slotMask];
    }
    let seen = 0;
    for (let i = 0; i < count; i++) {
      const entry = entries[i];
      if (entry === 0 || ((entry ^ hashes[i]) & tagMask) !== 0) continue;
      const id = (entry & idMask) - 1;
      seen ^= segments[id >>> segmentBits][(id & segmentMask) * width];
    }
    this.touched = seen;
  }

  /** The id of the row that is equal to this one of this hash, or -1. */
  findHashed(words: Int32Array, hash: number): number {
    const table = this.tableOf(hash);
    const mask = this.slotMask;
    const home = hash & mask;
    let at = home;
    for (let entry = table[at]; entry !== 0; entry = table[at]) {
      const id = (entry & this.idMask) - 1;
      if (((entry ^ hash) & this.tagMask) === 0 && this.isRow(id, words)) return id;
      at = (at + 1) & mask;
      assert(at !== home, emptySlot);
    }
    return -1;
  }

  private isRow(id: number, words: Int32Array): boolean {
    const segment = this.segments[id >>> segmentBits];
    const base = (id & segmentMask) * this.width;
    for (let i = 0; i < this.width; i++) if (segment[base + i] !== words[i]) return false;
    return true;
  }

  /** Copies a row out. */
  read(id: number, words: Int32Array): void {
    const segment = this.segments[id >>> segmentBits];
    const base = (id & segmentMask) * this.width;
    for (let i = 0; i < this.width; i++) words[i] = segment[base + i];
  }

  /** Copies the rows from id `first` on, as many as there is room for. They must be there. */
  readRange(first: number, into: Int32Array): void {
    const width = this.width;
    for (let done = 0; done < into.length; ) {
      const id = first + done / width;
      const base = (id & segmentMask) * width;
      const words = Math.min(into.length - done, segmentRows * width - base);
      into.set(this.segments[id >>> segmentBits].subarray(base, base + words), done);
      done += words;
    }
  }

  /** Stores a row under a new id, in the free slot that `probe` has found for it. */
  put(id: number, words: Int32Array, from: number, hash: number, free: number): void {
    this.write(id, words, from);
    this.tableOf(hash)[free] = entryOf(id, hash, (free - hash) & this.slotMask, this.idMask);
  }

  /** Gives the row `from` the id `to`, which has none. */
  move(from: number, to: number): void {
    const words = new Int32Array(this.width);
    this.read(from, words);
    const hash = hashWords(words, 0, this.width);
    const table = this.tableOf(hash);
    const home = hash & this.slotMask;
    let at = home;
    while ((table[at] & this.idMask) !== from + 1) {
      assert(table[at] !== 0, "a row that is to have another id is found by its hash");
      at = (at + 1) & this.slotMask;
      assert(at !== home, emptySlot);
    }
    table[at] = (table[at] & ~this.idMask) | (to + 1);
    this.write(to, words, 0);
  }

  private tableOf(hash: number): Int32Array {
    return this.tables[(hash >>> slotBits) & this.tableMask];
  }

  private write(id: number, words: Int32Array, from: number): void {
    const segment = this.segments[id >>> segmentBits];
    const base = (id & segmentMask) * this.width;
    for (let i = 0; i < this.width; i++) segment[base + i] = words[from + i];
  }

  /** Divides the rows of a table among two. `bit`, `low`, `high`: as in `Division`; `idMask`: that its entries were made with. */
  divide(table: Int32Array, bit: number, low: Int32Array, high: Int32Array, idMask: number): void {
    const { slotMask, idMask: newIdMask, hashOf } = this;
    const newSlots = high.length - tableExtra;
    this.divider.divide({ table, slots: slotMask + 1, bit, low, high, newSlots, idMask, newIdMask, hashOf });
  }
}
