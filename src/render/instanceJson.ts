/** Which instance a machine-readable answer is about: the members that every such document begins with. */
import * as z from "zod";
import type { Instance } from "../check/check.ts";

const knobValues = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** Members of a document's schema. */
export const instanceShape = {
  spec: z.string(),
  /** Null for an instance that was given by its knobs. */
  case: z.string().nullable(),
  /** Every size knob with its value. */
  scope: knobValues,
  /** Every rule knob with its value. */
  semantics: knobValues,
  /** The only properties that were looked at; null: those of the case, or all. */
  properties: z.array(z.string()).nullable(),
};

/** Their values. */
export function instanceDocument({ spec, case: of, scope, semantics, properties }: Instance) {
  return {
    spec: spec.name,
    case: of?.name ?? null,
    scope: { ...scope },
    semantics: { ...semantics },
    properties: properties === null ? null : [...properties],
  };
}
