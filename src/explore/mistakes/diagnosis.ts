/**
 * Expands one state slowly, every function called by itself and effects twice: finds which function of a spec is at fault, and
 * functions that are not deterministic. The hot loop has no such checks; it runs this on a sample of states and when something threw.
 */
import { takeMistake, whileRunning } from "../../dsl/calls.ts";
import { type CutcheckError, fail, isMistake, mistakeOf, type Place, type Scalar, show, showThrown } from "../../dsl/errors.ts";
import { textOf } from "../../dsl/unordered.ts";
import { plain } from "../../dsl/views.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import {
  abstractValue,
  actorOf,
  apply,
  asMistake,
  eachInitial,
  enabled,
  invariantHolds,
  isTerminal,
  isWithin,
  mappedValues,
  marksOf,
  observedIn,
  stepHolds,
  stepOf,
  underwayIn,
  witnessReached,
} from "../calls/run.ts";
import type { FoundStates } from "../found/foundStates.ts";
import type { ReachableSet } from "../found/reachable.ts";
import { isOfStates, type Judge, type StateProperty, type StepProperty } from "../judge/judge.ts";
import { Refinement } from "../judge/refinement.ts";
import { RunWanted } from "../runs/mistakenRun.ts";
import { loadState } from "../trace/trace.ts";
import type { Trace } from "../work/outcome.ts";

/** Errors: CUT2xx with its place and the trace, if a function of the spec is at fault in state `id` (-1: in the initial states). */
export function diagnose(compiled: Compiled, found: FoundStates, id: number, judge: Judge): void {
  if (id < 0) diagnoseInitial(compiled, judge);
  else compiled.lendTwo((before, after) => diagnoseExpansion(compiled, before, after, found, id, judge));
}

function diagnoseExpansion(compiled: Compiled, before: StateBox, after: StateBox, found: FoundStates, id: number, judge: Judge): void {
  loadState(before, found, id);
  if (compiled.definition.within !== null) withTrace(id, () => twice({ role: "within" }, () => isWithin(before)));
  let any = false;
  compiled.instances.forEach((instance, index) => {
    const action = compiled.definition.actions[instance.action];
    withTrace(id, () => {
      const { parameters } = instance;
      const isEnabled = twice({ role: "guard", name: action.name, parameters }, () => enabled(before, action, parameters));
      if (!isEnabled) return;
      any = true;
      twice({ role: "actor", name: action.name, parameters }, () => actorOf(action, parameters));
      runTwice(compiled, found, id, after, instance.action, parameters);
    });
    loadState(after, found, id);
    if (!enabled(before, action, instance.parameters)) return;
    apply(after, action, instance.parameters);
    judgeSlowly(compiled, judge, before, after, index, () => new RunWanted(id, index));
  });
  if (!any) withTrace(id, () => twice({ role: "terminal" }, () => isTerminal(before, compiled.definition)));
}

function diagnoseInitial(compiled: Compiled, judge: Judge): void {
  compiled.lend(box => eachInitial(box, compiled.definition, () => judgeSlowly(compiled, judge, null, box, -1, () => ({ initial: box.read(), steps: [] }))));
}

function runTwice(compiled: Compiled, found: FoundStates, id: number, box: StateBox, action: number, parameters: Readonly<Record<string, Scalar>>): void {
  const definition = compiled.definition.actions[action];
  const results = [0, 1].map(() => {
    loadState(box, found, id);
    apply(box, definition, parameters);
    return box.read();
  });
  if (JSON.stringify(results[0]) === JSON.stringify(results[1])) return;
  const field = Object.keys(results[0]).find(key => JSON.stringify(results[0][key]) !== JSON.stringify(results[1][key])) as string;
  const [first, second] = results.map(result => show(result[field]));
  nondeterministic({ role: "effect", name: definition.name, parameters, path: `s.${field}` }, `${first}, then ${second}`);
}

/** What a function of the spec says, asked twice. Errors: CUT209 when it says two things, and whatever `ask` throws. */
function twice<T>(place: Place, ask: () => T): T {
  const first = ask();
  const [one, two] = [textAt(place, first), textAt(place, ask())];
  if (one !== two) nondeterministic(place, place.role === "guard" ? undefined : `${one}, then ${two}`);
  return first;
}

/** As {@link answerText}. Errors: CUT208, for an answer that throws when it is looked at. */
function textAt(place: Place, answer: unknown): string {
  try {
    return answerText(answer);
  } catch (error) {
    throw asMistake(error).at(place);
  }
}

/** An answer as a text: the same for equal ones. */
export function answerText(answer: unknown): string {
  const value = plain(answer);
  return typeof value === "object" && value !== null ? textOf(value) : String(value);
}

/** Errors: always, CUT209. */
export function nondeterministic(place: Place, given?: string, when = "from one state"): never {
  fail("CUT209", `${subjectOf(place)} gave two results ${when}.`, {
    place,
    ...(given === undefined ? {} : { given }),
    fix: byStateAlone,
  });
}

function subjectOf({ role }: Place): string {
  return role === "guard" || role === "effect" || role === "actor" ? `The ${role}` : "The function";
}

