/** The canonical order of values of one type: that of the packed representation. */
import { type ShapeNode, valuesOfNode } from "../dsl/types.ts";
import { keyOf } from "./keys.ts";
import type { Value } from "./shapes.ts";

type Pair = readonly [Value, Value];

const domains = new WeakMap<ShapeNode, readonly Value[]>();

/** The values of a domain in canonical order; remembered, for the engine asks often. */
export function valuesInOrder(domain: ShapeNode): readonly Value[] {
  const known = domains.get(domain);
  if (known !== undefined) return known;
  const all = valuesOfNode(domain);
  domains.set(domain, all);
  return all;
}

/** Lexicographic order of the slots of two values of one type. */
export function compareSlots(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((slot, i) => slot !== b[i]);
  return at < 0 ? 0 : a[at] - (b[at] ?? -1);
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
