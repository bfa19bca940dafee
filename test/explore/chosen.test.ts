/** What may be chosen: parameters of any type, initial states with a guard, and more initial states than a machine has action instances. */
import { assign, machine, range, spec, t, values } from "cutcheck";
import { describe, expect, test } from "vitest";
import { adHoc } from "../../src/check/check.ts";
import { archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { instancesMax, type MachineDefinition } from "../../src/dsl/machine.ts";
import { explore, unlimited } from "../../src/explore/explore.ts";
import type { Trace } from "../../src/explore/work/outcome.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { comparable } from "./agree.ts";

const Splits = t.set(t.int(0, 2));

/** Two readers: each of three splits is the first one's, the second one's, or nobody's. The first one loses some. */
const readers = (loses: (moved: readonly number[]) => boolean) =>
  machine("readers", { first: Splits, second: Splits })
    .init(
      { first: values(Splits), second: values(Splits) },
      {
        when: (s, { first, second }) => s.first.isEmpty && first.every(split => !second.includes(split)),
        then: (s, { first, second }) => {
          s.first.addAll(first);
          s.second.addAll(second);
        },
      },
    )
    .action(
      "lose",
      { moved: values(Splits) },
      {
        when: (s, { moved }) => loses(moved) && moved.every(split => s.first.has(split)),
        then: (s, { moved }) => s.first.deleteAll(moved),
      },
    )
    .terminal("any");

/** What both engines say. Fails the test where they differ. */
function explored(definition: MachineDefinition) {
  const outcome = explore(definition, { countEdges: true });
  expect(comparable(outcome)).toEqual(comparable(exploreNaively(definition)));
  return outcome;
}

function runOf(definition: MachineDefinition): Trace {
  const { finding } = explored(definition);
  return finding.verdict === "violated" ? finding.trace : expect.unreachable();
}

describe("parameters of any type", () => {
  // Of the 8 x 8 choices those pairs of sets begin that have nothing in common: 3 x 3 x 3.
  test("choose the initial states that the guard lets pass", () => {
    expect(explored(readers(() => false).definition).counts).toMatchObject({ distinctStates: 27, transitions: 0, levels: [27] });
  });

  // What the first reader has of k splits can be taken from it in 2^k ways, the empty one included: 3^3 states have (1 + 1 + 2)^3 of them.
  test("choose a step", () => {
    expect(explored(readers(() => true).definition).counts).toMatchObject({ distinctStates: 27, transitions: 64, levels: [27] });
  });

  test("have their JSON text as their name in a trace, which replays", () => {
    const lost = readers(moved => moved.length === 2).step("nothing is lost", (before, after, { parameters }) => {
      expect(parameters["moved"]).toHaveLength(2);
      return after.first.size === before.first.size;
    });
    const { steps } = runOf(lost.definition);
    expect(steps.map(({ action, parameters }) => ({ action, parameters }))).toEqual([{ action: "lose", parameters: { moved: "[0,1]" } }]);

    const ofReaders = spec("readers", { title: "Readers", summary: "", build: () => lost, cases: [] });
    const archive = archiveOf(adHoc(ofReaders, {}, {}), lost.definition, "nothing is lost", runOf(lost.definition));
    expect(replay(readTrace(writeTrace(archive), "trace.json"), ofReaders)).toMatchObject({ outcome: "violates", step: 1 });
    const others = spec("readers", {
      title: "Readers",
      summary: "",
      build: () => readers(moved => moved.length === 3).step("nothing is lost", () => true),
      cases: [],
    });
    expect(replay(archive, others)).toMatchObject({ outcome: "notEnabled", step: 1, parameters: { moved: "[0,1]" } });
  });

  test("are what they are to walks", async () => {
    const lost = readers(moved => moved.length > 1).invariant("the first reader has none or one, or three", s => s.first.size !== 2);
    const none = readers(moved => moved.length > 3);
    const options = { runs: 50, steps: 5, seed: 1, path: null, budget: unlimited, onWalk: () => {} };
    const platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
    const walked = (build: () => typeof none) => simulate(adHoc(spec("readers", { title: "", summary: "", build, cases: [] }), {}, {}), options, platform);
    expect((await walked(() => lost)).finding).toMatchObject({ kind: "violated", trace: { steps: [] } });
    expect((await walked(() => none)).finding).toEqual({ kind: "none" });
  });

  test("cannot be changed, neither by the spec nor by whoever made the list", () => {
    const list = [[0], [1]];
    const sorted = machine("sorted", { n: t.int(0, 1) }).action("set", { to: list }, { then: (s, { to }) => void assign(s, { n: to[0] as number }) });
    list[0]?.splice(0, 1, 7);
    expect(explored(sorted.terminal("any").definition).counts.distinctStates).toBe(2);
    const writes = machine("writes", { n: t.int(0, 1) }).action("set", { to: [[0]] }, { then: (_, { to }) => void (to as unknown as number[]).push(1) });
    expect(explored(writes.definition).finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT208" } } });
  });

  test("may be records, unions and options", () => {
    const Message = t.union({ barrier: { id: t.int(1, 2) }, end: {} });
    const sent = machine("sent", { last: t.option(Message) })
      .action(
        "send",
        { message: values(t.option(Message)) },
        {
          when: (s, { message }) => message === null || s.last === null,
          then: (s, { message }) => void assign(s, { last: message }),
        },
      )
      .invariant("no end is sent", s => s.last?.kind !== "end");
    expect(runOf(sent.definition).steps.map(step => step.parameters)).toEqual([{ message: '{"kind":"end"}' }]);
  });
});

describe("initial states", () => {
  test("that no guard lets pass are none: nothing is explored", () => {
    const none = machine("none", { n: t.int(0, 1) })
      .init({ n: [0, 1] }, { when: () => false, then: (s, { n }) => void assign(s, { n }) })
      .action("count", { then: s => void assign(s, { n: 1 }) });
    expect(explored(none.definition)).toMatchObject({ finding: { verdict: "holds" }, counts: { distinctStates: 0 }, neverEnabled: ["count"] });
  });

  test("whose guard sees the defaults, before the effect", () => {
    const before = machine("before", { n: t.int(3, 9) })
      .init({ n: range(4, 5) }, { when: s => s.n === 3, then: (s, { n }) => void assign(s, { n }) })
      .terminal("any");
    expect(explored(before.definition).counts.levels).toEqual([2]);
  });

  test("with a guard may be interchangeable", () => {
    const Task = t.scalarset("task", 3);
    const pairs = machine("pairs", { ready: t.set(Task) })
      .init(
        { one: Task, other: Task },
        {
          when: (_, { one, other }) => one !== other,
          then: (s, { one, other }) => s.ready.addAll([one, other]),
        },
      )
      .terminal("any").definition;
    // Three pairs, which are one up to the names of the tasks.
    expect(explore(pairs).counts.distinctStates).toBe(1);
    expect(explore(pairs, { symmetry: false }).counts.distinctStates).toBe(3);
  });

  test("may be more than a machine has action instances", () => {
    const many = machine("many", { a: t.int(1, 300), b: t.int(1, 300), isOdd: t.bool() })
      .init(
        { a: range(1, 300), b: range(1, 300) },
        {
          when: (_, { a, b }) => a !== b,
          then: (s, { a, b }) => {
            s.a = a;
            s.b = b;
            s.isOdd = (a + b) % 2 === 1;
          },
        },
      )
      .terminal("any").definition;
    const { counts, finding } = explored(many);
    expect(finding.verdict).toBe("holds");
    expect(counts.distinctStates).toBe(300 * 299);
    expect(counts.distinctStates).toBeGreaterThan(instancesMax);
  });
});
