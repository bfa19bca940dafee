/** Values of atoms. */
import { show } from "../../dsl/errors.ts";
import { wrong } from "../itfForms.ts";
import type { Json } from "../json.ts";
import { type NodeOf, type ValueKind, whole } from "./kind.ts";

const atom = {
  ...whole,
  toItf: (_: unknown, value: unknown) => value as Json,
  show: (_: unknown, value: unknown) => String(value),
  ordered: (_: unknown, value: unknown) => value,
};

export const bool: ValueKind<NodeOf<"bool">> = {
  ...atom,
  fromItf: (_, itf, path) => (typeof itf === "boolean" ? itf : wrong(path, itf, "true or false")),
  hasShape: (_, value) => typeof value === "boolean",
};

export const int: ValueKind<NodeOf<"int">> = {
  ...atom,
  fromItf: ({ lo, hi }, itf, path) => {
    const isIn = Number.isInteger(itf) && (itf as number) >= lo && (itf as number) <= hi;
    return isIn ? itf : wrong(path, itf, `an integer from ${lo} to ${hi}`);
  },
  hasShape: (_, value) => typeof value === "number",
};

export const oneOf: ValueKind<NodeOf<"oneOf">> = {
  ...atom,
  fromItf: ({ labels }, itf, path) =>
    labels.includes(itf as string) ? itf : wrong(path, itf, labels.map(show).join(", ")),
  show: (_, value) => showLabel(value),
  hasShape: (_, value) => typeof value === "string",
};

/** A label without quotes where nothing else could be meant. */
export function showLabel(value: unknown): string {
  const text = String(value);
  const bare =
    /^[\p{L}_](?:[\p{L}\p{N}_.\- ]*[\p{L}\p{N}_])?$/u.test(text) && !["null", "true", "false"].includes(text);
  return bare ? text : JSON.stringify(text);
}
