/** The fast engine and the naive one on every toy machine, and what the toys' authors counted by hand. */
import { describe, expect, test } from "vitest";
import { explore } from "../../src/explore/explore.ts";
import type { Finding } from "../../src/explore/work/outcome.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { everyType } from "../toys/everyType.ts";
import { lateMistakes, mistaken, nondeterministicEffect, nondeterministicGuard, throwingActor } from "../toys/mistaken.ts";
import * as small from "../toys/small.ts";
import { comparable } from "./agree.ts";

describe("both engines say the same about the toy", () => {
  test.each([...small.smallToys, everyType].map(toy => [toy.definition.name, toy] as const))("%s", (_, { definition }) => {
    expect(comparable(explore(definition, { countEdges: true }))).toEqual(comparable(exploreNaively(definition)));
  });

  test.each([...Object.values(mistaken), ...Object.values(lateMistakes)].map(toy => [toy.definition.name, toy] as const))(
    "with a mistake: %s",
    (_, { definition }) => {
      const outcome = explore(definition, { countEdges: true });
      expect(outcome.finding.verdict).toBe("error");
      expect(comparable(outcome)).toEqual(comparable(exploreNaively(definition)));
    },
  );
});

describe("counted by hand", () => {
  test.each([
    [small.clock, 2, 2, 2, 0, [1, 1]],
    [small.diamond, 7, 9, 9, 0, [1, 3, 3]],
    [small.parallelEdges, 4, 7, 9, 0, [1, 3]],
    [small.alternating, 6, 6, 6, 0, [1, 1, 1, 1, 1, 1]],
  ] as const)("$definition.name", ({ definition }, distinctStates, distinctEdges, transitions, terminalStates, levels) => {
    expect(exploreNaively(definition).counts).toEqual({ distinctStates, distinctEdges, transitions, terminalStates, levels });
  });

  test("the counter breaks after five steps, and what was found of the next level is counted", () => {
    const { finding, counts } = explore(small.counter.definition);
    expect(summary(finding)).toEqual(["the count stays below 5", Array(5).fill("count")]);
    expect(counts).toMatchObject({ distinctStates: 6, transitions: 5, levels: [1, 1, 1, 1, 1, 1] });
  });

  test("two processes with opposite lock orders block each other after two steps", () => {
    expect(summary(explore(small.lockOrder.definition).finding)).toEqual(["no deadlock", ["take", "take"]]);
  });

  test("of two violations of one length the property declared first is reported", () => {
    expect(summary(explore(small.twoViolations.definition).finding)).toEqual(["never right", ["right"]]);
  });

  test("a deadlock is reported before a violation one step further", () => {
    expect(summary(explore(small.deadlockFirst.definition).finding)).toEqual(["no deadlock", ["go"]]);
  });

  test("a step violation is found on a step to a known state", () => {
    expect(summary(explore(small.badStep.definition).finding)).toEqual(["a reset happens only at 2", ["up", "up", "up", "reset"]]);
  });

  test("an initial state that violates ends the run before any step", () => {
    const { finding, counts } = explore(small.badStart.definition);
    expect(summary(finding)).toEqual(["a is never 2", []]);
    expect(counts).toMatchObject({ distinctStates: 7, transitions: 0, levels: [7] });
  });

  test("actions that never happen and witnesses that are not reached are named", () => {
    expect(explore(small.vacuous.definition)).toMatchObject({
      finding: { verdict: "holds" },
      neverEnabled: ["never", "without choices"],
      missingWitnesses: ["one", "a change"],
    });
  });

  test("a mapped state that the other machine cannot reach is a violation", () => {
    expect(summary(explore(small.refines.definition).finding)).toEqual(["a state of the alternating clocks", ["drift"]]);
  });
});

describe("mistakes have their code and place", () => {
  const codes: Readonly<Record<string, string>> = {
    overflow: "CUT201 s.n",
    label: "CUT202 s.label",
    type: "CUT203 s.n",
    full: "CUT204 s.queue",
    empty: "CUT205 s.queue",
    index: "CUT206 s.queue",
    panicker: "CUT208",
    variant: "CUT210 s.either",
    absent: "CUT211 s.bag",
    missing: "CUT212 s.maybe",
    unknown: "CUT212 s.maybe",
    asyncEffect: "CUT213",
    writingGuard: "CUT207 s.label",
    writingInvariant: "CUT207 s.queue",
    throwingGuard: "CUT208",
    throwingStep: "CUT208",
    throwingTerminal: "CUT208",
    truthyGuard: "CUT213",
    truthyInvariant: "CUT213",
    truthyWitness: "CUT213",
    badInit: "CUT201 s.n",
    throwingMap: "CUT208",
    mappedOutside: "CUT201 s.n",
  };

  test.each(Object.entries(mistaken))("%s", (name, { definition }) => {
    const { finding } = explore(definition);
    if (finding.verdict !== "error") throw new Error(`the verdict is ${finding.verdict}`);
    const { code, place } = finding.error.mistake;
    expect([code, place.path].filter(part => part !== undefined).join(" ")).toBe(codes[name]);
  });

  test.each([nondeterministicEffect, nondeterministicGuard])("%o is found to be nondeterministic", make => {
    expect(explore(make().definition).finding).toMatchObject({ verdict: "error", error: { mistake: { code: "CUT209" } } });
  });

  test("an actor that throws is a mistake of the spec", () => {
    expect(explore(throwingActor.definition).finding).toMatchObject({
      verdict: "error",
      error: { mistake: { code: "CUT208", place: { role: "actor", name: "up" } } },
    });
  });
});

function summary(finding: Finding): unknown {
  return finding.verdict === "violated" ? [finding.property, finding.trace.steps.map(step => step.action)] : finding.verdict;
}
