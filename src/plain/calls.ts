/** Calls of a spec's functions on plain states, every exception and odd result as a coded mistake with its place. */
import { type ActionDefinition, defaultInit } from "../dsl/actions.ts";
import { showsStatesOf } from "../dsl/enabled.ts";
import { CutcheckError, fail, type Place, show } from "../dsl/errors.ts";
import type { LivenessProperty, MomentDefinition } from "../dsl/liveness.ts";
import type { MachineDefinition, PropertyDefinition, WitnessDefinition } from "../dsl/machine.ts";
import { eachChoice, type Given, givenOf, type PlainChoice } from "../dsl/parameters.ts";
import { isAbout, type Step } from "../dsl/steps.ts";
import type { PlainState } from "./answer.ts";
import { RootCell } from "./cell.ts";
import { insideOf } from "./inside.ts";
import { firstMistake } from "./mistakes.ts";
import { admit, defaultsOf } from "./values.ts";
import { stateView } from "./views.ts";

type Parameters = PlainChoice;
type AnyFunction = (...given: readonly unknown[]) => unknown;

/** The initial states in order, equal ones more than once; null for a choice of parameters that the guard of its `init` leaves out. */
export function* initialStates(machine: MachineDefinition): Generator<PlainState | null, void, void> {
  for (const init of machine.inits.length > 0 ? machine.inits : [defaultInit]) {
    for (const parameters of eachChoice(init.domains)) {
      const [place, given, defaults] = [{ role: "init", parameters } as const, givenOf(init, parameters), defaultsOf(machine.shape)];
      const isInitial = init.when === null || judged(place, init.when, reading(machine, defaults), given);
      yield isInitial ? written(machine, defaults, place, init.then, given) : null;
    }
  }
}

export function isEnabled(machine: MachineDefinition, state: PlainState, action: ActionDefinition, parameters: Parameters): boolean {
  return action.when === null || judged({ role: "guard", name: action.name, parameters }, action.when, reading(machine, state), givenOf(action, parameters));
}

/** The state after an action. */
export function successor(machine: MachineDefinition, state: PlainState, action: ActionDefinition, parameters: Parameters): PlainState {
  return written(machine, state, { role: "effect", name: action.name, parameters }, action.then, givenOf(action, parameters));
}

export function actorOf(action: ActionDefinition, parameters: Parameters): string {
  return placed({ role: "actor", name: action.name, parameters }, () => {
    const actor: unknown = action.actor(parameters);
    return typeof actor === "string" ? actor : fail("CUT213", `The function returned ${show(actor)}.`);
  });
}

/** Whether a state is within the machine's constraint. */
export function isWithin(machine: MachineDefinition, state: PlainState): boolean {
  return machine.within === null || judged({ role: "within" }, machine.within, reading(machine, state));
}

export function isTerminal(machine: MachineDefinition, state: PlainState): boolean {
  if (machine.terminal === null || machine.terminal === "any") return machine.terminal === "any";
  return judged({ role: "terminal" }, machine.terminal, reading(machine, state));
}

export function invariantHolds(machine: MachineDefinition, state: PlainState, property: Extract<PropertyDefinition, { kind: "invariant" }>): boolean {
  return judged({ role: "invariant", name: property.name }, property.holds, reading(machine, state));
}

type Moments = readonly [first: boolean, second: boolean];

/** Whether a state is what a liveness property waits for, first and second; what waits for steps says no of it. */
export function livenessOf(machine: MachineDefinition, state: PlainState, property: LivenessProperty): Moments {
  const ask = (moment: MomentDefinition): boolean =>
    typeof moment === "function" && judged({ role: property.kind, name: property.name }, moment, reading(machine, state));
  return property.kind === "leadsTo" ? [ask(property.from), ask(property.to)] : [ask(property.holds), false];
}

/** Whether a step that changes the state is what a liveness property waits for; what waits for states says no of it. */
export function livenessOfStep(machine: MachineDefinition, from: PlainState, to: PlainState, step: Step, property: LivenessProperty): Moments {
  const ask = (moment: MomentDefinition): boolean => {
    if (typeof moment === "function" || !isAbout(moment.of, step)) return false;
    const place: Place = { role: property.kind, name: property.name };
    return moment.where === null || judged(place, moment.where, reading(machine, from), reading(machine, to, 1), step);
  };
  return property.kind === "leadsTo" ? [ask(property.from), ask(property.to)] : [ask(property.holds), false];
}

