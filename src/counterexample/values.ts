/** Plain values of a state, shown compactly and compared by meaning. Both are driven by the types' nodes: an array alone does not say whether it is a set. */
import type { TypeNode } from "../dsl/types.ts";
import { showLabel } from "./kinds/atoms.ts";
import { haveShape, showFields, showVariant, untypedFields } from "./kinds/fields.ts";
import type { ShownType, ShownTypes } from "./kinds/kind.ts";
import { kindOf } from "./kinds.ts";

export { type ShownType, type ShownTypes, showLabel, untypedFields };

/**
 * A plain value on one line: `{1, 2}` a set, `[a, b]` an array, a fifo or a sequence, `<a, a>` a bag, `{k: v}` a map, `{phase: running}` a record,
 * `barrier{id: 1}` a union. Where nothing is known of the type, a value is shown by its looks, in which a set cannot be told from a list.
 */
export function showValue(node: ShownType, value: unknown): string {
  return node.kind === "untyped" ? showUntyped(value) : kindOf(node).show(node, value, showValue);
}

function showUntyped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(showUntyped).join(", ")}]`;
  if (typeof value !== "object" || value === null) return typeof value === "string" ? showLabel(value) : String(value);
  const object = value as Readonly<Record<string, unknown>>;
  return typeof object["kind"] === "string"
    ? showVariant({}, object, showValue)
    : showFields(untypedFields(object), object, showValue);
}

/** Whether two values of a type are equal. The order of sets, bags and maps does not count: it follows the domain, which another version of the spec may list differently. */
export function sameValue(node: ShownType, left: unknown, right: unknown): boolean {
  return keyOf(node, left) === keyOf(node, right);
}

/** A string that two values of a type share exactly when they are equal. */
export function keyOf(node: ShownType, value: unknown): string {
  return JSON.stringify(ordered(node, value)) ?? "absent";
}

function ordered(node: ShownType, value: unknown): unknown {
  return node.kind === "untyped" ? value : kindOf(node).ordered(node, value, ordered);
}

/** Whether a value has the shape of a type: what {@link showValue} and {@link keyOf} rely on. Ranges and sizes do not count. */
function hasShape(node: TypeNode, value: unknown): boolean {
  return kindOf(node).hasShape(node, value, hasShape);
}

/** Whether a state has these fields, each of its shape. */
export function hasFields(fields: Readonly<Record<string, TypeNode>>, value: unknown): boolean {
  return haveShape(fields, value, hasShape);
}
