/** Plain values of a state, shown compactly and compared by meaning. Both are driven by the types' nodes: an array alone does not say whether it is a set. */
import type { TypeNode } from "../dsl/types.ts";

type Entry = readonly [unknown, unknown];

/** A plain value on one line: `{1, 2}` a set, `[a, b]` an array or a fifo, `<a, a>` a bag, `{k: v}` a map, `{phase: running}` a record, `barrier{id: 1}` a union. */
export function showValue(node: TypeNode, value: unknown): string {
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
  }
}

function showAll(node: TypeNode, values: unknown): string {
  return (values as readonly unknown[]).map(each => showValue(node, each)).join(", ");
}

function showFields(fields: Readonly<Record<string, TypeNode>>, value: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(fields)
    .map(([name, node]) => `${name}: ${showValue(node, value[name])}`)
    .join(", ")}}`;
}

/** A variant without fields is its name alone. A variant that the type does not know (another version's value) is shown by its own look. */
function showVariant(variants: Readonly<Record<string, Readonly<Record<string, TypeNode>>>>, value: Readonly<Record<string, unknown>>): string {
  const { kind, ...rest } = value;
  const fields = Object.hasOwn(variants, String(kind)) ? (variants[String(kind)] as Readonly<Record<string, TypeNode>>) : inferTypes(rest);
  return Object.keys(fields).length === 0 ? String(kind) : `${kind}${showFields(fields, value)}`;
}

/** A label without quotes where nothing else could be meant. */
export function showLabel(value: unknown): string {
  const text = String(value);
  const bare = /^[\p{L}_](?:[\p{L}\p{N}_.\- ]*[\p{L}\p{N}_])?$/u.test(text) && !["null", "true", "false"].includes(text);
  return bare ? text : JSON.stringify(text);
}

/** Whether two values of a type are equal. The order of sets, bags and maps does not count: it follows the domain, which another version of the spec may list differently. */
export function sameValue(node: TypeNode, left: unknown, right: unknown): boolean {
  return keyOf(node, left) === keyOf(node, right);
}

/** A string that two values of a type share exactly when they are equal. */
export function keyOf(node: TypeNode, value: unknown): string {
  return JSON.stringify(ordered(node, value)) ?? "absent";
}

function ordered(node: TypeNode, value: unknown): unknown {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
      return value;
    case "option":
      return value === null ? null : ordered(node.element, value);
    case "record":
      return orderedFields(node.fields, value as Readonly<Record<string, unknown>>);
    case "union": {
      const { kind, ...rest } = value as Readonly<Record<string, unknown>>;
      return [kind, orderedFields(node.variants[String(kind)] ?? inferTypes(rest), rest)];
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

function orderedFields(fields: Readonly<Record<string, TypeNode>>, value: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(fields)
    .sort()
    .map(name => [name, value[name] === undefined ? undefined : ordered(fields[name] as TypeNode, value[name])]);
}

/** Nodes guessed from the looks of plain values, for a state whose machine is not at hand. Collections pass for fifos. */
export function inferTypes(state: Readonly<Record<string, unknown>>): Readonly<Record<string, TypeNode>> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, inferNode(value)]));
}

function inferNode(value: unknown): TypeNode {
  if (Array.isArray(value)) return { kind: "fifo", capacity: value.length, element: value.length === 0 ? { kind: "bool" } : inferNode(value[0]) };
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "number") return { kind: "int", lo: value, hi: value };
  if (typeof value === "object" && value !== null) return { kind: "record", fields: inferTypes(value as Readonly<Record<string, unknown>>) };
  return value === null ? { kind: "option", element: { kind: "bool" } } : { kind: "oneOf", labels: [String(value)] };
}
