/** Single steps and states of a run, as plain data. */
import { fail } from "../../dsl/errors.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { actorOf, apply, enabled } from "../calls/run.ts";
import type { FoundStates } from "../found/foundStates.ts";
import type { PlainState, TraceStep } from "../work/outcome.ts";

/** A stored state into a box's working row. */
export function loadState(box: StateBox, found: FoundStates, id: number): void {
  found.read(id, box.words);
  box.unpack();
}

/** A stored state as plain data. */
export function stateOf(box: StateBox, found: FoundStates, id: number): PlainState {
  loadState(box, found, id);
  return box.read();
}

/** Errors: always, CUT209: a run that was found cannot be found again. */
export function notReproduced(): never {
  fail("CUT209", "An effect gave another result when it was run again.", {
    fix: "Effects may depend on the state and the parameters only: no clock, no random numbers, no variables outside.",
  });
}

/**
 * Runs every enabled instance from the state in the box's `words` once more, as `StateBox.expand` does. What a function of the spec throws comes out with its place. Errors: CUT2xx, and
 * whatever `visit` throws.
 */
export function expandAgain(compiled: Compiled, box: StateBox, visit: (instance: number) => void): void {
  const words = box.words.slice();
  let isOurs = false;
  try {
    box.expand(instance => {
      isOurs = true;
      visit(instance);
      isOurs = false;
    });
  } catch (error) {
    if (!isOurs) blame(compiled, box, words);
    throw error;
  }
}

/** Calls the guards and effects one by one, to find the one that throws. Errors: its mistake, with its place. */
function blame({ definition, instances }: Compiled, box: StateBox, words: Int32Array): void {
  for (const { action, parameters } of instances) {
    box.words.set(words);
    box.unpack();
    if (enabled(box, definition.actions[action], parameters)) apply(box, definition.actions[action], parameters);
  }
}

/** The step from a stored state by an action instance, whether or not the state after it is stored. */
export function stepBy(compiled: Compiled, box: StateBox, found: FoundStates, parent: number, instance: number): TraceStep {
  found.read(parent, box.words);
  let state: PlainState | null = null;
  expandAgain(compiled, box, each => {
    if (each === instance) state = box.read();
  });
  return shownStep(compiled, instance, state as unknown as PlainState);
}

/** The step by an action instance to a stored state. */
export function stepTo(compiled: Compiled, box: StateBox, found: FoundStates, instance: number, child: number): TraceStep {
  return shownStep(compiled, instance, stateOf(box, found, child));
}

/** A step by an action instance, and the state after it, as a trace has them. */
export function shownStep(compiled: Compiled, instance: number, state: PlainState): TraceStep {
  const { action, parameters } = compiled.instances[instance];
  const definition = compiled.definition.actions[action];
  return { action: definition.name, parameters, actor: actorOf(definition, parameters), fault: definition.fault, state };
}
