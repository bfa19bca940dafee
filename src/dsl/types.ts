/**
 * The types of a state. A type is inert data (a tree of nodes) with a phantom view type; `layout/` compiles the tree.
 * Every type is bounded and canonical: two equal values have one representation.
 */
import { fail, show } from "./errors.ts";
import { isInterchangeable, isScalarsetType, type Member, membersOf, orderShown, type ScalarsetNode } from "./scalarset.ts";
import type { Unordered } from "./unordered.ts";
import type { Plain, ScalarArrayView } from "./views.ts";

/** Largest number of leaf slots that a state may have. Generated code grows with it. */
export const slotsMax = 4096;
/** Largest domain of a `set` or a `map` (one bit a member). */
export const domainSizeMax = 1024;
/** Largest list of `values`. */
export const valuesMax = 65_536;
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

/** A type as a spec declares it: with scalarsets, and arrays that they index. {@link withoutScalarsets} gives what a trace holds. */
export type ShapeNode =
  | Extract<TypeNode, { kind: "bool" | "int" | "oneOf" }>
  | ScalarsetNode
  | { readonly kind: "indexed"; readonly by: ScalarsetNode; readonly element: ShapeNode }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, ShapeNode>> }
  | { readonly kind: "array"; readonly length: number; readonly element: ShapeNode }
  | { readonly kind: "option"; readonly element: ShapeNode }
  | { readonly kind: "union"; readonly variants: Readonly<Record<string, Readonly<Record<string, ShapeNode>>>> }
  | { readonly kind: "fifo"; readonly capacity: number; readonly element: ShapeNode }
  | { readonly kind: "bag"; readonly capacity: number; readonly element: ShapeNode }
  | { readonly kind: "set"; readonly domain: ShapeNode }
  | { readonly kind: "map"; readonly key: ShapeNode; readonly value: ShapeNode };

declare const VIEW: unique symbol;

/** A state type whose values guards and effects see as `V`. */
export interface Type<V> {
  /** As traces hold its values. */
  readonly node: TypeNode;
  /** As declared. */
  readonly shape: ShapeNode;
  readonly [VIEW]: V;
}

/**
 * A set of interchangeable things. It is a type, the domain of a parameter, and the index of arrays; its members have no order, so it is asked
 * with tests and visited as a whole. What a visit does to one member must not depend on those before it.
 */
export interface Scalarset<N extends string = string> extends Type<Member<N>>, Unordered<Member<N>> {
  readonly name: N;
}

/** The view of a type: `ViewOf<typeof Task>`. Use it to type helper functions of a spec. */
export type ViewOf<T> = T extends Type<infer V> ? V : never;
/** A member of a scalarset: `MemberOf<typeof Task>`. */
export type MemberOf<T> = T extends Scalarset<infer N> ? Member<N> : never;
/** The plain value of a type. */
export type PlainOf<T> = Plain<ViewOf<T>>;

// biome-ignore lint/suspicious/noExplicitAny: a type parameter of unknown view; the border of the phantom types
export type AnyType = Type<any>;
export type Fields = Readonly<Record<string, AnyType>>;

/** The view of a record with these fields. */
export type RecordView<F extends Fields> = { -readonly [K in keyof F]: ViewOf<F[K]> };
export type UnionView<U extends Readonly<Record<string, Fields>>> = { [K in keyof U]: { readonly kind: K } & RecordView<U[K]> }[keyof U];
export type ArrayView<V> = [V] extends [Member] ? ScalarArrayView<V> : [V] extends [object] ? readonly V[] : ScalarArrayView<V>;

/** Whether a value is a scalarset that `t` made. */
export function isScalarset(value: unknown): value is Scalarset {
  return isScalarsetType(value);
}

/** The types that a type is made of. */
export function partsOf(node: ShapeNode): readonly ShapeNode[] {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
      return [];
    case "record":
      return Object.values(node.fields);
    case "union":
      return Object.values(node.variants).flatMap(fields => Object.values(fields));
    case "indexed":
      return [node.by, node.element];
    case "array":
    case "option":
    case "fifo":
    case "bag":
      return [node.element];
    case "set":
      return [node.domain];
    case "map":
      return [node.key, node.value];
  }
}

/** Computed once a node: nodes are immutable. */
const mentions = new WeakMap<ShapeNode, boolean>();

/** Whether a scalarset is this type or somewhere in it: whether renaming members changes its values. */
export function mentionsScalarset(node: ShapeNode): boolean {
  let known = mentions.get(node);
  if (known === undefined) {
    known = node.kind === "scalarset" || partsOf(node).some(mentionsScalarset);
    mentions.set(node, known);
  }
  return known;
}

