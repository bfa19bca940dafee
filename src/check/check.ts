/** Checks one instance of a spec against its expectation: the control plane above the explorer. */
import { CutcheckError } from "../dsl/errors.ts";
import type { Expectation, ReducedCounts } from "../dsl/expectation.ts";
import { type KnobValue, resolveKnobs } from "../dsl/knobs.ts";
import { deadlockProperty, type Machine } from "../dsl/machine.ts";
import { buildMachine, type Case, type Spec } from "../dsl/spec.ts";
import { exploreWith } from "../explore/explore.ts";
import type { World } from "../explore/options.ts";
import { returning } from "../explore/work/limit.ts";
import type { Budget, Counts, Outcome, StopReason } from "../explore/work/outcome.ts";
import type { MachineSource } from "../explore/workers/threads.ts";
import { type Comparison, compareCounts } from "./comparison.ts";

/** An instance to check: a case, or knob values with no expectation. */
export interface Instance {
  readonly spec: Spec;
  /** Null for an ad hoc instance. */
  readonly case: Case | null;
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  /** The only properties to check, besides deadlock; null: those of the case, or all. */
  readonly properties: readonly string[] | null;
}

export type Verdict = "holds" | "violated" | "incomplete" | "vacuous" | "error";

/** What came out of an instance. */
export interface Result {
  readonly instance: Instance;
  readonly verdict: Verdict;
  /** Verdict, property, steps and counts are what is expected (see {@link expectationOf}); with no expectation: the verdict is `holds`. */
  readonly asExpected: boolean;
  /** What differs from the expectation, one sentence each: "states: 12 expected, 11 found". */
  readonly differences: readonly string[];
  /** Expected counts that are of another kind than those that were found (see `comparison.ts`), one sentence each. */
  readonly notCompared: readonly string[];
  /** Actions that were never enabled and should have been: what makes a verdict vacuous. */
  readonly neverEnabled: readonly string[];
  /** Witnesses that were required and not reached: what makes a verdict vacuous. */
  readonly missingWitnesses: readonly string[];
  readonly outcome: Outcome;
  readonly seconds: number;
}

export interface CheckOptions {
  readonly budget: Budget;
  /** Count distinct edges even when no expectation needs them. */
  readonly countEdges: boolean;
  /** See `ExploreOptions.symmetry`. */
  readonly symmetry?: boolean;
}

/** The instance of a case. `properties`: check only these. */
export function instanceOf(spec: Spec, of: Case, properties: readonly string[] | null = null): Instance {
  return { spec, case: of, scope: of.scope, semantics: of.semantics, properties };
}

/** An instance without expectation; knobs that are left out have their defaults. `properties`: check only these. Errors: CUT301, CUT302. */
export function adHoc(
  spec: Spec,
  scope: Readonly<Record<string, unknown>>,
  semantics: Readonly<Record<string, unknown>>,
  properties: readonly string[] | null = null,
): Instance {
  const place = { spec: spec.name };
  return {
    spec,
    case: null,
    scope: resolveKnobs(spec.scope, scope, "scope", place),
    semantics: resolveKnobs(spec.semantics, semantics, "semantics", place),
    properties,
  };
}

/**
 * What must come out of an instance; null: nothing is said about it. A case speaks of the properties that it checks. Asked about some of these only, it
 * still holds, or still violates the same property by the same run; asked about others, or not about the one that it violates, it says nothing.
 */
export function expectationOf({ case: of, properties }: Instance): Expectation | null {
  if (of === null || properties === null) return of?.expect ?? null;
  const isChecked = (name: string): boolean => name === deadlockProperty || of.properties === null || of.properties.includes(name);
  const isAsked = of.expect.verdict === "holds" || [...properties, deadlockProperty].includes(of.expect.property);
  return isAsked && properties.every(isChecked) ? of.expect : null;
}

/** Builds and explores the instance's machine and compares what comes out with what is expected. A mistake in the spec is a result, not an exception. */
export async function check(instance: Instance, options: CheckOptions, platform: World): Promise<Result> {
  const start = platform.now();
  const expected = expectationOf(instance);
  let outcome: Outcome;
  try {
    const machine = machineOf(instance);
    const countEdges = options.countEdges || expectsEdges(expected?.counts ?? {});
    const properties = instance.properties ?? instance.case?.properties ?? null;
    outcome = await exploreWith(machine.definition, { ...options, countEdges, properties, source: sourceOf(instance) }, platform);
  } catch (error) {
    if (!(error instanceof CutcheckError)) throw error;
    outcome = { finding: { verdict: "error", error }, counts: noCounts, neverEnabled: [], missingWitnesses: [], memoryBytes: 0 };
  }
  return resultOf(instance, withPlace(instance, outcome), platform.now() - start);
}

