/**
 * An exact set of packed rows with dense ids in order of insertion.
 *
 *   segments[id >>> segmentBits]   Int32Array  | row | row | row | ...   `width` words each; never moved once written
 *   tables[(hash >>> 18) & mask]   Int32Array  | entry | entry | ... | rows | depth      an entry names a row (`entry.ts`), or is 0 for an empty slot
 *                                  open addressing, linear probing, at most 3/4 full; behind the slots, how many are taken and the table's depth
 *
 * Breadth-first order makes the frontier a range of ids, so there is no queue. Rows are compared whole: a hash only finds where to look.
 * All that is kept beside the row itself are 5.3 to 10.7 bytes of a table: the way that led to a state is found again from the levels when
 * there is something to show (explore/trace/shortest.ts), so there are no parents.
 *
 * Growth (extendible hashing): a table that is full is split into two by the next bit of the hash, `depth` being the bits that its rows have in
 * common; `tables` names each by those bits, several times while others are split more often. So nothing is ever copied but one table of 1 MiB,
 * memory grows by that much, and no insertion waits for more than one of them. Simpler would be one table that doubles: at 50 million rows that
 * stopped everything for 4 s, and old and new table were in memory together, because JavaScript gives back the old one only when it collects.
 *
 * Other threads read what a set had when it handed over a `RowsHandle`. Several threads insert into a `SharedRows`.
 */
import { Divider, entryOf, tagMaskFor } from "./entry.ts";
import { hashWords } from "./hash.ts";
import { allocated, type MemoryBudget, MemoryLimitError } from "./memory.ts";

export const segmentBits = 14;
export const segmentRows = 1 << segmentBits;
const segmentMask = segmentRows - 1;
/** A table begins with so many slots, doubles up to 2^18 of them, and is split from then on. */
const slotsMin = 1 << 12;
export const slotBits = 18;
const slotsMax = 1 << slotBits;
/** Words behind the slots: the number of rows, and the depth. */
export const tableExtra = 2;
/** Bits of the hash that choose a table. */
const depthMax = 32 - slotBits;
/** Ids are stored plus one in 32 signed bits. */
export const rowsMax = 2 ** 31 - 2;

/** What another thread needs to read a set. It shows the rows that were there when it was made. */
export interface RowsHandle {
  readonly width: number;
  readonly size: number;
  readonly segments: readonly Int32Array[];
  readonly tables: readonly Int32Array[];
  readonly idMask: number;
}

export class RowSet {
  readonly width: number;
  /** Number of rows; ids are `0..size-1`. */
  size = 0;
  private readonly budget: MemoryBudget;
  protected segments: Int32Array[] = [];
  /** By the bits of the hash from `slotBits` on: 2^k of them, some of them the same. */
  protected tables: Int32Array[];
  protected tableMask = 0;
  /** Slots of each table, minus one. */
  protected slotMask = slotsMin - 1;
  /** Where an id is in an entry. */
  protected idMask = slotsMin - 1;
  /** Where the tag is. */
  protected tagMask = tagMaskFor(this.idMask);
  private tableBytes = 0;
  /** What `touch` has seen: a compiler could leave out reads that nothing depends on. */
  protected touched = 0;
  private readonly divider = new Divider();
  private readonly hashOf = (id: number): number => hashWords(this.segments[id >>> segmentBits], (id & segmentMask) * this.width, this.width);

  /** `width`: words of a row. */
  constructor(width: number, budget: MemoryBudget) {
    this.width = width;
    this.budget = budget;
    // It is there before anything may fail, and asked of the budget with the first segment.
    this.tables = [this.newTable(slotsMin, 0)];
  }

  /** Shows the rows of a handle; nothing can be inserted. */
  attach({ size, segments, tables, idMask }: RowsHandle): this {
    this.size = size;
    this.segments = [...segments];
    this.tables = [...tables];
    this.tableMask = tables.length - 1;
    this.slotMask = tables[0].length - tableExtra - 1;
    this.idMask = idMask;
    this.tagMask = tagMaskFor(idMask);
    this.tableBytes = [...new Set(tables)].reduce((sum, table) => sum + table.byteLength, 0);
    return this;
  }

