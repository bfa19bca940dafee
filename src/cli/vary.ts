/** Reads which knobs vary: `knob`, `knob=a,b`, or several of these separated by commas. */

import { type Axis, cellsMax } from "../check/matrix.ts";
import { fail, show } from "../dsl/errors.ts";
import { describeKnob, type Knob, type KnobValue, parseKnob } from "../dsl/knobs.ts";
import type { Spec } from "../dsl/spec.ts";
import { suggestion } from "../dsl/suggest.ts";

/** A knob and the texts of its values; null: all that it can have. */
interface Word {
  readonly knob: string;
  readonly texts: readonly string[] | null;
}

/** The axes that the texts of `--vary` mean. Errors: CUT103 for a knob or a value that comes twice, CUT301, CUT302. */
export function axesOf(spec: Spec, texts: readonly string[]): readonly Axis[] {
  const axes = texts.flatMap(text => wordsOf(spec, text)).map(word => axisOf(spec, word));
  const twice = axes.find((axis, i) => axes.findIndex(each => each.knob === axis.knob) < i);
  if (twice !== undefined) fail("CUT103", `The knob ${show(twice.knob)} varies twice.`, { place: { spec: spec.name }, fix: "Name it once." });
  return axes;
}

/** A piece between commas is another value of the knob before it where it can be one, or where it is no knob either; else it begins the next knob. */
function wordsOf(spec: Spec, text: string): readonly Word[] {
  const words: Word[] = [];
  for (const piece of text.split(",")) {
    const [last, next] = [words.at(-1), wordOf(piece)];
    const isNext = !last?.texts || (knobNamed(spec, next.knob) !== null && !isValue(spec, last.knob, piece));
    if (isNext) words.push(next);
    else words[words.length - 1] = { knob: last.knob, texts: [...(last.texts ?? []), piece] };
  }
  return words;
}

function wordOf(piece: string): Word {
  const at = piece.indexOf("=");
  return at < 0 ? { knob: piece, texts: null } : { knob: piece.slice(0, at), texts: [piece.slice(at + 1)] };
}

/** Whether a text has the form of a value of this knob. */
function isValue(spec: Spec, name: string, text: string): boolean {
  const knob = knobNamed(spec, name)?.knob;
  switch (knob?.kind) {
    case "oneOf":
      return knob.labels.includes(text);
    case "bool":
      return /^(true|false)$/.test(text);
    case "int":
      return /^-?\d+$/.test(text);
    case undefined:
      return false;
  }
}

function axisOf(spec: Spec, { knob: name, texts }: Word): Axis {
  const found = knobNamed(spec, name) ?? unknownKnob(spec, name);
  const values = texts === null ? valuesOf(spec, name, found.knob) : texts.map(text => parseKnob(name, found.knob, text));
  if (new Set(values).size < values.length) {
    fail("CUT103", `The knob ${show(name)} has a value twice.`, {
      place: { spec: spec.name },
      given: values.join(", "),
      allowed: describeKnob(found.knob),
      fix: "Name it once.",
    });
  }
  return { knob: name, group: found.group, values };
}

function knobNamed(spec: Spec, name: string): { readonly knob: Knob; readonly group: Axis["group"] } | null {
  for (const group of ["semantics", "scope"] as const) {
    const knob = Object.hasOwn(spec[group], name) ? spec[group][name] : undefined;
    if (knob !== undefined) return { knob, group };
  }
  return null;
}

/** Every value of a knob, in its order. Errors: CUT105. */
function valuesOf(spec: Spec, name: string, knob: Knob): readonly KnobValue[] {
  switch (knob.kind) {
    case "bool":
      return [false, true];
    case "oneOf":
      return knob.labels;
    case "int":
      if (knob.hi - knob.lo >= cellsMax) {
        fail("CUT105", `The knob ${show(name)} has too many values.`, {
          place: { spec: spec.name },
          given: describeKnob(knob),
          fix: `List the values that matter: --vary ${name}=${knob.lo},${knob.hi}.`,
        });
      }
      return Array.from({ length: knob.hi - knob.lo + 1 }, (_, i) => knob.lo + i);
  }
}

function unknownKnob(spec: Spec, name: string): never {
  const names = [...Object.keys(spec.semantics), ...Object.keys(spec.scope)];
  return fail("CUT301", `There is no knob ${show(name)}.`, {
    place: { spec: spec.name },
    allowed: names.join(", ") || "none: this spec has no knobs",
    fix: suggestion(name, names),
  });
}
