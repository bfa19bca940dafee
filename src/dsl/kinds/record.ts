/** `t.record`: named fields. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind, mapped, product, recordsOf } from "./kind.ts";

export const record: Kind<NodeOf<"record">> = {
  noun: "a record",
  isRenamable: true,
  parts: node => Object.values(node.fields),
  withParts: (node, replace) => changed(node, { fields: mapped(node.fields, replace) }),
  cardinality: (node, of) => product(node.fields, of),
  values: (node, of) => recordsOf(node.fields, {}, of),
};