  /** Bytes of all typed arrays. */
  get memoryBytes(): number {
    return this.tableBytes + this.divider.memoryBytes + this.segments.length * segmentRows * 4 * this.width;
  }

  /** For other threads, which may read it while this one inserts. Arrays that are not in shared memory are copied there. */
  handle(): RowsHandle {
    const tables = new Map([...new Set(this.tables)].map(table => [table, inSharedMemory(table)]));
    return {
      width: this.width,
      size: this.size,
      segments: this.segments.map(inSharedMemory),
      tables: this.tables.map(table => tables.get(table) as Int32Array),
      idMask: this.idMask,
    };
  }

  /** Adds a row. Returns its id when it is new, else `~id` of the equal row. Errors: MemoryLimitError; then rows can still be read, and nothing inserted. */
  insert(words: Int32Array): number {
    return this.insertHashed(words, 0, hashWords(words, 0, this.width));
  }

  /** As `insert`, for a row that lies at `from` and has this hash. */
  insertHashed(words: Int32Array, from: number, hash: number): number {
    const width = this.width;
    const table = this.tableOf(hash);
    const mask = this.slotMask;
    const { idMask, tagMask } = this;
    let at = hash & mask;
    for (let entry = table[at]; entry !== 0; entry = table[at]) {
      if (((entry ^ hash) & tagMask) === 0) {
        const id = (entry & idMask) - 1;
        const segment = this.segments[id >>> segmentBits];
        const base = (id & segmentMask) * width;
        let i = 0;
        while (i < width && segment[base + i] === words[from + i]) i++;
        if (i === width) return ~id;
      }
      at = (at + 1) & mask;
    }
    return this.append(words, from, table, at, hash);
  }

  /**
   * Brings what the searches for `count` rows of these hashes look at into the cache, for `insertHashed`: the first entry of each, which stays in `entries`, then
   * the row that it names. None of these reads waits for another one, so their cache misses overlap.
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

  /** The id of the equal row, or -1. */
  find(words: Int32Array): number {
    return this.findHashed(words, hashWords(words, 0, this.width));
  }

