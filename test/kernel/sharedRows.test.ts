/** The set that several threads insert into: one after the other here, at the same time in `test/cli/workers.test.ts`. */
import { describe, expect, test } from "vitest";
import { partOf, partsFor } from "../../src/explore/workers/barrier.ts";
import { Arena, arenaShape, blockAt } from "../../src/kernel/arena.ts";
import { hashWords } from "../../src/kernel/hash.ts";
import { MemoryLimitError } from "../../src/kernel/memory.ts";
import { rowsOf } from "../../src/kernel/rows.ts";
import { type SharedRowsOptions, SharedRowsOwner, tableShape } from "../../src/kernel/sharedGrowth.ts";
import { SharedRows } from "../../src/kernel/sharedRows.ts";

const small = { bankBytes: 2 ** 24, bankCount: 2 };
const options: SharedRowsOptions = {
  width: 2,
  rows: 0,
  tablesMin: 1,
  overshoot: 100,
  memoryBytesMax: Number.POSITIVE_INFINITY,
  tables: { slots: 1024, rows: 256 },
  arena: small,
};

/** The n-th of rows that are all different and have nothing in common. */
function row(n: number): Int32Array {
  return Int32Array.of(Math.imul(n, 0x9e3779b9), n);
}

/** What threads do when the set is full, one after the other. */
function grow(owner: SharedRowsOwner, sets: readonly SharedRows[]): void {
  const isToDivide = owner.grow();
  for (const set of sets) set.sync();
  if (!isToDivide) return;
  for (let i = 0; i < sets[0]!.tableCount / 2; i++) sets[i % sets.length]!.divide(i);
}

/** Inserts rows first..count-1 twice, each by the set that its part belongs to; returns the ids that each row has got. */
function fill(owner: SharedRowsOwner, sets: readonly SharedRows[], count: number, first = 0): readonly number[] {
  const ids: number[] = [];
  const parts = partsFor(sets.length);
  for (let n = first; n < count; n++) {
    if (sets[0]!.isFull) grow(owner, sets);
    const set = sets[partOf(hashWords(row(n), 0, 2), parts) % sets.length]!;
    const id = set.insert(row(n));
    expect(set.insert(row(n))).toBe(~id);
    ids.push(id);
  }
  return ids;
}

