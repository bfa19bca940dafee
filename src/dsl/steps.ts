/**
 * The steps that properties, witnesses and marks look at. They name actions; a name that no action has would make them true of everything, so every
 * name that can be seen is compared with the machine's, once the machine is complete.
 */
import { checkOptions } from "./checks.ts";
import { fail, type Place, type Scalar, show } from "./errors.ts";
import { type CompositeValue, type Given, type PlainDomains, parameterNames } from "./parameters.ts";
import type { Member } from "./scalarset.ts";
import { suggestion } from "./suggest.ts";
import { type NamedThings, withKnownNames } from "./unknownNames.ts";

/** The step that a step property looks at. */
export interface Step {
  /** The action's name. To ask for one, use `of` or {@link Step.is}: they know the names. */
  readonly action: string;
  /** A parameter over a scalarset is a member of it, one over composite values such a value. */
  readonly parameters: Readonly<Record<string, Scalar | Member | CompositeValue>>;
  /** Whether one of these actions makes the step. Errors: CUT305 for a name that no action of the machine has. */
  readonly is: (...actions: readonly string[]) => boolean;
}

/** Which steps a property, a witness or marks are about. */
export interface StepOptions {
  /** The names of these actions. The function is called for their steps alone; of all others a property is true, and a witness is not reached by them. */
  readonly of: readonly string[];
}

/** Names of actions: those that a machine has, and those that it would have under other knobs. */
export interface ActionNames {
  readonly actions: readonly { readonly name: string; readonly domains: PlainDomains }[];
  /** Declared with `without`. */
  readonly absent: readonly string[];
}

/** Whether a step is one that is spoken of. `of` null: every step is. */
export function isAbout(of: readonly string[] | null, { action }: Step): boolean {
  return of === null || of.includes(action);
}

/** A step by an action, as the functions of a spec get it. A name that it does not have is a mistake (CUT212). */
export function stepBy(machine: ActionNames, action: string, given: Given): Step {
  const known = knownNames(machine);
  const is = (...actions: readonly string[]): boolean => {
    let isOne = false;
    for (const name of actions) {
      if (name === action) isOne = true;
      else if (!known.has(name)) unknownAction(name, machine, "The function asks for", {});
    }
    return isOne;
  };
  return withKnownNames({ action, parameters: withKnownNames({ ...given }, parametersOf(machine)) as Step["parameters"], is }, stepNames);
}

const stepNames = { code: "CUT212", whole: "A step", part: "field", none: "nothing" } as const;

/** For each machine, the names of all parameters that its actions have. */
const parametersOfSteps = new WeakMap<ActionNames, NamedThings>();

/** A parameter that no action of the machine has is a mistake. One that another action has reads as undefined: a property is asked about the steps of all. */
function parametersOf(machine: ActionNames): NamedThings {
  const known = parametersOfSteps.get(machine) ?? { ...parameterNames, elsewhere: new Set(machine.actions.flatMap(each => Object.keys(each.domains))) };
  parametersOfSteps.set(machine, known);
  return known;
}

const namesOf = new WeakMap<ActionNames, ReadonlySet<string>>();

/** The names of a machine's actions, and those that it is without. Made once for a machine, which has a step for each instance of an action. */
export function knownNames(machine: ActionNames): ReadonlySet<string> {
  const known = namesOf.get(machine) ?? new Set([...machine.actions.map(each => each.name), ...machine.absent]);
  namesOf.set(machine, known);
  return known;
}

/** What is left out, resolved. Errors: CUT106 for anything but a list of names. */
export function resolveOf(options: StepOptions, what: string): readonly string[] {
  checkOptions(options, ["of"], what);
  const { of } = options;
  if (!Array.isArray(of) || of.length === 0 || !of.every(name => typeof name === "string")) {
    fail("CUT106", `${what} names no actions.`, { given: show(of), allowed: "a list of actions' names", fix: 'Write { of: ["the name of an action"] }.' });
  }
  return Object.freeze([...of]);
}

/** Errors: always, CUT305. `who` asks for the action: the beginning of a sentence. */
export function unknownAction(name: unknown, { actions, absent }: ActionNames, who: string, place: Place): never {
  const known = [...actions.map(each => each.name), ...absent];
  return fail("CUT305", `${who} the action ${show(name)}, which the machine does not have.`, {
    place,
    allowed: known.join("; ") || "none: the machine has no actions",
    fix: `${suggestion(String(name), known)} An action that only other knobs give the machine is declared with .without(name).`,
  });
}