/** Of whichever kind: which one will be found is known when the machine is explored. */
function expectsEdges({ withoutSymmetry, distinctEdges }: ReducedCounts): boolean {
  return distinctEdges !== undefined || withoutSymmetry?.distinctEdges !== undefined;
}

/** What is not looked at any more after an interruption, or stopped in the midst of a function: incomplete, with nothing covered. */
export function notStarted(instance: Instance, reason: StopReason = "interrupted"): Result {
  const finding = { verdict: "incomplete", reason } as const;
  return resultOf(instance, { finding, counts: noCounts, neverEnabled: [], missingWitnesses: [], memoryBytes: 0 }, 0);
}

/** The machine of an instance. Errors: whatever the definition finds, CUT305 for a case that names what the machine does not have. */
export function machineOf(instance: Instance): Machine<unknown> {
  return returning("The function build", () => buildMachine(instance.spec, instance.scope, instance.semantics, instance.case ?? undefined));
}

/** By spec name: what is checked stands in one selection of specs, where names are unique. */
function sourceOf({ spec, scope, semantics }: Instance): MachineSource {
  return { spec: spec.name, scope, semantics };
}

const noCounts: Counts = Object.freeze({ distinctStates: 0, distinctEdges: null, transitions: 0, terminalStates: 0, levels: [] });

function withPlace(instance: Instance, outcome: Outcome): Outcome {
  if (outcome.finding.verdict !== "error") return outcome;
  const place = { spec: instance.spec.name, ...(instance.case === null ? {} : { case: instance.case.name }) };
  return { ...outcome, finding: { verdict: "error", error: outcome.finding.error.at(place) } };
}

/** The verdict on an outcome: vacuous where nothing is violated because nothing happened, and compared with what is expected. */
export function resultOf(instance: Instance, outcome: Outcome, seconds: number): Result {
  const required = instance.case?.witnesses ?? null;
  const complete = outcome.finding.verdict === "holds";
  const neverEnabled = complete ? outcome.neverEnabled.filter(name => !(instance.case?.neverEnabled ?? []).includes(name)) : [];
  const missingWitnesses = complete ? outcome.missingWitnesses.filter(name => required === null || required.includes(name)) : [];
  const verdict = complete && neverEnabled.length + missingWitnesses.length > 0 ? "vacuous" : outcome.finding.verdict;
  const expected = expectationOf(instance);
  const { differences, notCompared } = expected === null ? nothingCompared : compare(expected, instance.case, verdict, outcome);
  const asExpected = expected === null ? verdict === "holds" : differences.length === 0;
  return { instance, verdict, asExpected, differences, notCompared, neverEnabled, missingWitnesses, outcome, seconds };
}

const nothingCompared: Comparison = Object.freeze({ differences: [], notCompared: [] });

function compare(expect: Expectation, of: Case | null, verdict: Verdict, outcome: Outcome): Comparison {
  if (verdict !== expect.verdict) return { ...nothingCompared, differences: [`verdict: ${expect.verdict} expected, ${verdict} found`] };
  const differences: string[] = [];
  if (expect.verdict === "violated" && outcome.finding.verdict === "violated") {
    const { property, trace } = outcome.finding;
    if (property !== expect.property) differences.push(`property: "${expect.property}" expected, "${property}" found`);
    if (expect.steps !== null && expect.steps !== trace.steps.length) differences.push(`steps: ${expect.steps} expected, ${trace.steps.length} found`);
  }
  const enabledAfterAll = expect.verdict === "holds" ? (of?.neverEnabled ?? []).filter(name => !outcome.neverEnabled.includes(name)) : [];
  for (const name of enabledAfterAll) differences.push(`action "${name}": expected never to be enabled, and it was`);
  const counts = compareCounts(expect.counts, isOwnWhole(of, outcome), outcome);
  return { differences: [...differences, ...counts.differences], notCompared: counts.notCompared };
}

/** Whether the case itself checks a property that is decided on all states. */
function isOwnWhole(of: Case | null, { needingAll = [] }: Outcome): boolean {
  const checked = of?.properties ?? null;
  return needingAll.some(name => checked === null || checked.includes(name));
}
