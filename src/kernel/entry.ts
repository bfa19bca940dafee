/**
 * The entries of a set's tables (`rows.ts`), and how a table is divided when there must be more tables.
 *
 *   entry   | distance | tag | id + 1 |     0: an empty slot
 *
 * `id + 1` takes as many of the lower bits as the newest id needs (`idMask`). The tag is a copy of the next bits of the row's hash. A search skips
 * entries with another tag without reading their rows, which saves most of its cache misses when its row is not in the first slot. Simpler would be
 * the id alone: two-phase commit with 8 managers took 2.4 s instead of 2.0 s (processor time of the whole run).
 *
 * The distance, in the three topmost bits, says how many slots the entry lies behind the slot that its hash names; 7 stands for 7 and more. From slot
 * and distance follow the lower bits of the hash, and the lowest bit of the tag decides into which table the row goes. So a table is divided without
 * reading its rows, but for one in seventeen, whose distance is 7. Simpler would be to hash every row again, and each is a cache miss: 4.2 million
 * rows of 20 bytes, their look-ups included, took 2.21 s instead of 1.70 s, 0.86 s of it and 0.29 s for the growth; ABS 2 2 3 2 3 took 4.82 s and
 * 4.41 s.
 *
 * Ids that need the topmost bits, too, take first the distance and then leave no tag: then every row is hashed again.
 */
import { assert } from "./assert.ts";
import { allocated } from "./memory.ts";

const distanceShift = 29;
const farthest = 7;

/** Where the tag is. */
export function tagMaskFor(idMask: number): number {
  return ~(idMask | (farthest << distanceShift));
}

/** `distance`: between the slot that the hash names and the entry's. */
export function entryOf(id: number, hash: number, distance: number, idMask: number): number {
  return entryAt(distance, (hash & tagMaskFor(idMask)) | (id + 1), idMask);
}

function entryAt(distance: number, tagAndId: number, idMask: number): number {
  return ((Math.min(distance, farthest) << distanceShift) & ~idMask) | tagAndId;
}

/** The division of one table among two. */
export interface Division {
  /** A power of two of slots, and behind them the number of rows. */
  readonly table: Int32Array;
  readonly slots: number;
  /**
   * `low` gets the rows whose hashes do not have this bit, `high` those whose hashes have it. `table` may be one of the two; the other one is
   * new and empty.
   */
  readonly bit: number;
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Slots of these two. */
  readonly newSlots: number;
  /** Where the ids are in the entries, and where they will be: there, too, or in more bits. */
  readonly idMask: number;
  readonly newIdMask: number;
  readonly hashOf: (id: number) => number;
}

/** Divides tables, one after the other. */
export class Divider {
  /** Entries of the table; once they are read, those whose rows must be hashed, and behind them the hashes. */
  private scratch = new Int32Array(0);

  get memoryBytes(): number {
    return this.scratch.byteLength;
  }

  /** Bytes that it will take to divide tables of so many slots. */
  bytesToTake(slots: number): number {
    return this.scratch.length < slots * 2 ? slots * 8 - this.scratch.byteLength : 0;
  }

  /** Errors: MemoryLimitError, before anything is changed. */
  divide(division: Division): void {
    const { table, slots, bit, low, high, newSlots, idMask, newIdMask, hashOf } = division;
    if (this.scratch.length < slots * 2) this.scratch = allocated(() => new Int32Array(slots * 2));
    const { scratch } = this;
    scratch.set(table.subarray(0, slots));
    table.fill(0, 0, slots + 1);
    const tagMask = tagMaskFor(newIdMask);
    const isBitKnown = (tagMaskFor(idMask) & bit) !== 0;
    let unknown = 0;
    for (let at = 0; at < slots; at++) {
      const entry = scratch[at];
      if (entry === 0) continue;
      const distance = entry >>> distanceShift;
      if (isBitKnown && distance !== farthest) {
        const upper = entry & bit;
        const hash = ((at - distance) & (slots - 1)) | upper;
        enter(upper === 0 ? low : high, newSlots, hash, (entry & tagMask) | (entry & idMask), newIdMask);
      } else scratch[unknown++] = entry;
    }
    // A loop of its own for the hashes: their cache misses overlap.
    for (let i = 0; i < unknown; i++) scratch[slots + i] = hashOf((scratch[i] & idMask) - 1);
    for (let i = 0; i < unknown; i++) {
      const hash = scratch[slots + i];
      enter((hash & bit) === 0 ? low : high, newSlots, hash, (hash & tagMask) | (scratch[i] & idMask), newIdMask);
    }
  }
}

/** `hash`: its lower bits, as many as choose a slot. */
function enter(table: Int32Array, slots: number, hash: number, tagAndId: number, idMask: number): void {
  const home = hash & (slots - 1);
  let at = home;
  while (table[at] !== 0) {
    at = (at + 1) & (slots - 1);
    assert(at !== home, "a table that rows are divided among has an empty slot");
  }
  table[at] = entryAt((at - home) & (slots - 1), tagAndId, idMask);
  table[slots]++;
}
