/** Values of maps: pairs in the order of the domain of the keys. */
import { mentionsScalarset } from "../../dsl/types.ts";
import { unorderedMap } from "../../dsl/unordered.ts";
import { keyPath, listOf, wrongType } from "../given.ts";
import { keyOf } from "../keys.ts";
import { valuesInOrder, withKey } from "../order.ts";
import type { Node, Value } from "../shapes.ts";
import type { OfPart, PlainKind } from "./kind.ts";

type Pair = readonly [Value, Value];

export const map: PlainKind<Node<"map">> = {
  defaultOf: () => [],
  admit: (node, given, path, { admit }) => {
    let pairs: readonly Pair[] = [];
    for (const entry of listOf(given, path)) {
      if (!Array.isArray(entry) || entry.length !== 2) wrongType(entry, path, "a pair [key, value]");
      const [key, value] = entry as [Value, Value];
      const admitted = admit(node.key, key, path);
      pairs = withKey(node.key, pairs, admitted, admit(node.value, value, keyPath(path, admitted)));
    }
    return [...pairs];
  },
  slots: (node, value, of) => {
    const all = new Map((value as Pair[]).map(([key, each]) => [keyOf(key), each]));
    return valuesInOrder(node.key).flatMap(key =>
      all.has(keyOf(key)) ? [1, ...of(node.value, all.get(keyOf(key)))] : [0],
    );
  },
  handedOut: (node, value, of) => {
    const pairs = eachPair(node, value, of);
    return map.isUnordered(node) ? unorderedMap(pairs) : pairs;
  },
  renamed: eachPair,
  isUnordered: node => mentionsScalarset(node.key),
};

function eachPair(node: Node<"map">, value: Value, of: OfPart<Value>): readonly Pair[] {
  return (value as Pair[]).map(([key, each]) => [of(node.key, key), of(node.value, each)] as const);
}
