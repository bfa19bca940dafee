/** What must come out of a case: a verdict, and exact counts. */
import { fail, type Place, show } from "./errors.ts";

/** Exact counts that must come out. Left out: not compared. `distinctEdges` makes the run count edges, which costs time. */
export interface ExpectedCounts {
  readonly states?: number;
  readonly transitions?: number;
  readonly distinctEdges?: number;
  readonly terminalStates?: number;
  /** States first reached at each breadth-first level, the initial ones first. */
  readonly levels?: readonly number[];
  /** How many levels there are. */
  readonly levelCount?: number;
}

/** Of a machine with scalarsets the counts are those up to symmetry. */
export interface ReducedCounts extends ExpectedCounts {
  /** The counts with `--no-symmetry`: of all states. */
  readonly withoutSymmetry?: ExpectedCounts;
}

export type Expectation =
  | { readonly verdict: "holds"; readonly counts: ReducedCounts }
  | { readonly verdict: "violated"; readonly property: string; readonly steps: number | null; readonly counts: ReducedCounts };

/** Expects every property to hold, and these counts. Errors: CUT106. */
export function holds(counts: ReducedCounts = {}): Expectation {
  return Object.freeze({ verdict: "holds", counts: resolveCounts(counts, "holds") });
}

/** Expects this property to be the first one violated, by a shortest run of `steps` steps. A deadlock is `"no deadlock"`. Errors: CUT106. */
export function violates(property: string, details: ReducedCounts & { readonly steps?: number } = {}): Expectation {
  if (!isName(property)) fail("CUT106", "violates names no property.", { given: show(property), fix: 'Write violates("the name of a property").' });
  checkObject(details, "violates");
  const { steps, ...counts } = details;
  return Object.freeze({ verdict: "violated", property, steps: resolveSteps(steps), counts: resolveCounts(counts, "violates") });
}

/** The members of an expectation that is written as plain data. */
const members = { holds: ["verdict", "counts"], violated: ["verdict", "property", "steps", "counts"] } as const;

/** What a case expects: made by {@link holds} or {@link violates}, or as plain data with all its members. Errors: CUT106. */
export function resolveExpectation(value: unknown, place: Place): Expectation {
  const given = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { verdict } = given;
  if (verdict !== "holds" && verdict !== "violated") expectsNothing(value, place);
  const known: readonly string[] = members[verdict];
  const missing = known.find(name => !Object.hasOwn(given, name));
  if (missing !== undefined) expectsNothing(value, place, `has no ${missing}`);
  const unknown = Object.keys(given).find(name => !known.includes(name));
  if (unknown !== undefined) expectsNothing(value, place, `has an unknown member ${show(unknown)}`);
  if (verdict === "holds") return holds(given.counts as ReducedCounts);
  const steps = given.steps === null ? {} : { steps: given.steps as number };
  checkObject(given.counts, "violates");
  return violates(given.property as string, { ...(given.counts as ReducedCounts), ...steps });
}

function expectsNothing(value: unknown, place: Place, why?: string): never {
  const said = why === undefined ? "The case expects nothing." : `The case's expectation ${why}.`;
  return fail("CUT106", said, { place, given: show(value), allowed: "holds(...), violates(...)", fix: "Write expect: holds()." });
}

function resolveSteps(steps: unknown): number | null {
  if (steps === undefined || isCount(steps)) return steps ?? null;
  return fail("CUT106", "violates has no number of steps.", { given: show(steps), allowed: "0, 1, 2, ...", fix: "Give the length of the shortest run." });
}

const countNames = ["states", "transitions", "distinctEdges", "terminalStates", "levels", "levelCount"] as const satisfies readonly (keyof ExpectedCounts)[];

function resolveCounts(given: ReducedCounts, where: string): ReducedCounts {
  checkObject(given, where);
  const { withoutSymmetry, ...counts } = given;
  checkCounts(counts, where, [...countNames, "withoutSymmetry"]);
  if (withoutSymmetry === undefined) return Object.freeze(counts);
  const whole = `withoutSymmetry of ${where}`;
  checkObject(withoutSymmetry, whole);
  checkCounts(withoutSymmetry, whole, countNames);
  return Object.freeze({ ...counts, withoutSymmetry: Object.freeze({ ...withoutSymmetry }) });
}

/** `holds(80)` would be an expectation without counts. */
function checkObject(value: unknown, where: string): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  fail("CUT106", `${where} has no counts by name.`, { given: show(value), allowed: countNames.join(", "), fix: "Write { states: 80 }." });
}

/** A misspelt count would be compared with nothing: a run without a type check must refuse it too. */
function checkCounts(counts: object, where: string, allowed: readonly string[]): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!(countNames as readonly string[]).includes(name)) {
      fail("CUT106", `${where} has an unknown count ${show(name)}.`, {
        allowed: allowed.join(", "),
        fix: "Use one of the known counts.",
      });
    }
    const counted = name === "levels" ? Array.isArray(count) && count.every(isCount) : isCount(count);
    if (count !== undefined && !counted) {
      fail("CUT106", `${where} expects ${show(name)} to be ${show(count)}.`, {
        allowed: name === "levels" ? "a list of 0, 1, 2, ..." : "0, 1, 2, ...",
        fix: "Give the exact count.",
      });
    }
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
