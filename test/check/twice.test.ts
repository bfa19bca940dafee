/** The second look: what it compares, that it finds a difference, and what it says when there is nothing to compare. */
import { assign, machine, spec, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { adHoc, check, type Result } from "../../src/check/check.ts";
import { checkTwice, type TwiceOptions } from "../../src/check/twice.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Platform } from "../../src/explore/work/outcome.ts";

const limits: TwiceOptions = { statesMax: 1000, secondsMax: Number.POSITIVE_INFINITY, memoryBytesMax: Number.POSITIVE_INFINITY };
const platform: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };

const counter = (last: number, reached: number) =>
  spec("counter", {
    title: "A counter",
    summary: "For the tests of the second look.",
    cases: [],
    build: () =>
      machine("counter", { n: t.int(0, 5) })
        .action("counts", { when: s => s.n < last, then: s => void s.n++ })
        .terminal("any")
        .witness("is there", s => s.n === reached)
        .invariant("is below 5", s => s.n < 5),
  });

const pair = spec("pair", {
  title: "Two that are interchangeable",
  summary: "For the tests of the second look.",
  cases: [],
  build: () => {
    const Task = t.scalarset("task", 3);
    return machine("pair", { done: t.set(Task) })
      .action("finishes", { task: Task }, { when: (s, { task }) => !s.done.has(task), then: (s, { task }) => s.done.add(task) })
      .terminal("any");
  },
});

const waits = spec("waits", {
  title: "Something that need not happen",
  summary: "For the tests of the second look.",
  cases: [],
  build: () =>
    machine("waits", { done: t.bool() })
      .action("finishes", { when: s => !s.done, then: s => assign(s, { done: true }) })
      .terminal("any")
      .eventually("is done", s => s.done),
});

const mistaken = spec("mistaken", {
  title: "A counter that overflows",
  summary: "For the tests of the second look.",
  cases: [],
  build: () => machine("mistaken", { n: t.int(0, 2) }).action("counts", { then: s => void s.n++ }),
});

function checked(of: ReturnType<typeof counter>): Promise<Result> {
  return check(adHoc(of, {}, {}), { budget: unlimited, countEdges: true }, platform);
}

const lies: readonly (readonly [string, (result: Result) => Result["outcome"]])[] = [
  ["verdict", ({ outcome }) => ({ ...outcome, finding: { verdict: "violated", property: "is below 5", trace: { initial: { n: 0 }, steps: [] } } })],
  ["states", ({ outcome }) => ({ ...outcome, counts: { ...outcome.counts, distinctStates: 7 } })],
  ["edges", ({ outcome }) => ({ ...outcome, counts: { ...outcome.counts, distinctEdges: 7 } })],
  ["transitions", ({ outcome }) => ({ ...outcome, counts: { ...outcome.counts, transitions: 7 } })],
  ["terminal states", ({ outcome }) => ({ ...outcome, counts: { ...outcome.counts, terminalStates: 7 } })],
  ["levels", ({ outcome }) => ({ ...outcome, counts: { ...outcome.counts, levels: [5] } })],
  ["never enabled", ({ outcome }) => ({ ...outcome, neverEnabled: ["counts"] })],
  ["missing witnesses", ({ outcome }) => ({ ...outcome, missingWitnesses: ["is there"] })],
];

describe("the second look", () => {
  test.each([
    ["holds", counter(4, 4), 5],
    ["is violated", counter(5, 4), 6],
    ["is vacuous", counter(4, 5), 5],
    ["has a mistake", mistaken, 3],
    ["is reduced by symmetry", pair, 8],
    ["violates a property of liveness", waits, 2],
  ] as const)("says the same of what %s", async (_, of, states) => {
    expect(await checkTwice(await checked(of), limits, platform)).toEqual({ said: "same", states, uncompared: [] });
  });

  test.each(lies)("finds another %s, with both answers", async (what, lie) => {
    const result = await checked(counter(4, 4));
    const twice = await checkTwice({ ...result, outcome: lie(result) }, limits, platform);
    expect(twice.said === "different" ? twice.differences.map(each => each.what) : twice.said).toEqual([what]);
  });

  test("finds a mistake of another kind", async () => {
    const result = await checked(counter(4, 4));
    const twice = await checkTwice({ ...result, outcome: (await checked(mistaken)).outcome }, limits, platform);
    expect(twice).toMatchObject({ said: "different", differences: [{ what: "verdict", first: expect.stringContaining("CUT201"), second: "holds" }] });
  });

  test("says why there is none", async () => {
    const result = await checked(counter(4, 4));
    expect(await checkTwice(result, { ...limits, statesMax: 4 }, platform)).toEqual({ said: "larger" });
    expect(await checkTwice(await checked(pair), { ...limits, statesMax: 7 }, platform)).toEqual({ said: "larger" });
    const incomplete = { ...result.outcome, finding: { verdict: "incomplete", reason: "seconds" } } as const;
    expect(await checkTwice({ ...result, outcome: incomplete }, limits, platform)).toEqual({ said: "incomplete" });
  });

  test.each([
    ["interrupted", { interrupted: () => true }, {}],
    ["seconds", {}, { secondsMax: 0.5 }],
    ["memory", { isOverMemory: () => true }, {}],
  ] as const)("stops, and says so: %s", async (reason, world, options) => {
    let time = 0;
    const now = (): number => time++;
    const result = await checked(counter(4, 4));
    expect(await checkTwice(result, { ...limits, ...options }, { ...platform, now, ...world })).toEqual({ said: "stopped", reason });
  });
});
