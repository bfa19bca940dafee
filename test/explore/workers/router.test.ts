/** What members send to each other arrives where it is stored, whatever happens in between. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Barrier, newBarrier, newSet, partOf, partsFor } from "../../../src/explore/workers/barrier.ts";
import { Router } from "../../../src/explore/workers/router.ts";
import { Batch } from "../../../src/kernel/batch.ts";
import { hashWords } from "../../../src/kernel/hash.ts";

const width = 2;

function barrierOf(count: number): Barrier {
  const owner = newSet({ count, width, rows: 0, instances: 1, tables: { slots: 1024, rows: 256 }, memoryBytesMax: Number.POSITIVE_INFINITY });
  return newBarrier({ count, witnesses: 0, instances: 1, next: 0, levelEnd: 0 }, owner.memory);
}

function row(n: number): Int32Array {
  return Int32Array.of(n, Math.imul(n, 0x9e3779b9));
}

function numbersOf({ rows, length }: Batch): readonly number[] {
  return Array.from({ length }, (_, i) => rows[i * width]!);
}

class Member {
  readonly router: Router;
  readonly stored: number[] = [];
  private readonly arrivals = new Batch(width);

  constructor(router: Router) {
    this.router = router;
  }

  find(n: number): void {
    if (this.router.add(row(n), hashWords(row(n), 0, width), n)) this.store(this.router.batch);
  }

  receive(): void {
    while (this.router.receive(this.arrivals)) this.store(this.arrivals);
  }

  store(batch: Batch): void {
    this.stored.push(...numbersOf(batch));
    batch.length = 0;
  }
}

function membersOf(count: number): readonly Member[] {
  const barrier = barrierOf(count);
  return Array.from({ length: count }, (_, i) => new Member(new Router(width, barrier, i)));
}

function ownerOf(n: number, count: number): number {
  return partOf(hashWords(row(n), 0, width), partsFor(count)) % count;
}

/** Until nothing is on its way. */
function settle(members: readonly Member[]): void {
  let isSent = false;
  while (!isSent) {
    isSent = members.map(each => each.router.send()).every(Boolean);
    for (const each of members) each.receive();
  }
  for (const each of members) each.store(each.router.batch);
}

describe("the routers of all members", () => {
  test("brings every row to the member that stores its part, and to no other one, whoever finds it and whenever they look", () => {
    const finds = fc.array(fc.record({ who: fc.nat(7), first: fc.nat(5000), many: fc.integer({ min: 1, max: 900 }), looks: fc.nat(7) }), { maxLength: 25 });
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3, 4, 8), finds, (count, steps) => {
        const members = membersOf(count);
        const found = new Set<number>();
        for (const { who, first, many, looks } of steps) {
          for (let n = first; n < first + many; n++) {
            members[who % count]!.find(n);
            found.add(n);
          }
          members[looks % count]!.receive();
        }
        settle(members);
        for (const [i, { stored }] of members.entries()) {
          expect(stored.every(n => ownerOf(n, count) === i)).toBe(true);
          expect(new Set(stored)).toEqual(new Set([...found].filter(n => ownerOf(n, count) === i)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("leaves out most of what was found or has arrived a short while ago", () => {
    const members = membersOf(2);
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 500; n++) for (const each of members) each.find(n);
      settle(members);
    }
    const stored = members.flatMap(each => each.stored);
    expect(new Set(stored)).toEqual(new Set(Array.from({ length: 500 }, (_, n) => n)));
    // Each was found six times. A few share a place with another one, and displace it each time.
    expect(stored.length).toBeLessThan(700);
  });

  test("keeps what there is no room for, says that it is behind, and goes on when the other has looked", () => {
    const [a, b] = membersOf(2) as [Member, Member];
    let n = 0;
    while (!a.router.isBehind()) a.find(n++);
    expect(a.router.send()).toBe(false);
    // 16 batches are in the mailbox, 16 wait.
    expect(n).toBeGreaterThan(2 * 32 * 128 * 0.9);
    b.receive();
    expect(a.router.isBehind()).toBe(false);
    settle([a, b]);
    expect(a.stored.length + b.stored.length).toBe(n);
  });
});
