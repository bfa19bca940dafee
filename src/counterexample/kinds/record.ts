/** Values of records. */
import { fieldParts, fieldsFromItf, fieldsToItf, haveShape, orderedFields, showFields } from "./fields.ts";
import type { NodeOf, ValueKind } from "./kind.ts";

type Values = Readonly<Record<string, unknown>>;

export const record: ValueKind<NodeOf<"record">> = {
  toItf: (node, value, of) => fieldsToItf(node.fields, value, of),
  fromItf: (node, itf, path, { fromItf }) => fieldsFromItf(node.fields, itf, path, fromItf),
  show: (node, value, of) => showFields(node.fields, value as Values, of),
  ordered: (node, value, of) => orderedFields(node.fields, value as Values, of),
  hasShape: (node, value, of) => haveShape(node.fields, value, of),
  parts: (node, value) => fieldParts(node.fields, value),
  isChannel: false,
};
