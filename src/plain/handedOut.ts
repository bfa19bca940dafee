/** Values on their way from the state to a spec. */
import { membersOf } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { unordered, unorderedMap } from "../dsl/unordered.ts";
import { isUnordered, type NodeFields, type Value } from "./shapes.ts";

type Pair = readonly [Value, Value];

/** A value as a spec gets it when it is taken out of the state: a copy, in which what has no order shows none. */
export function handedOut(node: ShapeNode, value: Value): Value {
  const inside = (of: NodeFields, from: Value): object =>
    Object.fromEntries(Object.entries(of).map(([name, part]) => [name, handedOut(part, (from as Record<string, Value>)[name])]));
  switch (node.kind) {
    case "record":
      return inside(node.fields, value);
    case "union": {
      const { kind } = value as { kind: string };
      return { kind, ...inside(node.variants[kind], value) };
    }
    case "option":
      return value === null ? null : handedOut(node.element, value);
    case "array":
    case "fifo":
      return handedOutAll(node.element, value);
    case "bag": {
      const elements = handedOutAll(node.element, value);
      return isUnordered(node) ? unordered(elements) : elements;
    }
    case "set":
      return isUnordered(node) ? unordered(handedOutAll(node.domain, value)) : handedOutAll(node.domain, value);
    case "map": {
      const pairs = (value as Pair[]).map(([key, each]) => [handedOut(node.key, key), handedOut(node.value, each)] as const);
      return isUnordered(node) ? unorderedMap(pairs) : pairs;
    }
    case "indexed":
      return unorderedMap(membersOf(node.by).map((member, i) => [member, handedOut(node.element, (value as Value[])[i])] as const));
    case "bool":
    case "int":
    case "oneOf":
    case "scalarset":
      return value;
  }
}

/** The same of each element of a list. */
export function handedOutAll(node: ShapeNode, values: Value): Value[] {
  return (values as Value[]).map(each => handedOut(node, each));
}
