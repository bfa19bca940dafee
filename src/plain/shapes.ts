/** What is asked of the type of a value. */
import type { ShapeNode } from "../dsl/types.ts";

/** A plain value, or what a spec gives where one is wanted. */
export type Value = unknown;
export type Node<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;
export type NodeFields = Readonly<Record<string, ShapeNode>>;

const scalars: readonly ShapeNode["kind"][] = ["bool", "int", "oneOf", "scalarset"];

/** Whether values of this type are read as scalars, never as views. */
export function isScalar({ kind }: ShapeNode): boolean {
  return scalars.includes(kind);
}
