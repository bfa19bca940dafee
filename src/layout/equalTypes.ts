/**
 * Equal types become one node. A spec may make a type twice, by a helper function that returns it; the views of both are then of one
 * class, so that one is assigned to the other slot by slot, and V8 sees fewer shapes. Measured (with `isApart`): split assignment, stock
 * rules with three subtasks, 1.5 s instead of 1.75 s (processor time of the exploration).
 */
import { kindOf } from "../dsl/kinds.ts";
import type { ShapeNode } from "../dsl/types.ts";

/** The same type, in which equal parts are the same object. What has no equal parts stays the object that it was. */
export function withEqualTypesShared<N extends ShapeNode>(root: N): N {
  const known = new Map<string, ShapeNode>();
  const share = <P extends ShapeNode>(node: P): P => {
    const key = JSON.stringify(node);
    const found = known.get(key) ?? kindOf(node).withParts(node, share);
    known.set(key, found);
    return found as P;
  };
  return share(root);
}
