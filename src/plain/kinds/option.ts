/** Values of options. */
import type { Node } from "../shapes.ts";
import { never, type PlainKind } from "./kind.ts";

export const option: PlainKind<Node<"option">> = {
  defaultOf: () => null,
  admit: (node, given, path, { admit }) => (given === null ? null : admit(node.element, given, path)),
  slots: (node, value, of) => (value === null ? [0] : [1, ...of(node.element, value)]),
  handedOut: (node, value, of) => (value === null ? null : of(node.element, value)),
  renamed: (node, value, of) => (value === null ? null : of(node.element, value)),
  isUnordered: never,
};
