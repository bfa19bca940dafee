/** The set of packed rows against a JavaScript map, through growth of table and segments, and with hashes that collide. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashWords } from "../../src/kernel/hash.ts";
import { MemoryLimitError, OwnBudget } from "../../src/kernel/memory.ts";
import { RowSet, rowsOf } from "../../src/kernel/rows.ts";
import { seed } from "../explore/seed.ts";

/** More than two segments (16,384 rows each), and several doublings of the table. */
const many = 50_000;

describe.each([1, 2, 3, 7])("a set of rows of %i words", width => {
  test("gives dense ids in order of insertion, and finds every row again after it has grown", () => {
    const rows = new RowSet(width, new OwnBudget(Number.POSITIVE_INFINITY));
    const words = new Int32Array(width);
    for (let id = 0; id < many; id++) {
      expect(rows.insert(fill(words, id))).toBe(id);
      if (id % 1000 === 0) for (let old = 0; old <= id; old += 777) expect(rows.insert(fill(words, old))).toBe(~old);
    }
    expect(rows.size).toBe(many);
    for (let id = 0; id < many; id += 7) {
      expect(rows.find(fill(words, id))).toBe(id);
      const read = new Int32Array(width);
      rows.read(id, read);
      expect([...read]).toEqual([...words]);
    }
    expect(rows.find(fill(words, many))).toBe(-1);
  });

  test(`agrees with a map on random rows, many of them equal (CUTCHECK_SEED=${seed})`, () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    const row = fc.array(word, { minLength: width, maxLength: width });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), all => {
        const rows = new RowSet(width, new OwnBudget(Number.POSITIVE_INFINITY));
        const ids = new Map<string, number>();
        for (const each of all) {
          const known = ids.get(each.join());
          expect(rows.insert(Int32Array.from(each))).toBe(known === undefined ? ids.size : ~known);
          if (known === undefined) ids.set(each.join(), ids.size);
        }
        expect(rows.size).toBe(ids.size);
      }),
      { seed, numRuns: 100 },
    );
  });
});

describe("a set of more rows than one table holds", () => {
  const several = 900_000;

  test("finds every row again, and so does the set of a handle", () => {
    const rows = new RowSet(2, new OwnBudget(Number.POSITIVE_INFINITY));
    const words = new Int32Array(2);
    const wrong: number[] = [];
    for (let id = 0; id < several; id++) if (rows.insert(scattered(words, id)) !== id) wrong.push(id);
    const read = rowsOf(rows.handle());
    for (let id = 0; id < several; id += 3) {
      scattered(words, id);
      if (rows.find(words) !== id || read.find(words) !== id || rows.insert(words) !== ~id) wrong.push(id);
    }
    expect(wrong).toEqual([]);
    expect([rows.find(scattered(words, several)), read.find(words)]).toEqual([-1, -1]);
    // At most 12 bytes a row beside the row itself, but for the last segment and what a split needs.
    expect(rows.memoryBytes).toBeLessThan(several * (8 + 12) + 2 ** 14 * 8 + 2 ** 21);
  });

  test("fails at the n-th allocation, n = 1, 2, 3, ..., and what was stored can still be read and found", () => {
    const words = new Int32Array(2);
    const fill = (allocations: number): RowSet | null => {
      let left = allocations;
      const rows = new RowSet(2, { take: () => left-- > 0 });
      try {
        for (let id = 0; id < 450_000; id++) rows.insert(scattered(words, id));
        return null;
      } catch (error) {
        expect(error).toBeInstanceOf(MemoryLimitError);
        return rows;
      }
    };
    let allocations = 0;
    for (let rows = fill(0); rows !== null; rows = fill(++allocations)) {
      const wrong: number[] = [];
      for (let id = 0; id < rows.size; id += 101) if (rows.find(scattered(words, id)) !== id) wrong.push(id);
      expect(wrong).toEqual([]);
    }
    // 28 segments of rows, 6 tables up to 2^18 slots, and the first splits.
    expect(allocations).toBeGreaterThanOrEqual(28 + 6 + 2);
  });
});

describe("rows with one hash", () => {
  const colliding = rowsWithHash(0x5eed, 3000);

  test("are what this test is about", () => {
    expect(new Set(colliding.map(row => hashWords(row, 0, 2)))).toEqual(new Set([hashWords(colliding[0]!, 0, 2)]));
    expect(new Set(colliding.map(row => row.join())).size).toBe(colliding.length);
  });

  test("are told apart", () => {
    const rows = new RowSet(2, new OwnBudget(Number.POSITIVE_INFINITY));
    for (const [id, row] of colliding.entries()) expect(rows.insert(row)).toBe(id);
    for (const [id, row] of colliding.entries()) expect(rows.find(row)).toBe(id);
    expect(rows.insert(colliding[1234]!)).toBe(~1234);
  });
});

test("a budget of memory stops the insertion that would exceed it, for every budget, and what was stored can still be read", () => {
  const words = new Int32Array(1);
  const whole = new RowSet(1, new OwnBudget(Number.POSITIVE_INFINITY));
  for (let id = 0; id < many; id++) whole.insert(fill(words, id));
  for (let budget = 0; budget < whole.memoryBytes; budget += 50_000) {
    const rows = new RowSet(1, new OwnBudget(budget));
    expect(() => {
      for (let id = 0; id < many; id++) rows.insert(fill(words, id));
    }).toThrow(MemoryLimitError);
    for (let id = 0; id < rows.size; id += 999) {
      rows.read(id, words);
      expect([...words]).toEqual([...fill(new Int32Array(1), id)]);
    }
  }
});

/** A row of two words for a number, all of them different. */
function scattered(words: Int32Array, id: number): Int32Array {
  words[0] = Math.imul(id, 0x9e3779b1);
  words[1] = id >>> 4;
  return words;
}

/** A row for a number, all of them different. */
function fill(words: Int32Array, id: number): Int32Array {
  words.fill(0);
  words[id % words.length] = id;
  words[0]! += words.length > 1 ? id : 0;
  return words;
}

/** Rows of two words whose hashes are all the same: the last round of `hashWords` is undone for a second word that leads to `target`. */
function rowsWithHash(target: number, count: number): readonly Int32Array[] {
  const inverse = inverseOf(0x85ebca6b);
  const unrotated = (target >>> 13) | (target << 19);
  return Array.from({ length: count }, (_, first) => {
    const product = Math.imul((0x9e3779b9 | 0) ^ first, 0x85ebca6b);
    const rotated = (product << 13) | (product >>> 19);
    return Int32Array.of(first, Math.imul(unrotated, inverse) ^ rotated);
  });
}

/** Of an odd number modulo 2^32, by Newton's iteration. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let i = 0; i < 5; i++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
