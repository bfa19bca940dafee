/** Judges an infinite run by the definitions, step by step: is it fair, and does a property hold along it? Shares nothing with what found it. */
import type { ActionDefinition } from "../dsl/actions.ts";
import type { Scalar } from "../dsl/errors.ts";
import { type FairnessKind, promiseOf } from "../dsl/fairness.ts";
import type { LivenessProperty } from "../dsl/liveness.ts";
import { givenOf } from "../dsl/parameters.ts";
import { stepBy } from "../dsl/steps.ts";
import { apply, enabled, livenessHolds, livenessStepHolds } from "../explore/calls/run.ts";
import type { Loop } from "../explore/work/outcome.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";

/** A run as it was computed anew. */
export interface InfiniteRun {
  readonly compiled: Compiled;
  /** The packed states, the initial one first. */
  readonly states: readonly Int32Array[];
  /** The steps between them. */
  readonly steps: readonly { readonly action: string; readonly parameters: Readonly<Record<string, Scalar>> }[];
  readonly loop: Loop;
}

/** A promise that the loop breaks: an action, or one of its instances, that should happen and never does. */
export interface Broken {
  readonly action: string;
  /** Null: the action as a whole. */
  readonly parameters: Readonly<Record<string, Scalar>> | null;
  readonly kind: FairnessKind;
}

/** Whether the last state is the one that the loop begins with. */
export function closes({ states, loop }: InfiniteRun): boolean {
  const first = states[loop.start] as Int32Array;
  return (states.at(-1) as Int32Array).every((word, i) => word === first[i]);
}

/** The first promise, in declaration order, that the loop breaks; null when it is fair. Errors: CUT2xx from guards and effects. */
export function brokenPromise(run: InfiniteRun): Broken | null {
  const { compiled, loop } = run;
  const states = run.states.slice(loop.start, Math.max(loop.start + 1, run.states.length - 1));
  const taken = new Set(run.steps.slice(loop.start).map(step => nameOf(step.action, step.parameters)));
  const enabledIn = states.map(state => enabledNames(compiled, state));
  for (const { action, fair } of promisesOf(compiled)) {
    const names = fair.names.filter(name => enabledIn.some(each => each.has(name)));
    const always = enabledIn.every(each => fair.names.some(name => each.has(name)));
    const isDue = fair.kind === "strong" ? names.length > 0 : always;
    if (isDue && !fair.names.some(name => taken.has(name))) return { action, parameters: fair.parameters, kind: fair.kind };
  }
  return null;
}

/** What a property says of a state or a step of the run: whether it is what is waited for first, and second. */
type Said = readonly [first: boolean, second: boolean];

/** Whether a property holds along the run. A step that leaves the state as it is counts for nothing. Errors: CUT2xx from its functions. */
export function holdsForEver(run: InfiniteRun, property: LivenessProperty): boolean {
  const { start } = run.loop;
  // State 0, step 1, state 1, and so on: what comes at or after the first state of the loop comes again and again.
  const said = run.states.flatMap((state, i) => [...(i === 0 ? [] : [saysOfStep(run, property, i)]), saysOfState(run, property, state)]);
  const repeats = (at: number): boolean => at >= 2 * start;
  switch (property.kind) {
    case "eventually":
      return said.some(([first]) => first);
    case "infinitelyOften":
      return said.some(([first], at) => first && repeats(at));
    case "eventuallyAlways":
      return !said.some(([first], at) => at % 2 === 0 && !first && repeats(at));
    case "leadsTo":
      return said.every(([from], at) => !from || said.some(([, to], later) => to && (later >= at || repeats(later))));
    case "alwaysPossible":
      return true;
  }
}

function saysOfState({ compiled }: InfiniteRun, property: LivenessProperty, state: Int32Array): Said {
  return compiled.lend(box => {
    unpacked(box, state);
    return livenessHolds(box, property);
  });
}

/** Of the step to state `number`. */
function saysOfStep({ compiled, states, steps }: InfiniteRun, property: LivenessProperty, number: number): Said {
  const [from, to] = [states[number - 1] as Int32Array, states[number] as Int32Array];
  const { action, parameters } = steps[number - 1] as InfiniteRun["steps"][number];
  if (from.every((word, i) => word === to[i])) return [false, false];
  const definition = compiled.definition.actions.find(each => each.name === action) as ActionDefinition;
  return compiled.lendTwo((before, after) => {
    unpacked(before, from);
    unpacked(after, to);
    return livenessStepHolds(before, after, property, stepBy(compiled.definition, action, givenOf(definition, parameters)));
  });
}

interface Due {
  readonly action: string;
  readonly fair: { readonly kind: FairnessKind; readonly names: string[]; readonly parameters: Broken["parameters"] };
}

function promisesOf({ definition, instances }: Compiled): readonly Due[] {
  const due = new Map<string, Due>();
  for (const { action: index, parameters } of instances) {
    const action = definition.actions[index] as (typeof definition.actions)[number];
    const promised = promiseOf(action, parameters);
    if (promised === null || action.fair === null) continue;
    const { key, action: name, parameters: chosen } = promised;
    const one = due.get(key) ?? { action: name, fair: { kind: action.fair.kind, names: [], parameters: chosen } };
    due.set(key, one);
    one.fair.names.push(nameOf(action.name, parameters));
  }
  return [...due.values()];
}

/** The action instances that would change the state. */
function enabledNames(compiled: Compiled, state: Int32Array): ReadonlySet<string> {
  const changes = (box: StateBox): string[] =>
    compiled.instances.flatMap(({ action, parameters }) => {
      const definition = compiled.definition.actions[action] as (typeof compiled.definition.actions)[number];
      unpacked(box, state);
      if (!enabled(box, definition, parameters)) return [];
      apply(box, definition, parameters);
      box.pack();
      return box.words.every((word, i) => word === state[i]) ? [] : [nameOf(definition.name, parameters)];
    });
  return new Set(compiled.lend(changes));
}

function unpacked(box: StateBox, state: Int32Array): void {
  box.words.set(state);
  box.unpack();
}

/** Parameters have the order of the action's domains, in traces too, but a file may list them in another one. */
function nameOf(action: string, parameters: Readonly<Record<string, Scalar>>): string {
  return JSON.stringify([action, Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
