/** The action instances of a machine, and a run of them as it is shown. */
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import { givenOf } from "../dsl/parameters.ts";
import { stepBy } from "../dsl/steps.ts";
import type { PlainRun, PlainState, PlainStep } from "./answer.ts";
import { actorOf } from "./calls.ts";
import type { Found, Instance } from "./found.ts";
import { numbered } from "./keys.ts";

/** In the order of declaration, the last parameter fastest. */
export function instancesOf(machine: MachineDefinition): readonly Instance[] {
  return machine.actions
    .flatMap(action => choicesOf(action.domains).map(parameters => ({ action, parameters, step: stepBy(machine, action.name, givenOf(action, parameters)) })))
    .map((instance, index) => ({ ...instance, index }));
}

/** The run by which a state was found. */
export function traceTo(found: Found): PlainRun {
  if (found.parent === null || found.instance === null) return { initial: numbered(found.state) as PlainState, steps: [] };
  const { initial, steps } = traceTo(found.parent);
  return { initial, steps: [...steps, stepOf(found.instance, found.state)] };
}

/** A step to a state. */
export function stepOf({ action, parameters }: Instance, state: PlainState): PlainStep {
  return { action: action.name, parameters, actor: actorOf(action, parameters), fault: action.fault, state: numbered(state) as PlainState };
}
