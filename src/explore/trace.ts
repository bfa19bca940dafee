/** The run to a state: parents give the states, re-expanding each parent gives the actions. */
import { fail } from "../dsl/errors.ts";
import type { RowSet } from "../kernel/rows.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";
import type { PlainState, Trace, TraceStep } from "./outcome.ts";
import { actorOf } from "./run.ts";

/**
 * The run from an initial state to `id`, then, if `instance` >= 0, one step more by that action instance. Between two states the
 * first action instance in declaration order that leads from one to the other is named. Errors: CUT209 when none does any more.
 */
export function traceTo(compiled: Compiled, rows: RowSet, id: number, instance = -1): Trace {
  const box = compiled.scratch(2);
  const ids = pathTo(rows, id);
  const initial = stateOf(box, rows, ids[0]);
  const steps = ids.slice(1).map((child, i) => stepBetween(compiled, box, rows, ids[i], child));
  return { initial, steps: instance < 0 ? steps : [...steps, stepBy(compiled, box, rows, id, instance)] };
}

function pathTo(rows: RowSet, id: number): readonly number[] {
  const ids: number[] = [];
  for (let at = id; at >= 0; at = rows.parentOf(at)) ids.push(at);
  return ids.reverse();
}

/** A stored state into a box's working row. */
export function loadState(box: StateBox, rows: RowSet, id: number): void {
  rows.read(id, box.words);
  box.unpack();
}

/** A stored state as plain data. */
export function stateOf(box: StateBox, rows: RowSet, id: number): PlainState {
  loadState(box, rows, id);
  return box.read();
}

function stepBetween(compiled: Compiled, box: StateBox, rows: RowSet, parent: number, child: number): TraceStep {
  rows.read(parent, box.words);
  let found = -1;
  box.expand(instance => {
    if (found < 0 && rows.find(box.words) === child) found = instance;
  });
  if (found < 0) notReproduced();
  return stepTo(compiled, box, rows, found, child);
}

/** Errors: always, CUT209: a run that was found cannot be found again. */
export function notReproduced(): never {
  fail("CUT209", "An effect gave another result when it was run again.", {
    fix: "Effects may depend on the state and the parameters only: no clock, no random numbers, no variables outside.",
  });
}

/** The step from a stored state by an action instance, whether or not the state after it is stored. */
export function stepBy(compiled: Compiled, box: StateBox, rows: RowSet, parent: number, instance: number): TraceStep {
  rows.read(parent, box.words);
  let state: PlainState | null = null;
  box.expand(each => {
    if (each === instance) state = box.read();
  });
  return step(compiled, instance, state as unknown as PlainState);
}

/** The step by an action instance to a stored state. */
export function stepTo(compiled: Compiled, box: StateBox, rows: RowSet, instance: number, child: number): TraceStep {
  return step(compiled, instance, stateOf(box, rows, child));
}

function step(compiled: Compiled, instance: number, state: PlainState): TraceStep {
  const { action, parameters } = compiled.instances[instance];
  const definition = compiled.definition.actions[action];
  return { action: definition.name, parameters, actor: actorOf(definition, parameters), fault: definition.fault, state };
}
