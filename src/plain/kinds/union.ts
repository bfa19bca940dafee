/** Values of unions. */
import { admitFields, admitLabel, objectOf } from "../given.ts";
import { refuse } from "../mistakes.ts";
import type { Node, Value } from "../shapes.ts";
import { eachField, fieldSlots, never, type OfPart, type PlainKind } from "./kind.ts";

export const union: PlainKind<Node<"union">> = {
  defaultOf: (node, of) => {
    const [kind] = Object.keys(node.variants);
    return { kind, ...eachField(node.variants[kind], {}, of) };
  },
  admit: (node, given, path, { admit }) => {
    const { kind, ...rest } = objectOf(given, path);
    if (kind === undefined) refuse("CUT212", `The field "kind" is missing.`, path);
    const label = admitLabel(Object.keys(node.variants), kind, `${path}.kind`);
    return { kind: label, ...admitFields(node.variants[label], rest, path, admit) };
  },
  slots: (node, value, of) => {
    const { kind } = value as { kind: string };
    return [Object.keys(node.variants).indexOf(kind), ...fieldSlots(node.variants[kind], value, of)];
  },
  handedOut: eachOfVariant,
  renamed: eachOfVariant,
  isUnordered: never,
};

function eachOfVariant(node: Node<"union">, value: Value, of: OfPart<Value>): Value {
  const { kind } = value as { kind: string };
  return { kind, ...eachField(node.variants[kind], value, of) };
}
