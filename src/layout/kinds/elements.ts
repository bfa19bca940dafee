/** What the code of bounded lists has in common: a length, then so many places for elements. */
import type { NodeOf } from "../../dsl/nodes.ts";
import type { ShapeNode } from "../../dsl/types.ts";
import type { Cells } from "../cells.ts";
import type { ElementCells } from "../collectionText.ts";
import { slotCount } from "../slots.ts";
import { elementAt, type Renaming, type Run } from "./kind.ts";

type ListNode = NodeOf<"fifo" | "seq" | "bag">;

export function listRuns(node: ListNode): readonly Run[] {
  return [{ kind: "counted", node: node.element, at: 1, count: node.capacity, used: 0 }];
}

/** A loop over the elements that are there; `text` is given the slot of element `i`. */
export function eachElement(node: ListNode, text: (at: string) => string): string {
  return `const n = row[a]; for (let i = 0; i < n; i++) { ${text(elementAt(node.element, "a + 1"))} }`;
}

/** `settle`: what to do after each element of the image. */
export function renameList(node: ListNode, renaming: Renaming, settle: string): string {
  const width = slotCount(node.element);
  const cell = renaming.cell(node.element, elementAt(node.element, "a + 1"), elementAt(node.element, "b + 1"));
  const clear = `for (let j = n * ${width}; j < ${node.capacity * width}; j++) image[b + 1 + j] = 0;`;
  return `const n = row[a]; image[b] = n; for (let i = 0; i < n; i++) { ${cell} ${settle} } ${clear}`;
}

/** Statement after which no view of an element is good that was handed out in this call. */
export function allGone(cells: Cells, node: ShapeNode, element: ElementCells): string {
  const gone = cells.gone(node, element.child("i"));
  return gone === "" ? "" : `for (let i = row[this.#o] - 1; i >= 0; i--) { ${gone} }`;
}
