/** The code of unions. */
import type { NodeFields, NodeOf } from "../../dsl/nodes.ts";
import { unionClass } from "../composites.ts";
import { slotCount } from "../slots.ts";
import { eachField, type KindCode, type Renaming, unreachable } from "./kind.ts";

export const union: KindCode<NodeOf<"union">> = {
  viewClass: unionClass,
  runs: node => [
    {
      kind: "variants",
      at: 1,
      variant: 0,
      variants: Object.values(node.variants),
      width: slotCount(node) - 1,
    },
  ],
  rename: (node, renaming) => {
    const width = slotCount(node);
    return `image[b] = row[a]; ${byVariant(node, fields => renameVariant(fields, width, renaming))}`;
  },
  hash: (node, colours) => {
    const field = (fields: NodeFields): string =>
      eachField(fields, 1, (part, offset) => `h = mix(h, ${colours.hash(part, `a + ${offset}`)});`);
    return `h = mix(h, row[a]); ${byVariant(node, field)}`;
  },
  walk: (node, colours) => {
    const field = (fields: NodeFields): string =>
      eachField(fields, 1, (part, offset, i) => colours.walk(part, `a + ${offset}`, `mix(c, ${i + 19})`));
    return `c = mix(c, row[a]); ${byVariant(node, field)}`;
  },
  exchange: (node, exchange) =>
    byVariant(node, fields => eachField(fields, 1, (part, offset) => exchange.test(part, `a + ${offset}`))),
  otherNames: {},
  index: unreachable,
};

function byVariant(node: NodeOf<"union">, text: (fields: NodeFields) => string): string {
  const cases = Object.values(node.variants).map((fields, i) => `case ${i}: ${text(fields)} break;`);
  return `switch (row[a]) { ${cases.join(" ")} }`;
}

function renameVariant(fields: NodeFields, width: number, renaming: Renaming): string {
  const used = Object.values(fields).reduce((sum, part) => sum + slotCount(part), 1);
  const cells = eachField(fields, 1, (part, offset) => renaming.cell(part, `a + ${offset}`, `b + ${offset}`));
  return `${cells} ${renaming.zero(`b + ${used}`, width - used)}`;
}
