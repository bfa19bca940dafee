/** The code of records. */
import type { NodeOf } from "../../dsl/nodes.ts";
import { recordClass } from "../composites.ts";
import { eachField, fieldRuns, type KindCode, unreachable } from "./kind.ts";

export const record: KindCode<NodeOf<"record">> = {
  viewClass: recordClass,
  runs: node => fieldRuns(node.fields, 0),
  rename: (node, renaming) =>
    eachField(node.fields, 0, (part, offset) => renaming.cell(part, `a + ${offset}`, `b + ${offset}`)),
  hash: (node, colours) =>
    eachField(node.fields, 0, (part, offset) => `h = mix(h, ${colours.hash(part, `a + ${offset}`)});`),
  walk: (node, colours) =>
    eachField(node.fields, 0, (part, offset, i) => colours.walk(part, `a + ${offset}`, `mix(c, ${i + 19})`)),
  exchange: (node, exchange) => eachField(node.fields, 0, (part, offset) => exchange.test(part, `a + ${offset}`)),
  otherNames: {},
  index: unreachable,
};
