/** Values of fifos and sequences: lists in the order that a spec sees. */
import { admitAtMost } from "../given.ts";
import type { Node } from "../shapes.ts";
import { eachOf, never, type PlainKind } from "./kind.ts";

const list: PlainKind<Node<"fifo" | "seq">> = {
  defaultOf: () => [],
  admit: (node, given, path, { admit }) =>
    admitAtMost(node.capacity, given, path, (each, i) => admit(node.element, each, `${path}[${i}]`)),
  slots: (node, value, of) => {
    const elements = eachOf(node.element, value, of);
    return [elements.length, ...elements.flat()];
  },
  handedOut: (node, value, of) => eachOf(node.element, value, of),
  renamed: (node, value, of) => eachOf(node.element, value, of),
  isUnordered: never,
};

export const fifo: PlainKind<Node<"fifo">> = list;
export const seq: PlainKind<Node<"seq">> = list;
