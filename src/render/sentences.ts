/** What came out of an instance, in one sentence: the same words in the report, in JSON and in an archived page. */
import { match, P } from "ts-pattern";
import type { Result } from "../check/check.ts";
import type { Counts, Finding, Outcome, StopReason, Trace } from "../explore/work/outcome.ts";
import { repeatedText } from "./loop.ts";
import { count, counted, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";

/** One sentence about a result: the verdict and what it rests on. */
export function sentenceOf(result: Result): string {
  const { finding, counts, symmetry, outside } = result.outcome;
  const states = `${counted(counts.distinctStates, "state")}${symmetry === "reduced" ? ` (${upToSymmetry})` : ""}${beyondText(outside)}`;
  if (result.verdict === "vacuous") return vacuousSentence(result);
  return match(finding)
    .with({ verdict: "holds" }, () => `Everything holds in all ${states}.`)
    .with({ verdict: "violated" }, ({ property, trace }) => violatedSentence(property, trace))
    .with({ verdict: "incomplete", undecided: P.string }, ({ reason, undecided }) => undecidedSentence(reason, undecided, counts))
    .with({ verdict: "incomplete" }, stopped => incompleteSentence(stopped, counts, states))
    .with({ verdict: "error" }, ({ error }) => `${error.mistake.code} ${printable(error.mistake.message)}`)
    .exhaustive();
}

/** What a constraint means for the states that were counted. */
function beyondText(outside: number | undefined): string {
  if (outside === undefined) return "";
  return `, in a space that is bounded by a constraint: ${outside === 0 ? "none" : count(outside)} of them ${outside === 1 ? "is" : "are"} beyond it, and not expanded`;
}

/** What the constraints of several machines bound; null where none has one. `thing`: what each of the outcomes is of. */
export function constrainedSentence(outcomes: readonly Pick<Outcome, "outside">[], thing: string): string | null {
  const bounded = outcomes.flatMap(({ outside }) => outside ?? []);
  if (bounded.length === 0) return null;
  const outside = bounded.reduce((sum, each) => sum + each, 0);
  return `In ${counted(bounded.length, thing)} the space is bounded by a constraint (within): ${counted(outside, "state")} beyond it ${outside === 1 ? "was" : "were"} checked and not expanded. What comes after them is unknown.`;
}

function violatedSentence(property: string, { steps, loop }: Trace): string {
  const name = `"${printable(property)}"`;
  if (loop === undefined) return `${name} is violated after ${counted(steps.length, "step")}.`;
  return `${name} is violated by a run of ${counted(steps.length, "step")}, ${repeatedText(loop, steps.length)}.`;
}

function undecidedSentence(reason: StopReason, property: string, counts: Counts): string {
  const name = `"${printable(property)}"`;
  return `Stopped ${stopText(reason)} while ${name} was being decided: no state and no step of all ${counted(counts.distinctStates, "state")} violates anything; whether ${name}, and what is declared after it about whole runs, holds is unknown.`;
}

/** A verdict "holds" that shows nothing, because something that should have happened did not. */
function vacuousSentence({ missingWitnesses, neverEnabled }: Result): string {
  const parts = [
    ...missingWitnesses.map(name => `the witness "${printable(name)}" was never reached`),
    ...neverEnabled.map(name => `the action ${printable(name)} was never enabled`),
  ];
  return `Nothing is violated, but ${listed(parts)}: the verdict says less than it seems to.`;
}

type Incomplete = Extract<Finding, { verdict: "incomplete" }>;

function incompleteSentence({ reason, violated, detail }: Incomplete, counts: Counts, states: string): string {
  // Limits of depth and states are looked at when a level is whole; anything else stops at any time.
  const depth = counts.levels.length - (reason === "depth" || reason === "states" ? 1 : 2);
  const runs = depth === 0 ? "only the initial states were covered" : `every run of at most ${counted(depth, "step")} was covered`;
  const covered = depth < 0 ? "not even the initial states were covered" : runs;
  const found =
    violated === undefined
      ? "and no violation was found in them; what lies beyond is unknown."
      : `and "${printable(violated)}" is violated in the next step; a run with a larger limit shows how.`;
  return `Stopped ${stopText(reason, detail)}: ${covered}, ${states} in all, ${found}`;
}

/** Why a run stopped, after "stopped". */
export function stopText(reason: StopReason, detail = "one of the workers is gone"): string {
  return match(reason)
    .with("states", () => "at the limit of states (--max-states)")
    .with("depth", () => "at the limit of depth (--max-depth)")
    .with("memory", () => "at the limit of memory (--max-memory)")
    .with("seconds", () => "at the limit of time (--max-seconds)")
    .with("interrupted", () => "because it was interrupted")
    .with("worker", () => `because ${printable(detail)}`)
    .exhaustive();
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
