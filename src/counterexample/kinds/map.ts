/** Values of maps. */
import { distinct, pairsAt } from "../itfForms.ts";
import type { NodeOf, ValueKind } from "./kind.ts";

type Entries = readonly (readonly [unknown, unknown])[];

export const map: ValueKind<NodeOf<"map">> = {
  toItf: (node, value, of) => ({
    "#map": (value as Entries).map(([key, each]) => [of(node.key, key), of(node.value, each)]),
  }),
  fromItf: (node, itf, path, { fromItf, keyOf }) => {
    const inner = [...path, "#map"];
    const pairs = pairsAt(itf, path).map(([key, value], i) => {
      return [fromItf(node.key, key, [...inner, i, 0]), fromItf(node.value, value, [...inner, i, 1])] as const;
    });
    const keys = pairs.map(([key]) => key);
    distinct(keys, key => keyOf(node.key, key), inner);
    return pairs;
  },
  show: (node, value, of) => {
    const entries = (value as Entries).map(([key, each]) => `${of(node.key, key)}: ${of(node.value, each)}`);
    return `{${entries.join(", ")}}`;
  },
  ordered: (node, value, of) =>
    (value as Entries).map(([key, each]) => JSON.stringify([of(node.key, key), of(node.value, each)])).sort(),
  hasShape: (node, value, of) => {
    const isEntry = (each: unknown): boolean =>
      Array.isArray(each) && each.length === 2 && of(node.key, each[0]) && of(node.value, each[1]);
    return Array.isArray(value) && value.every(isEntry);
  },
  parts: (node, value, show) =>
    (value as Entries).map(([key, each]) => ({ suffix: `[${show(node.key, key)}]`, node: node.value, value: each })),
  isChannel: false,
};
