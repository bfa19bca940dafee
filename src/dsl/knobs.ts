/** Knobs: what a spec lets its user turn, with a default for each. Size knobs are a spec's `scope`, rule knobs its `semantics`. */
import { checkText, identifierRule, isIdentifier } from "./checks.ts";
import { fail, type Place, show } from "./errors.ts";

export type Knob =
  /** `faults`: it says how often something may go wrong. */
  | { readonly kind: "int"; readonly default: number; readonly lo: number; readonly hi: number; readonly faults: boolean; readonly about: string }
  | { readonly kind: "oneOf"; readonly default: string; readonly labels: readonly string[]; readonly about: string }
  | { readonly kind: "bool"; readonly default: boolean; readonly about: string };

declare const VALUE: unique symbol;
type TypedKnob<V> = Knob & { readonly [VALUE]: V };
// biome-ignore lint/suspicious/noExplicitAny: knobs of unknown value type; the border of the phantom types
export type Knobs = Readonly<Record<string, TypedKnob<any>>>;
export type KnobValue = number | string | boolean;
/** The values of a group of knobs. */
export type KnobValues<K extends Knobs> = { readonly [N in keyof K]: K[N] extends TypedKnob<infer V> ? V : never };

/** The constructors of knobs: the default first, then what is allowed, then one sentence about it. Errors: CUT302. */
export const knob = Object.freeze({ int, faults, oneOf, bool });

function int(initial: number, lo: number, hi: number, about = ""): TypedKnob<number> {
  if (![initial, lo, hi].every(Number.isSafeInteger) || initial < lo || initial > hi) {
    fail("CUT302", `knob.int(${show(initial)}, ${show(lo)}, ${show(hi)}) has no default in its range.`, {
      allowed: "integers lo <= default <= hi",
      fix: "Write the default, the smallest and the largest value.",
    });
  }
  return typed({ kind: "int", default: initial, lo, hi, faults: false, about });
}

/** A budget of faults, from none to `hi`: an int that `matrix --frontier` varies. */
function faults(initial: number, hi: number, about = ""): TypedKnob<number> {
  if (![initial, hi].every(Number.isSafeInteger) || initial < 0 || initial > hi) {
    fail("CUT302", `knob.faults(${show(initial)}, ${show(hi)}) has no default from 0 to its largest value.`, {
      allowed: "integers 0 <= default <= hi",
      fix: "Write the default and the largest value.",
    });
  }
  return typed({ kind: "int", default: initial, lo: 0, hi, faults: true, about });
}

function oneOf<const L extends readonly [string, ...string[]]>(initial: L[number], labels: L, about = ""): TypedKnob<L[number]> {
  const what = `knob.oneOf(${show(initial)}, ${show(labels)})`;
  if (!Array.isArray(labels) || !labels.every(label => typeof label === "string" && label !== "")) {
    fail("CUT302", `${what} has no list of labels.`, { allowed: "non-empty strings", fix: 'Write knob.oneOf("a", ["a", "b"]).' });
  }
  if (new Set(labels).size !== labels.length) fail("CUT302", `${what} lists a label twice.`, { fix: "Remove one of them." });
  if (!labels.includes(initial))
    fail("CUT302", `${what} has a default that is not listed.`, { given: show(initial), allowed: labels.join(", "), fix: "List it." });
  for (const label of labels) checkText(label, "A label of knob.oneOf");
  return typed({ kind: "oneOf", default: initial, labels: Object.freeze([...labels]), about });
}

function bool(initial: boolean, about = ""): TypedKnob<boolean> {
  if (typeof initial !== "boolean") fail("CUT302", `knob.bool(${show(initial)}) has no default.`, { allowed: "true, false", fix: "Write knob.bool(false)." });
  return typed({ kind: "bool", default: initial, about });
}

/** What {@link knob} has made. An object that only looks like a knob might have a default that it does not allow. */
const made = new WeakSet<Knob>();

/** The one cast between inert knobs and the phantom types of their values. */
function typed<V>(each: Knob): TypedKnob<V> {
  if (typeof each.about !== "string") {
    fail("CUT302", `A knob is described by ${show(each.about)}.`, { given: show(each.about), allowed: "one sentence", fix: 'Write knob.bool(false, "...").' });
  }
  made.add(Object.freeze(each));
  return each as unknown as TypedKnob<V>;
}

