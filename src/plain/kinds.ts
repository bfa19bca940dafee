/** Every kind of type, as the plain engine knows it. To add one: `docs/architecture.md`, "How to add a type". */
import type { ShapeNode } from "../dsl/types.ts";
import { array, indexed } from "./kinds/array.ts";
import { bool, int, oneOf, scalarset } from "./kinds/atoms.ts";
import { bag } from "./kinds/bag.ts";
import type { PlainKind } from "./kinds/kind.ts";
import { fifo, seq } from "./kinds/list.ts";
import { map } from "./kinds/map.ts";
import { option } from "./kinds/option.ts";
import { record } from "./kinds/record.ts";
import { set } from "./kinds/set.ts";
import { union } from "./kinds/union.ts";
import type { Node } from "./shapes.ts";

const kinds: { readonly [K in ShapeNode["kind"]]: PlainKind<Node<K>> } = {
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

/** What the plain engine does with values of the kind of a node. */
export function kindOf<N extends ShapeNode>(node: N): PlainKind<N> {
  return kinds[node.kind] as unknown as PlainKind<N>;
}

/** Whether a spec must not see an order of the elements: they are kept by members of a scalarset. */
export function isUnordered(node: ShapeNode): boolean {
  return kindOf(node).isUnordered(node);
}
