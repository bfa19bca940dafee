/**
 * Matchers for vitest: `import "cutcheck/vitest"` in a test or a setup file, then
 *
 *     await expect(mySpec).toHold({ case: "two-regions" });
 *     await expect(myMachine).toViolate("a completed checkpoint holds one cut per region");
 *     await conforms(mySpec, myDriver, { case: "two-regions" });
 */
import { Chalk } from "chalk";
import { expect } from "vitest";
import { adHoc, check, type Instance, instanceOf, machineOf, type Result } from "./check/check.ts";
import { closeWorld } from "./cli/closedModules.ts";
import type { ConformOptions, Driver } from "./conform/driver.ts";
import { archiveOf } from "./counterexample/archive.ts";
import { CutcheckError, fail, show } from "./dsl/errors.ts";
import { deadlockProperty, Machine } from "./dsl/machine.ts";
import type { Case, Spec } from "./dsl/spec.ts";
import { unlimited } from "./explore/explore.ts";
import type { Platform } from "./explore/work/outcome.ts";
import { nonconformityText } from "./render/conform.ts";
import { errorText } from "./render/error.ts";
import { sentenceOf } from "./render/sentences.ts";
import { traceText } from "./render/trace.ts";

/** Which instance of a spec to check. Without a case: the knobs given here, the others at their defaults, and no expected counts. */
export interface InstanceChoice {
  /** The name of a case. Its expected counts must come out, too. */
  readonly case?: string;
  readonly scope?: Readonly<Record<string, number | string | boolean>>;
  readonly semantics?: Readonly<Record<string, number | string | boolean>>;
  /** Stop at the end of the level in which there are more distinct states than this: then neither matcher passes. Default: none. */
  readonly maxStates?: number;
}

interface CutcheckMatchers {
  /** A spec or a machine whose properties hold in every reachable state, and not vacuously. */
  toHold: (choice?: InstanceChoice) => Promise<void>;
  /** A spec or a machine of which this property is violated first, by a shortest run. A deadlock is `"no deadlock"`. */
  toViolate: (property: string, choice?: InstanceChoice) => Promise<void>;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the type parameter must be declared exactly as vitest declares it
  interface Matchers<T = any> extends CutcheckMatchers {}
}

const noColours = new Chalk({ level: 0 });

/** No clock and no signals: a test runner has its own. */
const platform: Platform = { now: () => 0, pause: () => Promise.resolve(), interrupted: () => false, onProgress: () => {} };

closeWorld();
expect.extend({
  async toHold(received: unknown, choice: InstanceChoice = {}) {
    const result = await resultOf(received, choice);
    const wrong = differencesUnder("holds", result);
    const claim = `expected ${nameOf(result.instance)} ${this.isNot ? "not " : ""}to hold`;
    return { pass: result.verdict === "holds" && wrong.length === 0, message: () => explain(claim, result, wrong) };
  },

  async toViolate(received: unknown, property: string, choice: InstanceChoice = {}) {
    const result = await resultOf(received, choice, property);
    const { finding } = result.outcome;
    const wrong = differencesUnder("violated", result);
    const pass = finding.verdict === "violated" && finding.property === property && wrong.length === 0;
    const claim = `expected ${nameOf(result.instance)} ${this.isNot ? "not " : ""}to violate ${show(property)}`;
    return { pass, message: () => explain(claim, result, wrong) };
  },
});

const conformDefaults = { cover: "transitions", steps: 200, maxStates: 100_000, random: { runs: 100, steps: 50, seed: 1 } } as const;

/**
 * Holds an implementation against a spec or a machine: `driver` executes the runs that cover the machine, then random ones, and after each step the observed
 * values of both are compared. The first difference is shrunk, and fails the test.
 *
 * Errors: an Error that tells the run, the step, both observations, the seed and how to see it again, with what a method of the driver threw as its cause; any
 * mistake in the spec or in the options, with its whole text.
 */
