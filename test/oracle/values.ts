/**
 * The oracle's values: a state is its own plain, canonical value (the `Plain` of `src/dsl/views.ts`), immutable.
 * Sets and maps are kept in the order of their domain, bags in the order of packed slots, record fields in declaration order,
 * so that the JSON text of a value is its identity.
 */
import { fail, show } from "../../src/dsl/errors.ts";
import { named } from "../../src/dsl/naming.ts";
import { membersOf, rankOf, showMember } from "../../src/dsl/scalarset.ts";
import { type ShapeNode, valuesOfNode } from "../../src/dsl/types.ts";
import { elementsIn, unordered, unorderedMap } from "../../src/dsl/unordered.ts";
import { isUnordered } from "../../src/layout/slots.ts";

export type Value = unknown;
export type NodeFields = Readonly<Record<string, ShapeNode>>;
type Pair = readonly [Value, Value];

/** Members of a set that one word of the packed form holds. */
const membersPerWord = 30;

/** Views carry a function under this key that gives their plain value. */
export const readPlain = Symbol("plain value");

/** One text per value: the key of a state in the oracle's map, and equality of canonical values. */
export function keyOf(value: Value): string {
  return named(() => JSON.stringify(value));
}

/** A value as traces hold it: members of scalarsets are their numbers. */
export function numbered(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (showMember(value) !== null) return named(() => Number(value));
  if (Array.isArray(value)) return value.map(numbered);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, numbered(part)]));
}

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
      return variantDefault(node.variants, Object.keys(node.variants)[0]!);
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
  return { kind, ...defaultsOf(variants[kind]!) };
}

/** The canonical plain value of what a spec gives where a value of this type is wanted: a plain value, a view, or a mixture. Errors: 2xx. */
export function admit(node: ShapeNode, input: Value, path: string): Value {
  const given = plainIfView(input);
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
  if (given < lo || given > hi) fail("CUT201", `${show(given)} is out of range.`, { place: { path }, given: show(given), allowed });
  return given === 0 ? 0 : given;
}

function admitLabel(labels: readonly string[], given: Value, path: string): string {
  const allowed = labels.map(show).join(", ");
  if (typeof given !== "string") return wrongType(given, path, allowed);
  if (!labels.includes(given)) fail("CUT202", `${show(given)} is not a label.`, { place: { path }, given: show(given), allowed });
  return given;
}

function admitFields(fields: NodeFields, given: Readonly<Record<string, Value>>, path: string): Record<string, Value> {
  const names = Object.keys(fields);
  const missing = names.find(name => given[name] === undefined);
  if (missing !== undefined) fail("CUT212", `The field ${show(missing)} is missing.`, { place: { path }, allowed: names.join(", ") });
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown !== undefined) fail("CUT212", `There is no field ${show(unknown)}.`, { place: { path }, allowed: names.join(", ") });
  return Object.fromEntries(names.map(name => [name, admit(fields[name]!, given[name], `${path}.${name}`)]));
}

function admitUnion(variants: Readonly<Record<string, NodeFields>>, given: Readonly<Record<string, Value>>, path: string): Value {
  const { kind, ...rest } = given;
  if (kind === undefined) fail("CUT212", `The field "kind" is missing.`, { place: { path } });
  const label = admitLabel(Object.keys(variants), kind, `${path}.kind`);
  return { kind: label, ...admitFields(variants[label]!, rest, path) };
}

function admitArray(node: ShapeNode & { kind: "array" }, given: Value, path: string): Value[] {
  const elements = listOf(given, path);
  if (elements.length !== node.length) wrongType(given, path, `${node.length} elements`);
  return elements.map((element, i) => admit(node.element, element, `${path}[${i}]`));
}

