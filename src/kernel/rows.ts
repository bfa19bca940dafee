/**
 * An exact set of packed rows with dense ids in order of insertion.
 *
 *   segments[id >>> segmentBits]   Int32Array  | row | row | row | ...   `width` words each; never moved once written
 *   table                          Int32Array  | tag and id + 1, or 0 for an empty slot; open addressing, linear probing, at most 2/3 full
 *
 * Breadth-first order makes the frontier a range of ids, so there is no queue. Rows are compared whole: a hash only finds where to look.
 * A table that doubles when it is 2/3 full takes 6 to 12 bytes a row, which is all that is kept beside the row itself: the way that led
 * to a state is found again from the levels when there is something to show (explore/shortest.ts), so there are no parents.
 *
 * A table of 2^k slots holds fewer than 2^k rows, so an entry has 32 - k bits to spare: they hold the upper bits of the row's hash, the
 * lower k of which are where the search for it starts. Rows of another tag need not be looked at, which saves most of the cache misses
 * of a search that does not find its row at once. Simpler would be the id alone: two-phase commit with 8 managers took 2.4 s instead
 * of 2.0 s (processor time of the whole run).
 *
 * A set may lie in shared memory: then one thread inserts, and others read what it had when it handed over a `RowsHandle`. An Int32Array
 * over shared memory of fixed length is as fast as any other (measured).
 */
import { hashWords } from "./hash.ts";
import { type MemoryBudget, MemoryLimitError } from "./memory.ts";

const segmentBits = 14;
const segmentRows = 1 << segmentBits;
const segmentMask = segmentRows - 1;
const tableSizeMin = 1 << 12;
/** Ids are stored plus one in 32 signed bits. */
export const rowsMax = 2 ** 31 - 2;

/** Where a set keeps its arrays: `shared` memory can be read by other threads. */
export type RowsPlace = "own" | "shared";

/** What another thread needs to read a set. It shows the rows that were there when it was made. */
export interface RowsHandle {
  readonly width: number;
  readonly size: number;
  readonly segments: readonly Int32Array[];
  readonly table: Int32Array;
}

export class RowSet {
  readonly width: number;
  /** Number of rows; ids are `0..size-1`. */
  size = 0;
  private readonly budget: MemoryBudget;
  private readonly place: RowsPlace;
  private segments: Int32Array[] = [];
  private table: Int32Array;
  private tableMask = tableSizeMin - 1;
  private growAt = roomIn(tableSizeMin);

  /** `width`: words of a row. */
  constructor(width: number, budget: MemoryBudget, place: RowsPlace = "own") {
    this.width = width;
    this.budget = budget;
    this.place = place;
    this.table = this.allocate(tableSizeMin);
  }

  /** The set of a handle, for reading. */
  static of({ width, size, segments, table }: RowsHandle): RowSet {
    const rows = new RowSet(width, { take: () => false });
    rows.size = size;
    rows.segments = [...segments];
    rows.table = table;
    rows.tableMask = table.length - 1;
    return rows;
  }

  /** Bytes of all typed arrays. */
  get memoryBytes(): number {
    return this.table.byteLength + this.segments.length * segmentRows * 4 * this.width;
  }

  /** For other threads, which may read it while this one inserts. Arrays that are not in shared memory are copied there. */
  handle(): RowsHandle {
    return { width: this.width, size: this.size, segments: this.segments.map(inSharedMemory), table: inSharedMemory(this.table) };
  }

  /** Adds a row. Returns its id when it is new, else `~id` of the equal row. Errors: RangeError (MemoryLimitError when it is the budget) when memory cannot be had; then rows can still be read, and nothing inserted. */
  insert(words: Int32Array): number {
    return this.insertHashed(words, 0, hashWords(words, 0, this.width));
  }

  /** As `insert`, for a row that lies at `from` and has this hash. */
  insertHashed(words: Int32Array, from: number, hash: number): number {
    const width = this.width;
    const table = this.table;
    const mask = this.tableMask;
    let at = hash & mask;
    for (let entry = table[at]; entry !== 0; entry = table[at]) {
      if (((entry ^ hash) & ~mask) === 0) {
        const id = (entry & mask) - 1;
        const segment = this.segments[id >>> segmentBits];
        const base = (id & segmentMask) * width;
        let i = 0;
        while (i < width && segment[base + i] === words[from + i]) i++;
        if (i === width) return ~id;
      }
      at = (at + 1) & mask;
    }
    return this.append(words, from, at, hash);
  }

  /** The id of the equal row, or -1. */
  find(words: Int32Array): number {
    return this.findHashed(words, hashWords(words, 0, this.width));
  }

  /** As `find`, for a row of this hash. */
  findHashed(words: Int32Array, hash: number): number {
    const mask = this.tableMask;
    let at = hash & mask;
    for (let entry = this.table[at]; entry !== 0; entry = this.table[at]) {
      const id = (entry & mask) - 1;
      if (((entry ^ hash) & ~mask) === 0 && this.isRow(id, words)) return id;
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

  private append(words: Int32Array, from: number, free: number, hash: number): number {
    const id = this.size;
    if (id >= rowsMax) throw new RangeError("a row set holds at most 2^31 - 2 rows");
    if (id === this.segments.length * segmentRows) this.addSegment();
    const segment = this.segments[id >>> segmentBits];
    const base = (id & segmentMask) * this.width;
    for (let i = 0; i < this.width; i++) segment[base + i] = words[from + i];
    this.table[free] = (hash & ~this.tableMask) | (id + 1);
    this.size = id + 1;
    if (this.size > this.growAt) this.growTable();
    return id;
  }

  private addSegment(): void {
    // The first table is there before anything may fail, and counted here.
    const tableBytes = this.segments.length === 0 ? this.table.byteLength : 0;
    this.require(tableBytes + segmentRows * 4 * this.width);
    this.segments.push(this.allocate(segmentRows * this.width));
  }

  /** Errors: MemoryLimitError when `bytes` more are over the budget. */
  private require(bytes: number): void {
    if (!this.budget.take(bytes)) throw new MemoryLimitError(`${bytes} more bytes are over the limit of memory`);
  }

  /** Doubles the table from the rows alone, so that old and new table need not both be in memory. */
  private growTable(): void {
    const size = this.table.length * 2;
    this.require(this.table.byteLength);
    this.table = new Int32Array(0);
    this.table = this.allocate(size);
    this.tableMask = size - 1;
    this.growAt = roomIn(size);
    for (let id = 0; id < this.size; id++) {
      const segment = this.segments[id >>> segmentBits];
      const hash = hashWords(segment, (id & segmentMask) * this.width, this.width);
      let at = hash & this.tableMask;
      while (this.table[at] !== 0) at = (at + 1) & this.tableMask;
      this.table[at] = (hash & ~this.tableMask) | (id + 1);
    }
  }

  private allocate(words: number): Int32Array {
    return this.place === "own" ? new Int32Array(words) : new Int32Array(new SharedArrayBuffer(words * 4));
  }
}

function roomIn(tableSize: number): number {
  return Math.floor((tableSize * 2) / 3);
}

function inSharedMemory(array: Int32Array): Int32Array {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const shared = new Int32Array(new SharedArrayBuffer(array.byteLength));
  shared.set(array);
  return shared;
}
