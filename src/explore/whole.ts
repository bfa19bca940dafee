/** Where the reduction by symmetry is off, and why: see docs/reductions.md. */
import { isLiveness, type MachineDefinition, type PropertyDefinition } from "../dsl/machine.ts";
import type { Outcome } from "./work/outcome.ts";

/** Whether a property is decided on all states: where the reduction is not proven sound, there is none, and no switch for it. */
function needsAll(property: PropertyDefinition): boolean {
  return isLiveness(property) || property.kind === "refines";
}

/** The names of those of the properties (null: all) that are decided on all states. */
export function needingAll({ properties }: MachineDefinition, asked: readonly string[] | null): readonly string[] {
  return properties.filter(property => needsAll(property) && isAsked(property, asked)).map(({ name }) => name);
}

/** An outcome of a machine with interchangeable members, with what it has to say of the reduction. Other outcomes are as they were. */
export function withReduction(machine: MachineDefinition, asked: readonly string[] | null, outcome: Outcome): Outcome {
  if (outcome.symmetry === undefined) return outcome;
  const all = { ...outcome, needingAll: needingAll(machine, null) };
  return outcome.symmetry === "reduced" ? all : { ...all, symmetryOff: reasonFor(machine, asked) };
}

function reasonFor({ properties }: MachineDefinition, asked: readonly string[] | null): NonNullable<Outcome["symmetryOff"]> {
  const checked = properties.filter(property => isAsked(property, asked));
  if (checked.some(isLiveness)) return "liveness";
  return checked.some(needsAll) ? "refinement" : "switch";
}

function isAsked({ name }: PropertyDefinition, asked: readonly string[] | null): boolean {
  return asked === null || asked.includes(name);
}
