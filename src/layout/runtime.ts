/** What generated views call when something is wrong, and the few loops that are not worth generating. */
import { fail, show } from "../dsl/errors.ts";
import { elementsIn } from "../dsl/unordered.ts";
import { isPlainAlready } from "../dsl/views.ts";
import { type Inside, insideOf, pathOfView, staleAdvice, type View } from "./inside.ts";
import { type AtomNode, isUnordered, slotCount } from "./slots.ts";

/** The path of a field or element below a view. A text in brackets (a map's key) is taken as it is. */
export function pathOf(view: View | string, suffix: string | number): string {
  const base = typeof view === "string" ? view : pathOfView(view);
  if (typeof suffix === "number") return `${base}[${suffix}]`;
  return suffix === "" || suffix.startsWith("[") ? `${base}${suffix}` : `${base}.${suffix}`;
}

/** Errors: always. CUT201, CUT202 or CUT203: the value does not belong to the atom type. */
export function badAtom(node: AtomNode, value: unknown, view: View | string, suffix: string | number): never {
  const place = { path: pathOf(view, suffix) };
  const allowed = describeAtom(node);
  const inner = innerAtom(node);
  if (inner.kind === "int" && typeof value === "number" && Number.isInteger(value)) {
    fail("CUT201", `${place.path} cannot hold ${show(value)}.`, { place, given: show(value), allowed, fix: "Guard the action, or widen the type." });
  }
  if (inner.kind === "oneOf" && typeof value === "string") {
    fail("CUT202", `${place.path} has no label ${show(value)}.`, { place, given: show(value), allowed, fix: "Use one of the declared labels." });
  }
  fail("CUT203", `${place.path} cannot hold ${show(value)}.`, { place, given: show(value), allowed, fix: atomFix(value) });
}

function atomFix(value: unknown): string {
  if (value === undefined) return "Test for undefined first: it is what a map reads for an absent key.";
  if (value === null) return "Test for null first, or declare the field as t.option(...).";
  return "Assign a value of the declared type.";
}

function innerAtom(node: AtomNode): Exclude<AtomNode, { kind: "option" }> {
  return node.kind === "option" ? innerAtom(node.element) : node;
}

/** What an atom may hold, in words. */
export function describeAtom(node: AtomNode): string {
  switch (node.kind) {
    case "bool":
      return "true or false";
    case "int":
      return `an integer from ${node.lo} to ${node.hi}`;
    case "oneOf":
      return node.labels.map(label => show(label)).join(", ");
    case "scalarset":
      return `a member of the scalarset ${node.name}`;
    case "option":
      return `null, or ${describeAtom(node.element)}`;
  }
}

/** Errors: always, CUT203: a composite was expected. */
export function badComposite(expected: string, value: unknown, path: string): never {
  fail("CUT203", `${path} cannot hold ${show(value)}.`, {
    place: { path },
    given: show(value),
    allowed: expected,
    fix: "Assign a value of the declared type.",
  });
}

/** Errors: always, CUT207. */
export function readOnly(view: View | string, suffix: string | number): never {
  const path = pathOf(view, suffix);
  fail("CUT207", `${path} is written where the state may only be read.`, {
    place: { path },
    fix: "Guards and properties only read. Write in an effect (then), or change a copy: plain(view).",
  });
}

/** Errors: always, CUT207. */
export function elementWritten(view: View, suffix: string | number): never {
  const path = pathOf(view, suffix);
  fail("CUT207", `${path} is written inside a bag, whose elements are kept in order.`, {
    place: { path },
    fix: "Take the element out of the bag, and add the changed value.",
  });
}

/** Errors: always, CUT204. */
export function noRoom(view: View, what: string, value: unknown, capacity: number): never {
  fail("CUT204", `${pathOfView(view)} is full: no room for ${show(plain(value))}.`, {
    place: { path: pathOfView(view) },
    given: show(plain(value)),
    allowed: `a ${what} of at most ${capacity} element${capacity === 1 ? "" : "s"}`,
    fix: "Guard the action with !isFull, or raise the capacity.",
  });
}

/** Errors: always, CUT205. */
export function nothingToTake(view: View): never {
  fail("CUT205", `${pathOfView(view)} is empty: there is nothing to shift.`, { place: { path: pathOfView(view) }, fix: "Guard the action with !isEmpty." });
}

