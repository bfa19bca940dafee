/** What following a log has said. Types only. */
import type { Scalar } from "../dsl/errors.ts";
import type { LogLine, LogSettings } from "../dsl/logs.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { PlainState, Trace } from "../explore/work/outcome.ts";
import type { UnknownLines } from "./events.ts";
import type { Explanation } from "./explain.ts";
import type { Oddities } from "./lines.ts";
import type { Reason } from "./reasons.ts";

/**
 * `followed`: the machine can have this run. `refused`: it cannot. `left`: it can up to a line from which on the machine does not have what happens.
 * `incomplete`: a limit, or the user, has stopped it. `vacuous`: no line told of anything.
 */
export type FollowVerdict = "followed" | "refused" | "left" | "incomplete" | "vacuous";

/** Why a line cannot happen. */
export interface Refusal {
  readonly line: LogLine;
  readonly kind: string;
  /** What stood in the way, what came furthest first. */
  readonly reasons: readonly Reason[];
  /** Lines that were owed and have not come in time. */
  readonly overdue: readonly string[];
  /** How many states were possible before it, one of them, and the fields in which they differ. */
  readonly states: number;
  readonly state: PlainState;
  /** The machine's initial state, for comparison. */
  readonly initial: PlainState;
  /** The types of the fields. */
  readonly types: Readonly<Record<string, TypeNode>>;
  readonly differing: readonly string[];
  /** What could have happened instead: the instances that are enabled in some of these states. */
  readonly instead: readonly { readonly action: string; readonly parameters: Readonly<Record<string, Scalar>> }[];
  /** The last steps of a run that leads there. The action of a change that the log made is what it changed. */
  readonly run: Trace;
  /** The lines that told of these steps; null: none did. */
  readonly runLines: readonly (number | null)[];
  /** How many steps there were before these. */
  readonly stepsBefore: number;
  readonly explanation: Explanation | null;
  /** How far the log is followed with a relaxation that is not allowed: only those that make this line possible. */
  readonly relaxations: readonly RelaxedFurther[];
}

export interface RelaxedFurther {
  readonly names: readonly string[];
  /** The first line that cannot happen then; null: there is none. */
  readonly refusedAt: number | null;
}

/** One job of a log. */
export interface JobOutcome {
  /** Empty where no line names a job. */
  readonly job: string;
  readonly settings: LogSettings;
  readonly verdict: FollowVerdict;
  /** Lines of known kinds, and those of them that told of something and were possible. */
  readonly known: number;
  readonly told: number;
  /** Possible states behind a line that told of something. */
  readonly statesPeak: number;
  readonly statesMean: number;
  /** The line at which it stopped, with what is said of it; null: at the end of the log. */
  readonly stoppedAt: { readonly line: number; readonly why: string } | null;
  readonly refusal: Refusal | null;
  /** The relaxations without which the log is refused earlier, of those that are allowed. */
  readonly needed: readonly string[];
  readonly fits: Fits | null;
}

/** Which values of some settings fit a job's log. */
export interface Fits {
  readonly knobs: readonly string[];
  readonly tried: readonly { readonly values: LogSettings; readonly verdict: FollowVerdict; readonly refusedAt: number | null }[];
}

export interface FollowOutcome {
  readonly spec: string;
  readonly log: string;
  readonly lines: number;
  readonly oddities: Oddities;
  readonly unknown: readonly UnknownLines[];
  /** The settings that a reader asks about: those of the mapping, and rules that differ from their defaults. */
  readonly shown: readonly string[];
  /** Relaxations that are allowed. */
  readonly allowed: readonly string[];
  readonly jobs: readonly JobOutcome[];
}
