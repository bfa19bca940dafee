/** A state as a tree to fold and unfold, compared with the state before it. */
import { keyOf, type ShownType, type ShownTypes, showValue, untypedFields } from "../../counterexample/values.ts";
import { printable } from "../printable.ts";

export interface StateNode {
  /** Where it is in the state: stable from step to step. */
  readonly path: string;
  /** A field, `[1]` for an element, the key of a map's entry. */
  readonly name: string;
  /** The value on one line. */
  readonly text: string;
  /** What it was, on one line; null where it did not change. */
  readonly before: string | null;
  /** Empty for a leaf. */
  readonly children: readonly StateNode[];
}

/** A composite whose text is no longer than this is a leaf. */
const leafCharactersMax = 32;
const absent = "absent";

type Values = Readonly<Record<string, unknown>>;
type Entry = readonly [unknown, unknown];

/** A part of two states: a name, a type, and the value in each; undefined where it is not there. */
interface Part {
  readonly name: string;
  readonly node: ShownType;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields of `after`. `before` is the state before the step, or the same one where nothing is to be compared. */
export function stateTree(types: ShownTypes, before: Values, after: Values): readonly StateNode[] {
  return fieldParts(types, before, after).map(part => nodeOf(part, ""));
}

function nodeOf(part: Part, parentPath: string): StateNode {
  const { name, node, before, after } = part;
  const [old, text] = [shown(node, before), shown(node, after)];
  const path = parentPath === "" || name.startsWith("[") ? `${parentPath}${name}` : `${parentPath}.${name}`;
  const isChanged = identity(node, before) !== identity(node, after);
  const children = text.length <= leafCharactersMax && !isListOfRecords(node) ? [] : partsOf(node, before, after).map(each => nodeOf(each, path));
  return { path: printable(path), name: printable(name), text, before: isChanged ? old : null, children };
}

function shown(node: ShownType, value: unknown): string {
  return printable(value === undefined ? absent : showValue(node, value));
}

function identity(node: ShownType, value: unknown): string {
  return value === undefined ? absent : keyOf(node, value);
}

/** What people look up by index is never folded into one line. */
function isListOfRecords(node: ShownType): boolean {
  return node.kind === "array" && (node.element.kind === "record" || node.element.kind === "union");
}

/** The parts of a composite; none where it is to be shown whole: sets, bags, fifos and sequences change as a whole. */
function partsOf(node: ShownType, before: unknown, after: unknown): readonly Part[] {
  switch (node.kind) {
    case "record":
      return fieldParts(node.fields, (before ?? {}) as Values, (after ?? {}) as Values);
    case "array":
      return elementParts(node.element, before as readonly unknown[] | undefined, after as readonly unknown[] | undefined);
    case "option":
      return after === null || after === undefined ? [] : partsOf(node.element, before ?? undefined, after);
    case "union":
      return variantParts(node.variants, (before ?? {}) as Values, (after ?? {}) as Values);
    case "map":
      return entryParts(node, (before ?? []) as readonly Entry[], (after ?? []) as readonly Entry[]);
    case "bool":
    case "int":
    case "oneOf":
    case "fifo":
    case "seq":
    case "bag":
    case "set":
    case "untyped":
      return [];
  }
}

function fieldParts(fields: ShownTypes, before: Values, after: Values): readonly Part[] {
  return Object.entries(fields).map(([name, node]) => ({ name, node, before: before[name], after: after[name] }));
}

function elementParts(node: ShownType, before: readonly unknown[] = [], after: readonly unknown[] = []): readonly Part[] {
  return after.map((each, i) => ({ name: `[${i}]`, node, before: before[i], after: each }));
}

function variantParts(variants: Readonly<Record<string, ShownTypes>>, before: Values, after: Values): readonly Part[] {
  const fields = variants[String(after["kind"])] ?? untypedFields(after);
  return fieldParts(fields, before["kind"] === after["kind"] ? before : {}, after);
}

/** The entries of both states: one that is gone is shown, too. */
function entryParts(node: Extract<ShownType, { kind: "map" }>, before: readonly Entry[], after: readonly Entry[]): readonly Part[] {
  const valuesBefore = new Map(before.map(([key, value]) => [keyOf(node.key, key), value]));
  const valuesAfter = new Map(after.map(([key, value]) => [keyOf(node.key, key), value]));
  const keys = new Map([...after, ...before].map(([key]) => [keyOf(node.key, key), key]));
  return [...keys].map(([id, key]) => ({
    name: `[${showValue(node.key, key)}]`,
    node: node.value,
    before: valuesBefore.get(id),
    after: valuesAfter.get(id),
  }));
}
