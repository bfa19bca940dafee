/** What the two engines must agree on, as plain data to compare with `toEqual`. */
import type { Outcome, Trace } from "../../src/explore/work/outcome.ts";

/** Everything but the memory and what is only for pictures, which has tests of its own. Of a mistake: its code and place and the run that leads there; its counts depend on when it is noticed. */
export function comparable(outcome: Omit<Outcome, "memoryBytes">): unknown {
  const { memoryBytes: _, finding, ...rest } = outcome as Outcome;
  if (finding.verdict === "violated") {
    const { annotations: _annotations, pointOfNoReturn: _point, ...trace } = finding.trace;
    return { finding: { ...finding, trace }, ...rest };
  }
  if (finding.verdict !== "error") return { finding, ...rest };
  const { code, place } = finding.error.mistake;
  return { verdict: "error", code, place, trace: finding.error.trace as Trace | null };
}
