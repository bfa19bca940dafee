/** The code of every kind of type. To add one: `docs/architecture.md`, "How to add a type". */
import type { NodeOf } from "../dsl/nodes.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { array, indexed } from "./kinds/array.ts";
import { bag } from "./kinds/bag.ts";
import { atom, type KindCode } from "./kinds/kind.ts";
import { fifo, seq } from "./kinds/list.ts";
import { map } from "./kinds/map.ts";
import { option } from "./kinds/option.ts";
import { record } from "./kinds/record.ts";
import { set } from "./kinds/set.ts";
import { union } from "./kinds/union.ts";

const codes: { readonly [K in ShapeNode["kind"]]: KindCode<NodeOf<K>> } = {
  bool: atom,
  int: atom,
  oneOf: atom,
  scalarset: atom,
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

/** The code of the kind of a node. */
export function codeOf<N extends ShapeNode>(node: N): KindCode<N> {
  return codes[node.kind] as unknown as KindCode<N>;
}
