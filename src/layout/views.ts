/** Generates the view classes of a state: one class for each type that is not an atom. */
import type { ShapeNode } from "../dsl/types.ts";
import { Cells } from "./cells.ts";
import { recordClass } from "./composites.ts";
import { codeOf } from "./kinds.ts";
import type { SourceWriter } from "./writer.ts";

/**
 * Writes the classes for a state and an expression of the root view whose first slot is `o`. The text refers to `row` (the working row),
 * `R` (runtime.ts), `U` (domains.ts), `K` (constants) and `locked` (whether writing is a mistake).
 */
export function writeViews(writer: SourceWriter, state: Extract<ShapeNode, { kind: "record" }>): string {
  const cells = new Cells(writer, (of, node) =>
    writer.numberOf(node, of.mode, number => classText(writer, of, node, number)),
  );
  writer.add(recordClass(writer, cells, state, "Root"));
  return `new Root(o, "s")`;
}

function classText(writer: SourceWriter, cells: Cells, node: ShapeNode, number: number): string {
  return codeOf(node).viewClass(writer, cells, node, `V${number}`);
}