describe.each([1, 2, 3])("a set that %i insert into", members => {
  test("has each row once, through many tables and segments, and with dense ids when the gaps are closed", () => {
    const owner = new SharedRowsOwner({ ...options, tablesMin: partsFor(members) });
    const sets = Array.from({ length: members }, () => new SharedRows(owner.memory));
    const count = 40_000;
    const ids = fill(owner, sets, count);
    expect(new Set(ids).size).toBe(count);
    expect(sets[0]!.tableCount).toBeGreaterThan(64);
    const moved = owner.closeGaps(
      sets[0]!,
      sets.map(set => set.takeGap()),
    );
    for (const set of sets) set.sync();
    const now = ids.map(id => moved.get(id) ?? id);
    expect([...now].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    const read = new Int32Array(2);
    for (const set of [...sets, rowsOf(sets[0]!.handle())]) {
      expect(set.size).toBe(count);
      for (let n = 0; n < count; n += 97) {
        expect(set.find(row(n))).toBe(now[n]);
        set.read(now[n]!, read);
        expect(read).toEqual(row(n));
      }
      expect(set.find(row(count))).toBe(-1);
    }
    // The next level goes on with dense ids.
    expect(sets[members - 1]!.insert(row(count))).toBe(count);
  });

  test("can be filled by one alone before, with dense ids and more tables when there must be", () => {
    const owner = new SharedRowsOwner({ ...options, tablesMin: partsFor(members) });
    const first = new SharedRows(owner.memory, owner);
    const alone = 10_000;
    for (let n = 0; n < alone; n++) {
      expect(first.insert(row(n))).toBe(n);
      expect(first.size).toBe(n + 1);
    }
    expect(first.tableCount).toBeGreaterThan(32);
    first.share();
    owner.closeGaps(first, [first.takeGap()]);
    const sets = [first, ...Array.from({ length: members - 1 }, () => new SharedRows(owner.memory))];
    for (const set of sets) set.sync();
    expect(sets.map(set => set.size)).toEqual(sets.map(() => alone));
    const count = 30_000;
    const ids = fill(owner, sets, count, alone);
    expect(Math.min(...ids)).toBe(alone);
    expect(new Set(ids).size).toBe(count - alone);
    for (let n = 0; n < count; n += 89) for (const set of sets) expect(set.find(row(n))).toBe(n < alone ? n : ids[n - alone]!);
  });
});

describe("the parts of a set", () => {
  test("are a power of two, and each of up to 64 members has nearly as many as every other one", () => {
    for (let members = 1; members <= 64; members++) {
      const parts = partsFor(members);
      expect(Math.log2(parts) % 1).toBe(0);
      const [least, most] = [Math.floor(parts / members), Math.ceil(parts / members)];
      expect(least).toBeGreaterThan(0);
      expect(most / least).toBeLessThanOrEqual(1.25);
    }
  });

  test("are all met, and no others", () => {
    for (const parts of [1, 2, 8, 16]) {
      const met = new Set(Array.from({ length: 2000 }, (_, n) => partOf(hashWords(row(n), 0, 2), parts)));
      expect([...met].sort((a, b) => a - b)).toEqual(Array.from({ length: parts }, (_, i) => i));
    }
  });
});

test("what is not used of the ids of one goes to the last rows of another", () => {
  const owner = new SharedRowsOwner(options);
  const [a, b] = [new SharedRows(owner.memory), new SharedRows(owner.memory)];
  expect([a.insert(row(1)), b.insert(row(2)), b.insert(row(3))]).toEqual([0, 64, 65]);
  const moved = owner.closeGaps(a, [a.takeGap(), b.takeGap()]);
  expect(new Map(moved)).toEqual(
    new Map([
      [64, 1],
      [65, 2],
    ]),
  );
  expect([a.find(row(1)), b.find(row(2)), b.find(row(3))]).toEqual([0, 1, 2]);
});

describe("a set with a limit of memory", () => {
  test("fills its tables up when there is no memory for more, and stops within a tenth of what it may take", () => {
    // 16 tables of 4 KiB, and rows of 8 bytes.
    const memoryBytesMax = 16 * 4096 * 1.9 + 8 * 256 * 16;
    const owner = new SharedRowsOwner({ ...options, memoryBytesMax });
    const set = new SharedRows(owner.memory);
    let n = 0;
    expect(() => {
      for (; ; n++) {
        if (set.isFull) grow(owner, [set]);
        set.insert(row(n));
      }
    }).toThrow(MemoryLimitError);
    expect(set.memoryBytes).toBeLessThanOrEqual(memoryBytesMax);
    expect(set.memoryBytes).toBeGreaterThan(memoryBytesMax * 0.9);
    // What was stored can still be found.
    for (let known = 0; known < n; known += 7) expect(set.find(row(known))).toBe(known);
  });

  test("is not made at all when its first tables do not fit", () => {
    expect(() => new SharedRowsOwner({ ...options, memoryBytesMax: 4000 })).toThrow(MemoryLimitError);
  });

  test("at rest takes at most 12 bytes a row beside the row", () => {
    const owner = new SharedRowsOwner({ ...options, tables: tableShape, arena: arenaShape(2 ** 30) });
    const set = new SharedRows(owner.memory);
    const count = 500_000;
    for (let n = 0; n < count; n++) {
      if (set.isFull) grow(owner, [set]);
      set.insert(row(n));
    }
    expect(set.memoryBytes).toBeLessThan(count * (8 + 12));
  });
});

describe("an arena", () => {
  test("gives blocks that do not overlap, over several banks, and that are zero", () => {
    const arena = new Arena({ bankBytes: 2 ** 16, bankCount: 3 });
    const places = Array.from({ length: 9 }, () => arena.allocate(5000));
    const blocks = places.map(place => blockAt(arena.banks, place, 5000));
    for (const [i, block] of blocks.entries()) {
      expect(block.every(word => word === 0)).toBe(true);
      block.fill(i + 1);
    }
    expect(blocks.every((block, i) => block.every(word => word === i + 1))).toBe(true);
    expect(new Set(blocks.map(block => block.buffer)).size).toBe(3);
  });

  test("says when it has no more", () => {
    const arena = new Arena({ bankBytes: 2 ** 16, bankCount: 1 });
    arena.allocate(2 ** 14);
    expect(() => arena.allocate(1)).toThrow(MemoryLimitError);
    expect(() => new Arena({ bankBytes: 2 ** 16, bankCount: 1 }).allocate(2 ** 15)).toThrow(MemoryLimitError);
  });
});
