/** Values on their way from the state to a spec. */
import type { ShapeNode } from "../dsl/types.ts";
import { kindOf } from "./kinds.ts";
import type { Value } from "./shapes.ts";

/** A value as a spec gets it when it is taken out of the state: a copy, in which what has no order shows none. */
export function handedOut(node: ShapeNode, value: Value): Value {
  return kindOf(node).handedOut(node, value, handedOut);
}

/** The same of each element of a list. */
export function handedOutAll(node: ShapeNode, values: Value): Value[] {
  return (values as Value[]).map(each => handedOut(node, each));
}
