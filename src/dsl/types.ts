/**
 * The types of a state. A type is inert data (a tree of nodes) with a phantom view type; `layout/` compiles the tree.
 * Every type is bounded and canonical: two equal values have one representation.
 */
import { fail, show } from "./errors.ts";
import { kindOf } from "./kinds.ts";
import type { ShapeNode, TypeNode } from "./nodes.ts";
import { isInterchangeable, isScalarsetType, type Member, orderShown, type ScalarsetNode } from "./scalarset.ts";
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

export type { ShapeNode, TypeNode };

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
  return kindOf(node).parts(node);
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
  if (node.kind === "scalarset") return { kind: "int", lo: 0, hi: node.size - 1 };
  if (node.kind === "indexed") return { kind: "array", length: node.by.size, element: withoutScalarsets(node.element) };
  return kindOf(node).withParts(node, withoutScalarsets) as TypeNode;
}

/** See {@link withoutScalarsets}; of named types. */
export function fieldsWithout(fields: Readonly<Record<string, ShapeNode>>): Readonly<Record<string, TypeNode>> {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, withoutScalarsets(node)]));
}

/** How many values a type has, as a number that may be inexact or infinite when large. */
export function cardinality(node: ShapeNode): number {
  return kindOf(node).cardinality(node, cardinality);
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
  return kindOf(node).values(node, valuesOfNode);
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
