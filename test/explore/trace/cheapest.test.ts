/** The search for the run to show with little memory: the same run, as long as two levels fit. `explore/differential.test.ts` compares the run with the oracle's. */
import { machine, range, t } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CheapestRun, cheapestRun, type Levels, type Target } from "../../../src/explore/trace/cheapest.ts";
import { CostTable } from "../../../src/explore/trace/costTable.ts";
import { whole } from "../../../src/explore/work/turn.ts";
import { MemoryLimitError } from "../../../src/kernel/memory.ts";
import { type Compiled, compile } from "../../../src/layout/compile.ts";
import { seed } from "../seed.ts";

/** 40 actors, more than a word of bits; two instances for each, of which one is a fault. */
const actorCount = 40;
const actors = machine("actors", { n: t.int(0, 1) })
  .action("step", { of: range(0, actorCount - 1) }, { actor: ({ of }) => `actor ${of}`, then: () => {} })
  .action("fail", { of: range(0, actorCount - 1) }, { actor: ({ of }) => `actor ${of}`, fault: true, then: () => {} });
const compiled = compile(actors.definition);

interface Graph {
  readonly levelSize: number;
  readonly last: number;
  /** For each node, by level: the steps to nodes of the next level. */
  readonly steps: readonly (readonly (readonly [instance: number, child: number])[])[];
}

const graph: fc.Arbitrary<Graph> = fc
  .record({ levelSize: fc.integer({ min: 1, max: 40 }), last: fc.integer({ min: 1, max: 24 }) })
  .chain(({ levelSize, last }) => {
    const step = fc.tuple(fc.integer({ min: 0, max: 2 * actorCount - 1 }), fc.integer({ min: 0, max: levelSize - 1 }));
    const node = fc.array(step, { maxLength: 4 }).map(steps => steps.sort((a, b) => a[0] - b[0]));
    return fc.array(node, { minLength: levelSize * last, maxLength: levelSize * last }).map(steps => ({ levelSize, last, steps }));
  });

function levelsOf({ levelSize, last, steps }: Graph): Levels {
  return {
    last,
    nodes: level => Array.from({ length: levelSize }, (_, i) => level * levelSize + i),
    eachStep: (node, visit) => {
      for (const [instance, child] of steps[node] ?? []) visit(instance, (Math.floor(node / levelSize) + 1) * levelSize + child);
    },
  };
}

/** Every second node of the last level. */
function targetsOf({ levelSize, last }: Graph): readonly Target[] {
  return Array.from({ length: Math.ceil(levelSize / 2) }, (_, i) => ({ state: last * levelSize + 2 * i, instance: -1 }));
}

function run(of: Graph, memoryBytesMax?: number): CheapestRun | string {
  try {
    return whole(cheapestRun(compiled as Compiled, levelsOf(of), targetsOf(of), memoryBytesMax));
  } catch (error) {
    return error instanceof MemoryLimitError ? "no memory" : "no run";
  }
}

test(`the run does not depend on the memory that there is, down to that of two levels (CUTCHECK_SEED=${seed})`, () => {
  let found = 0;
  fc.assert(
    fc.property(graph, of => {
      const whole = run(of);
      if (typeof whole !== "string") found++;
      // A level of 40 nodes takes 1024 + 256 + 64 * 24 bytes.
      for (const bytes of [100_000, 30_000, 12_000, 8_000, 5_700]) expect(run(of, bytes)).toEqual(whole);
      expect(run(of, 1000)).toEqual("no memory");
    }),
    { seed, numRuns: 60 },
  );
  expect(found).toBeGreaterThan(20);
});

describe("a table of costs", () => {
  test("agrees with a map of lists, through growth, for nodes beyond 32 bits", () => {
    const table = new CostTable(actorCount);
    const lists = new Map<number, number[]>();
    for (let i = 0; i < 60_000; i++) {
      const node = (i % 20_000) * 7 + (i % 3 === 0 ? 2 ** 40 : 0);
      const [actor, cost] = [(i * 13) % actorCount, (i * 31) % 11];
      table.offer(node, actor, cost);
      const list = lists.get(node) ?? Array<number>(actorCount).fill(Number.POSITIVE_INFINITY);
      list[actor] = Math.min(list[actor] as number, cost);
      lists.set(node, list);
    }
    const wrong: number[] = [];
    for (const [node, list] of lists) {
      for (const after of [-1, 0, 31, 32, 39]) {
        const least = Math.min(...list.map((cost, actor) => cost + (after >= 0 && after !== actor ? 1 : 0)));
        if (table.costAfter(node, after) !== least) wrong.push(node);
      }
    }
    expect(wrong).toEqual([]);
    expect(table.costAfter(3, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(table.memoryBytes).toBeLessThan(lists.size * 40);
  });

  test("an end costs nothing, whoever acted", () => {
    const table = new CostTable(actorCount);
    table.enterEnd(5);
    expect([-1, 0, 39].map(actor => table.costAfter(5, actor))).toEqual([0, 0, 0]);
  });
});
