/** The hash of what can be observed of a spec's instance: two definitions with one hash allow the same names in a trace. Guards and effects are not in it. */

import type { ActionDefinition } from "../dsl/actions.ts";
import type { Knob } from "../dsl/knobs.ts";
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import type { Spec } from "../dsl/spec.ts";
import { hashOf, type Json } from "./json.ts";

/** The hash of spec name, knobs, machine name, types, actions with domains, fault and actors, and properties. */
export function definitionHash(spec: Spec, machine: MachineDefinition): string {
  return hashOf({
    spec: spec.name,
    scope: knobsOf(spec.scope),
    semantics: knobsOf(spec.semantics),
    machine: machine.name,
    state: machine.state as unknown as Json,
    actions: machine.actions.map(actionOf),
    properties: machine.properties.map(({ kind, name }) => ({ kind, name })),
  });
}

function actionOf(action: ActionDefinition): Json {
  const actors = choicesOf(action.domains).map(action.actor);
  const fair: { readonly [name: string]: Json } = action.fair === null ? {} : { fair: { ...action.fair } };
  return { name: action.name, domains: action.domains as Json, fault: action.fault, actors: [...new Set(actors)], ...fair };
}

/** What a knob allows; not what is said about it. */
function knobsOf(knobs: Readonly<Record<string, Knob>>): Json {
  return Object.fromEntries(Object.entries(knobs).map(([name, knob]) => [name, allowedBy(knob)]));
}

function allowedBy(knob: Knob): Json {
  const { about: _, ...definition } = knob;
  if (definition.kind !== "int") return definition as unknown as Json;
  const { faults: __, ...allowed } = definition;
  return allowed;
}
