/** `t.array`: by position, or by the members of a scalarset. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind, sequences } from "./kind.ts";

export const array: Kind<NodeOf<"array">> = {
  noun: "an array of values",
  isRenamable: false,
  parts: node => [node.element],
  withParts: (node, replace) => changed(node, { element: replace(node.element) }),
  cardinality: (node, of) => of(node.element) ** node.length,
  values: (node, of) => sequences(of(node.element), node.length),
};

export const indexed: Kind<NodeOf<"indexed">> = {
  noun: "an array over a scalarset",
  isRenamable: false,
  parts: node => [node.by, node.element],
  withParts: (node, replace) => changed(node, { element: replace(node.element) }),
  cardinality: (node, of) => of(node.element) ** node.by.size,
  values: () => {
    throw new Error("unreachable: an array indexed by a scalarset is no part of a domain");
  },
};
