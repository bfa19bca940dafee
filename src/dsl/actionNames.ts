/** The names of actions in all that a complete machine says of steps. A name that no action has would make a property true of everything. */
import { type Place, show } from "./errors.ts";
import { comparedNames } from "./functionText.ts";
import { isOfSteps, momentsOf } from "./liveness.ts";
import { isLiveness, type MachineDefinition, type PropertyDefinition } from "./machine.ts";
import { knownNames, unknownAction } from "./steps.ts";

/** The steps that something is about, and the function of them; null: there is none. */
interface SaysOfSteps {
  readonly of: readonly string[] | null;
  readonly call: unknown;
  /** The beginning of a sentence. */
  readonly what: string;
  readonly place: Place;
}

/** Errors: CUT305 when a name in `of`, or one that a function compares `step.action` with, is no action's. */
export function checkActionNames(machine: MachineDefinition): void {
  const inProperties = machine.properties.flatMap(property => saidBy(machine, property));
  const inWitnesses = machine.witnesses.flatMap((witness): SaysOfSteps[] => {
    if (witness.kind !== "witnessStep") return [];
    const place = { machine: machine.name, role: "witness", name: witness.name } as const;
    return [{ of: witness.of, call: witness.reached, what: `The witness ${show(witness.name)}`, place }];
  });
  const place = { machine: machine.name, role: "marks" } as const;
  const inMarks = machine.marks.map(({ of, marks }): SaysOfSteps => ({ of, call: marks, what: "marks", place }));
  for (const each of [...inProperties, ...inWitnesses, ...inMarks]) checkNames(machine, each);
}

function saidBy(machine: MachineDefinition, property: PropertyDefinition): readonly SaysOfSteps[] {
  const what = `The property ${show(property.name)}`;
  const place = { machine: machine.name, role: property.kind, name: property.name };
  if (property.kind === "step") return [{ of: property.of, call: property.holds, what, place }];
  if (!isLiveness(property)) return [];
  const moments = momentsOf(property).filter(isOfSteps);
  return moments.map(({ of, where }) => ({ of, call: where, what, place }));
}

function checkNames(machine: MachineDefinition, { of, call, what, place }: SaysOfSteps): void {
  const known = knownNames(machine);
  const unknown = of?.find(name => !known.has(name));
  if (unknown !== undefined) unknownAction(unknown, machine, `${what} is about`, place);
  if (call === null) return;
  for (const { name, isPrefix } of comparedNames(call)) {
    const isKnown = isPrefix ? [...known].some(each => each.startsWith(name)) : known.has(name);
    if (!isKnown) unknownAction(name, machine, `${what} asks for`, place);
  }
}
