/** One machine implementing another: against the oracle on random pairs, and what a counterexample says. */
import { Chalk } from "chalk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { archiveOf, readTrace, writeTrace } from "../../../src/counterexample/archive.ts";
import { replay } from "../../../src/counterexample/replay.ts";
import { explore } from "../../../src/explore/explore.ts";
import type { Outcome } from "../../../src/explore/work/outcome.ts";
import { holds, type Machine, machine, spec, t } from "../../../src/index.ts";
import { exploreNaively } from "../../../src/plain/explore.ts";
import { archiveReadme } from "../../../src/render/markdown.ts";
import { traceText } from "../../../src/render/trace.ts";
import { itfProblems } from "../../counterexample/itf-rules.ts";
import { comparable } from "../agree.ts";
import { seed } from "../seed.ts";

const walk = (name: string, starts: readonly number[], tables: readonly (readonly number[])[]) =>
  machine(name, { at: t.int(0, 4) })
    .init({ at: starts }, (s, { at }) => {
      s.at = at;
    })
    .action(
      "go",
      { by: tables.map((_, i) => i) },
      {
        when: (s, { by }) => (tables[by]?.[s.at] ?? -1) >= 0,
        then: (s, { by }) => {
          s.at = tables[by]?.[s.at] ?? 0;
        },
      },
    )
    .terminal("any");

const targets = fc.array(fc.oneof(fc.constant(-1), fc.nat(4)), { minLength: 5, maxLength: 5 });
const walks = fc.record({ starts: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 2 }), tables: fc.array(targets, { minLength: 1, maxLength: 3 }) });

test("random pairs of machines", () => {
  const seen: Record<string, number> = {};
  const pairs = fc.record({ concrete: walks, abstract: walks, map: fc.array(fc.nat(4), { minLength: 5, maxLength: 5 }) });
  const agree = fc.property(pairs, ({ concrete, abstract, map }) => {
    const { definition } = walk("concrete", concrete.starts, concrete.tables).refines(
      "implements",
      walk(
        "abstract",
        [...abstract.starts, map[concrete.starts[0] ?? 0] ?? 0].filter((each, i, all) => all.indexOf(each) === i),
        abstract.tables,
      ),
      s => ({
        at: map[s.at] ?? 0,
      }),
    );
    const outcome = explore(definition, { countEdges: true });
    seen[outcome.finding.verdict] = (seen[outcome.finding.verdict] ?? 0) + 1;
    expect(comparable(withoutCounterpart(outcome))).toEqual(comparable(exploreNaively(definition)));
  });
  fc.assert(agree, { seed, numRuns: 500 });
  expect(Math.min(seen["holds"] ?? 0, seen["violated"] ?? 0)).toBeGreaterThan(20);
});

function withoutCounterpart(outcome: Outcome): Outcome {
  if (outcome.finding.verdict !== "violated") return outcome;
  const { counterpart, ...trace } = outcome.finding.trace;
  expect(counterpart).toBeDefined();
  return { ...outcome, finding: { ...outcome.finding, trace } };
}

/** Counts to three, one at a time. */
const counter = machine("counter", { n: t.int(0, 3) }).action("count", {
  when: s => s.n < 3,
  then: s => {
    s.n++;
  },
});

/** Counts with two digits of its own, and carries at once, or drops the carry. */
const adder = (carriesAtOnce: boolean, start = 0) =>
  machine("adder", { low: t.int(0, 2), high: t.int(0, 1) })
    .init(s => {
      s.low = start;
    })
    .action("add", {
      when: s => s.low < 2 && 2 * s.high + s.low < 3,
      then: s => {
        s.low++;
        if (carriesAtOnce && s.low === 2) {
          s.low = 0;
          s.high = 1;
        }
      },
    })
    .action("carry", {
      when: s => s.low === 2,
      then: s => {
        s.low = 0;
        s.high = carriesAtOnce ? 1 : 0;
      },
    })
    .terminal("any")
    .refines("it counts", counter, s => ({ n: 2 * s.high + s.low }));

describe("an implementation", () => {
  test("may take steps that the abstract machine does not see", () => {
    const buffered = adder(true).definition;
    expect(explore(buffered).finding).toEqual({ verdict: "holds" });
  });

  test("is told which step has no counterpart, from where, and what would have been possible", () => {
    const { finding } = explore(adder(false).definition);
    expect(finding).toMatchObject({ verdict: "violated", property: "it counts" });
    if (finding.verdict !== "violated") return;
    expect(finding.trace.steps.map(step => step.action)).toEqual(["add", "add", "carry"]);
    expect(finding.trace.counterpart).toMatchObject({
      machine: "counter",
      before: { n: 2 },
      after: { n: 0 },
      possible: [{ action: "count", parameters: {}, state: { n: 3 } }],
    });
  });

  test("must start where the abstract machine starts", () => {
    const { finding } = explore(adder(true, 1).definition);
    expect(finding).toMatchObject({ verdict: "violated", trace: { steps: [], counterpart: { before: null, after: { n: 1 }, possible: [] } } });
  });
});

describe("a counterexample to an implementation", () => {
  const jumping = (step: number): Machine<unknown> =>
    machine("jumping", { n: t.int(0, 3), idle: t.bool() })
      .action("idle", {
        then: s => {
          s.idle = !s.idle;
        },
      })
      .action("jump", {
        when: s => s.idle && s.n + step <= 3,
        then: s => {
          s.n += step;
        },
      })
      .refines("it counts", counter, s => ({ n: s.n })) as unknown as Machine<unknown>;
  const specOf = (step: number) => spec("jumping", { title: "Jumping", summary: "", build: () => jumping(step), cases: [{ name: "a", expect: holds() }] });
  const archive = (() => {
    const { definition } = jumping(2);
    const { finding } = explore(definition);
    if (finding.verdict !== "violated") throw new Error(finding.verdict);
    const instance = { spec: specOf(2), case: null, scope: {}, semantics: {}, properties: null };
    const text = writeTrace(archiveOf(instance, definition, finding.property, finding.trace));
    expect(itfProblems(JSON.parse(text))).toEqual([]);
    const read = readTrace(text, "trace.json");
    expect(read.trace).toEqual(finding.trace);
    return read;
  })();

  test("is archived, shown with both abstract states, and replayed", () => {
    expect(traceText(archive, new Chalk({ level: 0 }))).toContain(`=> Step 2 has no counterpart in "counter": no step of it does this, and it is not no change.
   Before it "counter" is in n = 0.
   The step would be n 0 -> 2.
   There these steps are possible:
   count: n 0 -> 1
`);
    expect(archiveReadme(archive)).toContain("- count: n 0 -\\> 1");
    expect(replay(archive, specOf(2))).toMatchObject({ outcome: "violates", step: 2 });
    expect(replay(archive, specOf(1))).toMatchObject({ outcome: "differs", step: 2 });
  });
});

test("a mapped value that is no state of the abstract machine is a mistake with its place", () => {
  const wrong = machine("wrong", { n: t.int(0, 9) })
    .action("grow", {
      when: s => s.n < 9,
      then: s => {
        s.n++;
      },
    })
    .refines("it counts", counter, s => ({ n: s.n }));
  const { finding } = explore(wrong.definition);
  if (finding.verdict !== "error") throw new Error(finding.verdict);
  expect(finding.error.mistake).toMatchObject({ code: "CUT201", place: { role: "refines", name: "it counts", path: "s.n" } });
  expect(finding.error.mistake.message).toContain('The mapped value is no state of the machine "counter"');
});
