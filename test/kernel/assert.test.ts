/** What the kernel looks at where one part hands over to another one: a broken promise is said at once, and nothing goes on for ever. */
import { describe, expect, test } from "vitest";
import { DefectError } from "../../src/kernel/assert.ts";
import { Batch, batchRows } from "../../src/kernel/batch.ts";
import { hashWords } from "../../src/kernel/hash.ts";
import { Mailbox, mailboxWords } from "../../src/kernel/mailbox.ts";
import { OwnBudget } from "../../src/kernel/memory.ts";
import { RowSet } from "../../src/kernel/rows.ts";
import { SharedRowsOwner } from "../../src/kernel/sharedGrowth.ts";
import { SharedRows } from "../../src/kernel/sharedRows.ts";

const owner = (): SharedRowsOwner =>
  new SharedRowsOwner({
    width: 1,
    rows: 0,
    tablesMin: 1,
    overshoot: 64,
    memoryBytesMax: Number.POSITIVE_INFINITY,
    tables: { slots: 256, rows: 64 },
    arena: { bankBytes: 2 ** 24, bankCount: 1 },
  });

function batchOf(rows: number): Batch {
  const batch = new Batch(1);
  for (let n = 0; n < rows; n++) batch.add(Int32Array.of(n), 0, n, 0);
  return batch;
}

describe("a batch", () => {
  test("is not stored when a row was added although it was full", () => {
    expect(batchOf(batchRows).clear()).toBe(batchRows);
    expect(() => batchOf(batchRows + 1).clear()).toThrow(DefectError);
  });

  test("gives up no row that it does not have", () => {
    expect(() => batchOf(1).remove(1)).toThrow(DefectError);
  });
});

describe("a mailbox", () => {
  const mailbox = (): Mailbox => new Mailbox(new Int32Array(mailboxWords(1)), 1);

  test("takes nothing empty", () => {
    expect(() => mailbox().put(batchOf(0))).toThrow(DefectError);
  });

  test("gives nothing that was not posted", () => {
    const memory = new Int32Array(mailboxWords(1));
    const box = new Mailbox(memory, 1);
    box.put(batchOf(1));
    // Where the number of its rows is: behind the two counts.
    memory[32] = batchRows + 1;
    expect(() => box.take(batchOf(0))).toThrow(DefectError);
  });
});

describe("a set", () => {
  test("shows no row that it does not have", () => {
    const rows = new RowSet(1, new OwnBudget(Number.POSITIVE_INFINITY));
    rows.insert(Int32Array.of(7));
    expect(() => rows.read(1, new Int32Array(1))).toThrow(DefectError);
    expect(() => rows.readRange(0, new Int32Array(2))).toThrow(DefectError);
  });

  test("that several insert into gives no other id to a row that its tables do not name", () => {
    const shared = owner();
    const rows = new SharedRows(shared.memory);
    for (let n = 0; n < 8; n++) rows.insert(Int32Array.of(n));
    // Nobody has inserted what is behind these: the row there is all zero, and named by another id.
    expect(() => rows.move(20, 9)).toThrow(DefectError);
  });

  test("does not look for ever for a place in a table without an empty slot", () => {
    const rows = new RowSet(1, new OwnBudget(Number.POSITIVE_INFINITY));
    rows.insert(Int32Array.of(1));
    const table = (rows as unknown as { store: { tables: Int32Array[] } }).store.tables[0] as Int32Array;
    const entry = table.find(each => each !== 0) as number;
    table.fill(entry, 0, 4096);
    expect(() => rows.insert(Int32Array.of(2))).toThrow(DefectError);
  });

  test("that several insert into does not look for ever in a table without an empty slot", () => {
    const shared = owner();
    const rows = new SharedRows(shared.memory);
    rows.insert(Int32Array.of(1));
    const hash = hashWords(Int32Array.of(1), 0, 1);
    // Another row's entry in every slot, as a thread would leave it that writes where it must not.
    const table = (rows as unknown as { store: { tables: Int32Array[] } }).store.tables[0] as Int32Array;
    table.fill(table[hash & 255] as number, 0, 256);
    expect(() => rows.find(Int32Array.of(2))).toThrow(DefectError);
  });

  test("closes no gap that was told twice", () => {
    const shared = owner();
    const rows = new SharedRows(shared.memory);
    rows.insert(Int32Array.of(1));
    const gap = rows.takeGap();
    expect(() => shared.closeGaps(rows, [gap, { from: 64, to: 70 }])).toThrow(DefectError);
  });
});