/** The declaration of a group of knobs. Errors: CUT101 for a name, CUT106 for what is no knob. */
export function checkKnobs(knobs: unknown, group: "scope" | "semantics", place: Place): Readonly<Record<string, Knob>> {
  if (!isPlainObject(knobs)) fail("CUT106", `The spec's ${group} has no knobs.`, { place, given: show(knobs), fix: "Write { name: knob.int(2, 1, 4) }." });
  for (const [name, each] of Object.entries(knobs as object)) {
    if (!isIdentifier(name)) fail("CUT101", `${show(name)} cannot be the name of a knob.`, { place, allowed: identifierRule, fix: "Rename it." });
    checkText(name, "The name of a knob", place);
    if (!made.has(each as Knob)) {
      fail("CUT106", `${show(name)} in ${group} is not a knob.`, {
        place,
        given: show(each),
        allowed: "knob.int, knob.faults, knob.oneOf, knob.bool",
        fix: "Write a knob with its default.",
      });
    }
  }
  return Object.freeze({ ...(knobs as Readonly<Record<string, Knob>>) });
}

/** Fills in defaults and checks every value. Errors: CUT301 (lists the known knobs), CUT302. */
export function resolveKnobs(
  knobs: Readonly<Record<string, Knob>>,
  given: Readonly<Record<string, unknown>>,
  group: "scope" | "semantics",
  place: { readonly spec?: string; readonly case?: string } = {},
): Readonly<Record<string, KnobValue>> {
  if (!isPlainObject(given)) fail("CUT106", `The ${group} is no object of knobs.`, { place, given: show(given), fix: "Write { name: value }." });
  const unknown = Object.keys(given).find(name => !Object.hasOwn(knobs, name));
  if (unknown !== undefined) {
    fail("CUT301", `There is no knob ${show(unknown)} in ${group}.`, {
      place,
      allowed: Object.keys(knobs).join(", ") || "none: this spec has no such knobs",
      fix: "Use one of the known names.",
    });
  }
  const values = Object.entries(knobs).map(
    ([name, each]) => [name, resolveKnob(name, each, Object.hasOwn(given, name) ? given[name] : undefined, group, place)] as const,
  );
  return Object.freeze(Object.fromEntries(values));
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function resolveKnob(name: string, each: Knob, given: unknown, group: string, place: Place): KnobValue {
  if (given === undefined) return each.default;
  if (!fits(each, given)) {
    fail("CUT302", `The knob ${show(name)} in ${group} cannot be ${show(given)}.`, {
      place,
      given: show(given),
      allowed: describeKnob(each),
      fix: "Use an allowed value.",
    });
  }
  return given;
}

function fits(each: Knob, value: unknown): value is KnobValue {
  switch (each.kind) {
    case "int":
      return Number.isInteger(value) && (value as number) >= each.lo && (value as number) <= each.hi;
    case "oneOf":
      return each.labels.includes(value as string);
    case "bool":
      return typeof value === "boolean";
  }
}

/** What a knob allows, in words. */
export function describeKnob(each: Knob): string {
  switch (each.kind) {
    case "int":
      return `an integer from ${each.lo} to ${each.hi}`;
    case "oneOf":
      return each.labels.join(", ");
    case "bool":
      return "true, false";
  }
}

/** A knob's value from its text on a command line. Errors: CUT302. */
export function parseKnob(name: string, each: Knob, text: string): KnobValue {
  const value = readText(each, text);
  if (!fits(each, value)) {
    fail("CUT302", `The knob ${show(name)} cannot be ${show(text)}.`, { given: show(text), allowed: describeKnob(each), fix: "Use an allowed value." });
  }
  return value;
}

/** The value that a text writes; the text itself where it writes none of that kind. */
function readText(each: Knob, text: string): KnobValue {
  switch (each.kind) {
    case "int":
      return /^-?\d+$/.test(text) ? Number(text) + 0 : text;
    case "bool":
      return text === "true" || (text === "false" ? false : text);
    case "oneOf":
      return text;
  }
}
