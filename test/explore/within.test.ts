/** Constraints: states beyond them are counted and checked, and nothing comes after them. */
import { Machine, machine, spec, t } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adHoc, check } from "../../src/check/check.ts";
import { archiveOf } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import { isLiveness, type MachineDefinition } from "../../src/dsl/machine.ts";
import { explore, unlimited } from "../../src/explore/explore.ts";
import { exploreNaively, graphNaively } from "../../src/plain/explore.ts";
import { violatedLiveness } from "../../src/plain/liveness.ts";
import { reportDocument, reportSchema } from "../../src/render/reportJson.ts";
import { sentenceOf } from "../../src/render/sentences.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { graphMachine } from "../generator/graphMachine.ts";
import { fenced } from "../toys/small.ts";
import { comparable } from "./agree.ts";
import { seed } from "./seed.ts";

const still = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };

/** Counts up; the last count is one too many. */
const counter = machine("counter", { n: t.int(0, 9) }).action("count", { fair: "weak", then: s => void s.n++ });
const below = (end: number) => counter.within(s => s.n < end);

/** What both engines say. Fails the test where they differ. */
function explored(definition: MachineDefinition) {
  const outcome = explore(definition, { countEdges: true });
  expect(comparable(outcome)).toEqual(comparable(exploreNaively(definition)));
  return outcome;
}

describe("a state beyond the constraint", () => {
  test("is counted, and is neither expanded nor terminal nor a deadlock", () => {
    expect(explored(below(3).definition)).toMatchObject({
      finding: { verdict: "holds" },
      outside: 1,
      counts: { distinctStates: 4, transitions: 3, terminalStates: 0, levels: [1, 1, 1, 1] },
    });
  });

  test("ends what is explored, also where an effect would be a mistake", () => {
    expect(explored(counter.definition).finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT201" } } });
    expect(explored(below(9).definition)).toMatchObject({ finding: { verdict: "holds" }, outside: 1 });
  });

  test("may be an initial one", () => {
    const high = below(3).init({ n: [0, 7] }, (s, { n }) => {
      s.n = n;
    });
    expect(explored(high.definition)).toMatchObject({ outside: 2, counts: { distinctStates: 5, transitions: 3, levels: [2, 1, 1, 1] } });
  });

  test("is beyond one of several constraints", () => {
    // x + y < 6 has 21 states, and the seven with x + y = 6 are beyond it.
    expect(explored(fenced.definition)).toMatchObject({ outside: 7, counts: { distinctStates: 28, transitions: 42, levels: [1, 2, 3, 4, 5, 6, 7] } });
    expect(explored(below(7).within(s => s.n < 3).definition)).toMatchObject({ outside: 1, counts: { distinctStates: 4 } });
  });

  test("is checked: invariants, steps to it, witnesses", () => {
    const finding = (end: number) => explored(below(end).invariant("never 3", s => s.n !== 3).definition).finding;
    expect(finding(3)).toMatchObject({ verdict: "violated", property: "never 3" });
    expect(finding(2)).toEqual({ verdict: "holds" });
    const step = below(3).step("never to 3", (_, after) => after.n !== 3);
    expect(explored(step.definition).finding).toMatchObject({ verdict: "violated", property: "never to 3" });
    const seen = below(3)
      .witness("3", s => s.n === 3)
      .witness("4", s => s.n === 4)
      .witnessStep("to 3", (_, after) => after.n === 3);
    expect(explored(seen.definition).missingWitnesses).toEqual(["4"]);
  });

  test("is counted once where it is interchangeable with others", () => {
    const Task = t.scalarset("task", 3);
    const ready = machine("ready", { ready: t.set(Task) })
      .action("get ready", { task: Task }, { when: (s, { task }) => !s.ready.has(task), then: (s, { task }) => s.ready.add(task) })
      .within(s => s.ready.size < 2);
    // Three can get ready first, and then two.
    expect(explore(ready.definition)).toMatchObject({ outside: 1, counts: { distinctStates: 3, transitions: 5 } });
    expect(explore(ready.definition, { symmetry: false })).toMatchObject({ outside: 3, counts: { distinctStates: 7, transitions: 9 } });
  });

  test("is one that another machine can reach, and what comes after it is not", () => {
    const reached = (n: number) =>
      machine("mapped", { n: t.int(0, 9) })
        .reachableIn("reached", below(3), () => ({ n }))
        .terminal("any");
    expect(explored(reached(3).definition).finding.verdict).toBe("holds");
    expect(explored(reached(4).definition).finding).toMatchObject({ verdict: "violated" });
  });

  test("does not bound the machine that is refined", () => {
    const refining = below(5).refines("counts", below(1), s => s);
    expect(explored(refining.definition).finding.verdict).toBe("holds");
  });
});

describe("of runs", () => {
  const verdict = ({ definition }: Machine<{ n: number }>) => explore(definition).finding.verdict;

  test("those that leave the constraint are not looked at: whatever fairness forces out violates nothing", () => {
    expect(verdict(below(3).eventually("7", s => s.n === 7))).toBe("holds");
    expect(verdict(below(3).eventuallyAlways("small", s => s.n < 2))).toBe("holds");
    expect(
      verdict(
        below(3).leadsTo(
          "to 8",
          s => s.n === 1,
          s => s.n === 8,
        ),
      ),
    ).toBe("holds");
  });

  test("those that may stay within are", () => {
    const lazy = machine("lazy", { n: t.int(0, 9) })
      .action("count", { then: s => void s.n++ })
      .within(s => s.n < 3);
    expect(explore(lazy.eventually("7", s => s.n === 7).definition).finding).toMatchObject({ verdict: "violated", trace: { steps: [] } });
    expect(
      explore(
        lazy.leadsTo(
          "to 8",
          s => s.n === 2,
          s => s.n === 8,
        ).definition,
      ).finding,
    ).toMatchObject({ verdict: "violated", trace: { steps: [{}, {}] } });
    // Where it ends is not known, so it does not stay there.
    expect(
      explore(
        lazy.leadsTo(
          "to 8",
          s => s.n === 3,
          s => s.n === 8,
        ).definition,
      ).finding.verdict,
    ).toBe("holds");
  });

  test("one that is out may still come to what must remain possible; one that cannot get out may not", () => {
    expect(verdict(below(3).alwaysPossible("7", s => s.n === 7))).toBe("holds");
    const trap = machine("trap", { n: t.int(0, 9), isStuck: t.bool() })
      .action("count", { when: s => !s.isStuck, then: s => void s.n++ })
      .action("fall", {
        when: s => s.n === 1,
        then: s => {
          s.isStuck = true;
        },
      })
      .within(s => s.n < 3)
      .alwaysPossible("7", s => s.n === 7)
      .terminal("any");
    const { finding } = explore(trap.definition);
    expect(finding).toMatchObject({ verdict: "violated", trace: { steps: [{ action: "count" }, { action: "fall" }] } });
    if (finding.verdict !== "violated") return;
    const trapped = (build: () => Machine<{ n: number; isStuck: boolean }>) => spec("trap", { title: "", summary: "", build, cases: [] });
    const archive = archiveOf(
      adHoc(
        trapped(() => trap),
        {},
        {},
      ),
      trap.definition,
      "7",
      finding.trace,
    );
    expect(
      replay(
        archive,
        trapped(() => trap),
      ),
    ).toMatchObject({ outcome: "violates", step: 2 });
    // Today nothing is known of what comes after the fall.
    expect(
      replay(
        archive,
        trapped(() => trap.within(s => !s.isStuck)),
      ),
    ).toMatchObject({ outcome: "holds" });
  });

  test("both engines say the same of random machines", () => {
    let bounded = 0;
    const agree = fc.property(graphMachine(), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), ({ definition }, inside) => {
      const fence = new Machine<{ at: number }>(definition).within(s => inside[s.at] === true).definition;
      const graph = graphNaively(fence);
      for (const property of fence.properties.filter(isLiveness)) {
        const { finding, outside = 0 } = explore(fence, { properties: [property.name] });
        const violated = toTheEnd(violatedLiveness(fence, graph, [property]));
        const stem = finding.verdict === "violated" ? (finding.trace.loop?.start ?? finding.trace.steps.length) : null;
        expect([property.name, stem]).toEqual([property.name, violated?.stem ?? null]);
        bounded += outside > 0 ? 1 : 0;
      }
    });
    fc.assert(agree, { seed, numRuns: 300 });
    expect(bounded).toBeGreaterThan(300);
  });
});

