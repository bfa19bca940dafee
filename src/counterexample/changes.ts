/** What a step changed: the smallest fields that differ between two plain states, each with its path as a spec writes it. */
import type { TypeNode } from "../dsl/types.ts";
import type { PlainState } from "../explore/work/outcome.ts";
import { keyOf, type ShownType, type ShownTypes, sameValue, showValue, untypedFields } from "./values.ts";

/** One field that differs. Values are shown as {@link showValue} does; a map's key that is missing on one side is `absent` there. */
export interface Change {
  /** `tasks[1].phase`, `offsets[0]`, `acked`; a map's entry is `owner[split 1]`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The value of a map's entry, or of a field, that is not there. */
const absent = "absent";

type Values = Readonly<Record<string, unknown>>;

/**
 * The differences between two states, in the order of the state's fields. Records, arrays, options, unions of one variant and maps are
 * followed into; sets, bags, fifos and sequences are shown whole.
 */
export function changes(types: ShownTypes, before: PlainState, after: PlainState): readonly Change[] {
  return ofFields(types, "", before, after);
}

/** A field of one state. */
export interface Field {
  readonly path: string;
  readonly value: string;
}

/** A record longer than this is shown field by field. */
const recordCharactersMax = 64;

/** The fields of one state: arrays of records and long records piece by piece, everything else whole. */
export function fieldsOf(types: ShownTypes, state: PlainState): readonly Field[] {
  return Object.entries(types).flatMap(([name, node]) => piecesOf(node, name, state[name]));
}

function piecesOf(node: ShownType, path: string, value: unknown): readonly Field[] {
  const text = shown(node, value);
  if (node.kind === "array" && (node.element.kind === "record" || node.element.kind === "union")) {
    return (value as readonly unknown[]).flatMap((each, i) => piecesOf(node.element, `${path}[${i}]`, each));
  }
  if (node.kind !== "record" || text.length <= recordCharactersMax) return [{ path, value: text }];
  return Object.entries(node.fields).flatMap(([name, inner]) => piecesOf(inner, `${path}.${name}`, (value as Values)[name]));
}

function ofFields(fields: ShownTypes, prefix: string, before: Values, after: Values): readonly Change[] {
  return Object.entries(fields).flatMap(([name, node]) => ofNode(node, `${prefix}${name}`, before[name], after[name]));
}

function ofNode(node: ShownType, path: string, before: unknown, after: unknown): readonly Change[] {
  if (before === undefined || after === undefined) return before === after ? [] : [{ path, before: shown(node, before), after: shown(node, after) }];
  if (sameValue(node, before, after)) return [];
  return inside(node, path, before, after) ?? [{ path, before: showValue(node, before), after: showValue(node, after) }];
}

/** The changes within a composite, or null where the value is to be shown whole. */
function inside(node: ShownType, path: string, before: unknown, after: unknown): readonly Change[] | null {
  if (node.kind === "record") return ofFields(node.fields, `${path}.`, before as Values, after as Values);
  if (node.kind === "array") return ofArray(node.element, path, before as readonly unknown[], after as readonly unknown[]);
  if (node.kind === "option") return before === null || after === null ? null : inside(node.element, path, before, after);
  if (node.kind === "union") return ofVariant(node.variants, path, before as Values, after as Values);
  if (node.kind === "map") return ofMap(node, path, before as readonly Entry[], after as readonly Entry[]);
  if (node.kind === "untyped" && isRecord(before) && isRecord(after)) return ofFields(untypedFields({ ...before, ...after }), `${path}.`, before, after);
  return null;
}

/** An object that is no variant of a union: those change as a whole when nothing says which fields they have. */
function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "kind");
}

function ofArray(element: TypeNode, path: string, before: readonly unknown[], after: readonly unknown[]): readonly Change[] | null {
  return before.length === after.length ? before.flatMap((each, i) => ofNode(element, `${path}[${i}]`, each, after[i])) : null;
}

function ofVariant(variants: Readonly<Record<string, ShownTypes>>, path: string, before: Values, after: Values): readonly Change[] | null {
  const fields = before["kind"] === after["kind"] ? variants[String(before["kind"])] : undefined;
  return fields === undefined ? null : ofFields(fields, `${path}.`, before, after);
}

type Entry = readonly [unknown, unknown];

function ofMap(node: Extract<TypeNode, { kind: "map" }>, path: string, before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const valuesBefore = new Map(before.map(([key, value]) => [keyOf(node.key, key), value]));
  const valuesAfter = new Map(after.map(([key, value]) => [keyOf(node.key, key), value]));
  const keys = new Map([...before, ...after].map(([key]) => [keyOf(node.key, key), key]));
  return [...keys].flatMap(([id, key]) => ofNode(node.value, `${path}[${showValue(node.key, key)}]`, valuesBefore.get(id), valuesAfter.get(id)));
}

function shown(node: ShownType, value: unknown): string {
  return value === undefined ? absent : showValue(node, value);
}
