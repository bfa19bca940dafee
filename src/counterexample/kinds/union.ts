/** Values of unions. */
import { show } from "../../dsl/errors.ts";
import { taggedAt, wrong } from "../itfForms.ts";
import {
  fieldParts,
  fieldsFromItf,
  fieldsToItf,
  haveShape,
  orderedFields,
  showVariant,
  untypedFields,
} from "./fields.ts";
import { type Fields, isObject, type NodeOf, type ValueKind } from "./kind.ts";

type Values = Readonly<Record<string, unknown>>;

export const union: ValueKind<NodeOf<"union">> = {
  toItf: (node, value, of) => {
    const { kind } = value as { readonly kind: string };
    return { tag: kind, value: fieldsToItf(node.variants[kind] as Fields, value, of) };
  },
  fromItf: (node, itf, path, { fromItf }) => {
    const { variants } = node;
    const { tag, value } = taggedAt(itf, path);
    if (typeof tag !== "string" || !Object.hasOwn(variants, tag))
      return wrong([...path, "tag"], tag, Object.keys(variants).map(show).join(", "));
    return { kind: tag, ...fieldsFromItf(variants[tag] as Fields, value, [...path, "value"], fromItf) };
  },
  show: (node, value, of) => showVariant(node.variants, value as Values, of),
  ordered: (node, value, of) => {
    const { kind, ...rest } = value as Values;
    return [kind, orderedFields(node.variants[String(kind)] ?? untypedFields(rest), rest, of)];
  },
  hasShape: (node, value, of) => {
    const kind = isObject(value) ? value["kind"] : undefined;
    return (
      typeof kind === "string" &&
      Object.hasOwn(node.variants, kind) &&
      haveShape(node.variants[kind] as Fields, value, of)
    );
  },
  parts: (node, value) => fieldParts(node.variants[String((value as Values)["kind"])] ?? {}, value),
  isChannel: false,
};
