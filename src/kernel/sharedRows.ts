/**
 * A set of packed rows that several threads insert into at the same time, in shared memory. Each has its own `SharedRows` of it.
 *
 *   control     Int32Array   | ids given out | full | most rows | tables | segments | id mask |
 *   segmentAt   Int32Array   | place | place | ...      of each segment, in the arena
 *   tableAt     Int32Array   | place | place | ...      of each table
 *   rows and entries as in `rowStore.ts`; every table has the same number of slots, and there is a power of two of them
 *
 * Each table has one thread that inserts into it (`ownerOf` in `explore/workers/router.ts`): whoever finds a row that belongs elsewhere sends it
 * there. So entries are written and read without atomics, and the cache lines of a table stay with one core. Rows lie in segments that all share,
 * under ids that are handed out some at a time: the states of a level are a range of ids, and each thread may expand any of them.
 *
 * What cannot be done while others insert, more tables and ids without gaps, is done while all wait: see `sharedGrowth.ts`.
 *
 * Simpler would be tables that all threads insert into by compare-and-swap: nothing would have to be sent. An earlier version did that. An insertion
 * took twice the processor time that it takes alone, because a thread often reads a cache line that another one has just written, and it must come
 * from the other core (`bench/notes.md`, "Several workers").
 */
import { blockAt } from "./arena.ts";
import { assert } from "./assert.ts";
import { hashWords } from "./hash.ts";
import { MemoryLimitError } from "./memory.ts";
import { RowStore, type RowsHandle, segmentRows, slotBits, tableExtra } from "./rowStore.ts";
import { handleOf, type Rows } from "./rows.ts";

/** Places in `control`. */
export const control = { given: 0, full: 1, most: 2, tables: 3, segments: 4, idMask: 5, words: 16 } as const;

/** Ids that a thread takes at once. */
export const idsAtOnce = 64;

/** What the threads share. It can be sent. */
export interface SharedRowsMemory {
  readonly width: number;
  /** Slots of each table; a power of two. */
  readonly slots: number;
  readonly banks: readonly SharedArrayBuffer[];
  readonly control: Int32Array;
  readonly segmentAt: Int32Array;
  readonly tableAt: Int32Array;
}

/** Ids `from..to-1` that were given out and have no row. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Makes more tables (`SharedRowsOwner`). */
export interface Grower {
  /** Returns whether the rows must be divided among them. Errors: MemoryLimitError. */
  readonly grow: () => boolean;
}

/**
 * The set as one thread sees it. When others insert, too, the ids of the rows that it adds are neither dense nor in order, and `size` is what was
 * known when all waited last.
 */
export class SharedRows implements Rows {
  readonly width: number;
  /** Ids that all know. */
  size = 0;
  private readonly store: RowStore;
  private readonly memory: SharedRowsMemory;
  /** Set while only this thread inserts: then ids are dense and in order, and the set grows when it is full. Null when others insert, too. */
  private alone: Grower | null;
  /** Rows after which there must be more tables. */
  private full = 0;
  /** The ids that this thread may still use. */
  private next = 0;
  private end = 0;
  /** The mask that entries were made with before there were more tables. */
  private formerIdMask = 0;

  /** `alone`: for a thread that is the only one to insert, until `share`. */
  constructor(memory: SharedRowsMemory, alone: Grower | null = null) {
    this.width = memory.width;
    this.store = new RowStore(memory.width);
    this.memory = memory;
    this.alone = alone;
    this.sync();
  }

  /** Takes over the tables and segments that were made while all waited. */
  sync(): void {
    const { memory, store } = this;
    const words = segmentRows * this.width;
    for (let k = store.segments.length; k < this.known(control.segments); k++) store.segments.push(blockAt(memory.banks, memory.segmentAt[k], words));
    const count = this.known(control.tables);
    const tableWords = memory.slots + tableExtra;
    const isSame = store.tables.length === count;
    const tables = isSame ? store.tables : Array.from({ length: count }, (_, i) => blockAt(memory.banks, memory.tableAt[i], tableWords));
    this.formerIdMask = store.mask;
    store.lookIn(tables, memory.slots, this.known(control.idMask));
    this.full = this.known(control.full);
    if (this.alone === null) this.size = this.known(control.given);
  }

  /** From now on others insert, too, once the gaps are closed. */
  share(): void {
    this.alone = null;
  }

  /** Ids that were given out, to all threads together. */
  get given(): number {
    return this.known(control.given);
  }

  /** Tables that this thread has seen. */
  get tableCount(): number {
    return this.store.tables.length;
  }

  /** Whether there must be more tables before much more is inserted. */
  get isFull(): boolean {
    return this.given >= this.known(control.full);
  }

  get memoryBytes(): number {
    return bytesOf(this.memory);
  }

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
    return this.store.findHashed(words, hashWords(words, 0, this.width));
  }

  read(id: number, words: Int32Array): void {
    assert(id >= 0 && id < this.size, "a row that is read is known to all");
    this.store.read(id, words);
  }

  readRange(first: number, into: Int32Array): void {
    assert(first >= 0 && first + into.length / this.width <= this.size, "rows that are read are known to all");
    this.store.readRange(first, into);
  }

  /** Gives back the ids that this thread has not used. */
  takeGap(): Gap {
    const gap = { from: this.next, to: this.end };
    this.next = 0;
    this.end = 0;
    return gap;
  }

  /** Rows, while no other thread inserts. */
  get count(): number {
    return this.given - this.spare;
  }

  /** How many ids this thread has not used so far. */
  get spare(): number {
    return this.end - this.next;
  }

  /** Divides the rows of a table among itself and one that is new and empty. Nobody inserts meanwhile; different tables may be divided at the same time. */
  divide(index: number): void {
    const { tables } = this.store;
    const half = tables.length >>> 1;
    assert(index < half, "only the tables of before are divided");
    this.store.divide(tables[index], half << slotBits, tables[index], tables[index + half], this.formerIdMask);
  }

  /** Gives the row `from` the id `to`, which has none. Nobody inserts meanwhile. */
  move(from: number, to: number): void {
    assert(from > to && from < this.given, "an id that is given up is behind the one that is taken");
    this.store.move(from, to);
  }

  private known(which: number): number {
    return Atomics.load(this.memory.control, which);
  }

  /** With others, the ids of this thread's rows are neither dense nor in order. Errors: MemoryLimitError; then rows can still be read, and nothing inserted. */
  private append(words: Int32Array, from: number, hash: number, free: number): number {
    if (this.next === this.end) this.takeIds();
    const id = this.next++;
    this.store.put(id, words, from, hash, free);
    if (this.alone !== null) this.countAlone(id, this.alone);
    return id;
  }

  private countAlone(id: number, alone: Grower): void {
    this.size = id + 1;
    if (this.size < this.full) return;
    const isToDivide = alone.grow();
    this.sync();
    if (isToDivide) for (let i = 0; i < this.tableCount / 2; i++) this.divide(i);
  }

  private takeIds(): void {
    const from = Atomics.add(this.memory.control, control.given, idsAtOnce);
    this.next = from;
    this.end = from + idsAtOnce;
    if (this.end <= this.known(control.most)) return;
    Atomics.sub(this.memory.control, control.given, idsAtOnce);
    this.end = from;
    throw new MemoryLimitError("more rows are over the limit of memory");
  }
}

/** Bytes of the rows and tables. */
export function bytesOf({ width, slots, control: words }: Omit<SharedRowsMemory, "banks">): number {
  return Atomics.load(words, control.tables) * slots * 4 + Atomics.load(words, control.given) * width * 4;
}
