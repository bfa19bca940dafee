/** Types of one value that a spec reads as a scalar. */
import type { NodeOf } from "../nodes.ts";
import { membersOf } from "../scalarset.ts";
import { type Kind, leaf } from "./kind.ts";

export const bool: Kind<NodeOf<"bool">> = leaf(
  "a bool",
  () => 2,
  () => [false, true],
);

export const int: Kind<NodeOf<"int">> = leaf(
  "a int",
  node => node.hi - node.lo + 1,
  node => Array.from({ length: node.hi - node.lo + 1 }, (_, i) => node.lo + i),
);

export const oneOf: Kind<NodeOf<"oneOf">> = leaf(
  "a oneOf",
  node => node.labels.length,
  node => node.labels,
);

export const scalarset: Kind<NodeOf<"scalarset">> = leaf("a scalarset", node => node.size, membersOf);
