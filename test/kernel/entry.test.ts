/** Dividing a table: every row is found in the table that its hash names, for ids of every size. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Divider, entryOf, tagMaskFor } from "../../src/kernel/entry.ts";
import { seed } from "../explore/seed.ts";

const slots = 64;

/** A table to which rows with these hashes have come in their order, with these ids. */
function tableOf(hashes: readonly number[], firstId: number, idMask: number): Int32Array {
  const table = new Int32Array(slots + 1);
  for (const [i, hash] of hashes.entries()) {
    let at = hash & (slots - 1);
    while (table[at] !== 0) at = (at + 1) % slots;
    table[at] = entryOf(firstId + i, hash, (at - hash) & (slots - 1), idMask);
    table[slots]!++;
  }
  return table;
}

/** The ids that a search for a row of this hash looks at. */
function candidates(table: Int32Array, tableSlots: number, hash: number, idMask: number): readonly number[] {
  const found: number[] = [];
  for (let at = hash & (tableSlots - 1); table[at] !== 0; at = (at + 1) % tableSlots) {
    if (((table[at]! ^ hash) & tagMaskFor(idMask)) === 0) found.push((table[at]! & idMask) - 1);
  }
  return found;
}

const hashes = fc.array(
  fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    // Of slots near the end of the table, so that many entries are far from theirs, and beyond it.
    fc.integer({ min: 0, max: 2 ** 26 - 1 }).map(upper => (upper << 6) | 60),
  ),
  { maxLength: (slots * 3) / 4 },
);
/** Bits of ids: before, and how many more there will be. */
const widths = fc.record({ bits: fc.integer({ min: 6, max: 31 }), more: fc.integer({ min: 0, max: 2 }) });
const maskOf = (bits: number): number => 2 ** Math.min(31, bits) - 1;

test(`a table that is divided has each row where its hash says, and a new one of twice the slots, too (CUTCHECK_SEED=${seed})`, () => {
  const divider = new Divider();
  fc.assert(
    fc.property(hashes, widths, fc.boolean(), (all, { bits, more }, isDoubled) => {
      const [idMask, newIdMask] = [maskOf(bits), maskOf(bits + more)];
      // The newest ids that fit: all of their bits matter.
      const firstId = idMask - all.length;
      const table = tableOf(all, firstId, idMask);
      const bit = isDoubled ? slots : 1 << 18;
      const newSlots = isDoubled ? slots * 2 : slots;
      const high = new Int32Array(newSlots + 1);
      const low = isDoubled ? high : table;
      const hashOf = (id: number): number => all[id - firstId]!;
      divider.divide({ table, slots, bit, low, high, newSlots, idMask, newIdMask, hashOf });
      for (const [i, hash] of all.entries()) {
        expect(candidates((hash & bit) === 0 ? low : high, newSlots, hash, newIdMask)).toContain(firstId + i);
        if (!isDoubled) expect(candidates((hash & bit) === 0 ? high : low, newSlots, hash, newIdMask)).not.toContain(firstId + i);
      }
      expect(high[newSlots]! + (isDoubled ? 0 : low[slots]!)).toBe(all.length);
      // What has come into the table now can be divided again.
      const again = {
        table: high,
        slots: newSlots,
        bit: 1 << 17,
        low: high,
        high: new Int32Array(newSlots + 1),
        newSlots,
        idMask: newIdMask,
        newIdMask,
        hashOf,
      };
      divider.divide(again);
      for (const [i, hash] of all.entries()) {
        if (isDoubled || (hash & bit) !== 0)
          expect(candidates((hash & again.bit) === 0 ? again.low : again.high, newSlots, hash, newIdMask)).toContain(firstId + i);
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test("most rows need not be read for it, as long as their ids leave room for the bit that decides", () => {
  const idMask = 2 ** 17 - 1;
  const scattered = Array.from({ length: slots / 2 }, (_, n) => Math.imul(n, 0x9e3779b9));
  const read: number[] = [];
  const divide = (mask: number): void => {
    const table = tableOf(scattered, 0, mask);
    const hashOf = (id: number): number => {
      read.push(id);
      return scattered[id]!;
    };
    new Divider().divide({ table, slots, bit: 1 << 18, low: table, high: new Int32Array(slots + 1), newSlots: slots, idMask: mask, newIdMask: mask, hashOf });
  };
  divide(idMask);
  expect(read.length).toBeLessThan(scattered.length / 4);
  read.length = 0;
  divide(2 ** 19 - 1);
  expect([...read].sort((a, b) => a - b)).toEqual(scattered.map((_, id) => id));
});
