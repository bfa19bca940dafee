/** `t.fifo` and `t.seq`: bounded lists in an order that a spec sees. They differ in what a spec can do with them. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind, sequences } from "./kind.ts";

const list: Omit<Kind<NodeOf<"fifo" | "seq">>, "noun"> = {
  isRenamable: false,
  parts: node => [node.element],
  withParts: (node, replace) => changed(node, { element: replace(node.element) }),
  cardinality: (node, of) => {
    let sum = 0;
    for (let length = 0; length <= node.capacity; length++) sum += of(node.element) ** length;
    return sum;
  },
  values: (node, of) => {
    const elements = of(node.element);
    return Array.from({ length: node.capacity + 1 }, (_, length) => sequences(elements, length)).flat();
  },
};

export const fifo: Kind<NodeOf<"fifo">> = { ...list, noun: "a fifo" };
export const seq: Kind<NodeOf<"seq">> = { ...list, noun: "a seq" };
