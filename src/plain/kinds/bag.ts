/** Values of bags: lists in the order of packed slots. */
import { mentionsScalarset } from "../../dsl/types.ts";
import { unordered } from "../../dsl/unordered.ts";
import { admitAtMost } from "../given.ts";
import { compareSlots } from "../order.ts";
import type { Node } from "../shapes.ts";
import { eachOf, type PlainKind } from "./kind.ts";

export const bag: PlainKind<Node<"bag">> = {
  defaultOf: () => [],
  admit: (node, given, path, { admit, slots }) =>
    admitAtMost(node.capacity, given, path, each => admit(node.element, each, path)).sort((a, b) =>
      compareSlots(slots(node.element, a), slots(node.element, b)),
    ),
  slots: (node, value, of) => {
    const elements = eachOf(node.element, value, of);
    return [elements.length, ...elements.flat()];
  },
  handedOut: (node, value, of) => {
    const elements = eachOf(node.element, value, of);
    return bag.isUnordered(node) ? unordered(elements) : elements;
  },
  renamed: (node, value, of) => eachOf(node.element, value, of),
  isUnordered: node => mentionsScalarset(node.element),
};
