/** `t`: the constructors of state types, with their checks. A spec runs without a type check, so what the types forbid is looked for here. */
import { checkText, identifierRule, isIdentifier } from "./checks.ts";
import { fail, show } from "./errors.ts";
import { kindOf } from "./kinds.ts";
import { type Member, membersOf, type ScalarsetNode, scalarsetNode, scalarsetSizeMax } from "./scalarset.ts";
import {
  type AnyType,
  type ArrayView,
  cardinality,
  domainSizeMax,
  type Fields,
  fieldsWithout,
  intSpanMax,
  isScalarset,
  mentionsScalarset,
  partsOf,
  type RecordView,
  type Scalarset,
  type ShapeNode,
  scalarsetsIn,
  slotsMax,
  type Type,
  type TypeNode,
  type UnionView,
  withoutScalarsets,
} from "./types.ts";
import { unordered } from "./unordered.ts";
import type { BagOf, FifoView, IndexedView, MapOf, Plain, SeqView, SetOf } from "./views.ts";

/** The one cast between inert nodes and phantom view types. */
function typed<V>(shape: ShapeNode): Type<V> {
  checkDepth(shape);
  return Object.freeze({ node: withoutScalarsets(Object.freeze(shape)), shape }) as unknown as Type<V>;
}

/** How deep types may be nested: a trace of deeper ones would not be read back. */
export const typeDepthMax = 100;

/** Types are made from the inside out. */
const depths = new WeakMap<ShapeNode, number>();

/** Errors: CUT105. */
function checkDepth(shape: ShapeNode): void {
  const depth = 1 + partsOf(shape).reduce((deepest, part) => Math.max(deepest, depths.get(part) ?? 1), 0);
  if (depth > typeDepthMax)
    fail("CUT105", `A type is nested more than ${typeDepthMax} deep.`, {
      allowed: `at most ${typeDepthMax} types inside of each other`,
      fix: "Use flatter types.",
    });
  depths.set(shape, depth);
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
    checkText(label, "A label of t.oneOf");
    if (seen.has(label)) fail("CUT103", `t.oneOf lists the label ${show(label)} twice.`, { fix: "Remove one of them." });
    seen.add(label);
  }
  if (seen.size === 0) fail("CUT102", "t.oneOf has no labels.", { fix: "List at least one label." });
  return typed({ kind: "oneOf", labels: Object.freeze([...labels]) });
}

function record<F extends Fields>(fields: F): Type<RecordView<F>> {
  return typed({ kind: "record", fields: shapesOf(fields, "t.record") });
}

function array<V>(length: number, element: Type<V>): Type<ArrayView<V>>;
function array<N extends string, V>(index: Scalarset<N>, element: Type<V>): Type<IndexedView<Member<N>, V>>;
function array(length: number | Scalarset, element: AnyType): AnyType {
  if (isScalarset(length)) return typed({ kind: "indexed", by: length.shape as ScalarsetNode, element: nodeOf(element, "t.array") });
  return typed({ kind: "array", length: sizeOf(length, "t.array", "length"), element: nodeOf(element, "t.array") });
}

/** Errors: CUT101, CUT102. */
function scalarset<const N extends string>(name: N, size: number): Scalarset<N> {
  return setOf(name, size, "t.scalarset");
}

/** As a scalarset, with members that have numbers: `numberOf`. For a set of things that only some rules of a spec treat alike. Errors: CUT101, CUT102. */
function numbered<const N extends string>(name: N, size: number): Scalarset<N> {
  return setOf(name, size, "t.numbered");
}

function setOf<N extends string>(name: N, size: number, where: "t.scalarset" | "t.numbered"): Scalarset<N> {
  if (typeof name !== "string" || !isIdentifier(name))
    fail("CUT101", `${show(name)} cannot be the name of a scalarset.`, { allowed: identifierRule, fix: `Write ${where}("task", 3).` });
  checkText(name, "The name of a scalarset");
  if (!Number.isInteger(size) || size < 1 || size > scalarsetSizeMax) {
    fail("CUT102", `${show(size)} is not a size for ${where}.`, {
      allowed: `an integer from 1 to ${scalarsetSizeMax}`,
      fix: "Give the number of its members as a positive integer.",
    });
  }
  const node = scalarsetNode({ name, size, ...(where === "t.numbered" ? { isNumbered: true } : {}) });
  return Object.freeze(Object.assign(unordered(membersOf(node)), { node: withoutScalarsets(node), shape: node, name })) as unknown as Scalarset<N>;
}

function option<V>(element: Type<V>): Type<V | null> {
  const node = nodeOf(element, "t.option");
  if (node.kind === "option")
    fail("CUT102", "t.option of t.option: null would mean two things.", { fix: "Wrap the inner option in a t.record, or use t.union." });
  return typed({ kind: "option", element: node });
}

