/** What must come out of a case: a verdict, and exact counts. */
import { fail, show } from "./errors.ts";

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
  checkBoth(counts, "holds");
  return Object.freeze({ verdict: "holds", counts });
}

/** Expects this property to be the first one violated, by a shortest run of `steps` steps. A deadlock is `"no deadlock"`. Errors: CUT106. */
export function violates(property: string, details: ReducedCounts & { readonly steps?: number } = {}): Expectation {
  if (typeof property !== "string") fail("CUT106", "violates names no property.", { given: show(property), fix: 'Write violates("the name of a property").' });
  const { steps = null, ...counts } = details;
  if (steps !== null && !isCount(steps))
    fail("CUT106", "violates has no number of steps.", { given: show(steps), allowed: "0, 1, 2, ...", fix: "Give the length of the shortest run." });
  checkBoth(counts, "violates");
  return Object.freeze({ verdict: "violated", property, steps, counts });
}

const countNames = ["states", "transitions", "distinctEdges", "terminalStates", "levels", "levelCount"] as const satisfies readonly (keyof ExpectedCounts)[];

function checkBoth({ withoutSymmetry = {}, ...counts }: ReducedCounts, where: string): void {
  checkCounts(counts, where, [...countNames, "withoutSymmetry"]);
  checkCounts(withoutSymmetry, `withoutSymmetry of ${where}`, countNames);
}

/** A misspelt count would be compared with nothing: a run without a type check must refuse it too. */
function checkCounts(counts: object, where: string, allowed: readonly string[]): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!(countNames as readonly string[]).includes(name)) {
      fail("CUT106", `${where} has an unknown count ${show(name)}.`, { allowed: allowed.join(", "), fix: "Use one of the known counts." });
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

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
