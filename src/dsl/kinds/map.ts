/** `t.map`: a partial map from a finite domain. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind } from "./kind.ts";

export const map: Kind<NodeOf<"map">> = {
  noun: "a map",
  isRenamable: false,
  parts: node => [node.key, node.value],
  withParts: (node, replace) => changed(node, { key: replace(node.key), value: replace(node.value) }),
  cardinality: (node, of) => (of(node.value) + 1) ** of(node.key),
  values: (node, of) => maps(of(node.key), of(node.value)),
};

function maps(keys: readonly unknown[], elements: readonly unknown[]): unknown[][] {
  let all: unknown[][] = [[]];
  for (const key of keys) all = all.flatMap(partial => [partial, ...elements.map(value => [...partial, [key, value]])]);
  return all;
}
