/** One step at a time, every call checked: what replay, traces and the search for a culprit use. The hot loop is generated and checks less. */
import { type ActionDefinition, defaultInit, type InitDefinition } from "../../dsl/actions.ts";
import { checkMarks, checkUnderway, type Mark, type Underway } from "../../dsl/annotations.ts";
import { rememberMistake, takeMistake, whileRunning } from "../../dsl/calls.ts";
import { textCharactersMax } from "../../dsl/checks.ts";
import { type CutcheckError, isMistake, mistakeOf, type Place, showThrown, tamed, throwFirstMistake } from "../../dsl/errors.ts";
import { isOfSteps, type LivenessProperty, type MomentDefinition, momentsOf } from "../../dsl/liveness.ts";
import type { MachineDefinition, PropertyDefinition, WitnessDefinition } from "../../dsl/machine.ts";
import { named } from "../../dsl/naming.ts";
import { type ObservedData, observedData } from "../../dsl/observed.ts";
import { eachChoice, type Given, givenOf, type PlainChoice } from "../../dsl/parameters.ts";
import { isAbout, type Step, stepBy } from "../../dsl/steps.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import type { ActionInstance } from "../../layout/instances.ts";
import { checkEffectResult } from "../../layout/results.ts";
import { badResult } from "../../layout/runtime.ts";
import { limited } from "../work/limit.ts";

type Parameters = PlainChoice;

/** Whether the state in the working row is within the machine's constraint. Errors: as {@link enabled}. */
export function isWithin(box: StateBox): boolean {
  const within = box.within as ((state: unknown) => boolean) | null;
  return within === null || asBoolean({ role: "within" }, box, () => within(box.state));
}

/** Whether the guard holds in the box's working row; beyond the constraint none does. Errors: CUT207, CUT208, CUT213 and what the views find. */
export function enabled(box: StateBox, action: ActionDefinition, parameters: Parameters): boolean {
  if (!isWithin(box)) return false;
  if (action.when === null) return true;
  const when = action.when as (state: unknown, given: Given) => boolean;
  const given = givenOf(action, parameters);
  return asBoolean({ role: "guard", name: action.name, parameters }, box, () => when(box.state, given));
}

/** Runs the effect on the box's working row. Errors: CUT208, CUT213 (a promise) and what the views find. */
export function apply(box: StateBox, action: ActionDefinition, parameters: Parameters): void {
  const given = givenOf(action, parameters);
  write({ role: "effect", name: action.name, parameters }, box, () => (action.then as (state: unknown, given: Given) => unknown)(box.state, given));
}

/** A step by an action instance, as step properties and step witnesses get it. */
export function stepOf({ definition }: Pick<Compiled, "definition">, { action, given }: ActionInstance): Step {
  return stepBy(definition, definition.actions[action].name, given);
}

/** Who acts. Errors: CUT208, CUT213. */
export function actorOf(action: ActionDefinition, parameters: Parameters): string {
  return guarded({ role: "actor", name: action.name, parameters }, null, () => {
    const actor: unknown = action.actor(parameters);
    if (typeof actor !== "string") return badResult(actor, "a string", "Return the name of whoever acts.");
    return actor.length <= textCharactersMax ? actor : badResult(actor, `a string of at most ${textCharactersMax} characters`, "Return a shorter name.");
  });
}

/** Sets an initial state in the working row, from the defaults; false when the guard leaves it out. Errors: as {@link enabled} and {@link apply}. */
function initialise(box: StateBox, { when, then, ...choosable }: InitDefinition, parameters: Parameters): boolean {
  box.reset();
  const given = givenOf(choosable, parameters);
  const place: Place = { role: "init", parameters };
  if (when !== null && !asBoolean(place, box, () => (when as (state: unknown, given: Given) => boolean)(box.state, given))) return false;
  write(place, box, () => (then as (state: unknown, given: Given) => unknown)(box.state, given));
  return true;
}

