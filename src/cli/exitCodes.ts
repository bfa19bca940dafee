/** Exit codes: what a script can learn without reading. */
import type { Result } from "../check/check.ts";

export const exitCodes = Object.freeze({
  asExpected: 0,
  /** A verdict, a count or an archived counterexample differs; with no expectation, a violation. */
  differs: 1,
  /** A mistake on the command line or in a spec. */
  usage: 2,
  incomplete: 3,
  vacuous: 4,
  /** A defect of cutcheck. */
  internal: 70,
});

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * From the most severe to the least. What makes other answers doubtful comes first (a defect, a spec that does not run), then an answer that
 * is wrong, then an answer that means nothing, then no answer.
 */
const severity: readonly ExitCode[] = [exitCodes.internal, exitCodes.usage, exitCodes.differs, exitCodes.vacuous, exitCodes.incomplete, exitCodes.asExpected];

/** The exit code of several things that each have one: the most severe. Of none: 0. */
export function mostSevere(codes: readonly ExitCode[]): ExitCode {
  return severity.find(code => codes.includes(code)) ?? exitCodes.asExpected;
}

/** The exit code of one checked instance. */
export function exitCodeOf(result: Result): ExitCode {
  switch (result.verdict) {
    case "error":
      return exitCodes.usage;
    case "incomplete":
      return exitCodes.incomplete;
    case "vacuous":
      return exitCodes.vacuous;
    case "holds":
    case "violated":
      return result.asExpected ? exitCodes.asExpected : exitCodes.differs;
  }
}
