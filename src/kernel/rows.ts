/**
 * An exact set of packed rows with dense ids in order of insertion.
 *
 *   store    rows and tables as in `rowStore.ts`; the tables are at most 3/4 full
 *
 * Breadth-first order makes the frontier a range of ids, so there is no queue.
 * Beside the row itself a state takes 5.3 to 10.7 bytes of a table. No parents are kept: when a run is to be shown, it is found again from the levels
 * (explore/trace/shortest.ts).
 *
 * Growth (extendible hashing): a table that is full is split into two by the next bit of the hash. `depth` is the number of bits that the hashes of a
 * table's rows have in common. `tables` is indexed by these bits; a table that was split less often than others stands at several places. So only one
 * table of 1 MiB is copied at a time, memory grows by that much, and no insertion waits longer. Simpler would be one table that doubles: at 50
 * million rows that stopped everything for 4 s, and old and new table were in memory together, because JavaScript gives back the old one only when it
 * collects.
 *
 * Other threads read what a set had when it handed over a `RowsHandle`. Several threads insert into a `SharedRows`.
 */
import { assert } from "./assert.ts";
import { hashWords } from "./hash.ts";
import { allocated, type MemoryBudget, MemoryLimitError } from "./memory.ts";
import { RowStore, type RowsHandle, rowsMax, segmentBits, segmentMask, segmentRows, slotBits, tableExtra } from "./rowStore.ts";

/** A table begins with so many slots, doubles up to 2^18 of them, and is split from then on. */
const slotsMin = 1 << 12;
const slotsMax = 1 << slotBits;
/** Bits of the hash that choose a table. */
const depthMax = 32 - slotBits;

/** A set of packed rows, whichever way ids are given. */
export interface Rows {
  /** Words of a row. */
  readonly width: number;
  /** Ids are below it. */
  readonly size: number;
  readonly memoryBytes: number;
  /** For other threads, which may read it while this one inserts. */
  handle(): RowsHandle;
  /** Adds a row. Returns its id when it is new, else `~id` of the equal row. Errors: MemoryLimitError; then rows can still be read, and nothing inserted. */
  insert(words: Int32Array): number;
  /** As `insert`, for a row that lies at `from` and has this hash. */
  insertHashed(words: Int32Array, from: number, hash: number): number;
  /** See `RowStore.touch`. */
  touch(hashes: Int32Array, entries: Int32Array, count: number): void;
  /** The id of the equal row, or -1. */
  find(words: Int32Array): number;
  /** Copies a row out. */
  read(id: number, words: Int32Array): void;
  /** Copies the rows from id `first` on, as many as there is room for. They must be there. */
  readRange(first: number, into: Int32Array): void;
}

/** A set of one thread: its ids are dense and in order of insertion. */
export class RowSet implements Rows {
  readonly width: number;
  /** Number of rows; ids are `0..size-1`. */
  size = 0;
  private readonly budget: MemoryBudget;
  private readonly store: RowStore;
  private tableBytes = 0;

  /** `width`: words of a row. */
  constructor(width: number, budget: MemoryBudget) {
    this.width = width;
    this.budget = budget;
    this.store = new RowStore(width);
    // The first table is made before the budget is asked; the budget is asked for it together with the first segment.
    this.store.lookIn([this.newTable(slotsMin, 0)], slotsMin, slotsMin - 1);
  }

  /** Shows the rows of a handle; nothing can be inserted. */
  attach({ size, segments, tables, idMask }: RowsHandle): this {
    this.size = size;
    this.store.segments = [...segments];
    this.store.lookIn([...tables], tables[0].length - tableExtra, idMask);
    this.tableBytes = [...new Set(tables)].reduce((sum, table) => sum + table.byteLength, 0);
    return this;
  }

  /** Bytes of all typed arrays. */
  get memoryBytes(): number {
    return this.tableBytes + this.store.dividingBytes + this.store.segments.length * segmentRows * 4 * this.width;
  }

  /** Arrays that are not in shared memory are copied there. */
  handle(): RowsHandle {
    return handleOf(this.store, this.size);
  }

  insert(words: Int32Array): number {
    return this.insertHashed(words, 0, hashWords(words, 0, this.width));
  }

  insertHashed(words: Int32Array, from: number, hash: number): number {
    const place = this.store.probe(words, from, hash);
    return place < 0 ? place : this.append(words, from, hash, place);
  }

  touch(hashes: Int32Array, entries: Int32Array, count: number): void {
    this.store.touch(hashes, entries, count);
  }

