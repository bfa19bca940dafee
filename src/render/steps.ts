/** The parts that every picture of a run shares: an action with its parameters, what changed, the fields of a state. */
import { type Change, changes, type Field, fieldsOf } from "../counterexample/changes.ts";
import { type ShownTypes, showLabel } from "../counterexample/values.ts";
import type { Scalar } from "../dsl/errors.ts";
import type { PlainState, Trace, TraceStep } from "../explore/work/outcome.ts";
import { printable, shortened } from "./printable.ts";

/** Values longer than this lose their middle. */
const valueCharactersMax = 400;

/** `receive(task: 1, kind: barrier)`; without parameters the name alone. */
export function actionText(action: string, parameters: Readonly<Record<string, Scalar>>): string {
  const values = Object.entries(parameters).map(([name, value]) => `${name}: ${typeof value === "string" ? showText(value) : value}`);
  return printable(values.length === 0 ? action : `${action}(${values.join(", ")})`);
}

/** A list or an object, which a trace names by its JSON text, as it is; any other text as a label. */
function showText(value: string): string {
  return /^[[{]/.test(value) && isJson(value) ? value : showLabel(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Who takes a step; null where the action declares no actor and would only be named twice. */
export function actorText({ actor, action }: Pick<TraceStep, "actor" | "action">): string | null {
  return actor === action ? null : printable(actor);
}

/** What each step of a trace changed, safe to print. */
export function changesOfSteps(types: ShownTypes, trace: Trace): readonly (readonly Change[])[] {
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  return trace.steps.map((step, i) => changes(types, states[i] as PlainState, step.state).map(safe));
}

/** Equal changes of several elements as one: `tasks[0].phase` and `tasks[1].phase` become `tasks[0, 1].phase`. Each stands where its first one did. */
export function merged(changes: readonly Change[]): readonly Change[] {
  const groups = new Map<string, { readonly first: Change; readonly indices: string[] }>();
  for (const change of changes) {
    const [, before, index, after] = /^(.*?\[)(.*?)(\].*)$/.exec(change.path) ?? [change.path, change.path, "", ""];
    const key = JSON.stringify([before, after, change.before, change.after]);
    const group = groups.get(key) ?? { first: change, indices: [] };
    groups.set(key, group);
    group.indices.push(index as string);
  }
  return [...groups.values()].map(({ first, indices }) => ({
    ...first,
    path: indices.length < 2 ? first.path : first.path.replace(/\[.*?\]/, () => `[${indices.join(", ")}]`),
  }));
}

/** The fields of a state, safe to print. */
export function fieldTexts(types: ShownTypes, state: PlainState): readonly Field[] {
  return fieldsOf(types, state).map(({ path, value }) => ({ path: printable(path), value: safeValue(value) }));
}

/** A change, safe to print. */
export function safe({ path, before, after }: Change): Change {
  return { path: printable(path), before: safeValue(before), after: safeValue(after) };
}

function safeValue(value: string): string {
  return shortened(printable(value), valueCharactersMax);
}

/** Knobs with their values: `regions=2  lateAcks=dropped`; `none` when there are none. */
export function knobsText(values: Readonly<Record<string, Scalar>>): string {
  return (
    Object.entries(values)
      .map(([name, value]) => printable(`${name}=${value}`))
      .join("  ") || "none"
  );
}
