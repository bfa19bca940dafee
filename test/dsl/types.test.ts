/** Every mistake in a state type, and what the constructors make. */
import { type Mistake, machine, numberOf, t, values } from "cutcheck";
import { describe, expect, test } from "vitest";
import { domainSizeMax, intSpanMax, slotsMax } from "../../src/dsl/types.ts";
import { mistakeOf, untyped } from "../support/mistakes.ts";

const identifier = { allowed: "a letter, then letters, digits and underscores", fix: "Rename it." };
const madeByT = { allowed: "t.bool(), t.int(lo, hi), t.oneOf(...), ...", fix: "Write a type made by t." };
const fields = { allowed: "{ name: type, ... }", fix: "Write an object of types made by t." };
const range = { allowed: "integers lo <= hi of at most 1073741823 in size", fix: "Write the smallest and the largest value, both included." };

type Row = readonly [title: string, call: () => unknown, mistake: Omit<Mistake, "place">];

const notRanges: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1.5],
  [Number.NaN, 1],
  [0, Number.POSITIVE_INFINITY],
  [0, intSpanMax + 1],
  [-1, intSpanMax],
  [-intSpanMax - 1, 0],
];

const mistakes: readonly Row[] = [
  ...["constructor", "toJSON"].map(
    (name): Row => [
      `the reserved field name ${name}`,
      () => t.record({ [name]: t.bool() }),
      {
        code: "CUT101",
        message: `${JSON.stringify(name)} cannot be a name in t.record.`,
        allowed: "any other name: not constructor, prototype, toString, valueOf, toJSON, hasOwnProperty",
        fix: "Rename it.",
      },
    ],
  ),
  ...["a-b", "2nd", "", "__proto__"].map(
    (name): Row => [
      `the field name ${JSON.stringify(name)}`,
      () => t.record({ [name]: t.bool() }),
      { code: "CUT101", message: `${JSON.stringify(name)} cannot be a name in t.record.`, ...identifier },
    ],
  ),
  ["a variant's name", () => t.union({ "a b": {} }), { code: "CUT101", message: '"a b" cannot be a name in t.union.', ...identifier }],
  [
    "the name of a variant's field",
    () => t.union({ barrier: { "the id": t.int(0, 1) } }),
    { code: "CUT101", message: '"the id" cannot be a name in the variant "barrier" of t.union.', ...identifier },
  ],
  [
    "a variant's field named kind",
    () => t.union({ barrier: { kind: t.int(0, 1) } }),
    { code: "CUT101", message: 'The variant "barrier" of t.union has a field named "kind", which holds the variant\'s name.', fix: "Rename the field." },
  ],
  ...notRanges.map(
    ([lo, hi]): Row => [
      `the range ${lo} to ${hi}`,
      () => t.int(lo, hi),
      { code: "CUT102", message: `t.int(${lo}, ${hi}) is not a range of integers.`, ...range },
    ],
  ),
  [
    "a label that is none",
    () => t.oneOf(untyped(["a", "b"])),
    { code: "CUT102", message: 't.oneOf has ["a","b"] as a label.', allowed: "non-empty strings", fix: "Give every label a name." },
  ],
  [
    "an empty label",
    () => t.oneOf("a", ""),
    { code: "CUT102", message: 't.oneOf has "" as a label.', allowed: "non-empty strings", fix: "Give every label a name." },
  ],
  ["no labels", () => (t.oneOf as () => unknown)(), { code: "CUT102", message: "t.oneOf has no labels.", fix: "List at least one label." }],
  ["no variants", () => t.union({}), { code: "CUT102", message: "t.union has no variants.", fix: "List at least one variant." }],
  [
    "an option of an option",
    () => t.option(t.option(t.bool())),
    { code: "CUT102", message: "t.option of t.option: null would mean two things.", fix: "Wrap the inner option in a t.record, or use t.union." },
  ],
  ["a record of nothing", () => t.record(untyped(undefined)), { code: "CUT102", message: "undefined does not list the fields of t.record.", ...fields }],
  ["a union of a list", () => t.union(untyped([{}])), { code: "CUT102", message: "[{}] does not list the fields of t.union.", ...fields }],
  [
    "a variant without fields",
    () => t.union(untyped({ end: null })),
    { code: "CUT102", message: 'null does not list the fields of the variant "end" of t.union.', ...fields },
  ],
  ["a number as a type", () => machine("m", { n: untyped(3) }), { code: "CUT102", message: '3 is not a type, in the field "n" of the state.', ...madeByT }],
  ["a constructor that is not called", () => t.option(untyped(t.bool)), { code: "CUT102", message: "a function is not a type, in t.option.", ...madeByT }],
  ["an array of nothing", () => t.array(2, untyped(undefined)), { code: "CUT102", message: "undefined is not a type, in t.array.", ...madeByT }],
  ["a fifo of nothing", () => t.fifo(untyped(null), 2), { code: "CUT102", message: "null is not a type, in t.fifo.", ...madeByT }],
  ["a bag of nothing", () => t.bag(untyped(null), 2), { code: "CUT102", message: "null is not a type, in t.bag.", ...madeByT }],
  ["a set of nothing", () => t.set(untyped(null)), { code: "CUT102", message: "null is not a type, in t.set.", ...madeByT }],
  ["a map of nothing", () => t.map(t.bool(), untyped(null)), { code: "CUT102", message: "null is not a type, in t.map.", ...madeByT }],
  ...[0, -1, 1.5, slotsMax + 1, Number.NaN].map(
    (size): Row => [
      `the capacity ${size}`,
      () => t.fifo(t.bool(), size),
      {
        code: "CUT102",
        message: `${size} is not a capacity for t.fifo.`,
        allowed: `an integer from 1 to ${slotsMax}`,
        fix: "Give the capacity as a positive integer.",
      },
    ],
  ),
  [
    "an array whose length is missing",
    () => t.array(untyped(undefined), t.bool()),
    { code: "CUT102", message: "undefined is not a length for t.array.", allowed: "an integer from 1 to 4096", fix: "Give the length as a positive integer." },
  ],
  [
    "a bag without capacity",
    () => t.bag(t.bool(), 0),
    { code: "CUT102", message: "0 is not a capacity for t.bag.", allowed: "an integer from 1 to 4096", fix: "Give the capacity as a positive integer." },
  ],
  ["a label twice", () => t.oneOf("a", "b", "a"), { code: "CUT103", message: 't.oneOf lists the label "a" twice.', fix: "Remove one of them." }],
  [
    "the domain of a set that is too large",
    () => t.set(t.int(1, domainSizeMax + 1)),
    {
      code: "CUT105",
      message: "The domain of t.set has 1025 values.",
      allowed: "at most 1024",
      fix: "Use a smaller domain, or a t.bag or t.fifo of few values.",
    },
  ],
  [
    "the keys of a map that are beyond counting",
    () => t.map(t.array(100, t.int(0, 9)), t.bool()),
    {
      code: "CUT105",
      message: "The domain of t.map has more than 10^15 values.",
      allowed: "at most 1024",
      fix: "Use a smaller domain, or a t.bag or t.fifo of few values.",
    },
  ],
  [
    "too many values to list",
    () => values(t.int(0, 65_536)),
    { code: "CUT105", message: "The type has too many values to list.", allowed: "at most 65536", fix: "Use a smaller type." },
  ],
];