function admitIndexed(node: ShapeNode & { kind: "indexed" }, given: Value, path: string): Value[] {
  const elements = listOf(given, path);
  if (elements.length !== node.by.size) wrongType(given, path, `${node.by.size} elements`);
  // A view's plain value: the elements by rank. What a spec gives: entries.
  if (!elements.every(each => Array.isArray(each) && each.length === 2 && rankOf(each[0], node.by) >= 0))
    return elements.map(each => admit(node.element, each, path));
  const entries = new Map(elements.map(each => each as Pair));
  return membersOf(node.by).map(member => admit(node.element, entries.get(member), path));
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

const domains = new WeakMap<ShapeNode, readonly Value[]>();

/** The values of a domain in canonical order; remembered, for the oracle asks often. */
export function valuesInOrder(domain: ShapeNode): readonly Value[] {
  const known = domains.get(domain);
  if (known !== undefined) return known;
  const all = valuesOfNode(domain);
  domains.set(domain, all);
  return all;
}

/** The canonical order of values of one type: lexicographic by packed slots. */
function compare(node: ShapeNode, a: Value, b: Value): number {
  return compareSlots(slotsOf(node, a), slotsOf(node, b));
}

function compareSlots(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((slot, i) => slot !== b[i]);
  return at < 0 ? 0 : a[at]! - (b[at] ?? -1);
}

/** A value as numbers that compare like its packed slots. Two lists of one type first differ where both mean the same. */
function slotsOf(node: ShapeNode, value: Value): number[] {
  switch (node.kind) {
    case "bool":
      return [value ? 1 : 0];
    case "int":
      return [(value as number) - node.lo];
    case "oneOf":
      return [node.labels.indexOf(value as string)];
    case "scalarset":
      return [rankOf(value, node)];
    case "indexed":
      return (value as Value[]).flatMap(element => slotsOf(node.element, element));
    case "record":
      return fieldSlots(node.fields, value);
    case "array":
      return (value as Value[]).flatMap(element => slotsOf(node.element, element));
    case "option":
      return value === null ? [0] : [1, ...slotsOf(node.element, value)];
    case "union": {
      const { kind } = value as { kind: string };
      return [Object.keys(node.variants).indexOf(kind), ...fieldSlots(node.variants[kind]!, value)];
    }
    case "fifo":
    case "bag":
      return [(value as Value[]).length, ...(value as Value[]).flatMap(element => slotsOf(node.element, element))];
    case "set":
      return maskWords(valuesInOrder(node.domain), value as Value[]);
    case "map":
      return mapSlots(node.key, node.value, value as Pair[]);
  }
}

function fieldSlots(fields: NodeFields, value: Value): number[] {
  return Object.entries(fields).flatMap(([name, node]) => slotsOf(node, (value as Record<string, Value>)[name]));
}

function maskWords(domain: readonly Value[], members: readonly Value[]): number[] {
  const keys = new Set(members.map(keyOf));
  const words = Array.from({ length: Math.ceil(domain.length / membersPerWord) }, () => 0);
  domain.forEach((member, i) => {
    if (keys.has(keyOf(member))) words[Math.floor(i / membersPerWord)]! += 2 ** (i % membersPerWord);
  });
  return words;
}

function mapSlots(key: ShapeNode, value: ShapeNode, pairs: readonly Pair[]): number[] {
  const all = new Map(pairs.map(([k, v]) => [keyOf(k), v]));
  return valuesInOrder(key).flatMap(each => (all.has(keyOf(each)) ? [1, ...slotsOf(value, all.get(keyOf(each)))] : [0]));
}

/** A value as a spec gets it when it is taken out of the state: what has no order shows none. */
export function handedOut(node: ShapeNode, value: Value): Value {
  const inside = (of: NodeFields, from: Value): object =>
    Object.fromEntries(Object.entries(of).map(([name, part]) => [name, handedOut(part, (from as Record<string, Value>)[name])]));
  switch (node.kind) {
    case "record":
      return inside(node.fields, value);
    case "union": {
      const { kind } = value as { kind: string };
      return { kind, ...inside(node.variants[kind]!, value) };
    }
    case "option":
      return value === null ? null : handedOut(node.element, value);
    case "array":
    case "fifo":
      return (value as Value[]).map(each => handedOut(node.element, each));
    case "bag": {
      const elements = (value as Value[]).map(each => handedOut(node.element, each));
      return isUnordered(node) ? unordered(elements) : elements;
    }
    case "set":
      return isUnordered(node) ? unordered(value as Value[]) : value;
    case "map": {
      const pairs = (value as Pair[]).map(([key, each]) => [key, handedOut(node.value, each)] as const);
      return isUnordered(node) ? unorderedMap(pairs) : pairs;
    }
    case "indexed":
      return unorderedMap(membersOf(node.by).map((member, i) => [member, handedOut(node.element, (value as Value[])[i])] as const));
    default:
      return value;
  }
}

function plainIfView(input: Value): Value {
  const view = input as { [readPlain]?: () => Value } | null | undefined;
  return view?.[readPlain] === undefined ? input : view[readPlain]();
}

/** The elements of a list, a view or a plain collection without order. Errors: CUT203. */
export function listOf(given: Value, path: string): readonly Value[] {
  const elements = typeof given === "object" && given !== null ? elementsIn(given) : null;
  if (elements !== null) return elements;
  if (Array.isArray(given)) return given;
  if (typeof given === "object" && given !== null && Symbol.iterator in given) return [...(given as Iterable<Value>)];
  return wrongType(given, path, "a list");
}

function objectOf(given: Value, path: string): Readonly<Record<string, Value>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return wrongType(given, path, "an object");
  return given as Readonly<Record<string, Value>>;
}

function wrongType(given: Value, path: string, allowed: string): never {
  fail("CUT203", `${show(given)} has the wrong type.`, { place: { path }, given: show(given), allowed });
}

/** Refuses an element more than the capacity. */
export function noRoom(path: string, capacity: number): never {
  fail("CUT204", `There is no room: the capacity is ${capacity}.`, { place: { path } });
}