function union<const U extends Readonly<Record<string, Fields>>>(variants: U): Type<UnionView<U>> {
  const nodes: Record<string, Readonly<Record<string, ShapeNode>>> = {};
  checkFields(variants, "t.union");
  for (const [name, fields] of Object.entries(variants)) {
    checkFieldName(name, "t.union");
    checkFields(fields, `the variant ${show(name)} of t.union`);
    if (Object.hasOwn(fields, "kind"))
      fail("CUT101", `The variant ${show(name)} of t.union has a field named "kind", which holds the variant's name.`, { fix: "Rename the field." });
    nodes[name] = shapesOf(fields, `the variant ${show(name)} of t.union`);
  }
  if (Object.keys(nodes).length === 0) fail("CUT102", "t.union has no variants.", { fix: "List at least one variant." });
  return typed({ kind: "union", variants: Object.freeze(nodes) });
}

function fifo<V>(element: Type<V>, capacity: number): Type<FifoView<V>> {
  return typed({ kind: "fifo", capacity: sizeOf(capacity, "t.fifo", "capacity"), element: nodeOf(element, "t.fifo") });
}

function seq<V>(element: Type<V>, capacity: number): Type<SeqView<V>> {
  return typed({ kind: "seq", capacity: sizeOf(capacity, "t.seq", "capacity"), element: nodeOf(element, "t.seq") });
}

function bag<V>(element: Type<V>, capacity: number): Type<BagOf<V>> {
  return typed({ kind: "bag", capacity: sizeOf(capacity, "t.bag", "capacity"), element: nodeOf(element, "t.bag") });
}

function set<M>(domain: Type<M>): Type<SetOf<Plain<M>>> {
  return typed({ kind: "set", domain: domainOf(domain, "t.set") });
}

function map<K, V>(key: Type<K>, value: Type<V>): Type<MapOf<Plain<K>, V>> {
  return typed({ kind: "map", key: domainOf(key, "t.map"), value: nodeOf(value, "t.map") });
}

/**
 * The constructors of state types. Defaults (what a state holds before `init`): the lowest int, `false`, the first label or
 * variant, `null`, empty collections.
 */
export const t = Object.freeze({ bool, int, oneOf, record, array, option, union, fifo, seq, bag, set, map, scalarset, numbered });

/** The types of named fields as declared. Errors: CUT101 for a name that is no identifier, CUT102 for a value that is no type. */
export function shapesOf(fields: Fields, where: string): Readonly<Record<string, ShapeNode>> {
  checkFields(fields, where);
  const nodes: Record<string, ShapeNode> = {};
  for (const [name, type] of Object.entries(fields)) {
    checkFieldName(name, where);
    nodes[name] = nodeOf(type, `the field ${show(name)} of ${where}`);
  }
  return Object.freeze(nodes);
}

/** The types of named fields as traces hold them. Errors: as {@link shapesOf}; CUT103 for two scalarsets of one name. */
export function nodesOf(fields: Fields, where: string): Readonly<Record<string, TypeNode>> {
  const shapes = shapesOf(fields, where);
  scalarsetsIn(shapes);
  return fieldsWithout(shapes);
}

function checkFieldName(name: string, where: string): void {
  if (reservedFields.has(name))
    fail("CUT101", `${show(name)} cannot be a name in ${where}.`, { allowed: `any other name: not ${[...reservedFields].join(", ")}`, fix: "Rename it." });
  if (!isIdentifier(name)) fail("CUT101", `${show(name)} cannot be a name in ${where}.`, { allowed: identifierRule, fix: "Rename it." });
  checkText(name, `A name in ${where}`);
}

function checkFields(fields: unknown, where: string): void {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    fail("CUT102", `${show(fields)} does not list the fields of ${where}.`, { allowed: "{ name: type, ... }", fix: "Write an object of types made by t." });
  }
}

function nodeOf(type: AnyType, where: string): ShapeNode {
  const node = (type as { shape?: ShapeNode } | null | undefined)?.shape;
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

function domainOf(type: AnyType, where: string): ShapeNode {
  const node = nodeOf(type, where);
  checkRenamable(node, where);
  const size = cardinality(node);
  if (size > domainSizeMax) {
    fail("CUT105", `The domain of ${where} has ${size > 1e15 ? "more than 10^15" : size} values.`, {
      allowed: `at most ${domainSizeMax}`,
      fix: "Use a smaller domain, or a t.bag or t.fifo of few values.",
    });
  }
  return node;
}

/** A value of a domain is renamed part by part, for which it must have a fixed number of parts. Errors: CUT102. */
function checkRenamable(node: ShapeNode, where: string): void {
  if (!mentionsScalarset(node)) return;
  const { isRenamable, noun } = kindOf(node);
  if (!isRenamable) {
    fail("CUT102", `The domain of ${where} has a scalarset inside a collection.`, {
      given: noun,
      allowed: "a scalarset, and options, records and unions of them",
      fix: "Make the collection a field of the state instead.",
    });
  }
  for (const part of partsOf(node)) checkRenamable(part, where);
}
