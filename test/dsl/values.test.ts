/** How many values a type has, and which. */
import { type Type, t, values } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyType, cardinality, domainSizeMax } from "../../src/dsl/types.ts";

const task = t.record({ phase: t.oneOf("running", "failed"), acked: t.bool() });

/** Each kind of type, with all its values in their order. */
const examples: readonly (readonly [string, AnyType, readonly unknown[]])[] = [
  ["bool", t.bool(), [false, true]],
  ["int", t.int(-1, 2), [-1, 0, 1, 2]],
  ["int of one value", t.int(7, 7), [7]],
  ["oneOf", t.oneOf("b", "a"), ["b", "a"]],
  [
    "record",
    task,
    [
      { phase: "running", acked: false },
      { phase: "running", acked: true },
      { phase: "failed", acked: false },
      { phase: "failed", acked: true },
    ],
  ],
  ["record without fields", t.record({}), [{}]],
  [
    "array",
    t.array(2, t.bool()),
    [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ],
  ],
  ["option", t.option(t.int(1, 2)), [null, 1, 2]],
  ["union", t.union({ barrier: { id: t.int(1, 2) }, end: {} }), [{ kind: "barrier", id: 1 }, { kind: "barrier", id: 2 }, { kind: "end" }]],
  ["seq", t.seq(t.bool(), 1), [[], [false], [true]]],
  ["fifo", t.fifo(t.bool(), 2), [[], [false], [true], [false, false], [false, true], [true, false], [true, true]]],
  ["bag", t.bag(t.oneOf("a", "b"), 2), [[], ["a"], ["b"], ["a", "a"], ["a", "b"], ["b", "b"]]],
  ["set", t.set(t.int(1, 2)), [[], [1], [2], [1, 2]]],
  [
    "map",
    t.map(t.bool(), t.oneOf("l", "r")),
    [
      [],
      [[true, "l"]],
      [[true, "r"]],
      [[false, "l"]],
      [
        [false, "l"],
        [true, "l"],
      ],
      [
        [false, "l"],
        [true, "r"],
      ],
      [[false, "r"]],
      [
        [false, "r"],
        [true, "l"],
      ],
      [
        [false, "r"],
        [true, "r"],
      ],
    ],
  ],
];

describe("the values of a type are listed in order", () => {
  test.each(examples)("%s", (_, type, expected) => {
    expect(values(type as Type<unknown>)).toEqual(expected);
    expect(cardinality(type.node)).toBe(expected.length);
  });
});

describe("a type has as many values as are listed", () => {
  const { type: anyType } = fc.letrec<{ type: AnyType; leaf: AnyType }>(tie => ({
    leaf: fc.oneof(
      fc.constant(t.bool()),
      fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(3)).map(([lo, span]) => t.int(lo, lo + span)),
      fc.constantFrom(t.oneOf("a"), t.oneOf("a", "b", "c")),
    ),
    type: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie("leaf"),
      fc.array(tie("type"), { maxLength: 2 }).map(types => t.record(named(types))),
      fc.tuple(fc.integer({ min: 1, max: 3 }), tie("type")).map(([length, element]) => t.array(length, element)),
      tie("type")
        .filter(({ node }) => node.kind !== "option")
        .map(element => t.option(element)),
      fc.array(fc.array(tie("type"), { maxLength: 2 }), { minLength: 1, maxLength: 3 }).map(variants => t.union(named(variants.map(named)))),
      fc.tuple(tie("type"), fc.integer({ min: 1, max: 3 })).map(([element, capacity]) => t.fifo(element, capacity)),
      fc.tuple(tie("type"), fc.integer({ min: 1, max: 3 })).map(([element, capacity]) => t.bag(element, capacity)),
      tie("type")
        .filter(isDomain)
        .map(domain => t.set(domain)),
      fc.tuple(tie("type").filter(isDomain), tie("type")).map(([key, value]) => t.map(key, value)),
    ),
  }));

  test("all different, whatever the type", () => {
    let listed = 0;
    const property = fc.property(anyType, type => {
      fc.pre(cardinality(type.node) <= domainSizeMax);
      const all = values(type as Type<unknown>);
      listed++;
      expect(all).toHaveLength(cardinality(type.node));
      expect(new Set(all.map(value => JSON.stringify(value))).size).toBe(all.length);
    });
    fc.assert(property, { numRuns: 1000, maxSkipsPerRun: 1000, seed: 20_600 });
    expect(listed).toBe(1000);
  });
});

function named<V>(parts: readonly V[]): Record<string, V> {
  return Object.fromEntries(parts.map((part, i) => [`f${i}`, part]));
}

function isDomain({ node }: AnyType): boolean {
  return cardinality(node) <= 10;
}
