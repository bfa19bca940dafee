/** What came out of an instance, in one sentence: the same words in the report, in JSON and in an archived page. */
import { match } from "ts-pattern";
import type { Result } from "../explore/check.ts";
import type { Counts, StopReason } from "../explore/outcome.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";

/** One sentence about a result: the verdict and what it rests on. */
export function sentenceOf(result: Result): string {
  const { finding, counts } = result.outcome;
  if (result.verdict === "vacuous") return vacuousSentence(result);
  return match(finding)
    .with({ verdict: "holds" }, () => `Everything holds in all ${counted(counts.distinctStates, "state")}.`)
    .with({ verdict: "violated" }, ({ property, trace }) => `"${printable(property)}" is violated after ${counted(trace.steps.length, "step")}.`)
    .with({ verdict: "incomplete" }, ({ reason, violated }) => incompleteSentence(reason, violated, counts))
    .with({ verdict: "error" }, ({ error }) => `${error.mistake.code} ${printable(error.mistake.message)}`)
    .exhaustive();
}

/** A verdict "holds" that shows nothing, because something that should have happened did not. */
function vacuousSentence({ missingWitnesses, neverEnabled }: Result): string {
  const parts = [
    ...missingWitnesses.map(name => `the witness "${printable(name)}" was never reached`),
    ...neverEnabled.map(name => `the action ${printable(name)} was never enabled`),
  ];
  return `Nothing is violated, but ${listed(parts)}: the verdict says less than it seems to.`;
}

function incompleteSentence(reason: StopReason, violated: string | undefined, counts: Counts): string {
  // Limits of depth and states are looked at when a level is whole; anything else stops at any time.
  const depth = counts.levels.length - (reason === "depth" || reason === "states" ? 1 : 2);
  const runs = depth === 0 ? "only the initial states were covered" : `every run of at most ${counted(depth, "step")} was covered`;
  const covered = depth < 0 ? "not even the initial states were covered" : runs;
  const found =
    violated === undefined
      ? "and no violation was found in them; what lies beyond is unknown."
      : `and "${printable(violated)}" is violated in the next step; a run with a larger limit shows how.`;
  return `Stopped ${stopText(reason)}: ${covered}, ${counted(counts.distinctStates, "state")} in all, ${found}`;
}

function stopText(reason: StopReason): string {
  return match(reason)
    .with("states", () => "at the limit of states (--max-states)")
    .with("depth", () => "at the limit of depth (--max-depth)")
    .with("memory", () => "at the limit of memory (--max-memory)")
    .with("seconds", () => "at the limit of time (--max-seconds)")
    .with("interrupted", () => "because it was interrupted")
    .exhaustive();
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
