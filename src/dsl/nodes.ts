/** What a type is: inert data, a tree of nodes. */
import type { ScalarsetNode } from "./scalarset.ts";

/** A type as traces hold its values: without scalarsets. */
export type TypeNode =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly lo: number; readonly hi: number }
  | { readonly kind: "oneOf"; readonly labels: readonly string[] }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, TypeNode>> }
  | { readonly kind: "array"; readonly length: number; readonly element: TypeNode }
  | { readonly kind: "option"; readonly element: TypeNode }
  | { readonly kind: "union"; readonly variants: Readonly<Record<string, Readonly<Record<string, TypeNode>>>> }
  | { readonly kind: "fifo"; readonly capacity: number; readonly element: TypeNode }
  | { readonly kind: "seq"; readonly capacity: number; readonly element: TypeNode }
  | { readonly kind: "bag"; readonly capacity: number; readonly element: TypeNode }
  | { readonly kind: "set"; readonly domain: TypeNode }
  | { readonly kind: "map"; readonly key: TypeNode; readonly value: TypeNode };

/** A type as a spec declares it: with scalarsets, and arrays that they index. */
export type ShapeNode =
  | Extract<TypeNode, { kind: "bool" | "int" | "oneOf" }>
  | ScalarsetNode
  | { readonly kind: "indexed"; readonly by: ScalarsetNode; readonly element: ShapeNode }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, ShapeNode>> }
  | { readonly kind: "array"; readonly length: number; readonly element: ShapeNode }
  | { readonly kind: "option"; readonly element: ShapeNode }
  | { readonly kind: "union"; readonly variants: Readonly<Record<string, Readonly<Record<string, ShapeNode>>>> }
  | { readonly kind: "fifo"; readonly capacity: number; readonly element: ShapeNode }
  | { readonly kind: "seq"; readonly capacity: number; readonly element: ShapeNode }
  | { readonly kind: "bag"; readonly capacity: number; readonly element: ShapeNode }
  | { readonly kind: "set"; readonly domain: ShapeNode }
  | { readonly kind: "map"; readonly key: ShapeNode; readonly value: ShapeNode };

/** The node of one kind of type, as declared. */
export type NodeOf<K extends ShapeNode["kind"]> = Extract<ShapeNode, { kind: K }>;
/** Named types. */
export type NodeFields = Readonly<Record<string, ShapeNode>>;
