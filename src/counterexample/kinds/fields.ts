/** The named parts of records and of variants. */
import { show } from "../../dsl/errors.ts";
import type { TypeNode } from "../../dsl/types.ts";
import { objectAt, type Path, wrong } from "../itfForms.ts";
import type { Json } from "../json.ts";
import {
  type Fields,
  isObject,
  type OfPart,
  type OfShown,
  type Part,
  type ShownType,
  type ShownTypes,
} from "./kind.ts";

type Values = Readonly<Record<string, unknown>>;

const untyped: ShownType = Object.freeze({ kind: "untyped" });

/** The fields of a state whose machine is not at hand. */
export function untypedFields(state: Values): ShownTypes {
  return Object.fromEntries(Object.keys(state).map(name => [name, untyped]));
}

export function fieldsToItf(fields: Fields, value: unknown, of: OfPart<Json>): Json {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, of(node, (value as Values)[name])]));
}

/** The fields in the order of the type. Missing and unknown ones are mistakes: CUT402. */
export function fieldsFromItf(
  fields: Fields,
  itf: unknown,
  path: Path,
  of: (node: TypeNode, itf: unknown, path: Path) => unknown,
): Values {
  const object = objectAt(itf, path);
  const allowed = `only the fields ${Object.keys(fields).join(", ") || "(none)"}`;
  const unknown = Object.keys(object).find(name => !Object.hasOwn(fields, name));
  if (unknown !== undefined) wrong([...path, unknown], object[unknown], allowed);
  return Object.fromEntries(
    Object.entries(fields).map(([name, node]) => {
      if (!Object.hasOwn(object, name)) wrong(path, itf, `a field ${show(name)}`);
      return [name, of(node, object[name], [...path, name])];
    }),
  );
}

export function showFields(fields: ShownTypes, value: Values, of: OfShown<string>): string {
  const shown = Object.entries(fields).map(([name, node]) => `${name}: ${of(node, value[name])}`);
  return `{${shown.join(", ")}}`;
}

/**
 * A variant without fields is its name alone. A variant that the type does not know (another version's value) is shown
 * by its own look.
 */
export function showVariant(variants: Readonly<Record<string, Fields>>, value: Values, of: OfShown<string>): string {
  const { kind, ...rest } = value;
  const isKnown = Object.hasOwn(variants, String(kind));
  const fields: ShownTypes = isKnown ? (variants[String(kind)] as ShownTypes) : untypedFields(rest);
  return Object.keys(fields).length === 0 ? String(kind) : `${kind}${showFields(fields, value, of)}`;
}

export function orderedFields(fields: ShownTypes, value: Values, of: OfShown<unknown>): unknown {
  return Object.keys(fields)
    .sort()
    .map(name => [name, value[name] === undefined ? undefined : of(fields[name] as ShownType, value[name])]);
}

/** Whether an object has these fields, each of its shape. */
export function haveShape(fields: Fields, value: unknown, of: OfPart<boolean>): boolean {
  return (
    isObject(value) &&
    Object.entries(fields).every(([name, node]) => Object.hasOwn(value, name) && of(node, value[name]))
  );
}

export function fieldParts(fields: Fields, value: unknown): readonly Part[] {
  return Object.entries(fields).map(([name, node]) => ({ suffix: `.${name}`, node, value: (value as Values)[name] }));
}
