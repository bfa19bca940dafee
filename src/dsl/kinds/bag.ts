/** `t.bag`: a bounded multiset. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind } from "./kind.ts";

export const bag: Kind<NodeOf<"bag">> = {
  noun: "a bag",
  isRenamable: false,
  parts: node => [node.element],
  withParts: (node, replace) => changed(node, { element: replace(node.element) }),
  cardinality: (node, of) => {
    // Multisets of at most `capacity` elements out of n: C(n + capacity, capacity).
    let count = 1;
    const size = of(node.element);
    for (let i = 1; i <= node.capacity; i++) count = (count * (size + i)) / i;
    return Math.round(count);
  },
  values: (node, of) => {
    const elements = of(node.element);
    return Array.from({ length: node.capacity + 1 }, (_, size) => multisets(elements, size)).flat();
  },
};

function multisets(elements: readonly unknown[], size: number, from = 0): unknown[][] {
  if (size === 0) return [[]];
  return elements
    .slice(from)
    .flatMap((value, i) => multisets(elements, size - 1, from + i).map(rest => [value, ...rest]));
}
