/** What is asked of the type of a value. */
import { mentionsScalarset, type ShapeNode } from "../dsl/types.ts";

/** A plain value, or what a spec gives where one is wanted. */
export type Value = unknown;
export type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;
export type NodeFields = Readonly<Record<string, ShapeNode>>;

const scalars: readonly ShapeNode["kind"][] = ["bool", "int", "oneOf", "scalarset"];

/** Whether values of this type are read as scalars, never as views. */
export function isScalar({ kind }: ShapeNode): boolean {
  return scalars.includes(kind);
}

/** Whether a spec must not see an order of the elements: they are kept by members of a scalarset. */
export function isUnordered(node: ShapeNode): boolean {
  switch (node.kind) {
    case "indexed":
      return true;
    case "set":
      return mentionsScalarset(node.domain);
    case "bag":
      return mentionsScalarset(node.element);
    case "map":
      return mentionsScalarset(node.key);
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
    case "record":
    case "array":
    case "option":
    case "union":
    case "fifo":
      return false;
  }
}
