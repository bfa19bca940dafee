/**
 * The types of a state. A type is inert data (a tree of nodes) with a phantom view type; `layout/` compiles the tree.
 * Every type is bounded and canonical: two equal values have one representation.
 */
import { identifierRule, isIdentifier } from "./checks.ts";
import { fail, show } from "./errors.ts";
import type { BagView, FifoView, MapView, Plain, ScalarArrayView, SetView } from "./views.ts";

/** Largest number of leaf slots that a state may have. Generated code grows with it. */
export const slotsMax = 4096;
/** Largest domain of a `set` or a `map` (one bit a member). */
export const domainSizeMax = 1024;
/** Largest magnitude of an integer bound: a slot holds at most 30 bits. */
export const intSpanMax = 2 ** 30 - 1;

export type TypeNode =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly lo: number; readonly hi: number }
  | { readonly kind: "oneOf"; readonly labels: readonly string[] }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, TypeNode>> }
  | { readonly kind: "array"; readonly length: number; readonly element: TypeNode }
  | { readonly kind: "option"; readonly element: TypeNode }
  | { readonly kind: "union"; readonly variants: Readonly<Record<string, Readonly<Record<string, TypeNode>>>> }
  | { readonly kind: "fifo"; readonly capacity: number; readonly element: TypeNode }
  | { readonly kind: "bag"; readonly capacity: number; readonly element: TypeNode }
  | { readonly kind: "set"; readonly domain: TypeNode }
  | { readonly kind: "map"; readonly key: TypeNode; readonly value: TypeNode };

declare const VIEW: unique symbol;

/** A state type whose values guards and effects see as `V`. */
export interface Type<V> {
  readonly node: TypeNode;
  readonly [VIEW]: V;
}

/** The view of a type: `ViewOf<typeof Task>`. Use it to type helper functions of a spec. */
export type ViewOf<T> = T extends Type<infer V> ? V : never;
/** The plain value of a type. */
export type PlainOf<T> = Plain<ViewOf<T>>;

// biome-ignore lint/suspicious/noExplicitAny: a type parameter of unknown view; the border of the phantom types
export type AnyType = Type<any>;
export type Fields = Readonly<Record<string, AnyType>>;

/** The view of a record with these fields. */
export type RecordView<F extends Fields> = { -readonly [K in keyof F]: ViewOf<F[K]> };
type UnionView<U extends Readonly<Record<string, Fields>>> = { [K in keyof U]: { readonly kind: K } & RecordView<U[K]> }[keyof U];
type ArrayView<V> = [V] extends [object] ? readonly V[] : ScalarArrayView<V>;

/** The one cast between inert nodes and phantom view types. */
function typed<V>(node: TypeNode): Type<V> {
  return Object.freeze({ node: Object.freeze(node) }) as unknown as Type<V>;
}

const reservedFields = new Set(["constructor", "prototype", "toString", "valueOf", "toJSON", "hasOwnProperty"]);

function bool(): Type<boolean> {
  return typed({ kind: "bool" });
}

function int(lo: number, hi: number): Type<number> {
  if (!Number.isInteger(lo) || !Number.isInteger(hi) || lo > hi || hi - lo > intSpanMax || Math.abs(lo) > intSpanMax || Math.abs(hi) > intSpanMax) {
    fail("CUT102", `t.int(${show(lo)}, ${show(hi)}) is not a range of integers.`, {
      allowed: `integers lo <= hi of at most ${intSpanMax} in size`,
      fix: "Write the smallest and the largest value, both included.",
    });
  }
  // Adding 0 turns -0 into 0.
  return typed({ kind: "int", lo: lo + 0, hi: hi + 0 });
}

function oneOf<const L extends readonly [string, ...string[]]>(...labels: L): Type<L[number]> {
  const seen = new Set<string>();
  for (const label of labels as readonly unknown[]) {
    if (typeof label !== "string" || label === "")
      fail("CUT102", `t.oneOf has ${show(label)} as a label.`, { allowed: "non-empty strings", fix: "Give every label a name." });
    if (seen.has(label)) fail("CUT103", `t.oneOf lists the label ${show(label)} twice.`, { fix: "Remove one of them." });
    seen.add(label);
  }
  if (seen.size === 0) fail("CUT102", "t.oneOf has no labels.", { fix: "List at least one label." });
  return typed({ kind: "oneOf", labels: Object.freeze([...labels]) });
}

function record<F extends Fields>(fields: F): Type<RecordView<F>> {
  return typed({ kind: "record", fields: nodesOf(fields, "t.record") });
}

