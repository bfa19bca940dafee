/** What an exploration comes to: its counts, the run to show for a violation, the mistake that is behind an exception. */
import { type CutcheckError, isMistake } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import type { Compiled } from "../layout/compile.ts";
import { pointOfNoReturn } from "./avoidable.ts";
import { annotated } from "./calls/annotate.ts";
import type { FoundStates } from "./found/foundStates.ts";
import type { ReachableSet } from "./found/reachable.ts";
import type { Violation } from "./judge/judge.ts";
import { withCounterpart } from "./judge/refinementTrace.ts";
import { runToViolation } from "./runs/concrete.ts";
import { judgeAgain } from "./violated.ts";
import type { LevelEnd } from "./work/keeping.ts";
import { limitingCalls } from "./work/limit.ts";
import type { Counts, Finding, Outcome, Progress } from "./work/outcome.ts";
import type { Work } from "./work/turn.ts";
import type { Tally } from "./workers/mode.ts";
import type { Shard } from "./workers/shard.ts";

type Violated = Extract<Finding, { verdict: "violated" }>;

/** The violation with the run to show. Errors: CUT209, MemoryLimitError, and what the functions for pictures do wrong. */
export function* violated(compiled: Compiled, found: FoundStates, violations: readonly Violation[], memoryBytesMax: number): Work<Violated> {
  const property = violations[0].name;
  const run = yield* runToViolation(compiled, found, violations, memoryBytesMax);
  judgeAgain(compiled, property, run);
  // A few calls for each step of one run: each may have a limit of its own.
  const trace = limitingCalls(() => annotated(compiled, withCounterpart(compiled, property, run)));
  return { verdict: "violated", property, trace };
}

/** The same with the point of no return, where that is known. */
export function* withPointOfNoReturn(compiled: Compiled, known: Violated, others: ReadonlyMap<MachineDefinition, ReachableSet>): Work<Violated> {
  const point = yield* pointOfNoReturn(compiled, known.trace, known.property, others);
  return point === null ? known : { ...known, trace: { ...known.trace, pointOfNoReturn: point } };
}

/** `levels`: those that are whole, of so many states. */
export function countsOf(tally: Tally, levels: readonly number[], levelStates: number, countEdges: boolean): Counts {
  const { transitions, terminalStates, distinctEdges } = tally;
  // What another process has found counts, even if there is no memory to go on with it.
  const distinctStates = Math.max(tally.distinctStates, levelStates);
  // When a run stops early, what was found of the next level is its partial last entry.
  const partial = distinctStates - levelStates;
  return {
    distinctStates,
    distinctEdges: countEdges ? distinctEdges : null,
    transitions,
    terminalStates,
    levels: partial > 0 ? [...levels, partial] : [...levels],
  };
}

/** Whether all states were counted, and expanded. */
export function kindOfSpace({ definition, sets, isReduced }: Compiled, { outside }: Tally): Pick<Outcome, "outside" | "symmetry"> {
  return {
    ...(definition.within === null ? {} : { outside }),
    ...(sets.length === 0 ? {} : { symmetry: isReduced ? "reduced" : "full" }),
  };
}

/** How far it is. `othersBytes`: what the machines take that its properties refer to. */
export function progressOf(
  { distinctStates, transitions, frontier, memoryBytes }: Tally,
  level: number,
  { definition, isReduced }: Compiled,
  othersBytes: number,
): Progress {
  return { level, distinctStates, transitions, frontier, memoryBytes: memoryBytes + othersBytes, machine: definition.name, isReduced };
}

/** The share of the memory that the search for the run to show gets in any case: a violation that is found at the very end must be shown. */
const searchShareMin = 0.05;

/** What is left of the memory for the search of the run to show; it gets a share even if nothing is left. */
export function searchBytes(memoryBytesMax: number, takenBytes: number): number {
  return Math.max(memoryBytesMax - takenBytes, memoryBytesMax * searchShareMin);
}

/** What the end of a level keeps of a tally. */
export function endCounts(
  { transitions, terminalStates, outside, distinctEdges }: Tally,
  countsEdges: boolean,
): Pick<LevelEnd, "transitions" | "terminalStates" | "outside" | "distinctEdges"> {
  return { transitions, terminalStates, outside, distinctEdges: countsEdges ? distinctEdges : null };
}

/** The names of the actions of which no instance was enabled anywhere. */
export function neverEnabledOf({ definition, instances }: Compiled, instanceSeen: Uint8Array): readonly string[] {
  const seen = new Set(instances.filter((_, i) => instanceSeen[i] === 1).map(instance => instance.action));
  return definition.actions.filter((_, i) => !seen.has(i)).map(action => action.name);
}

/** The function that does not return in the state at hand; null: all of them do. */
export function stuckFunction(shard: Shard, found: FoundStates): CutcheckError | null {
  try {
    limitingCalls(() => shard.diagnoseCurrent(found));
    return null;
  } catch (error) {
    if (isMistake(error)) return error;
    throw error;
  }
}
