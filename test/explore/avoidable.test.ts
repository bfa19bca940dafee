import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pointOfNoReturn } from "../../src/explore/avoidable.ts";
import { explore } from "../../src/explore/explore.ts";
import type { Trace } from "../../src/explore/work/outcome.ts";
import { whole } from "../../src/explore/work/turn.ts";
import { indices, type Machine, type MachineDefinition, machine, t } from "../../src/index.ts";
import { compile } from "../../src/layout/compile.ts";
import { randomMachine } from "../generator/randomMachine.ts";
import { pointOfNoReturnByDefinition } from "../oracle/avoidable.ts";
import { seed } from "./seed.ts";

const machines = 150;
const statesMax = 400;

function traceOf<S>({ definition }: Machine<S>) {
  const { finding } = explore(definition);
  if (finding.verdict !== "violated") throw new Error(`${finding.verdict}, and not violated`);
  return finding.trace;
}

/** A graph whose nodes are numbers: the run goes to node 9, which is forbidden. */
function graph(edges: readonly (readonly [number, number])[]) {
  const start = machine("graph", { at: t.int(0, 9) }).terminal("any");
  return edges
    .reduce(
      (built, [from, to]) =>
        built.action(`${from} to ${to}`, {
          when: s => s.at === from,
          then: s => {
            s.at = to;
          },
        }),
      start,
    )
    .invariant("never at 9", s => s.at !== 9);
}

describe("the point of no return", () => {
  it("is the step after which no continuation avoids the violation", () => {
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 2],
          [2, 9],
          [1, 3],
        ]),
      ).pointOfNoReturn,
    ).toBe(2);
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 2],
          [2, 9],
          [2, 3],
          [3, 4],
        ]),
      ).pointOfNoReturn,
    ).toBe(3);
  });

  it("asks a step property with the members of a scalarset that the action has, not with their numbers", () => {
    const Task = t.scalarset("task", 2);
    const given = machine("locks", { holder: t.option(Task), released: t.bool() })
      .terminal("any")
      .action(
        "take",
        { task: Task },
        {
          when: s => s.holder === null,
          then: (s, { task }) => {
            s.holder = task;
          },
        },
      )
      .action(
        "release",
        { task: Task },
        {
          when: s => s.holder !== null && !s.released,
          then: s => {
            s.released = true;
          },
        },
      )
      .step("only the holder releases", (before, _, { action, parameters }) => action !== "release" || before.holder === parameters["task"]);
    // Until another task releases, the holder may.
    expect(traceOf(given)).toMatchObject({ steps: [{ action: "take" }, { action: "release" }], pointOfNoReturn: 2 });
  });

  it("is the start when every run violates the property, be it on another way", () => {
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 9],
          [0, 2],
          [2, 3],
          [3, 9],
        ]),
      ).pointOfNoReturn,
    ).toBe(0);
    expect(
      traceOf(
        machine("initial", { n: t.int(0, 1) })
          .invariant("is 1", s => s.n === 1)
          .terminal("any"),
      ).pointOfNoReturn,
    ).toBe(0);
  });

  it("comes later when a run can go round for ever; a step that changes nothing does not count", () => {
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 2],
          [2, 9],
          [1, 3],
          [3, 4],
          [4, 3],
        ]),
      ).pointOfNoReturn,
    ).toBe(2);
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 2],
          [2, 9],
          [1, 1],
          [2, 2],
        ]),
      ).pointOfNoReturn,
    ).toBe(0);
    expect(
      traceOf(
        graph([
          [0, 1],
          [1, 2],
          [2, 9],
          [1, 3],
          [3, 3],
        ]),
      ).pointOfNoReturn,
    ).toBe(2);
  });

  it("looks beyond the level of the violation", () => {
    expect(
      traceOf(
        graph([
          [0, 9],
          [0, 1],
          [1, 2],
          [2, 3],
          [3, 4],
        ]),
      ).pointOfNoReturn,
    ).toBe(1);
    expect(
      traceOf(
        graph([
          [0, 9],
          [0, 1],
          [1, 2],
          [2, 3],
          [3, 9],
        ]),
      ).pointOfNoReturn,
    ).toBe(0);
  });

  it("is not known beyond a limit, nor where a function of the spec fails in a state that was not explored", () => {
    const counter = machine("counter", { n: t.int(0, 99), wrong: t.bool() })
      .action("go wrong", {
        when: s => s.n === 0,
        then: s => {
          s.wrong = true;
        },
      })
      .action("count", { when: s => s.n < 99, then: s => void s.n++ })
      .invariant("right", s => !s.wrong)
      .terminal("any");
    const trace = traceOf(counter);
    expect(trace.pointOfNoReturn).toBe(1);
    expect(whole(pointOfNoReturn(compile(counter.definition), trace, "right", new Map(), 50))).toBeNull();
    const overflowing = counter.action("overflow", {
      when: s => s.n === 50,
      then: s => {
        s.n += 99;
      },
    });
    expect(traceOf(overflowing).pointOfNoReturn).toBeUndefined();
  });

  it("is about the violated property alone, and about deadlocks as about others", () => {
    const stuck = machine("stuck", { at: t.int(0, 4) })
      .action(
        "step",
        { by: indices(2) },
        {
          when: s => s.at < 3,
          then: (s, { by }) => {
            s.at += by + 1;
          },
        },
      )
      .terminal(s => s.at === 4);
    // 2 -> 4 ends as it should, 2 -> 3 does not: only from 3 on there is no way out.
    expect(traceOf(stuck).pointOfNoReturn).toBe(2);
  });

  it(`is the one of the definition in ${machines} random machines (CUTCHECK_SEED=${seed})`, () => {
    const points = new Map<string, number>();
    const agree = fc.property(randomMachine(), ({ definition }) => {
      const { finding } = explore(definition);
      if (finding.verdict !== "violated") return;
      const expected = byDefinition(definition, finding.trace, finding.property);
      fc.pre(expected !== null);
      const { pointOfNoReturn: found, steps } = finding.trace;
      const kind = found === 0 ? "start" : found === steps.length ? "last step" : "between";
      points.set(kind, (points.get(kind) ?? 0) + 1);
      expect(found).toBe(expected);
    });
    fc.assert(agree, { seed, numRuns: machines, endOnFailure: true });
    expect(Math.min(points.get("start") ?? 0, points.get("last step") ?? 0)).toBeGreaterThan(10);
  });
});

/** Null where the graph behind the run is too large, or holds a mistake of the machine. */
function byDefinition(definition: MachineDefinition, trace: Trace, property: string): number | null {
  try {
    return pointOfNoReturnByDefinition(definition, trace, property, statesMax);
  } catch {
    return null;
  }
}