export function stepHolds(
  machine: MachineDefinition,
  from: PlainState,
  to: PlainState,
  step: Step,
  property: Extract<PropertyDefinition, { kind: "step" }>,
): boolean {
  if (!isAbout(property.of, step)) return true;
  return judged({ role: "step", name: property.name }, property.holds, reading(machine, from), reading(machine, to, 1), step);
}

export function witnessed(machine: MachineDefinition, witness: WitnessDefinition, to: PlainState, from?: PlainState, step?: Step): boolean {
  const place: Place = { role: "witness", name: witness.name };
  if (witness.kind === "witness") return judged(place, witness.reached, reading(machine, to));
  return (
    from !== undefined &&
    step !== undefined &&
    isAbout(witness.of, step) &&
    judged(place, witness.reached, reading(machine, from), reading(machine, to, 1), step)
  );
}

/** The states of the other machine that a `reachableIn` property asks for. */
export function mapped(machine: MachineDefinition, state: PlainState, property: Extract<PropertyDefinition, { kind: "reachableIn" }>): readonly PlainState[] {
  return placed({ role: "reachableIn", name: property.name }, () => {
    const value = (property.map as AnyFunction)(reading(machine, state));
    const values = value === null ? [] : Array.isArray(value) ? value : [value];
    return values.map(each => admit({ kind: "record", fields: property.other.shape }, each, "s") as PlainState);
  });
}

/** The state of the abstract machine that a `refines` property maps to. */
export function abstractState(machine: MachineDefinition, state: PlainState, property: Extract<PropertyDefinition, { kind: "refines" }>): PlainState {
  return placed({ role: "refines", name: property.name }, () => {
    const value = (property.map as AnyFunction)(reading(machine, state));
    return admit({ kind: "record", fields: property.abstract.shape }, value, "s") as PlainState;
  });
}

/** A cell with its view, made once: views read their cell anew each time. */
interface Stage {
  readonly cell: RootCell;
  readonly view: object;
}

const stages = new WeakMap<MachineDefinition, readonly [Stage, Stage]>();

/** Two stages, for the state before a step and the one after it. */
function stagesOf(machine: MachineDefinition): readonly [Stage, Stage] {
  const stage = (): Stage => {
    const cell = new RootCell(defaultsOf(machine.shape));
    const view = stateView(machine.shape, cell);
    showsStatesOf(view, machine);
    return { cell, view };
  };
  const made = stages.get(machine) ?? [stage(), stage()];
  stages.set(machine, made);
  return made;
}

function reading(machine: MachineDefinition, state: PlainState, which: 0 | 1 = 0): object {
  const { cell, view } = stagesOf(machine)[which];
  cell.write(state);
  return view;
}

function written(machine: MachineDefinition, state: PlainState, place: Place, effect: unknown, given: Given): PlainState {
  const view = reading(machine, state);
  const [{ cell }] = stagesOf(machine);
  cell.writable = true;
  try {
    const result = placed(place, () => (effect as AnyFunction)(view, given));
    if (runsLater(result)) placed(place, () => fail("CUT213", "The function returned something that has yet to run.", { allowed: "nothing" }));
    return cell.read() as PlainState;
  } finally {
    cell.writable = false;
  }
}

function judged(place: Place, test: unknown, ...given: readonly unknown[]): boolean {
  return placed(place, () => {
    const result = (test as AnyFunction)(...given);
    return typeof result === "boolean" ? result : fail("CUT213", `The function returned ${show(result)}.`);
  });
}

/** A promise, or what a generator function returns: its body has not run. */
function runsLater(result: unknown): boolean {
  if (typeof result !== "object" || result === null || insideOf(result) !== null) return false;
  const { then, next } = result as { readonly then?: unknown; readonly next?: unknown };
  return typeof then === "function" || typeof next === "function";
}

/** Also a mistake that the function itself has caught is one. */
function placed<T>(place: Place, call: () => T): T {
  firstMistake();
  try {
    const result = call();
    const caught = firstMistake();
    if (caught !== null) throw caught;
    return result;
  } catch (error) {
    const mistake = firstMistake() ?? error;
    if (mistake instanceof CutcheckError) throw mistake.at(place);
    const text = thrown(error);
    // Node refuses to clone a proxy, which is what the view of a collection is.
    const code = text.startsWith("DataCloneError") ? "CUT217" : "CUT208";
    throw new CutcheckError({ code, message: `The function threw ${text}`, place }, { cause: error });
  }
}

/** What a spec function threw, in words; it may be anything. */
function thrown(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something that is no text";
  }
}
