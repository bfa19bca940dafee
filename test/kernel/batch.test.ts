/** Rows on their way into a set, and from one thread to another. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, batchRows } from "../../src/kernel/batch.ts";
import { Mailbox, mailboxWords } from "../../src/kernel/mailbox.ts";
import { meetText, Recent } from "../../src/kernel/recent.ts";

function row(n: number): Int32Array {
  return Int32Array.of(n, ~n);
}

/** A batch of these rows, each with a hash and an owner that tell it. */
function batchOf(numbers: readonly number[]): Batch {
  const batch = new Batch(2);
  for (const n of numbers) batch.add(row(n), 0, n * 1000, n + 100);
  return batch;
}

/** The numbers of the rows in a batch. Errors: what stands beside a row is not its own. */
function numbersIn(batch: Batch): readonly number[] {
  const read = new Int32Array(2);
  return Array.from({ length: batch.length }, (_, i) => {
    batch.read(i, read);
    const n = read[0]!;
    expect([read[1], batch.hashes[i], batch.owners[i]]).toEqual([~n, n * 1000, n + 100]);
    return n;
  });
}

describe("a batch", () => {
  test("keeps rows in their order, with their hashes and who has added them", () => {
    expect(numbersIn(batchOf([5, 6, 7, 6]))).toEqual([5, 6, 7, 6]);
  });

  test("takes a row from anywhere in an array", () => {
    const batch = new Batch(2);
    batch.add(Int32Array.of(1, 2, 9, ~9), 2, 9000, 109);
    expect(numbersIn(batch)).toEqual([9]);
  });

  test("says when it is full", () => {
    const batch = new Batch(2);
    const said = Array.from({ length: batchRows }, (_, n) => batch.add(row(n), 0, n, 0));
    expect(said.indexOf(true)).toBe(batchRows - 1);
    expect(batch.length).toBe(batchRows);
  });

  test("gives the place of a row that is removed to the last one", () => {
    const batch = batchOf([1, 2, 3, 4]);
    batch.remove(1);
    expect(numbersIn(batch)).toEqual([1, 4, 3]);
    batch.remove(2);
    expect(numbersIn(batch)).toEqual([1, 4]);
  });
});

describe("rows met lately", () => {
  test("are known until another row displaces them", () => {
    const recent = new Recent(2);
    const met = [5, 6, 5, 7, 6, 6].map(n => recent.meet(row(n), 0, n * 1000));
    expect(met).toEqual([false, false, true, false, true, true]);
    // 8,192 places: these two share one.
    expect([1, 1 + 8192, 1, 1].map(n => recent.meet(row(n), 0, n))).toEqual([false, false, false, true]);
  });

  test("are told apart when they have one hash", () => {
    const recent = new Recent(2);
    expect([1, 2, 2, 1].map(n => recent.meet(row(n), 0, 77))).toEqual([false, false, true, false]);
  });

  test("are the same ones for the generated code", () => {
    const widths = fc.integer({ min: 1, max: 3 });
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(0, 1, 8192, -1)), { maxLength: 60 });
    fc.assert(
      fc.property(widths, rows, (width, met) => {
        const recent = new Recent(width);
        const other = new Recent(width);
        const meet = new Function("places", `return (words, hash) => {${meetText(width)}};`)(other.places);
        for (const [n, hash] of met) {
          const words = Int32Array.from({ length: width }, (_, i) => (i === width - 1 ? n : 7));
          expect(meet(words, hash)).toBe(recent.meet(words, 0, hash));
        }
        expect(other.places.every((word, i) => word === recent.places[i])).toBe(true);
      }),
    );
  });

  test.each([0, -1, 8191, ~8191])("are not taken for rows of zeros of hash %i that were never there", hash => {
    expect(new Recent(2).meet(Int32Array.of(0, 0), 0, hash)).toBe(false);
  });
});

describe("a mailbox", () => {
  const mailboxes = () => {
    const memory = new Int32Array(new SharedArrayBuffer(4 * mailboxWords(2)));
    return { there: new Mailbox(memory, 2), here: new Mailbox(memory, 2) };
  };

  test("gives batches in the order in which they were posted, also when it has been full many times", () => {
    const { there, here } = mailboxes();
    const into = new Batch(2);
    const [sent, received]: [number[], number[]] = [[], []];
    for (let n = 0, turn = 0; turn < 200; turn++) {
      // One more is posted than taken, until there is no room.
      for (let many = 0; many < (turn % 7) + 1 && there.put(batchOf([n, n + 1])); many++) sent.push(n++, n++);
      for (let many = 0; many < turn % 7 && here.take(into); many++) received.push(...numbersIn(into));
    }
    expect(received.length).toBeGreaterThan(800);
    expect(sent.length - received.length).toBeGreaterThan(20);
    while (here.take(into)) received.push(...numbersIn(into));
    expect(received).toEqual(sent);
  });

  test("has room for some batches, and keeps what it has when there is none for another", () => {
    const { there, here } = mailboxes();
    let posted = 0;
    while (there.put(batchOf([posted]))) posted++;
    expect(posted).toBe(16);
    const into = new Batch(2);
    expect(here.take(into)).toBe(true);
    expect(numbersIn(into)).toEqual([0]);
    expect([there.put(batchOf([16])), there.put(batchOf([17]))]).toEqual([true, false]);
    const rest: number[] = [];
    while (here.take(into)) rest.push(...numbersIn(into));
    expect(rest).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(here.isEmpty).toBe(true);
  });

  test("takes a whole batch", () => {
    const { there, here } = mailboxes();
    const numbers = Array.from({ length: batchRows }, (_, n) => n);
    there.put(batchOf(numbers));
    there.put(batchOf([1000]));
    const into = new Batch(2);
    here.take(into);
    expect(numbersIn(into)).toEqual(numbers);
    here.take(into);
    expect(numbersIn(into)).toEqual([1000]);
    expect(here.take(into)).toBe(false);
  });
});