function array<V>(length: number, element: Type<V>): Type<ArrayView<V>> {
  return typed({ kind: "array", length: sizeOf(length, "t.array", "length"), element: nodeOf(element, "t.array") });
}

function option<V>(element: Type<V>): Type<V | null> {
  const node = nodeOf(element, "t.option");
  if (node.kind === "option")
    fail("CUT102", "t.option of t.option: null would mean two things.", { fix: "Wrap the inner option in a t.record, or use t.union." });
  return typed({ kind: "option", element: node });
}

function union<const U extends Readonly<Record<string, Fields>>>(variants: U): Type<UnionView<U>> {
  const nodes: Record<string, Readonly<Record<string, TypeNode>>> = {};
  checkFields(variants, "t.union");
  for (const [name, fields] of Object.entries(variants)) {
    checkFieldName(name, "t.union");
    checkFields(fields, `the variant ${show(name)} of t.union`);
    if (Object.hasOwn(fields, "kind"))
      fail("CUT101", `The variant ${show(name)} of t.union has a field named "kind", which holds the variant's name.`, { fix: "Rename the field." });
    nodes[name] = nodesOf(fields, `the variant ${show(name)} of t.union`);
  }
  if (Object.keys(nodes).length === 0) fail("CUT102", "t.union has no variants.", { fix: "List at least one variant." });
  return typed({ kind: "union", variants: Object.freeze(nodes) });
}

function fifo<V>(element: Type<V>, capacity: number): Type<FifoView<V>> {
  return typed({ kind: "fifo", capacity: sizeOf(capacity, "t.fifo", "capacity"), element: nodeOf(element, "t.fifo") });
}

function bag<V>(element: Type<V>, capacity: number): Type<BagView<V>> {
  return typed({ kind: "bag", capacity: sizeOf(capacity, "t.bag", "capacity"), element: nodeOf(element, "t.bag") });
}

function set<M>(domain: Type<M>): Type<SetView<Plain<M>>> {
  return typed({ kind: "set", domain: domainOf(domain, "t.set") });
}

function map<K, V>(key: Type<K>, value: Type<V>): Type<MapView<Plain<K>, V>> {
  return typed({ kind: "map", key: domainOf(key, "t.map"), value: nodeOf(value, "t.map") });
}

/**
 * The constructors of state types. Defaults (what a state holds before `init`): the lowest int, `false`, the first label or
 * variant, `null`, empty collections.
 */
export const t = Object.freeze({ bool, int, oneOf, record, array, option, union, fifo, bag, set, map });

/** The nodes of named types. Errors: CUT101 for a name that is no identifier, CUT102 for a value that is no type. */
export function nodesOf(fields: Fields, where: string): Readonly<Record<string, TypeNode>> {
  checkFields(fields, where);
  const nodes: Record<string, TypeNode> = {};
  for (const [name, type] of Object.entries(fields)) {
    checkFieldName(name, where);
    nodes[name] = nodeOf(type, `the field ${show(name)} of ${where}`);
  }
  return Object.freeze(nodes);
}

function checkFieldName(name: string, where: string): void {
  if (!isIdentifier(name) || reservedFields.has(name))
    fail("CUT101", `${show(name)} cannot be a name in ${where}.`, { allowed: identifierRule, fix: "Rename it." });
}

function checkFields(fields: unknown, where: string): void {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    fail("CUT102", `${show(fields)} does not list the fields of ${where}.`, { allowed: "{ name: type, ... }", fix: "Write an object of types made by t." });
  }
}

function nodeOf(type: AnyType, where: string): TypeNode {
  const node = (type as { node?: TypeNode } | null | undefined)?.node;
  if (node === undefined)
    fail("CUT102", `${show(type)} is not a type, in ${where}.`, { allowed: "t.bool(), t.int(lo, hi), t.oneOf(...), ...", fix: "Write a type made by t." });
  return node;
}

function sizeOf(size: number, where: string, what: string): number {
  if (!Number.isInteger(size) || size < 1 || size > slotsMax) {
    fail("CUT102", `${show(size)} is not a ${what} for ${where}.`, {
      allowed: `an integer from 1 to ${slotsMax}`,
      fix: `Give the ${what} as a positive integer.`,
    });
  }
  return size;
}

