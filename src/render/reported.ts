/** A checked instance as the report shows it. */
import type { Result } from "../check/check.ts";
import type { Twice } from "../check/twice.ts";

/** A result with the place of its counterexample. */
export interface ReportedResult {
  readonly result: Result;
  /** The path of the counterexample as the user may give it to `show`; null when there is none. */
  readonly counterexample: string | null;
  /** What else the reader should know, for example that the archived counterexample is another one; null for nothing. */
  readonly remark: string | null;
  /** What the second engine said; left out when it was not asked. */
  readonly twice?: Twice;
}

/** What somebody has to look at: also a counterexample that is not the archived one. */
export function isSurprising({ result, remark, twice }: ReportedResult): boolean {
  return !result.asExpected || remark !== null || twice?.said === "different";
}
