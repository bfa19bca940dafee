/**
 * The plain engine's values: a state is its own plain, canonical value (the `Plain` of `src/dsl/views.ts`), immutable.
 * Sets and maps are kept in the order of their domain, bags in the order of packed slots, record fields in declaration
 * order, so that the JSON text of a value is its identity.
 */
import type { ShapeNode } from "../dsl/types.ts";
import { valueOfView } from "./given.ts";
import { insideOf } from "./inside.ts";
import { kindOf } from "./kinds.ts";
import { compareSlots } from "./order.ts";
import type { NodeFields, Value } from "./shapes.ts";

/** What a state holds before `init`. */
function defaultOf(node: ShapeNode): Value {
  return kindOf(node).defaultOf(node, defaultOf);
}

/** The defaults of named fields. */
export function defaultsOf(fields: NodeFields): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, defaultOf(node)]));
}

/** A value as numbers that compare like its packed slots. Two lists of one type first differ where both mean the same. */
function slotsOf(node: ShapeNode, value: Value): readonly number[] {
  return kindOf(node).slots(node, value, slotsOf);
}

/** The canonical order of values of one type: lexicographic by packed slots. */
export function compare(node: ShapeNode, a: Value, b: Value): number {
  return compareSlots(slotsOf(node, a), slotsOf(node, b));
}

/**
 * The canonical plain value of what a spec gives where a value of this type is wanted: a plain value, a view, or a
 * mixture. Errors: 2xx.
 */
export function admit(node: ShapeNode, input: Value, path: string): Value {
  const view = insideOf(input);
  return kindOf(node).admit(node, view === null ? input : valueOfView(view), path, { admit, slots: slotsOf });
}
