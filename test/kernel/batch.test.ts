/** Rows on their way into a set. */
import { expect, test } from "vitest";
import { Batch, batchRows } from "../../src/kernel/batch.ts";

function row(n: number): Int32Array {
  return Int32Array.of(n, -n);
}

test("a batch keeps rows in their order, with who has added them, and leaves out what was added lately", () => {
  const batch = new Batch(2);
  for (const n of [5, 6, 5, 7, 6, 6]) expect(batch.add(row(n), n * 1000, n + 100)).toBe(false);
  const read = new Int32Array(2);
  const rows = Array.from({ length: batch.length }, (_, i) => {
    batch.read(i, read);
    return [...read];
  });
  expect(rows).toEqual([5, 6, 7].map(n => [...row(n)]));
  expect([...batch.owners.subarray(0, 3)]).toEqual([105, 106, 107]);
  expect([...batch.hashes.subarray(0, 3)]).toEqual([5000, 6000, 7000]);
});

test("rows of one hash are told apart, and a row that another one has displaced is kept once more", () => {
  const batch = new Batch(2);
  for (const n of [1, 2, 1, 1]) batch.add(row(n), 77, 0);
  expect(batch.length).toBe(3);
});

test("a row of a hash whose lower bits are those of its place is not taken for one that was there before", () => {
  for (const hash of [0, -1, 8191, ~8191]) {
    const batch = new Batch(2);
    batch.add(Int32Array.of(0, 0), hash, 0);
    expect(batch.length).toBe(1);
  }
});

test("a batch says when it is full", () => {
  const batch = new Batch(2);
  const said = Array.from({ length: batchRows }, (_, n) => batch.add(row(n), n, 0));
  expect(said.indexOf(true)).toBe(batchRows - 1);
  expect(batch.length).toBe(batchRows);
});