  find(words: Int32Array): number {
    return this.findHashed(words, hashWords(words, 0, this.width));
  }

  /** As `find`, for a row of this hash. */
  findHashed(words: Int32Array, hash: number): number {
    return this.store.findHashed(words, hash);
  }

  read(id: number, words: Int32Array): void {
    assert(id >= 0 && id < this.size, "a row that is read is there");
    this.store.read(id, words);
  }

  readRange(first: number, into: Int32Array): void {
    assert(first >= 0 && first + into.length / this.width <= this.size, "rows that are read are there");
    this.store.readRange(first, into);
  }

  /** Calls `visit` with the place and the hash of each row, by id. */
  eachRow(visit: (segment: Int32Array, from: number, hash: number, id: number) => void): void {
    for (let id = 0; id < this.size; id++) {
      const segment = this.store.segments[id >>> segmentBits];
      const from = (id & segmentMask) * this.width;
      visit(segment, from, hashWords(segment, from, this.width), id);
    }
  }

  private append(words: Int32Array, from: number, hash: number, free: number): number {
    const { store } = this;
    const id = this.size;
    if (id >= rowsMax) throw new MemoryLimitError("a row set holds at most 2^31 - 2 rows");
    if (id === store.segments.length * segmentRows) this.addSegment();
    if (id + 1 > store.mask) this.widenIds();
    store.put(id, words, from, hash, free);
    this.size = id + 1;
    const index = store.tableAt(hash);
    const table = store.tables[index];
    const slots = store.slotMask + 1;
    table[slots]++;
    if (table[slots] * 4 > slots * 3) this.grow(table, index);
    return id;
  }

  private addSegment(): void {
    this.require((this.store.segments.length === 0 ? this.tableBytes : 0) + segmentRows * 4 * this.width);
    this.store.segments.push(allocated(() => new Int32Array(segmentRows * this.width)));
  }

  /** Errors: MemoryLimitError when `bytes` more are over the budget. */
  private require(bytes: number): void {
    if (!this.budget.take(bytes)) throw new MemoryLimitError(`${bytes} more bytes are over the limit of memory`);
  }

  /** The newest id needs one bit more: it is taken from the tag of every entry. */
  private widenIds(): void {
    const { store } = this;
    const bit = store.mask + 1;
    for (const table of new Set(store.tables)) for (let at = 0; at <= store.slotMask; at++) table[at] &= ~bit;
    store.widenTo((store.mask << 1) | 1);
  }

  /** A table is full. `index`: one of those that lead to it. */
  private grow(table: Int32Array, index: number): void {
    if (this.store.slotMask + 1 < slotsMax) this.doubleSlots(table);
    else this.split(table, index);
  }

  /** For the first table, while it is small and the only one. */
  private doubleSlots(table: Int32Array): void {
    const { store } = this;
    const slots = store.slotMask + 1;
    this.require(slots * 4 + store.bytesToDivide(slots));
    const larger = this.newTable(slots * 2, 0);
    store.divide(table, slots, larger, larger, store.mask);
    store.lookIn([larger], slots * 2, store.mask);
    this.tableBytes -= table.byteLength;
  }

  /** Divides a table among itself and a new one. `index`: one of those that lead to it. */
  private split(table: Int32Array, index: number): void {
    const { store } = this;
    const depth = table[slotsMax + 1];
    if (depth >= depthMax) throw new MemoryLimitError("there is no place for so many rows of one hash");
    this.require((slotsMax + tableExtra) * 4 + store.bytesToDivide(slotsMax));
    const other = this.newTable(slotsMax, depth + 1);
    store.divide(table, 1 << (slotBits + depth), table, other, store.mask);
    table[slotsMax + 1] = depth + 1;
    const tables = 1 << depth === store.tables.length ? [...store.tables, ...store.tables] : store.tables;
    for (let each = (index & ((1 << depth) - 1)) | (1 << depth); each < tables.length; each += 2 << depth) tables[each] = other;
    store.lookIn(tables, slotsMax, store.mask);
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

/** For other threads. `size`: how many rows they see. */
export function handleOf({ width, segments, tables, mask }: RowStore, size: number): RowsHandle {
  const shared = new Map([...new Set(tables)].map(table => [table, inSharedMemory(table)]));
  return { width, size, segments: segments.map(inSharedMemory), tables: tables.map(table => shared.get(table) as Int32Array), idMask: mask };
}

function inSharedMemory(array: Int32Array): Int32Array {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const shared = allocated(() => new Int32Array(new SharedArrayBuffer(array.byteLength)));
  shared.set(array);
  return shared;
}
