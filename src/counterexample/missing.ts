/** What an archived counterexample names and today's spec no longer has. */

import { show } from "../dsl/errors.ts";
import { describeKnob, type Knob, type KnobValue, parseKnob } from "../dsl/knobs.ts";
import { deadlockProperty, type MachineDefinition } from "../dsl/machine.ts";
import type { Spec } from "../dsl/spec.ts";
import { partsOf, type TypeNode } from "../dsl/types.ts";
import type { Archive } from "./archive.ts";

/** A name that is gone. `known` lists what there is instead. */
export interface Missing {
  readonly what: "case" | "knob" | "knob value" | "property" | "action" | "parameter" | "parameter value" | "field" | "initial state";
  /** The name as a reader would write it: `receive`, `task` of `receive`, `tasks[].phase`. */
  readonly name: string;
  readonly known: string;
}

type Fields = Readonly<Record<string, TypeNode>>;

/** The first thing that the spec lacks before a machine can be built: its case, a knob or a knob's value. */
export function missingFromSpec(archive: Archive, spec: Spec): Missing | null {
  if (archive.case !== null && !spec.cases.some(each => each.name === archive.case)) {
    return { what: "case", name: archive.case, known: spec.cases.map(each => each.name).join(", ") };
  }
  return missingKnob(archive.scope, spec.scope) ?? missingKnob(archive.semantics, spec.semantics);
}

function missingKnob(values: Readonly<Record<string, KnobValue>>, knobs: Readonly<Record<string, Knob>>): Missing | null {
  for (const [name, value] of Object.entries(values)) {
    const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
    if (knob === undefined) return { what: "knob", name, known: Object.keys(knobs).join(", ") };
    if (!allows(name, knob, value)) return { what: "knob value", name: `${name}=${value}`, known: describeKnob(knob) };
  }
  return null;
}

function allows(name: string, knob: Knob, value: KnobValue): boolean {
  try {
    return parseKnob(name, knob, String(value)) === value;
  } catch {
    return false;
  }
}

/** The first thing that the machine lacks: the property, an action with its parameters, or a field. */
export function missingFromMachine(archive: Archive, machine: MachineDefinition): Missing | null {
  return missingProperty(archive, machine) ?? missingAction(archive, machine) ?? missingField(archive.types, machine.state, "");
}

function missingProperty({ property, trace }: Archive, machine: MachineDefinition): Missing | null {
  const names = [...machine.properties.map(each => each.name), deadlockProperty];
  if (!names.includes(property.name)) return { what: "property", name: property.name, known: names.join("; ") };
  const today = machine.properties.find(each => each.name === property.name)?.kind ?? "deadlock";
  // A finite run says nothing about a property of infinite runs, and the other way round.
  if (isAboutWholeRuns(today) === (trace.loop !== undefined)) return null;
  return { what: "property", name: `${property.name} as ${property.kind}`, known: `${property.name} as ${today}` };
}

function isAboutWholeRuns(kind: Archive["property"]["kind"]): boolean {
  return kind === "eventually" || kind === "leadsTo" || kind === "infinitelyOften" || kind === "eventuallyAlways";
}

function missingAction({ trace }: Archive, machine: MachineDefinition): Missing | null {
  for (const { action, parameters } of trace.steps) {
    const found = machine.actions.find(each => each.name === action);
    if (found === undefined) return { what: "action", name: action, known: machine.actions.map(each => each.name).join(", ") };
    const names = new Set([...Object.keys(found.domains), ...Object.keys(parameters)]);
    for (const name of names) {
      const domain = Object.hasOwn(found.domains, name) ? found.domains[name] : undefined;
      const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (domain === undefined) return { what: "parameter", name: `${name} of ${action}`, known: Object.keys(found.domains).join(", ") };
      if (value === undefined || !domain.includes(value))
        return { what: "parameter value", name: `${name}=${value ?? "(none)"} of ${action}`, known: domain.map(show).join(", ") };
    }
  }
  return null;
}

/** Fields that were added since do not matter: a run does not name them. */
function missingField(archived: Fields, found: Fields, prefix: string): Missing | null {
  for (const [name, node] of Object.entries(archived)) {
    const path = `${prefix}${name}`;
    if (!Object.hasOwn(found, name))
      return {
        what: "field",
        name: path,
        known: Object.keys(found)
          .map(each => prefix + each)
          .join(", "),
      };
    const inner = missingInside(node, found[name] as TypeNode, path);
    if (inner !== null) return inner;
  }
  return null;
}

function missingInside(archived: TypeNode, found: TypeNode, path: string): Missing | null {
  if (archived.kind === "record" && found.kind === "record") return missingField(archived.fields, found.fields, `${path}.`);
  if (archived.kind === "union" && found.kind === "union") return missingVariant(archived.variants, found.variants, path);
  if (archived.kind !== found.kind) return { what: "field", name: `${path} as ${archived.kind}`, known: `${path} as ${found.kind}` };
  const inner = archived.kind === "option" ? path : `${path}[]`;
  const today = partsOf(found) as readonly TypeNode[];
  for (const [i, part] of (partsOf(archived) as readonly TypeNode[]).entries()) {
    const missing = missingInside(part, today[i] as TypeNode, inner);
    if (missing !== null) return missing;
  }
  return null;
}

function missingVariant(archived: Readonly<Record<string, Fields>>, found: Readonly<Record<string, Fields>>, path: string): Missing | null {
  for (const [kind, fields] of Object.entries(archived)) {
    if (!Object.hasOwn(found, kind)) return { what: "field", name: `${path} of kind ${show(kind)}`, known: Object.keys(found).map(show).join(", ") };
    const inner = missingField(fields, found[kind] as Fields, `${path}.`);
    if (inner !== null) return inner;
  }
  return null;
}