/** The initial states, packed, in order; equal ones more than once. Errors: as {@link apply}. */
export function packedInitials(box: StateBox, definition: MachineDefinition): readonly Int32Array[] {
  const packed: Int32Array[] = [];
  eachInitial(box, definition, () => {
    box.pack();
    packed.push(box.words.slice());
  });
  return packed;
}

/** Calls `visit` with each initial state in the working row, in order; equal ones more than once. */
export function eachInitial(box: StateBox, definition: MachineDefinition, visit: () => void): void {
  for (const isInitial of initialStates(box, definition)) if (isInitial) visit();
}

/**
 * Puts one initial state after the other into the working row. False: the guard leaves this choice of parameters out, and the row means nothing. Errors: as
 * {@link enabled} and {@link apply}.
 */
export function* initialStates(box: StateBox, definition: MachineDefinition): Generator<boolean, void> {
  for (const init of definition.inits.length > 0 ? definition.inits : [defaultInit]) {
    for (const parameters of eachChoice(init.domains)) yield initialise(box, init, parameters);
  }
}

/** Whether an invariant holds in the working row; other kinds are not judged by one state. Errors: as {@link enabled}. */
export function invariantHolds(box: StateBox, property: Extract<PropertyDefinition, { kind: "invariant" }>): boolean {
  return asBoolean({ role: "invariant", name: property.name }, box, () => (property.holds as (state: unknown) => boolean)(box.state));
}

/** Whether the working row is what a property of runs waits for, first and second; what waits for steps is not. Errors: as {@link enabled}. */
export function livenessHolds(box: StateBox, property: LivenessProperty): Answers {
  const place: Place = { role: property.kind, name: property.name };
  return answersOf(property, moment => !isOfSteps(moment) && asBoolean(place, box, () => (moment as (state: unknown) => unknown)(box.state)));
}

/** Whether a step between two boxes is what a property of runs waits for; what waits for states is not. The step must change the state. Errors: as {@link enabled}. */
export function livenessStepHolds(before: StateBox, after: StateBox, property: LivenessProperty, step: Step): Answers {
  const place: Place = { role: property.kind, name: property.name };
  return answersOf(property, moment => {
    if (!isOfSteps(moment) || !isAbout(moment.of, step)) return false;
    const where = moment.where as unknown as ((before: unknown, after: unknown, step: Step) => unknown) | null;
    return where === null || asBoolean(place, after, () => where(before.state, after.state, step));
  });
}

type Answers = readonly [first: boolean, second: boolean];

function answersOf(property: LivenessProperty, ask: (moment: MomentDefinition) => boolean): Answers {
  const [first, second] = momentsOf(property);
  return [ask(first), property.kind === "leadsTo" && ask(second)];
}

/** Whether a step property holds between two boxes; of a step that it is not about it does. Errors: as {@link enabled}. */
export function stepHolds(before: StateBox, after: StateBox, property: Extract<PropertyDefinition, { kind: "step" }>, step: Step): boolean {
  if (!isAbout(property.of, step)) return true;
  const holds = property.holds as unknown as (before: unknown, after: unknown, step: Step) => boolean;
  return asBoolean({ role: "step", name: property.name }, after, () => holds(before.state, after.state, step));
}

/** Whether a witness is reached. Errors: as {@link enabled}. */
export function witnessReached(before: StateBox | null, after: StateBox, witness: WitnessDefinition, step: Step | null): boolean {
  return asBoolean({ role: "witness", name: witness.name }, after, () => {
    if (witness.kind === "witness") return (witness.reached as (state: unknown) => boolean)(after.state);
    if (before === null || step === null || !isAbout(witness.of, step)) return false;
    return (witness.reached as unknown as (before: unknown, after: unknown, step: Step) => boolean)(before.state, after.state, step);
  });
}

/** Whether a state without successors is declared terminal, or is beyond the constraint: what it has is not known. Errors: as {@link enabled}. */
export function isTerminal(box: StateBox, definition: MachineDefinition): boolean {
  if (!isWithin(box)) return true;
  const terminal = definition.terminal;
  if (terminal === "any" || terminal === null) return terminal === "any";
  return asBoolean({ role: "terminal" }, box, () => (terminal as (state: unknown) => boolean)(box.state));
}

