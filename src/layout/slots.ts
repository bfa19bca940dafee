/**
 * Shape -> slots. A slot is one leaf of the working row: a small non-negative integer `0..max`, where 0 is always the
 * canonical "unused" or lowest value. Composite types are consecutive slots:
 *
 *   bool int oneOf     [value - lowest]
 *   scalarset          [rank of the member]
 *   option of an atom  [0 for null, else value + 1]          (an atom is a type of one slot that reads as a JavaScript scalar)
 *   option             [present][element...]
 *   record             [field...][field...]...
 *   array              [element...] x length (indexed by a scalarset: by rank)
 *   union              [variant][fields, the variants overlaid...]
 *   fifo, bag          [length][element...] x capacity        (unused elements are zero; a bag's elements ascend slot by slot)
 *   set                [30 members a slot as bits]...
 *   map                option of the value, for each key of the domain
 */
import { fail } from "../dsl/errors.ts";
import { cardinality, mentionsScalarset, type ShapeNode, slotsMax } from "../dsl/types.ts";

/** Members of a set in one slot. 30 bits stay a small integer in V8. */
export const membersPerSlot = 30;

/** The expression of the slot so many after a place. Nothing is added for none: V8 inlines by the length of bytecode, which `+ 0` makes longer. */
export function slotAfter(place: string, offset: number): string {
  return offset === 0 ? place : `${place} + ${offset}`;
}

/** A type of one slot that guards read as a JavaScript scalar. */
export type AtomNode = Extract<ShapeNode, { kind: "bool" | "int" | "oneOf" | "scalarset" }> | { readonly kind: "option"; readonly element: AtomNode };

export function isAtom(node: ShapeNode): node is AtomNode {
  return node.kind === "bool" || node.kind === "int" || node.kind === "oneOf" || node.kind === "scalarset" || (node.kind === "option" && isAtom(node.element));
}

/** Largest slot value of an atom. */
export function atomMax(node: AtomNode): number {
  switch (node.kind) {
    case "bool":
      return 1;
    case "int":
      return node.hi - node.lo;
    case "oneOf":
      return node.labels.length - 1;
    case "scalarset":
      return node.size - 1;
    case "option":
      return atomMax(node.element) + 1;
  }
}

/** Whether the elements of a collection are kept by ranks of members: then a spec must not see their order. */
export function isUnordered(node: ShapeNode): boolean {
  switch (node.kind) {
    case "indexed":
      return true;
    case "set":
      return mentionsScalarset(node.domain);
    case "bag":
      return mentionsScalarset(node.element);
    case "map":
      return mentionsScalarset(node.key);
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
    case "record":
    case "array":
    case "option":
    case "union":
    case "fifo":
      return false;
  }
}

/** How many elements an array has. */
export function lengthOf(node: Extract<ShapeNode, { kind: "array" | "indexed" }>): number {
  return node.kind === "array" ? node.length : node.by.size;
}

/** The option that holds a map's value for one key: the same node for the same map, so that generated code is shared. */
const entryNodes = new WeakMap<ShapeNode, ShapeNode>();
export function entryNode(map: Extract<ShapeNode, { kind: "map" }>): Extract<ShapeNode, { kind: "option" }> {
  let entry = entryNodes.get(map);
  if (entry === undefined) {
    entry = { kind: "option", element: map.value };
    entryNodes.set(map, entry);
  }
  return entry as Extract<ShapeNode, { kind: "option" }>;
}

/** Computed once a node: nodes are immutable and shared. */
const maxima = new WeakMap<ShapeNode, readonly number[]>();

/** The largest value of each slot of a type, in slot order. Errors: CUT105 beyond `slotsMax`. */
export function slotMaxima(node: ShapeNode): readonly number[] {
  let known = maxima.get(node);
  if (known === undefined) {
    known = computeMaxima(node);
    if (known.length > slotsMax)
      fail("CUT105", `The state needs ${known.length} slots, one for each number, label or flag that it can hold.`, {
        allowed: `at most ${slotsMax}`,
        fix: "Use smaller arrays, capacities or domains.",
      });
    maxima.set(node, known);
  }
  return known;
}

export function slotCount(node: ShapeNode): number {
  return slotMaxima(node).length;
}

function computeMaxima(node: ShapeNode): readonly number[] {
  if (isAtom(node)) return [atomMax(node)];
  switch (node.kind) {
    case "record":
      return Object.values(node.fields).flatMap(slotMaxima);
    case "array":
      return repeat(slotMaxima(node.element), node.length);
    case "indexed":
      return repeat(slotMaxima(node.element), node.by.size);
    case "option":
      return [1, ...slotMaxima(node.element)];
    case "union":
      return [Object.keys(node.variants).length - 1, ...overlay(Object.values(node.variants).map(fields => Object.values(fields).flatMap(slotMaxima)))];
    case "fifo":
    case "bag":
      return [node.capacity, ...repeat(slotMaxima(node.element), node.capacity)];
    case "set":
      return setMaxima(cardinality(node.domain));
    case "map":
      return repeat(slotMaxima(entryNode(node)), cardinality(node.key));
  }
}

function repeat(slots: readonly number[], times: number): readonly number[] {
  if (slots.length * times > slotsMax)
    fail("CUT105", `The state needs at least ${slots.length * times} slots, one for each number, label or flag that it can hold.`, {
      allowed: `at most ${slotsMax}`,
      fix: "Use smaller arrays, capacities or domains.",
    });
  return Array.from({ length: times }, () => slots).flat();
}

function overlay(variants: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(...variants.map(each => each.length));
  return Array.from({ length }, (_, i) => Math.max(0, ...variants.map(each => each[i] ?? 0)));
}

function setMaxima(members: number): readonly number[] {
  const full = Math.floor(members / membersPerSlot);
  const rest = members % membersPerSlot;
  return [...Array.from({ length: full }, () => 2 ** membersPerSlot - 1), ...(rest > 0 ? [2 ** rest - 1] : [])];
}
