/** Values of options. */
import { listAt, taggedAt, wrapped, wrong } from "../itfForms.ts";
import type { NodeOf, ValueKind } from "./kind.ts";

export const option: ValueKind<NodeOf<"option">> = {
  toItf: (node, value, of) =>
    value === null ? { tag: "None", value: { "#tup": [] } } : { tag: "Some", value: of(node.element, value) },
  fromItf: (node, itf, path, { fromItf }) => {
    const { tag, value } = taggedAt(itf, path);
    const inner = [...path, "value"];
    if (tag === "Some") return fromItf(node.element, value, inner);
    if (tag !== "None") wrong([...path, "tag"], tag, '"None" or "Some"');
    listAt(wrapped(value, "#tup", inner), [...inner, "#tup"], 0, 0);
    return null;
  },
  show: (node, value, of) => (value === null ? "null" : of(node.element, value)),
  ordered: (node, value, of) => (value === null ? null : of(node.element, value)),
  hasShape: (node, value, of) => value === null || of(node.element, value),
  parts: (node, value) => (value === null ? [] : [{ suffix: "", node: node.element, value }]),
  isChannel: false,
};
