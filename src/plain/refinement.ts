/** One machine implementing another, by the definition: step by step, on plain states. */
import { choicesOf, type MachineDefinition, type PropertyDefinition } from "../dsl/machine.ts";
import type { PlainState } from "./answer.ts";
import { abstractState, initialStates, isEnabled, successor } from "./calls.ts";
import { keyOf } from "./keys.ts";

type Refines = Extract<PropertyDefinition, { kind: "refines" }>;

export function startsLike(machine: MachineDefinition, state: PlainState, property: Refines): boolean {
  const mapped = keyOf(abstractState(machine, state, property));
  for (const each of initialStates(property.abstract)) if (each !== null && keyOf(each) === mapped) return true;
  return false;
}

/** Whether a step maps to a step of the abstract machine, or to no change. */
export function stepsLike(machine: MachineDefinition, before: PlainState, after: PlainState, property: Refines): boolean {
  const from = abstractState(machine, before, property);
  const to = keyOf(abstractState(machine, after, property));
  return keyOf(from) === to || nextStates(property.abstract, from).some(each => keyOf(each) === to);
}

function nextStates(machine: MachineDefinition, state: PlainState): readonly PlainState[] {
  return machine.actions.flatMap(action =>
    choicesOf(action.domains)
      .filter(choice => isEnabled(machine, state, action, choice))
      .map(choice => successor(machine, state, action, choice)),
  );
}
