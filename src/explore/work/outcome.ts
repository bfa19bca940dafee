/** What an exploration says, and within which limits it runs. Types only. */
import type { Mark, Underway } from "../../dsl/annotations.ts";
import type { CutcheckError, Scalar } from "../../dsl/errors.ts";
import type { FairnessKind } from "../../dsl/fairness.ts";
import type { TypeNode } from "../../dsl/types.ts";
import type { Keeping } from "./keeping.ts";
import type { IsTime } from "./turn.ts";

/** A state as plain data: see `Plain` in `dsl/views.ts`. */
export type PlainState = Readonly<Record<string, unknown>>;

export interface TraceStep {
  readonly action: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly actor: string;
  readonly fault: boolean;
  /** The state after the step. */
  readonly state: PlainState;
}

/** A run from an initial state. */
export interface Trace {
  readonly initial: PlainState;
  readonly steps: readonly TraceStep[];
  /** Absent where the machine declares nothing for pictures. */
  readonly annotations?: Annotations;
  /** For a run whose last step (or initial state) has no counterpart in an abstract machine: what there is instead. */
  readonly counterpart?: Counterpart;
  /** Makes the run infinite; absent where a finite run tells all. */
  readonly loop?: Loop;
  /** Of a run that violates a property: the step after which nothing avoids the violation, 0: from the start. Absent where it is not known. See `explore/avoidable.ts`. */
  readonly pointOfNoReturn?: number;
}

/** What a machine says about a run for its pictures. */
export interface Annotations {
  /** The messages underway in each state, the initial one first; null where the machine does not declare them. */
  readonly underway: readonly (readonly Underway[])[] | null;
  /** The marks of each step; null where the machine declares none. */
  readonly marks: readonly (readonly Mark[])[] | null;
}

/** What a step, or an initial state, maps to in an abstract machine that has no such step. */
export interface Counterpart {
  readonly machine: string;
  /** The types of the abstract machine's fields. */
  readonly types: Readonly<Record<string, TypeNode>>;
  /** The abstract states before and after; before null for an initial state. */
  readonly before: PlainState | null;
  readonly after: PlainState;
  /** The abstract steps that would have been possible, with the states that they lead to. */
  readonly possible: readonly TraceStep[];
}

/** What happens for ever at the end of a run. */
export interface Loop {
  /**
   * Index of a state, 0 the initial one. The last state of the run is the same one, and the steps between them are repeated for ever; where it is
   * itself the last state of the run, nothing happens any more.
   */
  readonly start: number;
  /** What is enabled on the loop, would change the state, and never happens, in declaration order. */
  readonly waiting: readonly Waiting[];
  /** Fair actions that are disabled in every state of the loop, in all their instances. */
  readonly disabled: readonly string[];
}

/** An action that waits for ever. */
export interface Waiting {
  readonly action: string;
  /** Null where the action's fairness is about the action as a whole. */
  readonly parameters: Readonly<Record<string, Scalar>> | null;
  readonly fair: FairnessKind | null;
  /** Index of the first state of the loop in which it is not enabled: why weak fairness does not help. Null: it is enabled in all of them. */
  readonly disabledIn: number | null;
}

/** Limits of a run. Infinity: none. */
export interface Budget {
  /** Distinct states stored; looked at when a level is whole, so that it stops at the same place however the states are found. */
  readonly statesMax: number;
  /** Breadth-first levels after the initial one. */
  readonly depthMax: number;
  /** Bytes of the checker's own stores (rows and tables), those of `reachableIn` machines included. */
  readonly memoryBytesMax: number;
  readonly secondsMax: number;
}

export interface Counts {
  readonly distinctStates: number;
  /** Distinct (from, to) pairs of states, self-loops included; null when not counted. */
  readonly distinctEdges: number | null;
  /** Enabled action instances summed over all expanded states, self-loops included. */
  readonly transitions: number;
  /** Expanded states with no enabled action instance. */
  readonly terminalStates: number;
  /** States first reached at each breadth-first level, the initial ones first. When a run stopped early the last level may be partial. */
  readonly levels: readonly number[];
}

/** Why a run stopped before it was through. */
export type StopReason = "states" | "depth" | "memory" | "seconds" | "interrupted" | "worker";

export type Finding =
  | { readonly verdict: "holds" }
  | { readonly verdict: "violated"; readonly property: string; readonly trace: Trace }
  /**
   * `violated`: a property known to be violated by a run that is at most one step longer than what was covered. `undecided`: all states were
   * found, no property of states and steps is violated, and this one was being decided. `detail`: what happened, for the reason `worker`, as
   * "worker 2 has ended with code 1".
   */
  | { readonly verdict: "incomplete"; readonly reason: StopReason; readonly violated?: string; readonly undecided?: string; readonly detail?: string }
  | { readonly verdict: "error"; readonly error: CutcheckError };

/**
 * The result of one exploration. Vacuity is decided by whoever knows the case: `neverEnabled` and `missingWitnesses` are the
 * facts, meaningful only under `holds`.
 */
export interface Outcome {
  readonly finding: Finding;
  readonly counts: Counts;
  readonly neverEnabled: readonly string[];
  /**
   * How many of the states that were looked at are beyond the machine's constraint (`within`): checked, counted, and not expanded. Left out where the machine
   * has none.
   */
  readonly outside?: number;
  readonly missingWitnesses: readonly string[];
  /** Of a machine with scalarsets: `reduced` when states that differ by the names of members are counted once, `full` when not. */
  readonly symmetry?: "reduced" | "full";
  /** Why it is `full`: `--no-symmetry`, or a property was checked that is decided on all states. */
  readonly symmetryOff?: "switch" | "liveness" | "refinement";
  /** Of a machine with scalarsets: the names of its properties that are decided on all states. */
  readonly needingAll?: readonly string[];
  /** Peak bytes of the checker's own stores. */
  readonly memoryBytes: number;
}

/** What a progress line shows. */
export interface Progress {
  readonly level: number;
  readonly distinctStates: number;
  readonly transitions: number;
  /** Whether states that differ by the names of interchangeable members are counted once. */
  readonly isReduced?: boolean;
  /** States found and not yet expanded. */
  readonly frontier: number;
  readonly memoryBytes: number;
  /** The machine being explored, when it is not the instance's own (a `reachableIn` machine). */
  readonly machine: string;
  /** The property that is being decided on the whole state graph. */
  readonly deciding?: string;
}

/** What explores or decides, a turn at a time. */
export interface Running {
  /** Looks at up to so many states, until it is time. Returns whether all is done. */
  advance(states: number, isTime: IsTime): boolean;
  progress(): Progress;
  /** Ends it with what is known, which is incomplete in most cases. */
  stop(reason: StopReason): void;
  /** A turn was ended from outside: finds out which function of the spec does not return, and ends with that. */
  cutOff(): void;
}

/** The world outside, given by whoever may know it. */
export interface Platform {
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
  /** Lets other work (signals, terminal) run. */
  readonly pause: () => Promise<void>;
  /** Whether the user asked to stop. */
  readonly interrupted: () => boolean;
  readonly onProgress: (progress: Progress) => void;
  /** Whether the process takes clearly more than these bytes for the stores allow: what the stores do not count may grow, too. Left out where that cannot be known. */
  readonly isOverMemory?: (storeBytesMax: number) => boolean;
  /** An exception of the spec that came between two turns, when nobody waited for it; null when there was none. Left out where that cannot be known. */
  readonly stray?: () => CutcheckError | null;
  /** Keeps the exploration for another process; left out when nothing is kept. */
  readonly keeping?: Keeping;
}
