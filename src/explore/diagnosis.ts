/**
 * Expands one state slowly, every function called by itself and effects twice: finds which function of a spec is at fault, and
 * functions that are not deterministic. The hot loop has no such checks; it runs this on a sample of states and when something threw.
 */
import { CutcheckError, fail, type Scalar, show } from "../dsl/errors.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";
import type { Found } from "./found.ts";
import { isOfStates, type Judge, type StateProperty, type StepProperty } from "./judge.ts";
import { RunWanted } from "./mistakenRun.ts";
import type { Trace } from "./outcome.ts";
import type { ReachableSet } from "./reachable.ts";
import { Refinement } from "./refinement.ts";
import {
  abstractValue,
  apply,
  eachInitial,
  enabled,
  invariantHolds,
  isTerminal,
  mappedValues,
  marksOf,
  stepHolds,
  stepOf,
  underwayIn,
  witnessReached,
} from "./run.ts";
import { loadState } from "./trace.ts";

/** Errors: CUT2xx with its place and the trace, if a function of the spec is at fault in state `id` (-1: in the initial states). */
export function diagnose(compiled: Compiled, found: Found, id: number, judge: Judge): void {
  if (id < 0) diagnoseInitial(compiled, judge);
  else diagnoseExpansion(compiled, found, id, judge);
}

function diagnoseExpansion(compiled: Compiled, found: Found, id: number, judge: Judge): void {
  const before = compiled.scratch(0);
  const after = compiled.scratch(1);
  loadState(before, found, id);
  let any = false;
  compiled.instances.forEach((instance, index) => {
    const action = compiled.definition.actions[instance.action];
    withTrace(id, () => {
      const isEnabled = enabled(before, action, instance.parameters);
      if (isEnabled !== enabled(before, action, instance.parameters)) nondeterministic("guard", action.name, instance.parameters, "The guard");
      if (!isEnabled) return;
      any = true;
      runTwice(compiled, found, id, after, instance.action, instance.parameters);
    });
    loadState(after, found, id);
    if (!enabled(before, action, instance.parameters)) return;
    apply(after, action, instance.parameters);
    judgeSlowly(compiled, judge, before, after, index, () => new RunWanted(id, index));
  });
  if (!any) withTrace(id, () => isTerminal(before, compiled.definition));
}

function diagnoseInitial(compiled: Compiled, judge: Judge): void {
  const box = compiled.scratch(0);
  eachInitial(box, compiled.definition, () => judgeSlowly(compiled, judge, null, box, -1, () => ({ initial: box.read(), steps: [] })));
}

function runTwice(compiled: Compiled, found: Found, id: number, box: StateBox, action: number, parameters: Readonly<Record<string, Scalar>>): void {
  const definition = compiled.definition.actions[action];
  const results = [0, 1].map(() => {
    loadState(box, found, id);
    apply(box, definition, parameters);
    return box.read();
  });
  if (JSON.stringify(results[0]) === JSON.stringify(results[1])) return;
  const field = Object.keys(results[0]).find(key => JSON.stringify(results[0][key]) !== JSON.stringify(results[1][key])) as string;
  nondeterministic(
    "effect",
    definition.name,
    parameters,
    "The effect",
    `s.${field}`,
    results.map(result => show(result[field])),
  );
}

function nondeterministic(
  role: "guard" | "effect",
  name: string,
  parameters: Readonly<Record<string, Scalar>>,
  what: string,
  path?: string,
  values?: readonly string[],
): never {
  fail("CUT209", `${what} gave two results from one state.`, {
    place: { role, name, parameters, ...(path === undefined ? {} : { path }) },
    ...(values === undefined ? {} : { given: `${values[0]}, then ${values[1]}` }),
    fix: "It may depend on the state and the parameters only: no clock, no random numbers, no variables outside.",
  });
}

function judgeSlowly(compiled: Compiled, judge: Judge, before: StateBox | null, after: StateBox, instance: number, trace: () => Trace | RunWanted): void {
  const step = instance < 0 ? null : stepOf(compiled, compiled.instances[instance]);
  try {
    // As in the hot loop: a property may rely on those declared before it, and is not asked where one of them is violated.
    judge.properties.every(property => !isOfStates(property) || statePropertyHolds(judge.others, after, property));
    if (before === null) judge.properties.every(property => property.kind !== "refines" || refinesHolds(null, after, property));
    if (before !== null && step !== null) {
      judge.properties.every(
        property => isOfStates(property) || (property.kind === "step" ? stepHolds(before, after, property, step) : refinesHolds(before, after, property)),
      );
    }
    for (const witness of compiled.definition.witnesses) witnessReached(before, after, witness, step);
    underwayIn(after, compiled.definition);
    if (before !== null && step !== null) marksOf(before, after, compiled.definition, step);
  } catch (error) {
    throw error instanceof CutcheckError ? error.at({}, trace()) : error;
  }
}

/** Whether a step, or with null before it an initial state, has a counterpart. Errors: with their place, also in the abstract machine. */
export function refinesHolds(
  before: StateBox | null,
  after: StateBox,
  property: Extract<StepProperty, { kind: "refines" }>,
  refinement: Refinement = new Refinement(property),
): boolean {
  const values = [before, after].map(box => (box === null ? null : abstractValue(box, property)));
  try {
    return before === null ? refinement.allowsInitialValue(values[1]) : refinement.allowsStepValues(values[0], values[1]);
  } catch (error) {
    throw error instanceof CutcheckError ? mappedMistake(error, property.abstract.name).at({ role: "refines", name: property.name }) : error;
  }
}

/** Whether a property of states holds in the working row. Errors: as `run.ts`; for a mapped value that is no state of the other machine, its code with that machine's name. */
export function statePropertyHolds(others: Judge["others"], box: StateBox, property: StateProperty): boolean {
  if (property.kind === "invariant") return invariantHolds(box, property);
  const values = mappedValues(box, property);
  const set = others.get(property.other) as ReachableSet;
  try {
    return values.every(value => set.has(value));
  } catch (error) {
    throw error instanceof CutcheckError ? mappedMistake(error, property.other.name).at({ role: "reachableIn", name: property.name }) : error;
  }
}

/** The path of such a mistake is one in the other machine's state, which must be said. */
function mappedMistake(error: CutcheckError, machine: string): CutcheckError {
  const { mistake, stack, cause } = error;
  if (mistake.code === "CUT218") return error;
  const message = `The mapped value is no state of the machine ${show(machine)}: ${mistake.message}`;
  const made = new CutcheckError({ ...mistake, message, fix: "Map to what the types of that machine can hold, or widen them." }, { cause });
  if (stack !== undefined) made.stack = stack;
  return made;
}

/** Calls a function; a mistake that it finds in state `id` wants the run to that state (`mistakenRun.ts`). */
export function withTrace(id: number, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof CutcheckError)) throw error;
    throw error.at({}, new RunWanted(id, -1));
  }
}