export async function conforms(received: Spec | Pick<Machine<unknown>, "definition">, driver: Driver, options: ConformOptions = {}): Promise<void> {
  const { cover = conformDefaults.cover, sample = null, steps = conformDefaults.steps, notSeen = [], run = null } = options;
  const statesMax = options.maxStates ?? conformDefaults.maxStates;
  const found = await withWholeText(async () => {
    const { nonconformity } = await import("./conform/conform.ts");
    const random = { ...conformDefaults.random, ...options.random };
    return nonconformity(instanceFor(received, options), driver, { cover, sample, steps, random, notSeen, run, statesMax }, platform);
  });
  if (found === null) return;
  const { difference } = found;
  throw new Error(nonconformityText(found, cover), difference.kind === "thrown" ? { cause: difference.error } : {});
}

/** Errors: any mistake, with its whole text: it fails the test whatever was expected, also behind `.not`. */
async function resultOf(received: unknown, choice: InstanceChoice, property: string | null = null): Promise<Result> {
  return withWholeText(async () => {
    const instance = instanceFor(received, choice);
    const budget = { ...unlimited, statesMax: choice.maxStates ?? unlimited.statesMax };
    const result = await check(instance, { budget, countEdges: false }, platform);
    if (result.outcome.finding.verdict === "error") throw result.outcome.finding.error;
    if (property !== null) checkProperty(instance, property);
    return result;
  });
}

/** Errors: any mistake that the call meets, with its whole text. */
async function withWholeText<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof CutcheckError ? new Error(errorText(error, noColours), { cause: error }) : error;
  }
}

function instanceFor(received: unknown, choice: Omit<InstanceChoice, "maxStates">): Instance {
  const spec = received instanceof Machine ? specOf(received) : received;
  if (!isSpec(spec))
    fail("CUT106", "The value is neither a spec nor a machine.", {
      given: show(received),
      fix: "Write await expect(mySpec).toHold(), or await conforms(mySpec, driver).",
    });
  if (choice.case === undefined) return adHoc(spec, choice.scope ?? {}, choice.semantics ?? {});
  if (choice.scope !== undefined || choice.semantics !== undefined)
    fail("CUT106", "A case has its own knobs.", { fix: "Give either case, or scope and semantics." });
  return instanceOf(spec, caseOf(spec, choice.case));
}

/** A machine alone is a spec without knobs. */
function specOf(machine: Machine<unknown>): Spec {
  const { name } = machine.definition;
  return { isCutcheckSpec: true, name, title: name, summary: "", sources: [], scope: {}, semantics: {}, build: () => machine, cases: [], logs: null };
}

function isSpec(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && (value as Partial<Spec>).isCutcheckSpec === true;
}

function caseOf(spec: Spec, name: string): Case {
  const found = spec.cases.find(each => each.name === name);
  return found ?? fail("CUT303", `There is no case ${show(name)}.`, { place: { spec: spec.name }, allowed: spec.cases.map(each => each.name).join(", ") });
}

/** A name that the machine does not have would never be violated. */
function checkProperty(instance: Instance, property: string): void {
  const known = [...machineOf(instance).definition.properties.map(each => each.name), deadlockProperty];
  if (known.includes(property)) return;
  fail("CUT305", `The machine has no property ${show(property)}.`, {
    place: { spec: instance.spec.name },
    allowed: known.join("; "),
    fix: "Use one of the known names.",
  });
}

/** What differs from a case that expects this verdict, too: its counts, and the length of its counterexample. */
function differencesUnder(verdict: "holds" | "violated", result: Result): readonly string[] {
  return result.instance.case?.expect.verdict === verdict ? result.differences : [];
}

function nameOf({ spec, case: of }: Instance): string {
  return of === null ? spec.name : `${spec.name} ${of.name}`;
}

/** The claim, the verdict, what differs, and the counterexample if there is one. */
function explain(claim: string, result: Result, differences: readonly string[]): string {
  const { finding } = result.outcome;
  const lines = [claim, sentenceOf(result), ...differences.map(each => `differs: ${each}`)];
  if (finding.verdict !== "violated") return lines.join("\n");
  const archive = archiveOf(result.instance, machineOf(result.instance).definition, finding.property, finding.trace);
  return `${lines.join("\n")}\n\n${traceText(archive, noColours)}`;
}