test("a walk ends where it leaves the constraint", async () => {
  const options = { runs: 20, steps: 50, seed: 1, path: null, budget: unlimited, onWalk: () => {} };
  const counts = spec("counts", { title: "", summary: "", build: () => below(3), cases: [] });
  expect(await simulate(adHoc(counts, {}, {}), options, still)).toMatchObject({ finding: { kind: "none" }, counts: { distinctStates: 4, longest: 3 } });
});

test("the result says that the space was bounded, in words and in JSON", async () => {
  const counts = (build: () => Machine<{ n: number }>) => spec("counts", { title: "", summary: "", build, cases: [] });
  const checked = (build: () => Machine<{ n: number }>) => check(adHoc(counts(build), {}, {}), { budget: unlimited, countEdges: false }, still);
  const result = await checked(() => below(3));
  expect(sentenceOf(result)).toBe("Everything holds in all 4 states, in a space that is bounded by a constraint: 1 of them is beyond it, and not expanded.");
  const documented = (of: typeof result) => reportSchema.parse(reportDocument([{ result: of, counterexample: null, remark: null }], 1)).results[0];
  expect(documented(result)).toMatchObject({ outside: 1 });
  const free = await checked(() => machine("counter", { n: t.int(0, 9) }).terminal("any"));
  expect(documented(free)).not.toHaveProperty("outside");
});

describe("a constraint that is wrong", () => {
  test.each([
    ["writes", "CUT207", (s: { n: number }) => s.n++ > 9],
    ["returns a number", "CUT213", (s: { n: number }) => s.n as unknown as boolean],
    [
      "throws",
      "CUT208",
      () => {
        throw new Error("no");
      },
    ],
  ] as const)("%s: %s at its place", (_, code, within) => {
    const { finding } = explored(counter.within(within).definition);
    expect(finding).toMatchObject({ verdict: "error", error: { mistake: { code, place: { role: "within" } } } });
  });

  test("treats members differently", () => {
    const Task = t.scalarset("task", 3);
    let first: unknown = null;
    const ready = machine("ready", { ready: t.set(Task) })
      .action("get ready", { task: Task }, { when: (s, { task }) => !s.ready.has(task), then: (s, { task }) => s.ready.add(task) })
      .within(s => {
        Task.forEach(task => {
          first = task;
        });
        return !s.ready.has(first as never);
      });
    expect(explore(ready.definition).finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT216" } } });
  });

  test("is no function", () => {
    expect(() => counter.within(true as never)).toThrow("within has no function.");
  });
});

function toTheEnd<T>(turns: Generator<void, T, void>): T {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}
