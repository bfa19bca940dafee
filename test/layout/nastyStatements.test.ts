/** Statements that generated views are likely to get wrong, each on both kinds of views, and what must come out. */
import { machine, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { Pair } from "./pair.ts";

const Point = t.record({ x: t.int(0, 3), y: t.int(0, 3) });
const Nested = t.record({ p: Point, tags: t.set(t.oneOf("a", "b")) });
const Either = t.union({ left: { at: Point }, right: { n: t.int(0, 5), at: t.int(0, 1) }, none: {} });

const shape = {
  points: t.bag(Point, 3),
  nested: t.bag(Nested, 2),
  eithers: t.bag(Either, 2),
  queue: t.fifo(Nested, 2),
  keys: t.set(Nested),
  kinds: t.set(Either),
  byNested: t.map(Nested, t.int(0, 2)),
  maybe: t.map(t.oneOf("k", "l"), t.option(Point)),
  values: t.map(t.bool(), t.option(t.int(0, 1))),
  lists: t.map(t.int(1, 2), t.array(2, Point)),
  pair: t.record({ first: Point, second: Point }),
  either: Either,
  choice: t.option(Either),
  grid: t.array(2, t.array(2, t.int(0, 3))),
  rows: t.array(2, Nested),
  options: t.array(2, t.option(Point)),
  number: t.int(-2, 5),
  large: t.set(t.int(0, 64)),
};

/** What the statements give in turn: "ok", or the mistake. */
function outcomes(...statements: readonly string[]): readonly unknown[] {
  const pair = new Pair(machine("nasty", shape).definition);
  return statements.map(text => {
    const outcome = pair.run(text);
    return outcome === "nothing" ? "ok" : outcome;
  });
}

function stateAfter(...statements: readonly string[]): Readonly<Record<string, unknown>> {
  const pair = new Pair(machine("nasty", shape).definition);
  for (const text of statements) expect(pair.run(text), text).toBe("nothing");
  return pair.plain as Readonly<Record<string, unknown>>;
}

describe("values with their fields in another order, or their members, are the same values", () => {
  test.each([
    ["s.points.add({ y: 1, x: 2 });", "s.points.remove({ x: 2, y: 1 });"],
    ["s.points.add({ x: 2, y: 1 });", "s.points.remove({ y: 1, x: 2 });"],
    ["s.nested.add({ p: { x: 1, y: 0 }, tags: ['b', 'a'] });", "s.nested.remove({ tags: ['a', 'b', 'a'], p: { y: 0, x: 1 } });"],
    ["s.eithers.add({ kind: 'right', n: 1, at: 0 });", "s.eithers.remove({ at: 0, n: 1, kind: 'right' });"],
    ["s.keys.add({ p: { x: 1, y: 0 }, tags: ['b', 'a'] });", "s.keys.delete({ tags: ['a', 'b'], p: { y: 0, x: 1 } });"],
    ["s.kinds.add({ n: 1, at: 0, kind: 'right' });", "s.kinds.delete({ kind: 'right', at: 0, n: 1 });"],
    ["s.byNested.set({ tags: ['b', 'a'], p: { y: 2, x: 0 } }, 1);", "s.byNested.delete({ p: { x: 0, y: 2 }, tags: ['a', 'b'] });"],
    ["s.points.add(s.rows[0].p);", "s.points.remove(s.pair.first);"],
    ["s.keys.add(s.rows[0]);", "s.keys.delete(s.rows[1]);"],
  ])("%s undone by %s", (add, remove) => {
    expect(stateAfter(add, remove)).toEqual(stateAfter());
  });
});

describe("an element of a bag is only read", () => {
  test.each([
    ["s.points.at(0).x = 3;", "CUT207 s.points[0].x"],
    ["for (const point of s.points) point.y = 3;", "CUT207 s.points[0].y"],
    ["s.nested.toArray()[0].p.x = 3;", "CUT207 s.nested[0].p.x"],
    ["s.nested.at(0).tags.add('a');", "CUT207 s.nested[0].tags"],
    ["s.nested.at(0).p = { x: 3, y: 3 };", "CUT207 s.nested[0].p"],
  ])("%s", (text, mistake) => {
    expect(outcomes("s.points = [{ x: 0, y: 0 }, { x: 1, y: 0 }];", "s.nested.add({ p: { x: 0, y: 0 }, tags: [] });", text)).toEqual(["ok", "ok", mistake]);
  });

  test("and can be taken, changed and added again", () => {
    const { points } = stateAfter("s.points = [{ x: 0, y: 0 }, { x: 1, y: 0 }];", "const point = s.points.take(0); s.points.add({ ...point, x: 3 });");
    expect(points).toEqual([
      { x: 1, y: 0 },
      { x: 3, y: 0 },
    ]);
  });
});

describe("a value made of views of what it replaces is read before anything is written", () => {
  test.each([
    ["pair", "s.pair = { first: s.pair.second, second: s.pair.first };", { first: { x: 0, y: 2 }, second: { x: 1, y: 0 } }],
    [
      "grid",
      "s.grid = [s.grid[1], s.grid[0]];",
      [
        [0, 0],
        [3, 0],
      ],
    ],
    ["either", "s.either = { kind: 'left', at: { x: s.either.n - 2, y: s.either.at } };", { kind: "left", at: { x: 3, y: 1 } }],
    [
      "rows",
      "s.rows = [...s.rows].reverse();",
      [
        { p: { x: 0, y: 0 }, tags: [] },
        { p: { x: 1, y: 1 }, tags: ["b"] },
      ],
    ],
    ["options", "s.options = [...s.options].reverse();", [null, { x: 2, y: 2 }]],
    [
      "queue",
      "s.queue = [s.queue.at(1), s.queue.at(0)];",
      [
        { p: { x: 3, y: 3 }, tags: [] },
        { p: { x: 1, y: 1 }, tags: ["b"] },
      ],
    ],
    [
      "maybe",
      "s.maybe = [['k', s.maybe.get('l')], ['l', s.maybe.get('k')]];",
      [
        ["k", null],
        ["l", { x: 1, y: 1 }],
      ],
    ],
  ])("%s: %s", (field, text, expected) => {
    const set = `s.pair = { first: { x: 1, y: 0 }, second: { x: 0, y: 2 } }; s.grid[0].set(0, 3); s.either = { kind: 'right', n: 5, at: 1 };
      s.rows[0].p = { x: 1, y: 1 }; s.rows[0].tags.add('b'); s.options.set(0, { x: 2, y: 2 }); s.queue.push(s.rows[0]); s.queue.push({ p: { x: 3, y: 3 }, tags: [] });
      s.maybe.set('k', { x: 1, y: 1 }); s.maybe.set('l', null);`;
    expect(stateAfter(set, text)[field]).toEqual(expected);
  });
});

describe("a map tells a present null from an absent key", () => {
  test.each(["maybe", "values"])("%s", field => {
    const key = field === "maybe" ? "'k'" : "true";
    expect(stateAfter(`s.${field}.set(${key}, null);`, `if (s.${field}.get(${key}) !== null) throw new Error("not null");`)[field]).toEqual([
      [field === "maybe" ? "k" : true, null],
    ]);
  });
});

test.each([
  // Values of the wrong type or out of range, inside and outside of composites.
  ["s.number = 6;", "CUT201 s.number"],
  ["s.number = 1.5;", "CUT203 s.number"],
  ["s.number = NaN;", "CUT203 s.number"],
  ["s.number = Infinity;", "CUT203 s.number"],
  ["s.number = 4294967297;", "CUT201 s.number"],
  ["s.number = '1';", "CUT203 s.number"],
  ["s.number = 1n;", "CUT203 s.number"],
  ["s.number = null;", "CUT203 s.number"],
  ["s.number = undefined;", "CUT203 s.number"],
  ["s.pair = null;", "CUT203 s.pair"],
  ["s.pair = [];", "CUT203 s.pair"],
  ["s.pair = {};", "CUT212 s.pair"],
  ["s.pair = { first: { x: 0, y: 0 } };", "CUT212 s.pair"],
  ["s.pair.first = { x: 0, y: 0, z: 0 };", "CUT212 s.pair.first"],
  ["s.pair.first = { x: 0, y: 0, $z: 0 };", "CUT212 s.pair.first"],
  ["s.pair.first = { x: 0, y: undefined };", "CUT212 s.pair.first"],
  ["s.pair = { first: { x: 0, y: 9 }, second: { x: 0, y: 0 } };", "CUT201 s.pair.first.y"],
  ["s.either = 3;", "CUT203 s.either"],
  ["s.either = {};", "CUT212 s.either"],
  ["s.either = { kind: 3 };", "CUT203 s.either.kind"],
  ["s.either = { kind: 'up' };", "CUT202 s.either.kind"],
  ["s.either = { kind: 'right', n: 1 };", "CUT212 s.either"],
  ["s.either = { kind: 'none', n: 1 };", "CUT212 s.either"],
  ["s.either.kind = 'none';", "CUT210 s.either.kind"],
  ["s.either.n = 1;", "CUT210 s.either"],
  ["s.either.at.x = 4;", "CUT201 s.either.at.x"],
  ["s.choice = { kind: 'left', at: { x: 0 } };", "CUT212 s.choice.at"],
  ["s.grid = [[0, 0]];", "CUT203 s.grid"],
  ["s.grid = 3;", "CUT203 s.grid"],
  ["s.grid[1] = [0, 0, 0];", "CUT207 s.grid"],
  ["s.grid[1].set(2, 0);", "CUT206 s.grid[1]"],
  ["s.grid[1].set(0, 7);", "CUT201 s.grid[1][0]"],
  ["s.grid[1].fill(7);", "CUT201 s.grid[1][0]"],
  ["s.grid[1].includes(7);", "CUT201 s.grid[1]"],
  ["s.options.set(1, { x: 0 });", "CUT212 s.options[1]"],
  ["s.queue.push({ p: { x: 0, y: 0 }, tags: ['c'] });", "CUT202 s.queue[0].tags"],
  ["s.queue.push(null);", "CUT203 s.queue[0]"],
  ["s.queue = [null, null, null];", "CUT203 s.queue[0]"],
  ["s.points.add({ x: 9, y: 0 });", "CUT201 s.points.x"],
  ["s.points.has({ x: 9, y: 0 });", "CUT201 s.points.x"],
  ["s.points.remove({ x: 9, y: 0 });", "CUT201 s.points.x"],
  ["s.points.remove({ x: 3, y: 0 });", "CUT211 s.points"],
  ["s.points.has(3);", "CUT203 s.points"],
  ["s.keys.add({ p: { x: 0, y: 0 } });", "CUT212 s.keys"],
  ["s.keys.has({ p: { x: 0, y: 7 }, tags: [] });", "CUT201 s.keys.p.y"],
  ["s.kinds.add({ kind: 'up' });", "CUT202 s.kinds.kind"],
  ["s.kinds.add(null);", "CUT203 s.kinds"],
  ["s.byNested.set(null, 1);", "CUT203 s.byNested"],
  ["s.byNested.set({ p: { x: 1, y: 1 }, tags: ['a'] }, 7);", 'CUT201 s.byNested[{"p":{"x":1,"y":1},"tags":["a"]}]'],
  ["s.maybe.set('k', { x: 7, y: 0 });", 'CUT201 s.maybe["k"].x'],
  ["s.maybe.set('m', null);", "CUT202 s.maybe"],
  ["s.maybe.get('m');", "CUT202 s.maybe"],
  ["s.maybe = [['k']];", "CUT203 s.maybe"],
  ["s.maybe = [3];", "CUT203 s.maybe"],
  ["s.values.set(true, 2);", "CUT201 s.values[true]"],
  ["s.lists.set(2, [{ x: 0, y: 0 }]);", "CUT203 s.lists[2]"],
  ["s.lists.set(2, [{ x: 0, y: 0 }, { x: 0, y: 4 }]);", "CUT201 s.lists[2][1].y"],
  ["s.large.addAll([0, 64, 65]);", "CUT201 s.large"],
  ["s.large = 'x';", "CUT203 s.large"],
  ["s.nothing = 1;", "CUT212 s"],
  ["s.pair.third = 1;", "CUT212 s.pair"],
])("%s is %s", (text, mistake) => {
  expect(outcomes(text)).toEqual([mistake]);
});

test.each([
  ["s.number = -0;", "number", 0],
  ["s.number = -2;", "number", -2],
  ["s.large = [64, 0, 29, 30, 59, 60];", "large", [0, 29, 30, 59, 60, 64]],
  ["s.large.fill(); s.large.delete(30);", "large", Array.from({ length: 65 }, (_, i) => i).filter(i => i !== 30)],
  [
    "s.points = [{ x: 3, y: 0 }, { x: 0, y: 3 }, { x: 3, y: 0 }];",
    "points",
    [
      { x: 0, y: 3 },
      { x: 3, y: 0 },
      { x: 3, y: 0 },
    ],
  ],
  [
    "s.lists = [[2, [{ x: 1, y: 0 }, { x: 2, y: 0 }]]]; s.lists.get(2)[1].y = 3;",
    "lists",
    [
      [
        2,
        [
          { x: 1, y: 0 },
          { x: 2, y: 3 },
        ],
      ],
    ],
  ],
  [
    "s.maybe = [['l', { x: 1, y: 2 }], ['k', null], ['l', null]];",
    "maybe",
    [
      ["k", null],
      ["l", null],
    ],
  ],
  ["s.options.set(1, { x: 1, y: 1 }); s.options.get(1).x = 2;", "options", [null, { x: 2, y: 1 }]],
  ["s.choice = { kind: 'left', at: { x: 1, y: 1 } }; s.choice.at.y = 3;", "choice", { kind: "left", at: { x: 1, y: 3 } }],
  ["s.choice = { kind: 'left', at: { x: 3, y: 3 } }; s.choice = { kind: 'none' };", "choice", { kind: "none" }],
  ["s.kinds = [{ kind: 'none' }, { kind: 'left', at: { x: 0, y: 0 } }];", "kinds", [{ kind: "left", at: { x: 0, y: 0 } }, { kind: "none" }]],
] as const)("%s", (text, field, expected) => {
  expect(stateAfter(text)[field]).toEqual(expected);
});

test("fields may have names that the generated code could use itself", () => {
  const names = [
    "o",
    "path",
    "node",
    "row",
    "e",
    "R",
    "K",
    "locked",
    "words",
    "v",
    "n",
    "i",
    "p",
    "c",
    "then",
    "length",
    "size",
    "map",
    "set",
    "get",
    "assign",
    "made",
    "arguments",
    "class",
    "view",
  ];
  const fields = Object.fromEntries(names.map(name => [name, t.option(t.record({ [name]: t.int(0, 1), other: t.fifo(t.int(0, 1), 1) }))]));
  const pair = new Pair(machine("hostile names", { ...fields, union: t.union({ a: fields, b: { row: t.bool() } }) }).definition);
  for (const name of names) {
    expect(pair.run(`s.${name} = { ${name}: 1, other: [1] };`)).toBe("nothing");
    expect(pair.run(`s.union.${name} = s.${name}; s.union.${name}.${name} = 0;`)).toBe("nothing");
  }
});
