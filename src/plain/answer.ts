/** What the plain engine says of a machine. Types only. */
import type { CutcheckError, Scalar } from "../dsl/errors.ts";

/** A state as plain data: see `Plain` in `dsl/views.ts`. */
export type PlainState = Readonly<Record<string, unknown>>;

export interface PlainStep {
  readonly action: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly actor: string;
  readonly fault: boolean;
  /** The state after the step. */
  readonly state: PlainState;
}

/** A run from an initial state. */
export interface PlainRun {
  readonly initial: PlainState;
  readonly steps: readonly PlainStep[];
}

/** Why it stopped. */
export type PlainStop = "states" | "depth";

export interface PlainCounts {
  readonly distinctStates: number;
  readonly distinctEdges: number;
  readonly transitions: number;
  readonly terminalStates: number;
  /** States first reached at each level, the initial ones first. */
  readonly levels: readonly number[];
}

export type PlainFinding =
  | { readonly verdict: "holds" }
  | { readonly verdict: "violated"; readonly property: string; readonly trace: PlainRun }
  | { readonly verdict: "incomplete"; readonly reason: PlainStop }
  | { readonly verdict: "error"; readonly error: CutcheckError };

/** The result of one exploration with the run that is to be shown. */
export interface PlainAnswer {
  readonly finding: PlainFinding;
  readonly counts: PlainCounts;
  readonly neverEnabled: readonly string[];
  /** States beyond the constraint; left out where the machine has none. */
  readonly outside?: number;
  readonly missingWitnesses: readonly string[];
}
