/** Values of records. */
import { admitFields, objectOf } from "../given.ts";
import type { Node } from "../shapes.ts";
import { eachField, fieldSlots, never, type PlainKind } from "./kind.ts";

export const record: PlainKind<Node<"record">> = {
  defaultOf: (node, of) => eachField(node.fields, {}, of),
  admit: (node, given, path, { admit }) => admitFields(node.fields, objectOf(given, path), path, admit),
  slots: (node, value, of) => fieldSlots(node.fields, value, of),
  handedOut: (node, value, of) => eachField(node.fields, value, of),
  renamed: (node, value, of) => eachField(node.fields, value, of),
  isUnordered: never,
};
