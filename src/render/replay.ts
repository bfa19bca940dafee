/** What a replay says, in the terminal. */
import type { ChalkInstance } from "chalk";
import { match } from "ts-pattern";
import type { Archive } from "../counterexample/archive.ts";
import type { Missing } from "../counterexample/missing.ts";
import type { Replay } from "../counterexample/replay.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { stopText } from "./sentences.ts";
import { actionText, safe } from "./steps.ts";

/** One paragraph, ended by a newline: `toy two-tasks: still violates ...`. */
export function replayText(archive: Archive, replay: Replay, chalk: ChalkInstance): string {
  const label = printable(`${archive.spec} ${archive.case ?? "(ad hoc)"}`);
  const colour = replay.outcome === "violates" ? chalk.green : chalk.yellow;
  const [headline, ...details] = replayLines(archive, replay);
  return [`${chalk.bold(label)}: ${colour(headline)}`, ...details.map(line => `  ${line}`), ""].join("\n");
}

/** The outcome in a sentence that begins in the middle: `still violates ...`. */
export function replaySentence(archive: Archive, replay: Replay): string {
  return replayLines(archive, replay)[0];
}

/** The outcome in a sentence, then its details, one a line. */
function replayLines(archive: Archive, replay: Replay): readonly [string, ...string[]] {
  const property = `"${printable(archive.property.name)}"`;
  return match(replay)
    .returnType<readonly [string, ...string[]]>()
    .with({ outcome: "violates" }, ({ step, definitionChanged }) => [
      `still violates ${property}, ${afterSteps(step, archive)}.`,
      ...changedNote(definitionChanged),
    ])
    .with({ outcome: "holds" }, ({ steps, definitionChanged }) => [
      `no longer violates ${property}: the run of ${counted(steps, "step")} is possible, and the property holds along it.`,
      ...changedNote(definitionChanged),
    ])
    .with({ outcome: "notEnabled", because: "guard" }, ({ step, action, parameters }) => [
      `step ${step} is not enabled any more: the guard of ${actionText(action, parameters)} is false.`,
    ])
    .with({ outcome: "notEnabled" }, ({ step, action, parameters }) => [
      `step ${step}, ${actionText(action, parameters)}, is not taken any more: ${afterWhat(step - 1)} is beyond the constraint (within).`,
    ])
    .with({ outcome: "differs" }, each => [
      differsSentence(each),
      ...each.differences.map(safe).map(({ path, before, after }) => `${path}: ${before} archived, ${after} found`),
    ])
    .with({ outcome: "open" }, ({ start, differences }) => [
      `the loop is open: the last state is no longer ${afterWhat(start)}.`,
      ...differences.map(safe).map(({ path, before, after }) => `${path}: ${before} where the loop begins, ${after} at its end`),
    ])
    .with({ outcome: "unfair" }, ({ broken: { action, parameters, kind }, start }) => [
      `no longer violates ${property}: the run is possible, but it cannot go on like this for ever.`,
      `${actionText(action, parameters ?? {})} is ${kind}ly fair, ${kind === "strong" ? "enabled again and again" : "enabled all along"} from ${afterWhat(start)} on, and never happens.`,
    ])
    .with({ outcome: "incomplete" }, ({ reason }) => [
      `the run is possible; whether it violates ${property} is unknown: what must be explored for that was stopped ${stopText(reason)}.`,
    ])
    .with({ outcome: "missing" }, ({ missing }) => [`the spec no longer has the ${missing.what} ${printable(missing.name)}.`, knownLine(missing)])
    .exhaustive();
}

function afterSteps(step: number, { trace }: Archive): string {
  if (step === 0) return "in the initial state";
  return `after ${counted(step, "step")}${step < trace.steps.length ? `, sooner than the archived ${trace.steps.length}` : ""}`;
}

function afterWhat(step: number): string {
  return step === 0 ? "the initial state" : `the state after step ${step}`;
}

function changedNote(definitionChanged: boolean): readonly string[] {
  return definitionChanged ? ["The spec declares other names, types or domains than when this was archived."] : [];
}

function differsSentence({ step, action }: Extract<Replay, { outcome: "differs" }>): string {
  return action === null
    ? "the machine does not start in the archived initial state any more."
    : `step ${step}, ${printable(action)}, leads to another state than the archived one.`;
}

function knownLine({ known }: Missing): string {
  return known === "" ? "It has none." : `It has: ${printable(known)}`;
}
