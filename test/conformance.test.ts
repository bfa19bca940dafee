/**
 * The classic machines against published counts. `conformance/conformance.json` is a copy of the project's shared table (`conformance.json`
 * beside the design), made from the results of independent checkers; it is never edited to make a test pass.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { models } from "../bench/models.ts";
import abs from "../specs/classics/abs.spec.ts";
import dieHard from "../specs/classics/die-hard.spec.ts";
import hourClock from "../specs/classics/hour-clock.spec.ts";
import peterson from "../specs/classics/peterson.spec.ts";
import tCommit from "../specs/classics/t-commit.spec.ts";
import twoPhase from "../specs/classics/two-phase.spec.ts";
import type { ExpectedCounts } from "../src/dsl/expectation.ts";
import { isLiveness, type MachineDefinition } from "../src/dsl/machine.ts";
import { buildMachine, type Case, type Spec } from "../src/dsl/spec.ts";
import { explore } from "../src/explore/explore.ts";
import type { Counts, Outcome } from "../src/explore/work/outcome.ts";
import { exploreNaively } from "../src/plain/explore.ts";
import { comparable } from "./explore/agree.ts";

interface Published {
  readonly machine: string;
  readonly n: number | null;
  readonly distinctStates: number;
  readonly distinctEdges?: number;
  readonly terminalStates?: number;
  readonly levels?: readonly number[];
  readonly levelCount?: number;
}

/** Larger cases are left to `cutcheck check`. */
const statesMax = 60_000;
/** The naive explorer takes about a second for a thousand states. */
const naiveStatesMax = 9_000;

const specs: readonly Spec[] = [abs, dieHard, hourClock, peterson, tCommit, twoPhase];
const specOf: Readonly<Record<string, Spec>> = { DieHard: dieHard, HourClock: hourClock, TCommit: tCommit, TwoPhase: twoPhase };
const table: { readonly counts: readonly Published[] } = JSON.parse(readFileSync(new URL("conformance/conformance.json", import.meta.url), "utf8"));

test.each(table.counts.map(each => [`${each.machine}${each.n === null ? "" : `(${each.n})`}`, each] as const))(
  "%s: the spec's case expects exactly what is published",
  (_, { machine, n, distinctStates, ...rest }) => {
    const { n: _n, machine: _machine, ...published } = { n, machine, states: distinctStates, ...rest };
    const { scope, expect: expectation } = caseOf(specOf[machine], n === null ? "all" : `n=${n}`);
    expect(scope).toEqual(n === null ? {} : { n });
    expect(expectation.verdict).toBe("holds");
    expect(expectation.counts).toMatchObject(published);
  },
);

test.each(models.map(model => [model.title, model] as const))("%s: the benchmark has the counts that its case expects", (_, model) => {
  const spec = specs.find(each => model.spec.endsWith(`/${each.name}.spec.ts`)) as Spec;
  const { states, transitions } = model;
  expect(caseOf(spec, model.case).expect.counts).toMatchObject({ states, transitions });
});

const cases = specs.flatMap(spec => spec.cases.map(each => [`${spec.name} ${each.name}`, spec, each] as const));
const below = (max: number) => cases.filter(([, , each]) => (each.expect.counts.states ?? 0) < max);

test.each(below(statesMax))("%s: the engine finds what the case expects", (_, spec, each) => {
  expectOutcome(explore(definitionOf(spec, each), { properties: each.properties, countEdges: true }), each);
});

/** The naive explorer knows nothing of infinite runs: `test/oracle/liveness.ts` does. */
const isAboutRuns = (spec: Spec, each: Case): boolean =>
  definitionOf(spec, each).properties.some(property => isLiveness(property) && each.expect.verdict === "violated" && property.name === each.expect.property);

test.each(below(naiveStatesMax).filter(([, spec, each]) => !isAboutRuns(spec, each)))("%s: the naive explorer finds the same", (_, spec, each) => {
  const definition = definitionOf(spec, each);
  const fast = explore(definition, { properties: each.properties, countEdges: true });
  expect(comparable(exploreNaively(definition, { properties: each.properties }))).toEqual(comparable(fast));
});

function definitionOf(spec: Spec, each: Case): MachineDefinition {
  return buildMachine(spec, each.scope, each.semantics, each).definition;
}

function caseOf(spec: Spec, name: string): Case {
  const found = spec.cases.find(each => each.name === name);
  if (found === undefined) throw new Error(`${spec.name} has no case ${name}`);
  return found;
}

function expectOutcome(outcome: Outcome, { expect: expectation }: Case): void {
  expect(inTermsOfCases(outcome.counts)).toMatchObject(expectation.counts);
  expect(outcome.finding.verdict).toBe(expectation.verdict);
  if (expectation.verdict === "holds") {
    expect(outcome.missingWitnesses).toEqual([]);
    expect(outcome.neverEnabled).toEqual([]);
  } else {
    expect(outcome.finding).toMatchObject({ property: expectation.property });
    expect(outcome.finding.verdict === "violated" ? outcome.finding.trace.steps.length : -1).toBe(expectation.steps);
  }
}

function inTermsOfCases({ distinctStates, distinctEdges, ...counts }: Counts): ExpectedCounts {
  return { ...counts, states: distinctStates, distinctEdges: distinctEdges ?? -1, levelCount: counts.levels.length };
}
