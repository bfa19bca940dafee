/**
 * What code is generated for each kind of type. `../kinds.ts` is the table of all. The text of a kind's functions refers to `row`, `a` (the
 * first slot of the value) and what the writers below say.
 */
import type { NodeFields, NodeOf } from "../../dsl/nodes.ts";
import type { ShapeNode } from "../../dsl/types.ts";
import type { Cells } from "../cells.ts";
import { placed, slotCount } from "../slots.ts";
import type { SourceWriter } from "../writer.ts";

/**
 * A run of cells of one type, used or not: what is unused must be zero. `used` and `variant` are the slot that says how
 * many are used. All slots are relative to the first one of the type.
 */
export type Run =
  | { readonly kind: "cells"; readonly node: ShapeNode; readonly at: number; readonly count: number }
  | {
      readonly kind: "counted";
      readonly node: ShapeNode;
      readonly at: number;
      readonly count: number;
      readonly used: number;
    }
  | {
      readonly kind: "variants";
      readonly at: number;
      readonly variant: number;
      readonly variants: readonly NodeFields[];
      readonly width: number;
    };

/** Writes the renaming of parts: from `row`, at slot `a`, to `image`, at slot `b`. */
export interface Renaming {
  /** Statement that writes the cell at `row[from]` to `image[to]`. */
  cell(node: ShapeNode, from: string, to: string): string;
  /** Expression of the new rank of a value of a domain. */
  rank(node: ShapeNode, rank: string): string;
  /** Statement that clears so many slots of the image. */
  zero(at: string, count: number): string;
}

/** Writes what tells members of scalarsets apart, of parts. */
export interface Colours {
  /** Expression: the hash of a cell. */
  hash(node: ShapeNode, at: string): string;
  /** Statement that adds to what is seen of every member in a cell. */
  walk(node: ShapeNode, at: string, context: string): string;
  /** The same two for the value of a domain with a rank. */
  domainHash(node: ShapeNode, rank: string): string;
  domainWalk(node: ShapeNode, rank: string, context: string): string;
}

/** Writes whether exchanging the members `x` and `y` of one scalarset changes parts. */
export interface Exchange {
  /** The scalarset. */
  readonly name: string;
  /** Statement that returns false where the exchange changes the cell. */
  test(node: ShapeNode, at: string): string;
  /** Whether the scalarset is in a type. */
  isIn(node: ShapeNode): boolean;
  /** The exchange changes more than can be compared part by part. */
  giveUp(): void;
}

/** The code of one kind. */
export interface KindCode<N extends ShapeNode> {
  /** The view class, with its name. */
  viewClass(writer: SourceWriter, cells: Cells, node: N, name: string): string;
  /** All that lies in its slots and can have unused slots. */
  runs(node: N): readonly Run[];
  /** Body that writes the renamed value to `image`, at slot `b`. */
  rename(node: N, renaming: Renaming): string;
  /** Body that mixes the value into the hash `h`. */
  hash(node: N, colours: Colours): string;
  /** Body that adds to what is seen of every member; `c` says where the value is. */
  walk(node: N, colours: Colours): string;
  /** Body that returns false where exchanging `x` and `y` changes the value. */
  exchange(node: N, exchange: Exchange): string;
  /** What a JavaScript programmer may have meant by names that are not there. */
  readonly otherNames: Readonly<Record<string, string>>;
  /** What to write instead of an index in brackets. */
  index(node: N, index: string, isWritten: boolean): string;
}

type AtomKind = "bool" | "int" | "oneOf" | "scalarset";

/** Atoms have one slot and no class: `cells.ts` reads and writes them. */
export const atom: KindCode<NodeOf<AtomKind>> = {
  viewClass: unreachable,
  runs: () => [],
  rename: unreachable,
  hash: unreachable,
  walk: unreachable,
  exchange: unreachable,
  otherNames: {},
  index: unreachable,
};

export function unreachable(): never {
  throw new Error("unreachable: this kind of type has no code of its own here");
}

/** The fields of a record or of a variant, from slot `from`. */
export function fieldRuns(fields: NodeFields, from: number): readonly Run[] {
  return placed(fields, from).map(({ node, offset }) => ({ kind: "cells", node, at: offset, count: 1 }));
}

/** One text for each field, from slot `from`. */
export function eachField(
  fields: NodeFields,
  from: number,
  text: (node: ShapeNode, offset: number, i: number) => string,
): string {
  return placed(fields, from)
    .map(({ node, offset }, i) => text(node, offset, i))
    .join(" ");
}

/** The slot of element `i` of cells from slot `from`. */
export function elementAt(node: ShapeNode, from: string): string {
  return `${from} + i * ${slotCount(node)}`;
}

/** A loop over elements that compares each. */
export function exchangeElements(count: string, element: ShapeNode, from: string, exchange: Exchange): string {
  return `for (let i = 0; i < ${count}; i++) { ${exchange.test(element, elementAt(element, from))} }`;
}