  /** As `find`, for a row of this hash. */
  findHashed(words: Int32Array, hash: number): number {
    const table = this.tableOf(hash);
    const mask = this.slotMask;
    let at = hash & mask;
    for (let entry = table[at]; entry !== 0; entry = table[at]) {
      const id = (entry & this.idMask) - 1;
      if (((entry ^ hash) & this.tagMask) === 0 && this.isRow(id, words)) return id;
      at = (at + 1) & mask;
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

  /** Calls `visit` with the place and the hash of each row, by id. */
  eachRow(visit: (segment: Int32Array, from: number, hash: number, id: number) => void): void {
    for (let id = 0; id < this.size; id++) {
      const segment = this.segments[id >>> segmentBits];
      const from = (id & segmentMask) * this.width;
      visit(segment, from, hashWords(segment, from, this.width), id);
    }
  }

  private tableOf(hash: number): Int32Array {
    return this.tables[(hash >>> slotBits) & this.tableMask];
  }

  protected append(words: Int32Array, from: number, table: Int32Array, free: number, hash: number): number {
    const id = this.size;
    if (id >= rowsMax) throw new MemoryLimitError("a row set holds at most 2^31 - 2 rows");
    if (id === this.segments.length * segmentRows) this.addSegment();
    if (id + 1 > this.idMask) this.widenIds();
    this.store(id, words, from, table, free, hash);
    this.size = id + 1;
    const slots = this.slotMask + 1;
    table[slots]++;
    if (table[slots] * 4 > slots * 3) this.grow(table, hash);
    return id;
  }

  /** Stores a row under a new id, which the free slot names. */
  protected store(id: number, words: Int32Array, from: number, table: Int32Array, free: number, hash: number): void {
    this.write(id, words, from);
    table[free] = entryOf(id, hash, (free - hash) & this.slotMask, this.idMask);
  }

  protected write(id: number, words: Int32Array, from: number): void {
    const segment = this.segments[id >>> segmentBits];
    const base = (id & segmentMask) * this.width;
    for (let i = 0; i < this.width; i++) segment[base + i] = words[from + i];
  }

  private addSegment(): void {
    this.require((this.segments.length === 0 ? this.tableBytes : 0) + segmentRows * 4 * this.width);
    this.segments.push(allocated(() => new Int32Array(segmentRows * this.width)));
  }

  /** Errors: MemoryLimitError when `bytes` more are over the budget. */
  private require(bytes: number): void {
    if (!this.budget.take(bytes)) throw new MemoryLimitError(`${bytes} more bytes are over the limit of memory`);
  }

  /** The newest id needs one bit more: every tag gives it. */
  private widenIds(): void {
    const bit = this.idMask + 1;
    for (const table of new Set(this.tables)) for (let at = 0; at <= this.slotMask; at++) table[at] &= ~bit;
    this.idMask = (this.idMask << 1) | 1;
    this.tagMask = tagMaskFor(this.idMask);
  }

  /** A table is full. `hash`: of one of its rows. */
  private grow(table: Int32Array, hash: number): void {
    const slots = this.slotMask + 1;
    if (slots < slotsMax) this.doubleSlots(table);
    else this.split(table, (hash >>> slotBits) & this.tableMask);
  }

  /** For the first table, while it is small and the only one. */
  private doubleSlots(table: Int32Array): void {
    const slots = this.slotMask + 1;
    this.require(slots * 4 + this.divider.bytesToTake(slots));
    const larger = this.newTable(slots * 2, 0);
    this.divideTable(table, slots, larger, larger, this.idMask);
    this.tables = [larger];
    this.tableBytes -= table.byteLength;
    this.slotMask = slots * 2 - 1;
  }

  /** Divides a table among itself and a new one. `index`: one of those that lead to it. */
  private split(table: Int32Array, index: number): void {
    const depth = table[slotsMax + 1];
    if (depth >= depthMax) throw new MemoryLimitError("there is no place for so many rows of one hash");
    this.require((slotsMax + tableExtra) * 4 + this.divider.bytesToTake(slotsMax));
    const other = this.newTable(slotsMax, depth + 1);
    this.divideTable(table, 1 << (slotBits + depth), table, other, this.idMask);
    table[slotsMax + 1] = depth + 1;
    if (1 << depth === this.tables.length) this.tables = [...this.tables, ...this.tables];
    this.tableMask = this.tables.length - 1;
    for (let each = (index & ((1 << depth) - 1)) | (1 << depth); each < this.tables.length; each += 2 << depth) this.tables[each] = other;
  }

  /** Divides the rows of a table among two. `bit`, `low`, `high`: as in `Division`; `idMask`: that its entries were made with. */
  protected divideTable(table: Int32Array, bit: number, low: Int32Array, high: Int32Array, idMask: number): void {
    const { slotMask, idMask: newIdMask, hashOf } = this;
    const newSlots = high.length - tableExtra;
    this.divider.divide({ table, slots: slotMask + 1, bit, low, high, newSlots, idMask, newIdMask, hashOf });
  }

  private newTable(slots: number, depth: number): Int32Array {
    const table = allocated(() => new Int32Array(slots + tableExtra));
    table[slots + 1] = depth;
    this.tableBytes += table.byteLength;
    return table;
  }
}

/** The set of a handle, for reading. */
export function rowsOf(handle: RowsHandle): RowSet {
  return new RowSet(handle.width, { take: () => false }).attach(handle);
}

function inSharedMemory(array: Int32Array): Int32Array {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const shared = allocated(() => new Int32Array(new SharedArrayBuffer(array.byteLength)));
  shared.set(array);
  return shared;
}
