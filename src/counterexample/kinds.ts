/** Every kind of type, as values of traces have it. To add one: `docs/architecture.md`, "How to add a type". */
import type { TypeNode } from "../dsl/types.ts";
import { bool, int, oneOf } from "./kinds/atoms.ts";
import { bag } from "./kinds/bag.ts";
import type { NodeOf, ValueKind } from "./kinds/kind.ts";
import { array, fifo, seq } from "./kinds/list.ts";
import { map } from "./kinds/map.ts";
import { option } from "./kinds/option.ts";
import { record } from "./kinds/record.ts";
import { set } from "./kinds/set.ts";
import { union } from "./kinds/union.ts";

const kinds: { readonly [K in TypeNode["kind"]]: ValueKind<NodeOf<K>> } = {
  bool,
  int,
  oneOf,
  record,
  array,
  option,
  union,
  fifo,
  seq,
  bag,
  set,
  map,
};

/** How values of the kind of a node are written, read back and shown. */
export function kindOf<N extends TypeNode>(node: N): ValueKind<N> {
  return kinds[node.kind] as unknown as ValueKind<N>;
}
