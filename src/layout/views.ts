/** Generates the view classes of a state: one class for each type that is not an atom. */
import type { ShapeNode } from "../dsl/types.ts";
import { Cells } from "./cells.ts";
import { arrayClass, bagClass, fifoClass, indexedClass, mapClass, setClass } from "./collections.ts";
import { recordClass, unionClass } from "./composites.ts";
import type { SourceWriter } from "./writer.ts";

/**
 * Writes the classes for a state and an expression of the root view whose first slot is `o`. The text refers to `row` (the working row),
 * `R` (runtime.ts), `U` (domains.ts), `K` (constants) and `locked` (whether writing is a mistake).
 */
export function writeViews(writer: SourceWriter, state: Extract<ShapeNode, { kind: "record" }>): string {
  const cells = new Cells(writer, (of, node) => writer.numberOf(node, of.mode, number => classText(writer, of, node, number)));
  writer.add(recordClass(writer, cells, state, "Root"));
  return `new Root(o, "s")`;
}

function classText(writer: SourceWriter, cells: Cells, node: ShapeNode, number: number): string {
  const name = `V${number}`;
  switch (node.kind) {
    case "record":
      return recordClass(writer, cells, node, name);
    case "union":
      return unionClass(writer, cells, node, name);
    case "array":
      return arrayClass(writer, cells, node, name);
    case "indexed":
      return indexedClass(writer, cells, node, name);
    case "fifo":
      return fifoClass(writer, cells, node, name);
    case "bag":
      return bagClass(writer, cells, node, name);
    case "set":
      return setClass(writer, cells, node, name);
    case "map":
      return mapClass(writer, cells, node, name);
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
    case "option":
      throw new Error(`unreachable: ${node.kind} has no view class`);
  }
}
