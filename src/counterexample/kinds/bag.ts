/** Values of bags. ITF has them as TLA+ models them: elements with their counts. */
import type { TypeNode } from "../../dsl/types.ts";
import { distinct, pairsAt, wrong } from "../itfForms.ts";
import { listed, type NodeOf, type OfPart, type ValueKind, whole } from "./kind.ts";

export const bag: ValueKind<NodeOf<"bag">> = {
  ...whole,
  toItf: ({ element }, value, of, keyOf) => ({
    "#map": countsOf(element, value as readonly unknown[], keyOf).map(([each, count]) => [of(element, each), count]),
  }),
  fromItf: ({ element, capacity }, itf, path, { fromItf, keyOf }) => {
    const inner = [...path, "#map"];
    const count: TypeNode = { kind: "int", lo: 1, hi: capacity };
    const pairs = pairsAt(itf, path).map(([first, second], i) => {
      const each = fromItf(element, first, [...inner, i, 0]);
      return [each, fromItf(count, second, [...inner, i, 1]) as number] as const;
    });
    const elements = pairs.map(([each]) => each);
    distinct(elements, each => keyOf(element, each), inner);
    const size = pairs.reduce((sum, [, each]) => sum + each, 0);
    if (size > capacity) wrong(inner, `${size} elements`, `at most ${capacity} elements`);
    return pairs.flatMap(([each, times]) => Array.from({ length: times }, () => each));
  },
  show: (node, value, of) => `<${listed(node.element, value, of).join(", ")}>`,
  ordered: (node, value, of) => listed(node.element, value, (part, each) => JSON.stringify(of(part, each))).sort(),
  hasShape: (node, value, of) => Array.isArray(value) && value.every(each => of(node.element, each)),
  isChannel: true,
};

/** Each distinct element with its number of occurrences, in the order of first occurrence. */
function countsOf(
  element: TypeNode,
  all: readonly unknown[],
  keyOf: OfPart<string>,
): readonly (readonly [unknown, number])[] {
  const counts = new Map<string, readonly [unknown, number]>();
  for (const each of all) {
    const key = keyOf(element, each);
    counts.set(key, [each, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  return [...counts.values()];
}
