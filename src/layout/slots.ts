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
 *   fifo, seq, bag     [length][element...] x capacity        (unused elements are zero; a bag's elements ascend slot by slot)
 *   set                [30 members a slot as bits]...
 *   map                option of the value, for each key of the domain
 */
import { fail } from "../dsl/errors.ts";
import type { NodeFields, NodeOf } from "../dsl/nodes.ts";
import { cardinality, mentionsScalarset, partsOf, type ShapeNode, slotsMax } from "../dsl/types.ts";

/** Members of a set in one slot. 30 bits stay a small integer in V8. */
export const membersPerSlot = 30;

/** The expression of the slot so many after a place. Nothing is added for none: V8 inlines by the length of bytecode, which `+ 0` makes longer. */
export function slotAfter(place: string, offset: number): string {
  return offset === 0 ? place : `${place} + ${offset}`;
}

/** A type of one slot that guards read as a JavaScript scalar. */
export type AtomNode =
  | Extract<ShapeNode, { kind: "bool" | "int" | "oneOf" | "scalarset" }>
  | { readonly kind: "option"; readonly element: AtomNode };

export function isAtom(node: ShapeNode): node is AtomNode {
  return (
    node.kind === "bool" ||
    node.kind === "int" ||
    node.kind === "oneOf" ||
    node.kind === "scalarset" ||
    (node.kind === "option" && isAtom(node.element))
  );
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
  return isAtom(node) ? [atomMax(node)] : slotsOf(node).maxima(node);
}

function repeat(slots: readonly number[], times: number): readonly number[] {
  if (slots.length * times > slotsMax)
    fail(
      "CUT105",
      `The state needs at least ${slots.length * times} slots, one for each number, label or flag that it can hold.`,
      {
        allowed: `at most ${slotsMax}`,
        fix: "Use smaller arrays, capacities or domains.",
      },
    );
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

/** How values of one kind lie in slots. */
interface SlotsOf<N extends ShapeNode> {
  /** The largest value of each slot. */
  maxima(node: N): readonly number[];
  /** Whether elements are kept by ranks of members: then a spec must not see their order. */
  isUnordered(node: N): boolean;
  /** Whether composite values lie in places that pass (`inside.ts`). */
  hasPassing(node: N): boolean;
}

const never = (): boolean => false;
const always = (): boolean => true;
const inParts = (node: ShapeNode): boolean => partsOf(node).some(hasPassing);

const atom: SlotsOf<AtomNode> = { maxima: node => [atomMax(node)], isUnordered: never, hasPassing: never };

/** A length, then so many places for elements. */
const list: SlotsOf<NodeOf<"fifo" | "seq" | "bag">> = {
  maxima: node => [node.capacity, ...repeat(slotMaxima(node.element), node.capacity)],
  isUnordered: never,
  hasPassing: node => !isAtom(node.element),
};

/** Every kind. Simpler would be a function beside the kind's code in `kinds/`, but that code asks for slots in turn, and imports go one way. */
const slotsOfKinds: { readonly [K in ShapeNode["kind"]]: SlotsOf<NodeOf<K>> } = {
  bool: atom,
  int: atom,
  oneOf: atom,
  scalarset: atom,
  record: { maxima: node => fieldMaxima(node.fields), isUnordered: never, hasPassing: inParts },
  union: {
    maxima: node => [Object.keys(node.variants).length - 1, ...overlay(Object.values(node.variants).map(fieldMaxima))],
    isUnordered: never,
    hasPassing: always,
  },
  option: { maxima: node => [1, ...slotMaxima(node.element)], isUnordered: never, hasPassing: always },
  array: { maxima: node => repeat(slotMaxima(node.element), node.length), isUnordered: never, hasPassing: inParts },
  indexed: { maxima: node => repeat(slotMaxima(node.element), node.by.size), isUnordered: always, hasPassing: inParts },
  fifo: list,
  seq: list,
  bag: { ...list, isUnordered: node => mentionsScalarset(node.element) },
  set: {
    maxima: node => setMaxima(cardinality(node.domain)),
    isUnordered: node => mentionsScalarset(node.domain),
    hasPassing: never,
  },
  map: {
    maxima: node => repeat(slotMaxima(entryNode(node)), cardinality(node.key)),
    isUnordered: node => mentionsScalarset(node.key),
    hasPassing: node => !isAtom(node.value),
  },
};

function slotsOf<N extends ShapeNode>(node: N): SlotsOf<N> {
  return slotsOfKinds[node.kind] as unknown as SlotsOf<N>;
}

/** Whether the elements of a collection are kept by ranks of members: then a spec must not see their order. */
export function isUnordered(node: ShapeNode): boolean {
  return slotsOf(node).isUnordered(node);
}

/** Whether a type has composite values in places that pass. */
export function hasPassing(node: ShapeNode): boolean {
  return !isAtom(node) && slotsOf(node).hasPassing(node);
}

/** Where the fields of a record or variant lie, from slot `from`. */
export function placed(
  fields: NodeFields,
  from: number,
): readonly { readonly node: ShapeNode; readonly offset: number }[] {
  let offset = from;
  return Object.values(fields).map(node => {
    const place = { node, offset };
    offset += slotCount(node);
    return place;
  });
}

function fieldMaxima(fields: NodeFields): readonly number[] {
  return Object.values(fields).flatMap(slotMaxima);
}