/** Errors: always, CUT206. */
export function badIndex(view: View, index: unknown, length: number): never {
  fail("CUT206", `${pathOfView(view)} has no element ${show(index)}.`, {
    place: { path: pathOfView(view) },
    given: show(index),
    allowed: length === 0 ? "nothing: it is empty" : `an integer from 0 to ${length - 1}`,
    fix: "Positions start at 0. Compare the index with the length first.",
  });
}

/** Errors: always, CUT214. */
export function otherVariant(view: View): never {
  const { path, view: of } = insideOf(view) as Inside;
  fail("CUT214", `The view of ${path} was read as a ${show(of.variant)}, and the value has been replaced since.`, { place: { path }, fix: staleAdvice });
}

/** Errors: always, CUT210. */
export function kindAssigned(view: View): never {
  fail("CUT210", `${pathOfView(view)}.kind cannot be assigned alone.`, {
    place: { path: `${pathOfView(view)}.kind` },
    fix: "Assign the whole value: { kind: ..., ... }.",
  });
}

/** Errors: always, CUT211. */
export function absent(view: View, value: unknown): never {
  fail("CUT211", `${pathOfView(view)} does not contain ${show(plain(value))}.`, {
    place: { path: pathOfView(view) },
    given: show(plain(value)),
    fix: "Guard the action with has(...).",
  });
}

/** Checks that an object has exactly the declared fields. Errors: CUT203, CUT212. */
export function checkFields(value: unknown, fields: readonly string[], path: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    badComposite(`an object with the fields ${fields.join(", ") || "(none)"}`, value, path);
  for (const field of fields) {
    if ((value as Record<string, unknown>)[field] === undefined) {
      fail("CUT212", `The value for ${path} lacks the field ${show(field)}.`, {
        place: { path },
        given: show(plain(value)),
        allowed: `all of ${fields.join(", ")}`,
        fix: "A composite is assigned whole; use assign(view, {...}) for some fields.",
      });
    }
  }
  for (const key of Object.keys(value)) {
    if (!fields.includes(key)) {
      fail("CUT212", `The value for ${path} has a field ${show(key)}, which is not declared.`, {
        place: { path },
        given: show(plain(value)),
        allowed: fields.join(", ") || "no fields",
        fix: "Remove or rename the field.",
      });
    }
  }
}

/** Checks the variant of a union's value and returns its number. Errors: CUT202, CUT203, CUT212. */
export function variantOf(value: unknown, variants: Readonly<Record<string, readonly string[]>>, path: string): number {
  const kinds = Object.keys(variants);
  const allowed = kinds.map(each => show(each)).join(", ");
  if (typeof value !== "object" || value === null || Array.isArray(value)) badComposite(`an object with kind: ${allowed}`, value, path);
  const { kind } = value as { readonly kind?: unknown };
  const place = { path: `${path}.kind` };
  if (kind === undefined)
    fail("CUT212", `The value for ${path} lacks the field "kind".`, { place: { path }, given: show(value), allowed, fix: "Name the variant." });
  if (typeof kind !== "string") badComposite(allowed, kind, place.path);
  const number = kinds.indexOf(kind);
  if (number < 0) fail("CUT202", `${path} has no variant ${show(kind)}.`, { place, given: show(kind), allowed, fix: "Use one of the declared variants." });
  checkFields(value, ["kind", ...variants[kind]], path);
  return number;
}

/** The elements of something to be assigned to a collection, as an array of plain values. Errors: CUT203. */
export function elementsOf(value: unknown, expected: string, path: string): unknown[] {
  if (Array.isArray(value) && isFlat(value)) return value;
  const elements = elementsWithoutOrder(value);
  if (elements !== null) return [...elements];
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value)) badComposite(expected, value, path);
  return [...(value as Iterable<unknown>)].map(plain);
}

/** The elements, or for a map the entries, of a collection without order, plain or a view. */
function elementsWithoutOrder(value: unknown): readonly unknown[] | null {
  if (typeof value !== "object" || value === null) return null;
  const inside = insideOf(value);
  return elementsIn(inside !== null && isUnordered(inside.view.node) ? (inside.view.plain(value as View) as object) : value);
}

/** Whether all elements or fields are atoms. */
function isFlat(value: unknown[] | Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (typeof value[i] === "object" && value[i] !== null) return false;
    return true;
  }
  for (const key in value) if (typeof value[key] === "object" && value[key] !== null) return false;
  return true;
}

/**
 * Whether a value can be written into the slots `from..to-1` piece by piece, because it is not, and does not contain, a view of them:
 * an atom, a list or an object of atoms, or a view of other slots. Anything else must be copied first.
 */
