/** Plain values of a state, shown compactly and compared by meaning. Both are driven by the types' nodes: an array alone does not say whether it is a set. */
import type { TypeNode } from "../dsl/types.ts";

type Entry = readonly [unknown, unknown];

/** A type, or nothing known: then a value is shown by its looks, in which a set cannot be told from a list. */
export type ShownType = TypeNode | { readonly kind: "untyped" };
export type ShownTypes = Readonly<Record<string, ShownType>>;

const untyped: ShownType = Object.freeze({ kind: "untyped" });

/** The fields of a state whose machine is not at hand. */
export function untypedFields(state: Readonly<Record<string, unknown>>): ShownTypes {
  return Object.fromEntries(Object.keys(state).map(name => [name, untyped]));
}

/** A plain value on one line: `{1, 2}` a set, `[a, b]` an array or a fifo, `<a, a>` a bag, `{k: v}` a map, `{phase: running}` a record, `barrier{id: 1}` a union. */
export function showValue(node: ShownType, value: unknown): string {
  switch (node.kind) {
    case "bool":
    case "int":
      return String(value);
    case "oneOf":
      return showLabel(value);
    case "option":
      return value === null ? "null" : showValue(node.element, value);
    case "record":
      return showFields(node.fields, value as Readonly<Record<string, unknown>>);
    case "union":
      return showVariant(node.variants, value as Readonly<Record<string, unknown>>);
    case "array":
    case "fifo":
      return `[${showAll(node.element, value)}]`;
    case "bag":
      return `<${showAll(node.element, value)}>`;
    case "set":
      return `{${showAll(node.domain, value)}}`;
    case "map":
      return `{${(value as readonly Entry[]).map(([key, each]) => `${showValue(node.key, key)}: ${showValue(node.value, each)}`).join(", ")}}`;
    case "untyped":
      return showUntyped(value);
  }
}

function showUntyped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(showUntyped).join(", ")}]`;
  if (typeof value !== "object" || value === null) return typeof value === "string" ? showLabel(value) : String(value);
  const object = value as Readonly<Record<string, unknown>>;
  return typeof object["kind"] === "string" ? showVariant({}, object) : showFields(untypedFields(object), object);
}

function showAll(node: ShownType, values: unknown): string {
  return (values as readonly unknown[]).map(each => showValue(node, each)).join(", ");
}

function showFields(fields: ShownTypes, value: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(fields)
    .map(([name, node]) => `${name}: ${showValue(node, value[name])}`)
    .join(", ")}}`;
}

/** A variant without fields is its name alone. A variant that the type does not know (another version's value) is shown by its own look. */
function showVariant(variants: Readonly<Record<string, Readonly<Record<string, TypeNode>>>>, value: Readonly<Record<string, unknown>>): string {
  const { kind, ...rest } = value;
  const fields: ShownTypes = Object.hasOwn(variants, String(kind)) ? (variants[String(kind)] as ShownTypes) : untypedFields(rest);
  return Object.keys(fields).length === 0 ? String(kind) : `${kind}${showFields(fields, value)}`;
}

/** A label without quotes where nothing else could be meant. */
export function showLabel(value: unknown): string {
  const text = String(value);
  const bare = /^[\p{L}_](?:[\p{L}\p{N}_.\- ]*[\p{L}\p{N}_])?$/u.test(text) && !["null", "true", "false"].includes(text);
  return bare ? text : JSON.stringify(text);
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
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
    case "untyped":
      return value;
    case "option":
      return value === null ? null : ordered(node.element, value);
    case "record":
      return orderedFields(node.fields, value as Readonly<Record<string, unknown>>);
    case "union": {
      const { kind, ...rest } = value as Readonly<Record<string, unknown>>;
      return [kind, orderedFields(node.variants[String(kind)] ?? untypedFields(rest), rest)];
    }
    case "array":
    case "fifo":
      return (value as readonly unknown[]).map(each => ordered(node.element, each));
    case "bag":
      return (value as readonly unknown[]).map(each => keyOf(node.element, each)).sort();
    case "set":
      return (value as readonly unknown[]).map(each => keyOf(node.domain, each)).sort();
    case "map":
      return (value as readonly Entry[]).map(([key, each]) => JSON.stringify([ordered(node.key, key), ordered(node.value, each)])).sort();
  }
}

function orderedFields(fields: ShownTypes, value: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(fields)
    .sort()
    .map(name => [name, value[name] === undefined ? undefined : ordered(fields[name] as ShownType, value[name])]);
}

/** Whether a value has the shape of a type: what {@link showValue} and {@link keyOf} rely on. Ranges and sizes do not count. */
function hasShape(node: TypeNode, value: unknown): boolean {
  switch (node.kind) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return typeof value === "number";
    case "oneOf":
      return typeof value === "string";
    case "option":
      return value === null || hasShape(node.element, value);
    case "record":
      return hasFields(node.fields, value);
    case "union": {
      const kind = isObject(value) ? value["kind"] : undefined;
      return typeof kind === "string" && Object.hasOwn(node.variants, kind) && hasFields(node.variants[kind] as Readonly<Record<string, TypeNode>>, value);
    }
    case "array":
    case "fifo":
    case "bag":
      return Array.isArray(value) && value.every(each => hasShape(node.element, each));
    case "set":
      return Array.isArray(value) && value.every(each => hasShape(node.domain, each));
    case "map":
      return (
        Array.isArray(value) && value.every(each => Array.isArray(each) && each.length === 2 && hasShape(node.key, each[0]) && hasShape(node.value, each[1]))
      );
  }
}

/** Whether a state has these fields, each of its shape. */
export function hasFields(fields: Readonly<Record<string, TypeNode>>, value: unknown): boolean {
  return isObject(value) && Object.entries(fields).every(([name, node]) => Object.hasOwn(value, name) && hasShape(node, value[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
