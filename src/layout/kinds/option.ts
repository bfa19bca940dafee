/** The code of options. They have no view of their own: one reads as null, or as what it holds. */
import type { NodeOf } from "../../dsl/nodes.ts";
import { slotCount } from "../slots.ts";
import { type KindCode, unreachable } from "./kind.ts";

export const option: KindCode<NodeOf<"option">> = {
  viewClass: unreachable,
  runs: node => [{ kind: "counted", node: node.element, at: 1, count: 1, used: 0 }],
  rename: (node, renaming) => {
    const nothing = renaming.zero("b", slotCount(node));
    return `if (row[a] === 0) { ${nothing} } else { image[b] = 1; ${renaming.cell(node.element, "a + 1", "b + 1")} }`;
  },
  hash: (node, colours) => `if (row[a] !== 0) h = mix(h, ${colours.hash(node.element, "a + 1")});`,
  walk: (node, colours) => `if (row[a] !== 0) { ${colours.walk(node.element, "a + 1", "mix(c, 13)")} }`,
  exchange: (node, exchange) => `if (row[a] !== 0) { ${exchange.test(node.element, "a + 1")} }`,
  otherNames: {},
  index: unreachable,
};