export function isApart(value: unknown, row: Int32Array, from: number, to: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  const inside = insideOf(value);
  if (inside === null) return isFlat(value as Readonly<Record<string, unknown>>);
  const at = +inside.at;
  return inside.view.row !== row || at >= to || at + slotCount(inside.view.node) <= from;
}

/** The entries of something to be assigned to a map, as an array of plain pairs. Errors: CUT203. */
export function entriesOf(value: unknown, path: string): (readonly [unknown, unknown])[] {
  const entries = elementsOf(value, "a list of [key, value]", path);
  for (const entry of entries) if (!Array.isArray(entry) || entry.length !== 2) badComposite("a pair [key, value]", entry, path);
  return entries as (readonly [unknown, unknown])[];
}

/** Errors: CUT203 unless there are exactly `length` elements. */
export function checkLength(elements: readonly unknown[], length: number, path: string): void {
  if (elements.length !== length)
    fail("CUT203", `${path} has ${length} elements, not ${elements.length}.`, {
      place: { path },
      given: show(elements),
      allowed: `exactly ${length} elements`,
      fix: "Assign the whole array.",
    });
}

/** A view as its plain value; anything else as it is, views inside replaced. */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isPlainAlready(value)) return value;
  const inside = insideOf(value);
  if (inside !== null) return inside.view.plain(value as View);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return toJSON.call(value);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

/** Errors: always, CUT213: a guard or property did not return a boolean, or whatever else is allowed. */
export function badResult(
  value: unknown,
  allowed = "true or false",
  fix = "Return a boolean; write === and !== null instead of relying on truthiness.",
): never {
  fail("CUT213", `The function returned ${show(value)}.`, { given: show(value), allowed, fix });
}

/** Number of enumerable fields. */
export function fieldCount(value: object): number {
  let count = 0;
  for (const _ in value) count++;
  return count;
}

/** Copies slots between rows or within one; the ranges are equal or disjoint. */
export function copySlots(from: Int32Array, fromAt: number, to: Int32Array, toAt: number, count: number): void {
  for (let i = 0; i < count; i++) to[toAt + i] = from[fromAt + i];
}

export function zeroSlots(row: Int32Array, at: number, count: number): void {
  for (let i = at; i < at + count; i++) row[i] = 0;
}

/** Removes element `index` of `length` elements of `width` slots that start at `base`; the last one becomes zero. */
export function removeElement(row: Int32Array, base: number, width: number, length: number, index: number): void {
  const end = base + (length - 1) * width;
  for (let i = base + index * width; i < end; i++) row[i] = row[i + width];
  for (let i = end; i < end + width; i++) row[i] = 0;
}

/** Moves the elements from `index` on one place up, where there is room for one more. What the place `index` holds is to be overwritten. */
export function openElement(row: Int32Array, base: number, width: number, length: number, index: number): void {
  row.copyWithin(base + (index + 1) * width, base + index * width, base + length * width);
}

/** Removes the elements that `drop` names by their positions; unused slots become zero. Returns how many are left. */
export function removeElements(row: Int32Array, base: number, width: number, length: number, drop: readonly boolean[]): number {
  let left = 0;
  for (let i = 0; i < length; i++) {
    if (drop[i] === true) continue;
    if (left < i) copySlots(row, base + i * width, row, base + left * width, width);
    left++;
  }
  zeroSlots(row, base + left * width, (length - left) * width);
  return left;
}

/** Moves the last of `length` elements down to its place, so that elements ascend slot by slot again. */
export function settleElement(row: Int32Array, base: number, width: number, length: number): void {
  for (let i = length - 1; i > 0 && compareElements(row, base + (i - 1) * width, row, base + i * width, width) > 0; i--) {
    for (let j = base + i * width; j < base + (i + 1) * width; j++) {
      const lower = row[j - width];
      row[j - width] = row[j];
      row[j] = lower;
    }
  }
}

/** Lexicographic order of two elements. */
function compareElements(a: Int32Array, aAt: number, b: Int32Array, bAt: number, width: number): number {
  for (let i = 0; i < width; i++) {
    const difference = a[aAt + i] - b[bAt + i];
    if (difference !== 0) return difference;
  }
  return 0;
}

export function bitCount(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Whether two elements have the same slots. */
export function sameSlots(row: Int32Array, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (row[a + i] !== row[b + i]) return false;
  return true;
}