function domainOf(type: AnyType, where: string): TypeNode {
  const node = nodeOf(type, where);
  const size = cardinality(node);
  if (size > domainSizeMax) {
    fail("CUT105", `The domain of ${where} has ${size > 1e15 ? "more than 10^15" : size} values.`, {
      allowed: `at most ${domainSizeMax}`,
      fix: "Use a smaller domain, or a t.bag or t.fifo of few values.",
    });
  }
  return node;
}

/** How many values a type has, as a number that may be inexact or infinite when large. */
export function cardinality(node: TypeNode): number {
  switch (node.kind) {
    case "bool":
      return 2;
    case "int":
      return node.hi - node.lo + 1;
    case "oneOf":
      return node.labels.length;
    case "record":
      return product(Object.values(node.fields));
    case "array":
      return cardinality(node.element) ** node.length;
    case "option":
      return cardinality(node.element) + 1;
    case "union":
      return Object.values(node.variants).reduce((sum, fields) => sum + product(Object.values(fields)), 0);
    case "fifo": {
      let sum = 0;
      for (let length = 0; length <= node.capacity; length++) sum += cardinality(node.element) ** length;
      return sum;
    }
    case "bag": {
      // Multisets of at most `capacity` elements out of n: C(n + capacity, capacity).
      let count = 1;
      const size = cardinality(node.element);
      for (let i = 1; i <= node.capacity; i++) count = (count * (size + i)) / i;
      return Math.round(count);
    }
    case "set":
      return 2 ** cardinality(node.domain);
    case "map":
      return (cardinality(node.value) + 1) ** cardinality(node.key);
  }
}

function product(nodes: readonly TypeNode[]): number {
  return nodes.reduce((all, node) => all * cardinality(node), 1);
}

/** Every value of a finite type as a plain value, in canonical order, for sets' and maps' domains and for parameter domains. */
export function values<V>(type: Type<V>): readonly Plain<V>[] {
  return valuesOfNode(type.node) as readonly Plain<V>[];
}

/** See {@link values}; on a node. The order is that of the packed representation: the last field varies fastest. */
export function valuesOfNode(node: TypeNode): readonly unknown[] {
  if (cardinality(node) > domainSizeMax) {
    fail("CUT105", "The type has too many values to list.", { allowed: `at most ${domainSizeMax}`, fix: "Use a smaller type." });
  }
  switch (node.kind) {
    case "bool":
      return [false, true];
    case "int":
      return Array.from({ length: node.hi - node.lo + 1 }, (_, i) => node.lo + i);
    case "oneOf":
      return node.labels;
    case "record":
      return recordsOf(node.fields, {});
    case "array":
      return sequences(valuesOfNode(node.element), node.length);
    case "option":
      return [null, ...valuesOfNode(node.element)];
    case "union":
      return Object.entries(node.variants).flatMap(([kind, fields]) => recordsOf(fields, { kind }));
    case "fifo": {
      const elements = valuesOfNode(node.element);
      return Array.from({ length: node.capacity + 1 }, (_, length) => sequences(elements, length)).flat();
    }
    case "bag": {
      const elements = valuesOfNode(node.element);
      return Array.from({ length: node.capacity + 1 }, (_, size) => multisets(elements, size)).flat();
    }
    case "set":
      return subsets(valuesOfNode(node.domain));
    case "map":
      return maps(valuesOfNode(node.key), valuesOfNode(node.value));
  }
}

function recordsOf(fields: Readonly<Record<string, TypeNode>>, base: Record<string, unknown>): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [base];
  for (const [name, node] of Object.entries(fields)) {
    const options = valuesOfNode(node);
    all = all.flatMap(partial => options.map(value => ({ ...partial, [name]: value })));
  }
  return all;
}

function sequences(elements: readonly unknown[], length: number): unknown[][] {
  let all: unknown[][] = [[]];
  for (let i = 0; i < length; i++) all = all.flatMap(prefix => elements.map(value => [...prefix, value]));
  return all;
}

function multisets(elements: readonly unknown[], size: number, from = 0): unknown[][] {
  if (size === 0) return [[]];
  return elements.slice(from).flatMap((value, i) => multisets(elements, size - 1, from + i).map(rest => [value, ...rest]));
}

function subsets(members: readonly unknown[]): unknown[][] {
  return Array.from({ length: 2 ** members.length }, (_, mask) => members.filter((_, i) => (mask >>> i) & 1));
}

function maps(keys: readonly unknown[], elements: readonly unknown[]): unknown[][] {
  let all: unknown[][] = [[]];
  for (const key of keys) all = all.flatMap(partial => [partial, ...elements.map(value => [...partial, [key, value]])]);
  return all;
}
