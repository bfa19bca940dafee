/** `t.union`: one of several records, told apart by its `kind`. */
import type { NodeOf } from "../nodes.ts";
import { changed, type Kind, mapped, product, recordsOf } from "./kind.ts";

export const union: Kind<NodeOf<"union">> = {
  noun: "a union",
  isRenamable: true,
  parts: node => Object.values(node.variants).flatMap(fields => Object.values(fields)),
  withParts: (node, replace) => changed(node, { variants: mapped(node.variants, fields => mapped(fields, replace)) }),
  cardinality: (node, of) => Object.values(node.variants).reduce((sum, fields) => sum + product(fields, of), 0),
  values: (node, of) => Object.entries(node.variants).flatMap(([kind, fields]) => recordsOf(fields, { kind }, of)),
};
