/** Knobs: declared, given in a case, written on a command line. */
import { knob, type Mistake } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeKnob, type Knob, parseKnob, resolveKnobs } from "../../src/dsl/knobs.ts";
import { mistakeOf, untyped } from "../support/mistakes.ts";

const regions = knob.int(2, -1, 4, "How many regions.");
const told = knob.oneOf("nothing", ["nothing", "aborted", "2"], "What a failed region is told.");
const merging = knob.bool(false);
const knobs = { regions, told, merging };

describe("a knob", () => {
  test("is data: its default, what is allowed and one sentence", () => {
    expect(regions).toEqual({ kind: "int", default: 2, lo: -1, hi: 4, faults: false, about: "How many regions." });
    expect(knob.faults(1, 3, "Lost messages.")).toEqual({ kind: "int", default: 1, lo: 0, hi: 3, faults: true, about: "Lost messages." });
    expect(told).toEqual({ kind: "oneOf", default: "nothing", labels: ["nothing", "aborted", "2"], about: "What a failed region is told." });
    expect(merging).toEqual({ kind: "bool", default: false, about: "" });
  });

  test("says what it allows", () => {
    expect(Object.values(knobs).map(describeKnob)).toEqual(["an integer from -1 to 4", "nothing, aborted, 2", "true, false"]);
  });
});

describe("the knobs of an instance", () => {
  test("have their defaults where nothing is given", () => {
    expect(resolveKnobs(knobs, { told: "2", merging: undefined }, "scope")).toEqual({ regions: 2, told: "2", merging: false });
  });

  test("stand in the order of their declaration, whatever the order given", () => {
    expect(Object.keys(resolveKnobs(knobs, { merging: true, regions: 1 }, "scope"))).toEqual(["regions", "told", "merging"]);
  });
});

describe("a knob's value from a text", () => {
  test.each<[Knob, string, unknown]>([
    [regions, "4", 4],
    [regions, "-1", -1],
    [regions, "03", 3],
    [regions, "-0", 0],
    [told, "aborted", "aborted"],
    [told, "2", "2"],
    [merging, "true", true],
    [merging, "false", false],
  ])("%o reads %s", (each, text, value) => {
    expect(parseKnob("name", each, text)).toBe(value);
  });

  test.each<[Knob, string]>([
    [regions, "5"],
    [regions, "1.5"],
    [regions, "1e0"],
    [regions, " 1"],
    [regions, ""],
    [regions, "0x1"],
    [regions, "99999999999999999999"],
    [told, "Aborted"],
    [told, ""],
    [merging, "yes"],
    [merging, "TRUE"],
    [merging, "1"],
  ])("%o refuses %j", (each, text) => {
    expect(mistakeOf(() => parseKnob("name", each, text))).toEqual({
      code: "CUT302",
      message: `The knob "name" cannot be ${JSON.stringify(text)}.`,
      place: {},
      given: JSON.stringify(text),
      allowed: describeKnob(each),
      fix: "Use an allowed value.",
    });
  });

  test("written as a text is read back, whatever the knob", () => {
    const anyKnob = fc.oneof(
      fc.tuple(fc.integer(), fc.nat(9), fc.nat(9)).map(([lo, up, more]): Knob => knob.int(lo + up, lo, lo + up + more)),
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }).map((labels): Knob => knob.oneOf(labels[0] as string, labels as [string, ...string[]])),
      fc.boolean().map((initial): Knob => knob.bool(initial)),
    );
    fc.assert(
      fc.property(anyKnob, each => {
        expect(parseKnob("name", each, String(each.default))).toBe(each.default);
      }),
      { seed: 20_600 },
    );
  });
});

type Row = readonly [title: string, call: () => unknown, mistake: Omit<Mistake, "place">];

const bounds = { allowed: "integers lo <= default <= hi", fix: "Write the default, the smallest and the largest value." };
const listed = { allowed: "non-empty strings", fix: 'Write knob.oneOf("a", ["a", "b"]).' };

