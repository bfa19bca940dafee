/**
 * Compares counts with those that a case expects. Of a machine with interchangeable members there are two kinds: of states up to symmetry, and of all
 * states. Counts are compared with counts of their kind alone.
 *
 * The counts of a case are those of its own run: up to symmetry, unless it checks a property that is decided on all states. `withoutSymmetry` are
 * those of all states. The depth is the same for both.
 */
import type { ExpectedCounts, ReducedCounts } from "../dsl/expectation.ts";
import type { Counts, Outcome } from "../explore/work/outcome.ts";

/** What came out of a comparison, in sentences without an end. */
export interface Comparison {
  readonly differences: readonly string[];
  /** What the case expects of counts of another kind than those that were found. */
  readonly notCompared: readonly string[];
}

/** `isOwnWhole`: whether the case's own run counts all states of a machine with interchangeable members. */
export function compareCounts({ withoutSymmetry = {}, ...own }: ReducedCounts, isOwnWhole: boolean, outcome: Outcome): Comparison {
  const { symmetry, counts } = outcome;
  const isWhole = symmetry !== "reduced";
  const isOwnKind = symmetry === undefined || isOwnWhole === isWhole;
  const compared = isWhole ? [withoutSymmetry, isOwnKind ? own : depthOf(own)] : [isOwnKind ? own : depthOf(own), depthOf(withoutSymmetry)];
  const differences = [...new Set(compared.flatMap(expected => differencesOf(expected, counts)))];
  const left = isOwnKind ? [] : namesIn(own).filter(name => name !== "levelCount" && !(isWhole && Object.hasOwn(withoutSymmetry, name)));
  return { differences, notCompared: left.length === 0 ? [] : [leftText(left, isWhole)] };
}

function leftText(names: readonly string[], isWhole: boolean): string {
  const [given, found] = isWhole ? ["up to symmetry", "counts all states"] : ["of all states", "counts up to symmetry"];
  return `${names.join(", ")}: the case gives them ${given}, this run ${found}`;
}

function namesIn(expected: ExpectedCounts): readonly string[] {
  return Object.entries(expected).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function depthOf({ levels, levelCount = levels?.length }: ExpectedCounts): ExpectedCounts {
  return levelCount === undefined ? {} : { levelCount };
}

function differencesOf(expected: ExpectedCounts, found: Counts): readonly string[] {
  const pairs: readonly (readonly [string, number | undefined, number | null])[] = [
    ["states", expected.states, found.distinctStates],
    ["transitions", expected.transitions, found.transitions],
    ["distinct edges", expected.distinctEdges, found.distinctEdges],
    ["terminal states", expected.terminalStates, found.terminalStates],
    ["levels", expected.levelCount, found.levels.length],
    ["levels", expected.levels?.length, found.levels.length],
  ];
  const differences = pairs.filter(([, want, got]) => want !== undefined && want !== got).map(([name, want, got]) => `${name}: ${want} expected, ${got} found`);
  const level = expected.levels?.findIndex((size, i) => size !== found.levels[i]) ?? -1;
  if (level >= 0 && differences.length === 0) differences.push(`states of level ${level}: ${expected.levels?.[level]} expected, ${found.levels[level]} found`);
  return differences;
}
