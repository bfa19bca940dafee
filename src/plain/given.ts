/** What a spec gives where a value is wanted: plain values, views, or a mixture. */
import { show } from "../dsl/errors.ts";
import { membersOf } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { elementsIn } from "../dsl/unordered.ts";
import { type Inside, insideOf } from "./inside.ts";
import { refuse } from "./mistakes.ts";
import type { NodeFields, Value } from "./shapes.ts";

type Admit = (part: ShapeNode, given: Value, path: string) => Value;

/** One of the labels. Errors: CUT202, CUT203. */
export function admitLabel(labels: readonly string[], given: Value, path: string): string {
  const allowed = labels.map(show).join(", ");
  if (typeof given !== "string") return wrongType(given, path, allowed);
  if (!labels.includes(given))
    refuse("CUT202", `${show(given)} is not a label.`, path, { given: show(given), allowed });
  return given;
}

/** All fields, and no others. Errors: CUT212, and those of the fields. */
export function admitFields(
  fields: NodeFields,
  given: Readonly<Record<string, Value>>,
  path: string,
  admit: Admit,
): Record<string, Value> {
  const names = Object.keys(fields);
  const allowed = names.join(", ");
  const missing = names.find(name => given[name] === undefined);
  if (missing !== undefined) refuse("CUT212", `The field ${show(missing)} is missing.`, path, { allowed });
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown !== undefined) refuse("CUT212", `There is no field ${show(unknown)}.`, path, { allowed });
  return Object.fromEntries(names.map(name => [name, admit(fields[name], given[name], `${path}.${name}`)]));
}

/** The elements of a list with a capacity. Errors: CUT204, and those of the elements. */
export function admitAtMost(
  capacity: number,
  given: Value,
  path: string,
  admit: (element: Value, i: number) => Value,
): Value[] {
  return listOf(given, path).map((element, i) => {
    if (i === capacity) noRoom(path, capacity);
    return admit(element, i);
  });
}

/** The path of the value at a key of a map. */
export function keyPath(path: string, key: Value): string {
  return `${path}[${show(key)}]`;
}

/** The elements of a list, a view or a plain collection without order. Errors: CUT203. */
export function listOf(given: Value, path: string): readonly Value[] {
  const view = insideOf(given);
  if (view !== null) return listOf(valueOfView(view), path);
  const elements = typeof given === "object" && given !== null ? elementsIn(given) : null;
  if (elements !== null) return elements;
  if (Array.isArray(given)) return given;
  if (typeof given === "object" && given !== null && Symbol.iterator in given) return [...(given as Iterable<Value>)];
  return wrongType(given, path, "a list");
}

/** Of an array that a scalarset indexes: its entries, which say whose each element is. */
export function valueOfView(view: Inside): Value {
  const { node } = view;
  const value = view.read();
  if (node.kind !== "indexed") return value;
  return membersOf(node.by).map((member, rank) => [member, (value as Value[])[rank]]);
}

export function objectOf(given: Value, path: string): Readonly<Record<string, Value>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return wrongType(given, path, "an object");
  return given as Readonly<Record<string, Value>>;
}

export function wrongType(given: Value, path: string, allowed: string): never {
  refuse("CUT203", `${show(given)} has the wrong type.`, path, { given: show(given), allowed });
}

/** Refuses an element more than the capacity. */
export function noRoom(path: string, capacity: number): never {
  refuse("CUT204", `There is no room: the capacity is ${capacity}.`, path);
}
