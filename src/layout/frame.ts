/** What the generated view classes have in common. */
import type { ShapeNode } from "../dsl/types.ts";
import type { Cells } from "./cells.ts";
import { slotCount } from "./slots.ts";
import type { SourceWriter } from "./writer.ts";

/** What every view class begins and ends with. */
export function classFrame(writer: SourceWriter, node: ShapeNode, name: string, children: string, body: string): string {
  return `class ${name} {
  constructor(o, path) { this.$o = o; this.$path = path; ${children} Object.preventExtensions(this); }
${body}
}
${name}.prototype.$node = ${writer.constant(node)};
${name}.prototype.$row = row;`;
}

/** Beginning of `$assign`: writing allowed, and the fast copy from a view of the same type. */
export function assignStart(cells: Cells, node: ShapeNode): string {
  return `${cells.guard(`""`)} if (v !== null && typeof v === "object" && v.$node === this.$node) { R.copySlots(v.$row, v.$o, row, this.$o, ${slotCount(node)}); return; }`;
}