describe("a mistake in a type says what is wrong, what is allowed and what to do", () => {
  test.each(mistakes)("%s", (_, call, mistake) => {
    expect(mistakeOf(call)).toEqual({ place: {}, ...mistake });
  });
});

describe("a type", () => {
  test("is data, frozen all the way down", () => {
    const type = t.union({ barrier: { id: t.int(1, 2) }, end: {} });
    expect(type.node).toEqual({ kind: "union", variants: { barrier: { id: { kind: "int", lo: 1, hi: 2 } }, end: {} } });
    for (const part of [type, type.node, untyped(type.node)["variants"], untyped(type.node)["variants"]["barrier"]]) expect(Object.isFrozen(part)).toBe(true);
  });

  test("may be as large as its limits", () => {
    expect(t.int(-1, intSpanMax - 1).node).toEqual({ kind: "int", lo: -1, hi: intSpanMax - 1 });
    expect(t.fifo(t.bool(), slotsMax).node).toMatchObject({ capacity: slotsMax });
    expect(t.set(t.int(1, domainSizeMax)).node).toMatchObject({ kind: "set" });
  });

  test("has no negative zero", () => {
    expect(values(t.int(-0, 1))).toEqual([0, 1]);
    expect(t.int(-0, -0).node).toEqual({ kind: "int", lo: 0, hi: 0 });
  });

  test("may be an option inside a record inside an option", () => {
    expect(values(t.option(t.record({ inner: t.option(t.bool()) })))).toEqual([null, { inner: null }, { inner: false }, { inner: true }]);
  });
});

describe("the members of a numbered set", () => {
  const Split = t.numbered("split", 3);

  test("have the numbers from 0, and are members of no scalarset of that name and size", () => {
    const numbers: number[] = [];
    Split.forEach(split => {
      numbers.push(numberOf(split));
    });
    expect(numbers).toEqual([0, 1, 2]);
    expect(Split.some(split => t.scalarset("split", 3).some(other => other === split))).toBe(false);
    expect(Split.every(split => t.numbered("split", 3).some(other => other === split))).toBe(true);
  });

  test("are ordered and written by their numbers only", () => {
    const first = Split.find(split => numberOf(split) === 0);
    expect(mistakeOf(() => `${first}`)).toMatchObject({ code: "CUT215", fix: "Write numberOf(member)." });
    expect(mistakeOf(() => numberOf(untyped(1)))).toMatchObject({ code: "CUT215", fix: "Give it a member." });
  });

  test("do not share a name with a scalarset in one state", () => {
    const state = { at: t.option(Split), other: t.option(t.scalarset("split", 3)) };
    expect(mistakeOf(() => machine("mixed", state))).toMatchObject({
      code: "CUT103",
      message: 'There are two scalarsets named "split", one of which has numbers.',
    });
  });
});
