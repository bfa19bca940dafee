/** Checks one instance of a spec against its expectation: the control plane above the explorer. */
import type { Case, KnobValue, Spec } from "../dsl/spec.ts";
import type { Outcome } from "./outcome.ts";

/** An instance to check: a case, or knob values with no expectation. */
export interface Instance {
  readonly spec: Spec;
  /** Null for an ad hoc instance. */
  readonly case: Case | null;
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
}

export type Verdict = "holds" | "violated" | "incomplete" | "vacuous" | "error";

/** What came out of an instance. */
export interface Result {
  readonly instance: Instance;
  readonly verdict: Verdict;
  /** Verdict, property, steps and counts are what the case expects; for an ad hoc instance: the verdict is `holds`. */
  readonly asExpected: boolean;
  /** What differs from the expectation, one sentence each: "states: 12 expected, 11 found". */
  readonly differences: readonly string[];
  readonly outcome: Outcome;
  readonly seconds: number;
}
