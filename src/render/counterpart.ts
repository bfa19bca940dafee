/** A step that another machine does not have, in words: what it maps to, and what would have been possible there. */
import { changes } from "../counterexample/changes.ts";
import type { Counterpart, PlainState } from "../explore/work/outcome.ts";
import { printable } from "./printable.ts";
import { actionText, fieldTexts, safe } from "./steps.ts";

/** Possible steps that are named; of more, only how many there are. */
const possibleMax = 10;

/** Sentences, safe to print. `steps`: how many the run has. */
export function counterpartLines(counterpart: Counterpart, steps: number): readonly string[] {
  const { machine, types, before, after, possible } = counterpart;
  const name = `"${printable(machine)}"`;
  if (before === null) return [`The initial state maps to no initial state of ${name}.`, `It maps to ${stateText(types, after)}.`];
  const more = possible.length - possibleMax;
  return [
    `Step ${steps} has no counterpart in ${name}: no step of it does this, and it is not no change.`,
    `Before it ${name} is in ${stateText(types, before)}.`,
    `The step would be ${changesText(types, before, after)}.`,
    possible.length === 0 ? "There nothing is possible." : "There these steps are possible:",
    ...possible.slice(0, possibleMax).map(step => `${actionText(step.action, step.parameters)}: ${changesText(types, before, step.state)}`),
    ...(more > 0 ? [`and ${more} more.`] : []),
  ];
}

function stateText(types: Counterpart["types"], state: PlainState): string {
  return fieldTexts(types, state)
    .map(({ path, value }) => `${path} = ${value}`)
    .join(", ");
}

function changesText(types: Counterpart["types"], before: PlainState, after: PlainState): string {
  return changes(types, before, after)
    .map(safe)
    .map(change => `${change.path} ${change.before} -> ${change.after}`)
    .join(", ");
}
