/** `t.option`: null, or a value. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind } from "./kind.ts";

export const option: Kind<NodeOf<"option">> = {
  noun: "a option",
  isRenamable: true,
  parts: node => [node.element],
  withParts: (node, replace) => changed(node, { element: replace(node.element) }),
  cardinality: (node, of) => of(node.element) + 1,
  values: (node, of) => [null, ...of(node.element)],
};
