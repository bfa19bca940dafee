/**
 * The plain engine's values: a state is its own plain, canonical value (the `Plain` of `src/dsl/views.ts`), immutable.
 * Sets and maps are kept in the order of their domain, bags in the order of packed slots, record fields in declaration order,
 * so that the JSON text of a value is its identity.
 */
import { show } from "../dsl/errors.ts";
import { membersOf, rankOf } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { elementsIn } from "../dsl/unordered.ts";
import { type Inside, insideOf } from "./inside.ts";
import { keyOf } from "./keys.ts";
import { refuse } from "./mistakes.ts";
import { compare, valuesInOrder } from "./order.ts";
import type { Node, NodeFields, Value } from "./shapes.ts";

type Pair = readonly [Value, Value];

/** What a state holds before `init`. */
function defaultOf(node: ShapeNode): Value {
  switch (node.kind) {
    case "bool":
      return false;
    case "int":
      return node.lo;
    case "oneOf":
      return node.labels[0];
    case "scalarset":
      return membersOf(node)[0];
    case "indexed":
      return Array.from({ length: node.by.size }, () => defaultOf(node.element));
    case "record":
      return defaultsOf(node.fields);
    case "array":
      return Array.from({ length: node.length }, () => defaultOf(node.element));
    case "option":
      return null;
    case "union":
      return variantDefault(node.variants, Object.keys(node.variants)[0]);
    case "fifo":
    case "bag":
    case "set":
    case "map":
      return [];
  }
}

/** The defaults of named fields. */
export function defaultsOf(fields: NodeFields): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, defaultOf(node)]));
}

/** A variant of a union with its fields at their defaults. */
function variantDefault(variants: Readonly<Record<string, NodeFields>>, kind: string): Record<string, Value> {
  return { kind, ...defaultsOf(variants[kind]) };
}

/** The canonical plain value of what a spec gives where a value of this type is wanted: a plain value, a view, or a mixture. Errors: 2xx. */
export function admit(node: ShapeNode, input: Value, path: string): Value {
  const view = insideOf(input);
  const given = view === null ? input : valueOfView(view);
  switch (node.kind) {
    case "bool":
      return typeof given === "boolean" ? given : wrongType(given, path, "true or false");
    case "int":
      return admitInt(node.lo, node.hi, given, path);
    case "oneOf":
      return admitLabel(node.labels, given, path);
    case "scalarset":
      return rankOf(given, node) >= 0 ? given : wrongType(given, path, `a member of ${node.name}`);
    case "indexed":
      return admitIndexed(node, given, path);
    case "record":
      return admitFields(node.fields, objectOf(given, path), path);
    case "array":
      return admitArray(node, given, path);
    case "option":
      return given === null ? null : admit(node.element, given, path);
    case "union":
      return admitUnion(node.variants, objectOf(given, path), path);
    case "fifo":
      return admitElements(node, given, path);
    case "bag":
      return admitElements(node, given, path).sort((a, b) => compare(node.element, a, b));
    case "set":
      return admitSet(node.domain, given, path);
    case "map":
      return admitMap(node.key, node.value, given, path);
  }
}

function admitInt(lo: number, hi: number, given: Value, path: string): number {
  const allowed = `integers ${lo}..${hi}`;
  if (typeof given !== "number" || !Number.isInteger(given)) return wrongType(given, path, allowed);
  if (given < lo || given > hi) refuse("CUT201", `${show(given)} is out of range.`, path, { given: show(given), allowed });
  return given === 0 ? 0 : given;
}

function admitLabel(labels: readonly string[], given: Value, path: string): string {
  const allowed = labels.map(show).join(", ");
  if (typeof given !== "string") return wrongType(given, path, allowed);
  if (!labels.includes(given)) refuse("CUT202", `${show(given)} is not a label.`, path, { given: show(given), allowed });
  return given;
}

function admitFields(fields: NodeFields, given: Readonly<Record<string, Value>>, path: string): Record<string, Value> {
  const names = Object.keys(fields);
  const missing = names.find(name => given[name] === undefined);
  if (missing !== undefined) refuse("CUT212", `The field ${show(missing)} is missing.`, path, { allowed: names.join(", ") });
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown !== undefined) refuse("CUT212", `There is no field ${show(unknown)}.`, path, { allowed: names.join(", ") });
  return Object.fromEntries(names.map(name => [name, admit(fields[name], given[name], `${path}.${name}`)]));
}

function admitUnion(variants: Readonly<Record<string, NodeFields>>, given: Readonly<Record<string, Value>>, path: string): Value {
  const { kind, ...rest } = given;
  if (kind === undefined) refuse("CUT212", `The field "kind" is missing.`, path);
  const label = admitLabel(Object.keys(variants), kind, `${path}.kind`);
  return { kind: label, ...admitFields(variants[label], rest, path) };
}

