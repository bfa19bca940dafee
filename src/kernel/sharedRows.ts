/**
 * A set of packed rows that several threads insert into at the same time, in shared memory. Each has its own `SharedRows` of it.
 *
 *   control     Int32Array   | ids given out | full | most rows | tables | segments | id mask |
 *   segmentAt   Int32Array   | place | place | ...      of each segment, in the arena
 *   tableAt     Int32Array   | place | place | ...      of each table
 *   rows and entries as in `rows.ts`; every table has the same number of slots, and there is a power of two of them
 *
 * Each table has one thread that inserts into it (`ownerOf` in `explore/workers/post.ts`): whoever finds a row that belongs elsewhere sends it there. So entries are written and
 * read without atomics, and the cache lines of a table stay with one core. Rows lie in segments that all share, under ids that are handed out some at a time:
 * the states of a level are a range of ids, and each thread may expand any of them.
 *
 * What cannot be done while others insert, more tables and ids without gaps, is done while all wait: see `sharedGrowth.ts`.
 *
 * Simpler would be tables that all insert into by compare-and-swap: nothing would have to be sent. It was there before, and an insertion took twice the processor time that it takes
 * alone, because a thread looks for what another one has just written, and each such cache line comes from the other core (`bench/notes.md`, "Several workers").
 */
import { blockAt } from "./arena.ts";
import { tagMaskFor } from "./entry.ts";
import { hashWords } from "./hash.ts";
import { MemoryLimitError } from "./memory.ts";
import { RowSet, segmentRows, slotBits, tableExtra } from "./rows.ts";

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

export class SharedRows extends RowSet {
  private readonly memory: SharedRowsMemory;
  /** While this thread is the only one that inserts: then ids are dense and in order, and there is always room. Null: others do, too. */
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
    super(memory.width, { take: () => false });
    this.memory = memory;
    this.alone = alone;
    this.tables = [];
    this.sync();
  }

  /** Sees what was made while all waited. */
  sync(): void {
    const { memory } = this;
    const words = segmentRows * this.width;
    for (let k = this.segments.length; k < this.known(control.segments); k++) this.segments.push(blockAt(memory.banks, memory.segmentAt[k], words));
    if (this.tables.length !== this.known(control.tables)) {
      this.tables = Array.from({ length: this.known(control.tables) }, (_, i) => blockAt(memory.banks, memory.tableAt[i], memory.slots + tableExtra));
    }
    this.tableMask = this.tables.length - 1;
    this.slotMask = memory.slots - 1;
    this.formerIdMask = this.idMask;
    this.idMask = this.known(control.idMask);
    this.tagMask = tagMaskFor(this.idMask);
    this.full = this.known(control.full);
    if (this.alone === null) this.size = this.known(control.given);
  }

  /** From now on others insert, too, once the gaps are closed. */
  share(): void {
    this.alone = null;
  }

  /** Ids that were given out, to whomever. */
  get given(): number {
    return this.known(control.given);
  }

  /** Tables that this thread has seen. */
  get tableCount(): number {
    return this.tables.length;
  }

  /** Whether there must be more tables before much more is inserted. */
  get isFull(): boolean {
    return this.given >= this.known(control.full);
  }

  override get memoryBytes(): number {
    return bytesOf(this.memory);
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
    const half = this.tables.length >>> 1;
    const [table, other] = [this.tables[index], this.tables[index + half]];
    this.divideTable(table, half << slotBits, table, other, this.formerIdMask);
  }

  /** Gives the row `from` the id `to`, which has none. Nobody inserts meanwhile. */
  move(from: number, to: number): void {
    const words = new Int32Array(this.width);
    this.read(from, words);
    const hash = hashWords(words, 0, this.width);
    const table = this.tables[(hash >>> slotBits) & this.tableMask];
    let at = hash & this.slotMask;
    while ((table[at] & this.idMask) !== from + 1) at = (at + 1) & this.slotMask;
    table[at] = (table[at] & ~this.idMask) | (to + 1);
    this.write(to, words, 0);
  }

  private known(which: number): number {
    return Atomics.load(this.memory.control, which);
  }

  /** With others, the ids of this thread's rows are neither dense nor in order. Errors: MemoryLimitError; then rows can still be read, and nothing inserted. */
  protected override append(words: Int32Array, from: number, table: Int32Array, free: number, hash: number): number {
    if (this.next === this.end) this.takeIds();
    const id = this.next++;
    this.store(id, words, from, table, free, hash);
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