/** The same type with a scalarset of n members as the integers 0..n-1, slot for slot: what traces and archives hold. */
export function withoutScalarsets(node: ShapeNode): TypeNode {
  if (!mentionsScalarset(node)) return node as TypeNode;
  switch (node.kind) {
    case "scalarset":
      return { kind: "int", lo: 0, hi: node.size - 1 };
    case "indexed":
      return { kind: "array", length: node.by.size, element: withoutScalarsets(node.element) };
    case "record":
      return { kind: "record", fields: fieldsWithout(node.fields) };
    case "union":
      return { kind: "union", variants: Object.fromEntries(Object.entries(node.variants).map(([kind, fields]) => [kind, fieldsWithout(fields)])) };
    case "array":
    case "option":
    case "fifo":
    case "bag":
      return { ...node, element: withoutScalarsets(node.element) };
    case "set":
      return { kind: "set", domain: withoutScalarsets(node.domain) };
    case "map":
      return { kind: "map", key: withoutScalarsets(node.key), value: withoutScalarsets(node.value) };
    case "bool":
    case "int":
    case "oneOf":
      return node;
  }
}

/** See {@link withoutScalarsets}; of named types. */
export function fieldsWithout(fields: Readonly<Record<string, ShapeNode>>): Readonly<Record<string, TypeNode>> {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, withoutScalarsets(node)]));
}

/** How many values a type has, as a number that may be inexact or infinite when large. */
export function cardinality(node: ShapeNode): number {
  switch (node.kind) {
    case "bool":
      return 2;
    case "int":
      return node.hi - node.lo + 1;
    case "oneOf":
      return node.labels.length;
    case "scalarset":
      return node.size;
    case "indexed":
      return cardinality(node.element) ** node.by.size;
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

function product(nodes: readonly ShapeNode[]): number {
  return nodes.reduce((all, node) => all * cardinality(node), 1);
}

/** Every value of a finite type as a plain value, in canonical order, for sets' and maps' domains and for parameter domains. Errors: CUT105, CUT215. */
export function values<V>(type: Type<V>): readonly Plain<V>[] {
  if (mentionsScalarset(type.shape)) orderShown("values(...)", "Ask the scalarset: Task.every(...), Task.some(...), Task.forEach(...).");
  if (cardinality(type.shape) > valuesMax)
    fail("CUT105", "The type has too many values to list.", { allowed: `at most ${valuesMax}`, fix: "Use a smaller type." });
  return valuesOfNode(type.node) as readonly Plain<V>[];
}

/** See {@link values}; on a node, whose values are few. The order is that of the packed representation: the last field varies fastest. */
export function valuesOfNode(node: ShapeNode): readonly unknown[] {
  switch (node.kind) {
    case "bool":
      return [false, true];
    case "int":
      return Array.from({ length: node.hi - node.lo + 1 }, (_, i) => node.lo + i);
    case "oneOf":
      return node.labels;
    case "scalarset":
      return membersOf(node);
    case "indexed":
      throw new Error("unreachable: an array indexed by a scalarset is no part of a domain");
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

function recordsOf(fields: Readonly<Record<string, ShapeNode>>, base: Record<string, unknown>): Record<string, unknown>[] {
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

/** The scalarsets of a state whose members are interchangeable, each once. */
export function interchangeableIn(shape: Readonly<Record<string, ShapeNode>>): readonly ScalarsetNode[] {
  return scalarsetsIn(shape).filter(isInterchangeable);
}

/** Every scalarset of a state, each once, by name. Errors: CUT103 for two sizes under one name, or with numbers and without. */
export function scalarsetsIn(shape: Readonly<Record<string, ShapeNode>>): readonly ScalarsetNode[] {
  const found = new Map<string, ScalarsetNode>();
  const visit = (node: ShapeNode): void => {
    partsOf(node).forEach(visit);
    if (node.kind !== "scalarset") return;
    const { size, isNumbered } = found.get(node.name) ?? node;
    if (isNumbered !== node.isNumbered)
      fail("CUT103", `There are two scalarsets named ${show(node.name)}, one of which has numbers.`, { fix: "Declare it once, or rename one." });
    if (size !== node.size)
      fail("CUT103", `There are two scalarsets named ${show(node.name)}, of ${size} and of ${node.size} members.`, { fix: "Declare it once, or rename one." });
    found.set(node.name, node);
  };
  Object.values(shape).forEach(visit);
  return [...found.values()];
}
