/** The canonical order of values of one type: that of the packed representation. */
import { rankOf } from "../dsl/scalarset.ts";
import { type ShapeNode, valuesOfNode } from "../dsl/types.ts";
import { keyOf } from "./keys.ts";
import type { NodeFields, Value } from "./shapes.ts";

type Pair = readonly [Value, Value];

/** Members of a set that one word of the packed form holds. */
const membersPerWord = 30;

const domains = new WeakMap<ShapeNode, readonly Value[]>();

/** The values of a domain in canonical order; remembered, for the engine asks often. */
export function valuesInOrder(domain: ShapeNode): readonly Value[] {
  const known = domains.get(domain);
  if (known !== undefined) return known;
  const all = valuesOfNode(domain);
  domains.set(domain, all);
  return all;
}

/** The canonical order of values of one type: lexicographic by packed slots. */
export function compare(node: ShapeNode, a: Value, b: Value): number {
  return compareSlots(slotsOf(node, a), slotsOf(node, b));
}

function compareSlots(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((slot, i) => slot !== b[i]);
  return at < 0 ? 0 : a[at] - (b[at] ?? -1);
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
      return [Object.keys(node.variants).indexOf(kind), ...fieldSlots(node.variants[kind], value)];
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
    if (keys.has(keyOf(member))) words[Math.floor(i / membersPerWord)] += 2 ** (i % membersPerWord);
  });
  return words;
}

function mapSlots(key: ShapeNode, value: ShapeNode, pairs: readonly Pair[]): number[] {
  const all = new Map(pairs.map(([k, v]) => [keyOf(k), v]));
  return valuesInOrder(key).flatMap(each => (all.has(keyOf(each)) ? [1, ...slotsOf(value, all.get(keyOf(each)))] : [0]));
}
