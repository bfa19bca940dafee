/** Values of arrays, fifos and sequences: lists in the order that a spec sees. */
import { listAt } from "../itfForms.ts";
import { listed, type NodeOf, type ValueKind, whole } from "./kind.ts";

const list: Omit<ValueKind<NodeOf<"array" | "fifo" | "seq">>, "fromItf" | "parts" | "isChannel"> = {
  toItf: (node, value, of) => listed(node.element, value, of),
  show: (node, value, of) => `[${listed(node.element, value, of).join(", ")}]`,
  ordered: (node, value, of) => listed(node.element, value, of),
  hasShape: (node, value, of) => Array.isArray(value) && value.every(each => of(node.element, each)),
};

export const array: ValueKind<NodeOf<"array">> = {
  ...list,
  fromItf: ({ element, length }, itf, path, { fromItf }) =>
    listAt(itf, path, length, length).map((each, i) => fromItf(element, each, [...path, i])),
  parts: ({ element }, value) =>
    (value as readonly unknown[]).map((each, i) => ({ suffix: `[${i}]`, node: element, value: each })),
  isChannel: false,
};

const bounded: ValueKind<NodeOf<"fifo" | "seq">> = {
  ...list,
  ...whole,
  fromItf: ({ element, capacity }, itf, path, { fromItf }) =>
    listAt(itf, path, 0, capacity).map((each, i) => fromItf(element, each, [...path, i])),
};

export const fifo: ValueKind<NodeOf<"fifo">> = { ...bounded, isChannel: true };
export const seq: ValueKind<NodeOf<"seq">> = bounded;