function admitArray(node: ShapeNode & { kind: "array" }, given: Value, path: string): Value[] {
  const elements = listOf(given, path);
  if (elements.length !== node.length) wrongType(given, path, `${node.length} elements`);
  return elements.map((element, i) => admit(node.element, element, `${path}[${i}]`));
}

function admitIndexed(node: ShapeNode & { kind: "indexed" }, given: Value, path: string): Value[] {
  const elements = listOf(given, path);
  // A canonical value: the elements by rank. What a spec gives, and what a view holds: entries.
  if (!elements.every(each => Array.isArray(each) && each.length === 2 && rankOf(each[0], node.by) >= 0)) return admitByRank(node, elements, path);
  if (elements.length !== node.by.size) wrongType(given, path, `${node.by.size} elements`);
  const entries = new Map(elements.map(each => each as Pair));
  return membersOf(node.by).map(member => admit(node.element, entries.get(member), path));
}

function admitByRank(node: Node<"indexed">, elements: readonly Value[], path: string): Value[] {
  if (elements.length !== node.by.size) wrongType(elements, path, `${node.by.size} elements`);
  return elements.map(each => admit(node.element, each, path));
}

function admitElements(node: ShapeNode & { kind: "fifo" | "bag" }, given: Value, path: string): Value[] {
  return listOf(given, path).map((element, i) => {
    if (i === node.capacity) noRoom(path, node.capacity);
    return admit(node.element, element, node.kind === "fifo" ? `${path}[${i}]` : path);
  });
}

function admitSet(domain: ShapeNode, given: Value, path: string): Value[] {
  return inDomainOrder(
    domain,
    listOf(given, path).map(member => admit(domain, member, path)),
  );
}

function admitMap(key: ShapeNode, value: ShapeNode, given: Value, path: string): Pair[] {
  let pairs: readonly Pair[] = [];
  for (const entry of listOf(given, path)) {
    if (!Array.isArray(entry) || entry.length !== 2) wrongType(entry, path, "a pair [key, value]");
    const [k, v] = entry as [Value, Value];
    const admittedKey = admit(key, k, path);
    pairs = withKey(key, pairs, admittedKey, admit(value, v, keyPath(path, admittedKey)));
  }
  return [...pairs];
}

/** The path of the value at a key of a map. */
export function keyPath(path: string, key: Value): string {
  return `${path}[${show(key)}]`;
}

/** Members without repetition, in the order of the domain. */
export function inDomainOrder(domain: ShapeNode, members: readonly Value[]): Value[] {
  const keys = new Set(members.map(keyOf));
  return valuesInOrder(domain).filter(value => keys.has(keyOf(value)));
}

/** The pairs of a map with one key set. */
export function withKey(domain: ShapeNode, pairs: readonly Pair[], key: Value, value: Value): readonly Pair[] {
  const all = new Map([...pairs.map(pair => [keyOf(pair[0]), pair] as const), [keyOf(key), [key, value] as const]]);
  return valuesInOrder(domain)
    .map(each => all.get(keyOf(each)))
    .filter(pair => pair !== undefined);
}

/** The elements of a list, a view or a plain collection without order. Errors: CUT203. */
export function listOf(given: Value, path: string): readonly Value[] {
  const view = insideOf(given);
  if (view !== null) return listOf(valueOfView(view), path);
  const elements = typeof given === "object" && given !== null ? elementsIn(given) : null;
  if (elements !== null) return elements;
  if (Array.isArray(given)) return given;
  if (typeof given === "object" && given !== null && Symbol.iterator in given) return [...(given as Iterable<Value>)];
  return wrongType(given, path, "a list");
}

/** Of an array that a scalarset indexes: its entries, which say whose each element is. */
function valueOfView(view: Inside): Value {
  const { node } = view;
  const value = view.read();
  return node.kind === "indexed" ? membersOf(node.by).map((member, rank) => [member, (value as Value[])[rank]]) : value;
}

function objectOf(given: Value, path: string): Readonly<Record<string, Value>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return wrongType(given, path, "an object");
  return given as Readonly<Record<string, Value>>;
}

function wrongType(given: Value, path: string, allowed: string): never {
  refuse("CUT203", `${show(given)} has the wrong type.`, path, { given: show(given), allowed });
}

/** Refuses an element more than the capacity. */
export function noRoom(path: string, capacity: number): never {
  refuse("CUT204", `There is no room: the capacity is ${capacity}.`, path);
}