const mistakes: readonly Row[] = [
  ["a default out of its range", () => knob.int(5, 1, 4), { code: "CUT302", message: "knob.int(5, 1, 4) has no default in its range.", ...bounds }],
  [
    "a budget of faults below none",
    () => knob.faults(-1, 4),
    {
      code: "CUT302",
      message: "knob.faults(-1, 4) has no default from 0 to its largest value.",
      allowed: "integers 0 <= default <= hi",
      fix: "Write the default and the largest value.",
    },
  ],
  ["a default below its range", () => knob.int(0, 1, 4), { code: "CUT302", message: "knob.int(0, 1, 4) has no default in its range.", ...bounds }],
  [
    "a range of no integers",
    () => knob.int(1, 1, Number.POSITIVE_INFINITY),
    { code: "CUT302", message: "knob.int(1, 1, Infinity) has no default in its range.", ...bounds },
  ],
  [
    "a default that is no number",
    () => knob.int(untyped("1"), 1, 2),
    { code: "CUT302", message: 'knob.int("1", 1, 2) has no default in its range.', ...bounds },
  ],
  [
    "labels that are no list",
    () => knob.oneOf(untyped("a"), untyped("abc")),
    { code: "CUT302", message: 'knob.oneOf("a", "abc") has no list of labels.', ...listed },
  ],
  [
    "a label that is no string",
    () => knob.oneOf(untyped(1), untyped([1, 2])),
    { code: "CUT302", message: "knob.oneOf(1, [1,2]) has no list of labels.", ...listed },
  ],
  [
    "a label twice",
    () => knob.oneOf("a", ["a", "b", "a"]),
    { code: "CUT302", message: 'knob.oneOf("a", ["a","b","a"]) lists a label twice.', fix: "Remove one of them." },
  ],
  [
    "a default that is not listed",
    () => knob.oneOf(untyped("c"), ["a", "b"]),
    { code: "CUT302", message: 'knob.oneOf("c", ["a","b"]) has a default that is not listed.', given: '"c"', allowed: "a, b", fix: "List it." },
  ],
  [
    "a default that is no boolean",
    () => knob.bool(untyped(0)),
    { code: "CUT302", message: "knob.bool(0) has no default.", allowed: "true, false", fix: "Write knob.bool(false)." },
  ],
  [
    "an unknown knob",
    () => resolveKnobs(knobs, { region: 1 }, "scope"),
    { code: "CUT301", message: 'There is no knob "region" in scope.', allowed: "regions, told, merging", fix: "Use one of the known names." },
  ],
  [
    "an unknown knob where there is none",
    () => resolveKnobs({}, { toString: 1 }, "semantics"),
    { code: "CUT301", message: 'There is no knob "toString" in semantics.', allowed: "none: this spec has no such knobs", fix: "Use one of the known names." },
  ],
  [
    "a value that is not allowed",
    () => resolveKnobs(knobs, { told: "everything" }, "semantics"),
    {
      code: "CUT302",
      message: 'The knob "told" in semantics cannot be "everything".',
      given: '"everything"',
      allowed: "nothing, aborted, 2",
      fix: "Use an allowed value.",
    },
  ],
  [
    "a value of another type",
    () => resolveKnobs(knobs, { merging: "true" }, "semantics"),
    { code: "CUT302", message: 'The knob "merging" in semantics cannot be "true".', given: '"true"', allowed: "true, false", fix: "Use an allowed value." },
  ],
  [
    "no value at all",
    () => resolveKnobs(knobs, { regions: null }, "scope"),
    { code: "CUT302", message: 'The knob "regions" in scope cannot be null.', given: "null", allowed: "an integer from -1 to 4", fix: "Use an allowed value." },
  ],
];

describe("a mistake with knobs says what is wrong, what is allowed and what to do", () => {
  test.each(mistakes)("%s", (_, call, mistake) => {
    expect(mistakeOf(call)).toEqual({ place: {}, ...mistake });
  });

  test("with its place, where one is known", () => {
    const place = { spec: "abs", case: "small" };
    expect(mistakeOf(() => resolveKnobs(knobs, { region: 1 }, "scope", place)).place).toEqual(place);
    expect(mistakeOf(() => resolveKnobs(knobs, { regions: 9 }, "scope", place)).place).toEqual(place);
  });
});