/** The value of a `reachableIn` map, as a list. Errors: as {@link enabled}. */
export function mappedValues(box: StateBox, property: Extract<PropertyDefinition, { kind: "reachableIn" }>): readonly unknown[] {
  const value = reading({ role: "reachableIn", name: property.name }, box, () => (property.map as (state: unknown) => unknown)(box.state));
  return value === null ? [] : Array.isArray(value) ? value : [value];
}

/** The messages underway in the working row. Errors: CUT213, and as {@link enabled}. */
export function underwayIn(box: StateBox, { underway }: MachineDefinition): readonly Underway[] {
  return underway.flatMap(messages =>
    reading({ role: "underway" }, box, () => checkUnderway(named(() => (messages as (state: unknown) => unknown)(box.state)))),
  );
}

/** The marks of a step between two boxes. Errors: CUT213, and as {@link enabled}. */
export function marksOf(before: StateBox, after: StateBox, { marks }: MachineDefinition, step: Step): readonly Mark[] {
  return marks.flatMap(each => {
    if (!isAbout(each.of, step)) return [];
    const mark = each.marks as unknown as (before: unknown, after: unknown, step: Step) => unknown;
    return reading({ role: "marks" }, after, () => checkMarks(named(() => mark(before.state, after.state, step))));
  });
}

/** What can be seen of the working row, in the order of declaration. Errors: CUT213, and as {@link enabled}. */
export function observedIn(box: StateBox, { observed }: MachineDefinition): readonly ObservedData[] {
  return observed.map(({ name, value }) =>
    reading({ role: "observed", name }, box, () => named(() => observedData((value as (state: unknown) => unknown)(box.state)))),
  );
}

/** The value of a `refines` map. Errors: as {@link enabled}. */
export function abstractValue(box: StateBox, property: Extract<PropertyDefinition, { kind: "refines" }>): unknown {
  return reading({ role: "refines", name: property.name }, box, () => (property.map as (state: unknown) => unknown)(box.state));
}

/** What a function of a spec says of the state in the working row. Errors: CUT213, and as {@link enabled}. */
export function asBoolean(place: Place, box: StateBox, call: () => unknown): boolean {
  return reading(place, box, () => {
    const result = call();
    return typeof result === "boolean" ? result : badResult(result);
  });
}

/** Runs a function of a spec that writes the working row. Errors: as {@link apply}. */
export function write(place: Place, box: StateBox, call: () => unknown): void {
  box.writable(true);
  try {
    guarded(place, box, () => {
      checkEffectResult(call(), box.state);
    });
  } finally {
    box.writable(false);
  }
}

/** Runs a function of a spec that reads the working row. Errors: as {@link enabled}. */
export function reading<T>(place: Place, box: StateBox, call: () => T): T {
  box.writable(false);
  return guarded(place, box, call);
}

/** Runs a function of the spec; `box`: the state that it gets, null for none; whatever it throws becomes a coded mistake at this place, and so does a mistake that it has made and caught. */
export function guarded<T>(place: Place, box: StateBox | null, call: () => T): T {
  return whileRunning(() => {
    // Of another function, which the hot loop called: it will look.
    const earlier = takeMistake();
    try {
      const result = limited(call);
      box?.verify();
      throwFirstMistake();
      if (earlier !== null) rememberMistake(earlier);
      return result;
    } catch (error) {
      throw asMistake(takeMistake() ?? error).at(place);
    }
  });
}

/** Any exception of a spec function as a coded mistake: CUT208, unless it is one already. */
export function asMistake(error: unknown): CutcheckError {
  if (isMistake(error)) return error;
  return mistakeOf(
    {
      code: "CUT208",
      message: `The function threw ${showThrown(error)}`,
      place: {},
      fix: "It must work in every state that can be reached: guard it, or test first.",
    },
    tamed(error),
  );
}
