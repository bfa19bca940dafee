/**
 * A set of packed rows that several threads insert into at the same time, in shared memory. Each has its own `SharedRows` of it.
 *
 *   control     Int32Array   | ids given out | full | most rows | tables | segments | id mask |
 *   segmentAt   Int32Array   | place | place | ...      of each segment, in the arena
 *   tableAt     Int32Array   | place | place | ...      of each table
 *   rows and entries as in `rows.ts`; every table has the same number of slots, and there is a power of two of them
 *
 * A row is written where nobody looks, under an id of this thread's own, and comes into the set when its entry is put into the free slot at which the search for it ended, by
 * compare-and-swap. If another thread was faster there, the search goes on with what that thread has put there. So of equal rows one comes in, whoever is first.
 *
 * Entries and rows are read without atomics. A slot that looks free and is not any more is noticed by the swap. An entry that is seen leads to a row
 * that was written before it: the swap orders the writer's stores, and the reader's loads depend on each other, the row's address on the entry, an order
 * which every processor that runs JavaScript keeps. Atomic loads would cost a call each: a set that makes them takes two to four times as long, and then two threads are
 * no faster than one. Nine of ten searches find their row, so the swaps do not count: one thread is as fast as with `RowSet` (measured).
 *
 * What cannot be done while others insert, more tables and ids without gaps, is done while all wait: see `sharedGrowth.ts`.
 *
 * The other way is a set for each thread, by the hash of the row: then half of all rows have to be sent to another thread, by two copies, and a new state is decoded
 * once more. It was no faster, and longer (`bench/notes.md`, "Several workers"). What one set costs are cache lines that travel between the cores.
 */
import { blockAt } from "./arena.ts";
import { hashWords } from "./hash.ts";
import { MemoryLimitError } from "./memory.ts";
import { RowSet, segmentBits, segmentMask, segmentRows, slotBits, tableExtra } from "./rows.ts";

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

export class SharedRows extends RowSet {
  private readonly memory: SharedRowsMemory;
  /** The ids that this thread may still use. */
  private next = 0;
  private end = 0;
  /** The mask that entries were made with before there were more tables. */
  private formerIdMask = 0;

  constructor(memory: SharedRowsMemory) {
    super(memory.width, { take: () => false });
    this.memory = memory;
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
    this.size = this.known(control.given);
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

  /** As in `RowSet`; the ids of this thread's rows are neither dense nor in order. Errors: MemoryLimitError; then rows can still be read, and nothing inserted. */
  override insertHashed(words: Int32Array, from: number, hash: number): number {
    const width = this.width;
    const table = this.tables[(hash >>> slotBits) & this.tableMask];
    const mask = this.slotMask;
    const idMask = this.idMask;
    let at = hash & mask;
    for (;;) {
      let entry = table[at];
      if (entry === 0) {
        entry = Atomics.compareExchange(table, at, 0, this.prepare(words, from, hash));
        if (entry === 0) return this.next++;
      }
      if (((entry ^ hash) & ~idMask) === 0) {
        const id = (entry & idMask) - 1;
        const segment = this.segments[id >>> segmentBits];
        const base = (id & segmentMask) * width;
        let i = 0;
        while (i < width && segment[base + i] === words[from + i]) i++;
        if (i === width) return ~id;
      }
      at = (at + 1) & mask;
    }
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
    const slots = this.slotMask + 1;
    if (this.scratch.length === 0) this.scratch = new Int32Array(slots * 2);
    const count = this.takeOut(table, this.formerIdMask);
    for (let i = 0; i < count; i++) {
      const hash = this.scratch[slots + i];
      this.put(((hash >>> slotBits) & half) === 0 ? table : other, hash, this.scratch[i] & this.formerIdMask);
    }
  }

  /** Gives the row `from` the id `to`, which has none. Nobody inserts meanwhile. */
  move(from: number, to: number): void {
    const words = new Int32Array(this.width);
    this.read(from, words);
    const hash = hashWords(words, 0, this.width);
    const table = this.tables[(hash >>> slotBits) & this.tableMask];
    let at = hash & this.slotMask;
    while ((table[at] & this.idMask) !== from + 1) at = (at + 1) & this.slotMask;
    table[at] = (hash & ~this.idMask) | (to + 1);
    this.write(to, words, 0);
  }

  private known(which: number): number {
    return Atomics.load(this.memory.control, which);
  }

  /** Writes the row under the next id that this thread may use; returns its entry. */
  private prepare(words: Int32Array, from: number, hash: number): number {
    if (this.next === this.end) this.takeIds();
    const id = this.next;
    this.write(id, words, from);
    return (hash & ~this.idMask) | (id + 1);
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

  private put(table: Int32Array, hash: number, idPart: number): void {
    let at = hash & this.slotMask;
    while (table[at] !== 0) at = (at + 1) & this.slotMask;
    table[at] = (hash & ~this.idMask) | idPart;
  }
}

/** Bytes of the rows and tables. */
export function bytesOf({ width, slots, control: words }: Omit<SharedRowsMemory, "banks">): number {
  return Atomics.load(words, control.tables) * slots * 4 + Atomics.load(words, control.given) * width * 4;
}
