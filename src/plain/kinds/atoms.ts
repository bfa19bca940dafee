/** Values of atoms. */
import { show } from "../../dsl/errors.ts";
import { membersOf, rankOf } from "../../dsl/scalarset.ts";
import { admitLabel, wrongType } from "../given.ts";
import { refuse } from "../mistakes.ts";
import type { Node, Value } from "../shapes.ts";
import { never, type PlainKind } from "./kind.ts";

const atom = {
  handedOut: (_: unknown, value: Value) => value,
  renamed: (_: unknown, value: Value) => value,
  isUnordered: never,
};

export const bool: PlainKind<Node<"bool">> = {
  ...atom,
  defaultOf: () => false,
  admit: (_, given, path) => (typeof given === "boolean" ? given : wrongType(given, path, "true or false")),
  slots: (_, value) => [value ? 1 : 0],
};

export const int: PlainKind<Node<"int">> = {
  ...atom,
  defaultOf: node => node.lo,
  admit: ({ lo, hi }, given, path) => {
    const allowed = `integers ${lo}..${hi}`;
    if (typeof given !== "number" || !Number.isInteger(given)) return wrongType(given, path, allowed);
    if (given < lo || given > hi)
      refuse("CUT201", `${show(given)} is out of range.`, path, { given: show(given), allowed });
    return given === 0 ? 0 : given;
  },
  slots: (node, value) => [(value as number) - node.lo],
};

export const oneOf: PlainKind<Node<"oneOf">> = {
  ...atom,
  defaultOf: node => node.labels[0],
  admit: (node, given, path) => admitLabel(node.labels, given, path),
  slots: (node, value) => [node.labels.indexOf(value as string)],
};

export const scalarset: PlainKind<Node<"scalarset">> = {
  ...atom,
  defaultOf: node => membersOf(node)[0],
  admit: (node, given, path) => (rankOf(given, node) >= 0 ? given : wrongType(given, path, `a member of ${node.name}`)),
  slots: (node, value) => [rankOf(value, node)],
  renamed: (node, value, _, nameOf) => nameOf(node, value),
};
