/** Values of sets. */
import { distinct, listAt, wrapped } from "../itfForms.ts";
import { listed, type NodeOf, type ValueKind, whole } from "./kind.ts";

export const set: ValueKind<NodeOf<"set">> = {
  ...whole,
  toItf: (node, value, of) => ({ "#set": listed(node.domain, value, of) }),
  fromItf: ({ domain }, itf, path, { fromItf, keyOf }) => {
    const inner = [...path, "#set"];
    const all = listAt(wrapped(itf, "#set", path), inner, 0, Number.POSITIVE_INFINITY);
    const members = all.map((each, i) => fromItf(domain, each, [...inner, i]));
    return distinct(members, each => keyOf(domain, each), inner);
  },
  show: (node, value, of) => `{${listed(node.domain, value, of).join(", ")}}`,
  ordered: (node, value, of) => listed(node.domain, value, (part, each) => JSON.stringify(of(part, each))).sort(),
  hasShape: (node, value, of) => Array.isArray(value) && value.every(each => of(node.domain, each)),
};
