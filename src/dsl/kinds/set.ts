/** `t.set`: a set over a finite domain. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind } from "./kind.ts";

export const set: Kind<NodeOf<"set">> = {
  noun: "a set",
  isRenamable: false,
  parts: node => [node.domain],
  withParts: (node, replace) => changed(node, { domain: replace(node.domain) }),
  cardinality: (node, of) => 2 ** of(node.domain),
  values: (node, of) => subsets(of(node.domain)),
};

function subsets(members: readonly unknown[]): unknown[][] {
  return Array.from({ length: 2 ** members.length }, (_, mask) => members.filter((_, i) => (mask >>> i) & 1));
}
