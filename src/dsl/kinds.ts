/** Every kind of type, as the language knows it. To add one: `docs/architecture.md`, "How to add a type". */

import { array, indexed } from "./kinds/array.ts";
import { bool, int, oneOf, scalarset } from "./kinds/atoms.ts";
import { bag } from "./kinds/bag.ts";
import type { Kind } from "./kinds/kind.ts";
import { fifo, seq } from "./kinds/list.ts";
import { map } from "./kinds/map.ts";
import { option } from "./kinds/option.ts";
import { record } from "./kinds/record.ts";
import { set } from "./kinds/set.ts";
import { union } from "./kinds/union.ts";
import type { NodeOf, ShapeNode } from "./nodes.ts";

type Kinds = { readonly [K in ShapeNode["kind"]]: Kind<NodeOf<K>> };

const kinds: Kinds = {
  bool,
  int,
  oneOf,
  scalarset,
  record,
  union,
  option,
  array,
  indexed,
  fifo,
  seq,
  bag,
  set,
  map,
};

/** What the language says of the kind of a node. */
export function kindOf<N extends ShapeNode>(node: N): Kind<N> {
  return kinds[node.kind] as unknown as Kind<N>;
}
