/**
 * What one thread does for a set that several insert into (`sharedRows.ts`): it makes the set, and while all others wait it adds tables and segments
 * and closes the gaps between the ids.
 */
import { Arena, type ArenaShape } from "./arena.ts";
import { assert } from "./assert.ts";
import { allocated, MemoryLimitError } from "./memory.ts";
import { rowsMax, segmentBits, segmentRows, slotBits, tableExtra } from "./rowStore.ts";
import { control, type Gap, type SharedRows, type SharedRowsMemory } from "./sharedRows.ts";

/** How large tables are, and how many rows there may be for each before there are more tables. */
export interface TableShape {
  readonly slots: number;
  readonly rows: number;
}

export const tableShape: TableShape = Object.freeze({ slots: 1 << slotBits, rows: 3 << (slotBits - 2) });

/** The share of the slots that is taken at most when there is no memory for more tables. */
const fullest = 7 / 8;

export interface SharedRowsOptions {
  readonly width: number;
  /** Rows that there is room for from the start. */
  readonly rows: number;
  /** The least number of tables; a power of two. */
  readonly tablesMin: number;
  /** Ids that members may still take between the moment when the set is full and the moment when all wait. */
  readonly overshoot: number;
  readonly memoryBytesMax: number;
  readonly tables: TableShape;
  readonly arena: ArenaShape;
}

export class SharedRowsOwner {
  readonly memory: SharedRowsMemory;
  private readonly options: SharedRowsOptions;
  private readonly arena: Arena;

  /** Errors: MemoryLimitError. */
  constructor(options: SharedRowsOptions) {
    const { width, rows, tablesMin, overshoot, tables, arena } = options;
    this.options = options;
    this.arena = new Arena(arena);
    this.memory = {
      width,
      slots: tables.slots,
      banks: this.arena.banks,
      control: sharedWords(control.words),
      segmentAt: sharedWords(rowsMax >>> segmentBits),
      tableAt: sharedWords(1 << (32 - slotBits)),
    };
    let count = tablesMin;
    while (count * tables.rows < rows || count * (tables.slots - tables.rows) < 2 * overshoot) count *= 2;
    if (!this.fits(count, rows)) throw new MemoryLimitError(`${count} tables and ${rows} rows are over the limit of memory`);
    this.makeRoom(count);
  }

  /** Makes more tables, if there is memory for them; returns whether the rows must be divided among them: each of the first half. Errors: MemoryLimitError. */
  grow(): boolean {
    const count = this.tableCount;
    const isRoom = this.fits(count * 2, this.given);
    if (isRoom) this.makeRoom(count * 2);
    else this.fillUp(count);
    return isRoom;
  }

  /** Ids that were given out. */
  get given(): number {
    return this.known(control.given);
  }

  /** Gives the last rows the ids that nobody has used. Returns the old and the new id of each of these rows. Nobody inserts meanwhile. */
  closeGaps(rows: SharedRows, gaps: readonly Gap[]): ReadonlyMap<number, number> {
    const given = this.given;
    const unused = new Set(gaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
    const size = given - unused.size;
    const free = [...unused].filter(id => id < size).sort((a, b) => a - b);
    const moved = new Map<number, number>();
    for (let id = size; id < given; id++) if (!unused.has(id)) moved.set(id, free[moved.size]);
    assert(moved.size === free.length, "gaps are of ids that were given out, each of them once");
    for (const [from, to] of moved) rows.move(from, to);
    Atomics.store(this.memory.control, control.given, size);
    return moved;
  }

  private get tableCount(): number {
    return this.known(control.tables);
  }

  private makeRoom(count: number): void {
    const { tables, overshoot } = this.options;
    const { memory } = this;
    for (let i = this.tableCount; i < count; i++) memory.tableAt[i] = this.arena.allocate(tables.slots + tableExtra);
    Atomics.store(memory.control, control.tables, count);
    // Ids are stored plus one. As many as there are slots must fit: the mask may only change when all entries are made anew.
    Atomics.store(memory.control, control.idMask, count * tables.slots - 1);
    const full = count * tables.rows;
    Atomics.store(memory.control, control.full, full);
    this.allow(full + overshoot);
  }

  /** Called when there is no memory for more tables: from now on they may be filled up further, until there is no memory for rows, either. */
  private fillUp(count: number): void {
    Atomics.store(this.memory.control, control.full, rowsMax);
    this.allow(Math.floor(count * this.options.tables.slots * fullest));
  }

  /** Ids below this may be given out, if the limit of memory allows it. */
  private allow(rows: number): void {
    const { memory } = this;
    const { width, memoryBytesMax } = this.options;
    const inMemory = Math.floor((memoryBytesMax - this.tableBytes(this.tableCount)) / (4 * width));
    const most = Math.min(rows, inMemory, rowsMax);
    const segments = Math.ceil(most / segmentRows);
    for (let k = this.known(control.segments); k < segments; k++) memory.segmentAt[k] = this.arena.allocate(segmentRows * width);
    Atomics.store(memory.control, control.segments, Math.max(segments, this.known(control.segments)));
    Atomics.store(memory.control, control.most, most);
  }

  private fits(tables: number, rows: number): boolean {
    const { width, memoryBytesMax } = this.options;
    return tables <= this.memory.tableAt.length && this.tableBytes(tables) + rows * 4 * width <= memoryBytesMax;
  }

  private tableBytes(count: number): number {
    return count * this.options.tables.slots * 4;
  }

  private known(which: number): number {
    return Atomics.load(this.memory.control, which);
  }
}

function sharedWords(words: number): Int32Array {
  return allocated(() => new Int32Array(new SharedArrayBuffer(words * 4)));
}
