/** Values of arrays. Those that a scalarset indexes are kept by rank. */
import { membersOf, rankOf } from "../../dsl/scalarset.ts";
import { unorderedMap } from "../../dsl/unordered.ts";
import { listOf, wrongType } from "../given.ts";
import type { Node, Value } from "../shapes.ts";
import { type Admitting, eachOf, never, type PlainKind } from "./kind.ts";

type Pair = readonly [Value, Value];

export const array: PlainKind<Node<"array">> = {
  defaultOf: (node, of) => Array.from({ length: node.length }, () => of(node.element)),
  admit: (node, given, path, { admit }) => {
    const elements = listOf(given, path);
    if (elements.length !== node.length) wrongType(given, path, `${node.length} elements`);
    return elements.map((element, i) => admit(node.element, element, `${path}[${i}]`));
  },
  slots: (node, value, of) => eachOf(node.element, value, of).flat(),
  handedOut: (node, value, of) => eachOf(node.element, value, of),
  renamed: (node, value, of) => eachOf(node.element, value, of),
  isUnordered: never,
};

export const indexed: PlainKind<Node<"indexed">> = {
  defaultOf: (node, of) => Array.from({ length: node.by.size }, () => of(node.element)),
  admit: admitIndexed,
  slots: (node, value, of) => eachOf(node.element, value, of).flat(),
  handedOut: (node, value, of) => unorderedMap(entriesOf(node, eachOf(node.element, value, of))),
  renamed: (node, value, of, nameOf) =>
    entriesOf(node, eachOf(node.element, value, of)).map(([member, each]) => [nameOf(node.by, member), each]),
  isUnordered: () => true,
};

/** Each member with its element. */
function entriesOf(node: Node<"indexed">, elements: readonly Value[]): readonly Pair[] {
  return membersOf(node.by).map((member, rank) => [member, elements[rank]] as const);
}

function admitIndexed(node: Node<"indexed">, given: Value, path: string, { admit }: Admitting): Value[] {
  const elements = listOf(given, path);
  const isEntry = (each: Value): boolean => Array.isArray(each) && each.length === 2 && rankOf(each[0], node.by) >= 0;
  if (elements.length !== node.by.size) wrongType(given, path, `${node.by.size} elements`);
  // A canonical value: the elements by rank. What a spec gives, and what a view holds: entries.
  if (!elements.every(isEntry)) return elements.map(each => admit(node.element, each, path));
  const entries = new Map(elements.map(each => each as Pair));
  return membersOf(node.by).map(member => admit(node.element, entries.get(member), path));
}