function judgeSlowly(compiled: Compiled, judge: Judge, before: StateBox | null, after: StateBox, instance: number, trace: () => Trace | RunWanted): void {
  const step = instance < 0 ? null : stepOf(compiled, compiled.instances[instance]);
  const { definition } = compiled;
  const ask = (role: Place["role"], name: string, call: () => boolean): boolean => twice({ role, name }, call);
  try {
    // As in the hot loop: a property may rely on those declared before it, and is not asked where one of them is violated.
    judge.properties.every(each => !isOfStates(each) || ask(each.kind, each.name, () => statePropertyHolds(judge.others, after, each)));
    if (before === null) judge.properties.every(each => each.kind !== "refines" || ask(each.kind, each.name, () => refinesHolds(null, after, each)));
    if (before !== null && step !== null) {
      const holds = (each: StepProperty): boolean => (each.kind === "step" ? stepHolds(before, after, each, step) : refinesHolds(before, after, each));
      judge.properties.every(each => isOfStates(each) || ask(each.kind, each.name, () => holds(each)));
    }
    for (const witness of definition.witnesses) ask("witness", witness.name, () => witnessReached(before, after, witness, step));
    twice({ role: "underway" }, () => underwayIn(after, definition));
    twice({ role: "observed" }, () => observedIn(after, definition));
    if (before !== null && step !== null) twice({ role: "marks" }, () => marksOf(before, after, definition, step));
  } catch (error) {
    if (!isMistake(error)) throw error;
    takeMistake();
    throw error.at({}, trace());
  }
}

/** Whether a step, or with null before it an initial state, has a counterpart. Errors: with their place, also in the abstract machine. */
export function refinesHolds(
  before: StateBox | null,
  after: StateBox,
  property: Extract<StepProperty, { kind: "refines" }>,
  refinement: Refinement = new Refinement(property),
): boolean {
  const place: Place = { role: "refines", name: property.name };
  const values = [before, after].map(box => (box === null ? null : twice(place, () => abstractValue(box, property))));
  const found = (call: () => boolean): boolean => inMapped(place, property.abstract.name, call);
  if (before === null) return found(() => refinement.allowsInitialValue(values[1]));
  found(() => refinement.isState(values[0]));
  // What the abstract machine's own functions do wrong has their place, and is not the map's fault.
  whileRunning(() => refinement.enterSlowly(values[0]));
  return found(() => refinement.allowsValueFromEntered(values[1]));
}

/** Whether a property of states holds in the working row. Errors: as `calls/run.ts`; for a mapped value that is no state of the other machine, its code with that machine's name. */
export function statePropertyHolds(others: Judge["others"], box: StateBox, property: StateProperty): boolean {
  if (property.kind === "invariant") return invariantHolds(box, property);
  const place: Place = { role: "reachableIn", name: property.name };
  const values = twice(place, () => mappedValues(box, property));
  const set = others.get(property.other) as ReachableSet;
  return inMapped(place, property.other.name, () => values.every(value => set.has(value)));
}

/** Errors: what is wrong with a mapped value, with the name of the machine that it should be a state of. */
function inMapped(place: Place, machine: string, call: () => boolean): boolean {
  try {
    return whileRunning(call);
  } catch (error) {
    throw isMistake(error) ? mappedMistake(error, machine).at(place) : asMistake(error).at(place);
  }
}

/** The path of such a mistake is one in the other machine's state, which must be said. */
function mappedMistake(error: CutcheckError, machine: string): CutcheckError {
  const { mistake, stack, cause } = error;
  if (mistake.code === "CUT218") return error;
  const message = `The mapped value is no state of the machine ${show(machine)}: ${mistake.message}`;
  const made = mistakeOf({ ...mistake, message, fix: "Map to what the types of that machine can hold, or widen them." }, cause);
  if (stack !== undefined) made.stack = stack;
  return made;
}

/** Calls a function; a mistake that it finds in state `id`, or in its step by `instance`, wants the run to there (`runs/mistakenRun.ts`). */
export function withTrace(id: number, call: () => void, instance = -1): void {
  try {
    call();
  } catch (error) {
    if (!isMistake(error)) throw error;
    // It is told now.
    takeMistake();
    throw error.at({}, new RunWanted(id, instance));
  }
}

const byStateAlone = "It may depend on the state and the parameters only: no clock, no random numbers, no variables outside.";

/** An exception that none of the functions of the spec throws when it is called again, and the engine neither: it was not a defect of ours. */
export function threwOnce(error: unknown): CutcheckError {
  const message = `A function threw ${showThrown(error)}, and did not when it was called again in the same state.`;
  return mistakeOf({ code: "CUT209", message, place: {}, fix: byStateAlone }, error);
}

/** A mistake that one of several threads has met, or a run that went on where an earlier one was, and that one thread alone does not meet. */
export function threwElsewhere(): CutcheckError {
  const message = "A function of the spec threw in one worker, and not when one worker explored alone.";
  return mistakeOf({ code: "CUT209", message, place: {}, fix: byStateAlone });
}
