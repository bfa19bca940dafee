/** Values of sets: members in the order of the domain. */
import { mentionsScalarset } from "../../dsl/types.ts";
import { unordered } from "../../dsl/unordered.ts";
import { listOf } from "../given.ts";
import { keyOf } from "../keys.ts";
import { inDomainOrder, valuesInOrder } from "../order.ts";
import type { Node, Value } from "../shapes.ts";
import { eachOf, type PlainKind } from "./kind.ts";

/** Members of a set that one word of the packed form holds. */
const membersPerWord = 30;

export const set: PlainKind<Node<"set">> = {
  defaultOf: () => [],
  admit: (node, given, path, { admit }) => {
    const members = listOf(given, path).map(member => admit(node.domain, member, path));
    return inDomainOrder(node.domain, members);
  },
  slots: (node, value) => maskWords(valuesInOrder(node.domain), value as Value[]),
  handedOut: (node, value, of) => {
    const members = eachOf(node.domain, value, of);
    return set.isUnordered(node) ? unordered(members) : members;
  },
  renamed: (node, value, of) => eachOf(node.domain, value, of),
  isUnordered: node => mentionsScalarset(node.domain),
};

function maskWords(domain: readonly Value[], members: readonly Value[]): number[] {
  const keys = new Set(members.map(keyOf));
  const words = Array.from({ length: Math.ceil(domain.length / membersPerWord) }, () => 0);
  domain.forEach((member, i) => {
    if (keys.has(keyOf(member))) words[Math.floor(i / membersPerWord)] += 2 ** (i % membersPerWord);
  });
  return words;
}
