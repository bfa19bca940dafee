/** What happens for ever at the end of a run, in words. */
import type { ArchivedProperty } from "../counterexample/archive.ts";
import type { Loop, Trace, Waiting } from "../explore/work/outcome.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { wordsOf } from "./propertyWords.ts";
import { actionText } from "./steps.ts";

/** Waiting actions that are named; of more, only how many there are. */
const waitingMax = 12;

/** How many of the last steps are repeated for ever, 0 where the run stops; null for a finite run. */
export function loopLength({ steps, loop }: Trace): number | null {
  return loop === undefined ? null : steps.length - loop.start;
}

/** `the last 3 of them for ever`; `and then nothing for ever`. */
export function repeatedText({ start }: Loop, steps: number): string {
  if (start === steps) return "and then nothing for ever";
  return start === 0 ? "all of them for ever" : `the last ${start + 1 === steps ? "one" : steps - start} of them for ever`;
}

/** What stands before the steps that are repeated, or after the last step where nothing is. */
export function loopMarker({ steps }: { readonly steps: readonly unknown[] }, { start }: Loop): string {
  if (start === steps.length) return "for ever: nothing happens any more";
  return `for ever, from ${stateText(start)} back to it:`;
}

/** What goes on for ever, and why nothing ends it: which actions wait, and what their fairness promises. Sentences, safe to print. */
export function loopLines(trace: Trace, loop: Loop, property: ArchivedProperty): readonly string[] {
  const named = loop.waiting.slice(0, waitingMax).map(each => waitingLine(each, loop.start === trace.steps.length));
  const more = loop.waiting.length - named.length;
  return [
    `${whatGoesOn(trace, loop)} ${wordsOf(property).missingForEver}`,
    ...named,
    ...(more > 0 ? [`${counted(more, "more action instance")} ${more === 1 ? "waits" : "wait"} like these.`] : []),
    ...(loop.disabled.length === 0 ? [] : [`Fair, but disabled all along: ${loop.disabled.map(printable).join(", ")}.`]),
  ];
}

function whatGoesOn({ steps }: Trace, { start }: Loop): string {
  if (start === steps.length) return `For ever: after ${start === 0 ? "the initial state" : `step ${start}`} nothing happens any more.`;
  return `For ever: ${start + 1 === steps.length ? `step ${steps.length}` : `steps ${start + 1} to ${steps.length}`}, again and again.`;
}

function stateText(index: number): string {
  return index === 0 ? "the initial state" : `the state after step ${index}`;
}

function waitingLine({ action, parameters, fair, disabledIn }: Waiting, isStill: boolean): string {
  const name = actionText(action, parameters ?? {});
  if (fair === null) {
    const when = disabledIn === null ? (isStill ? "is enabled" : "is enabled all along") : "is enabled at times";
    return `${name} ${when} and never happens: it is not declared fair.`;
  }
  return `${name} never happens although it is enabled at times: its fairness is weak, and in ${stateText(disabledIn ?? 0)} it is disabled.`;
}
