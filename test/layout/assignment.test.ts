/** Composites are assigned whole and by value, also when what is assigned is made of what is overwritten. */
import { expect, test } from "vitest";
import { nodesOf, t } from "../../src/dsl/constructors.ts";
import { machine } from "../../src/dsl/machine.ts";
import type { Fields } from "../../src/dsl/types.ts";
import { compile } from "../../src/layout/compile.ts";
import { withEqualTypesShared } from "../../src/layout/equalTypes.ts";

const letters = () => t.set(t.oneOf("a", "b", "c"));

/** Runs `effect` on the state `before` and returns the state after. */
function after(fields: Fields, before: unknown, effect: (state: never) => void): unknown {
  const box = compile(machine("m", fields).definition).open();
  box.load(before);
  box.writable(true);
  effect(box.state as never);
  return box.read();
}

test("two parts of a record change places", () => {
  const fields = { pair: t.record({ left: letters(), right: letters() }) };
  type State = { pair: { left: unknown; right: unknown } };
  const swap = (s: State) => {
    s.pair = { left: s.pair.right, right: s.pair.left };
  };
  expect(after(fields, { pair: { left: ["a"], right: ["b", "c"] } }, swap)).toEqual({ pair: { left: ["b", "c"], right: ["a"] } });
});

test("a part of a record is wrapped into the record, beside atoms and lists of atoms", () => {
  const fields = { box: t.record({ count: t.int(0, 9), first: letters(), second: letters(), third: letters() }) };
  type State = { box: { count: number; first: unknown; second: unknown; third: unknown } };
  const shift = (s: State) => {
    s.box = { count: s.box.count + 1, first: ["c"], second: s.box.first, third: s.box.second };
  };
  const before = { box: { count: 1, first: ["a"], second: ["b"], third: [] } };
  expect(after(fields, before, shift)).toEqual({ box: { count: 2, first: ["c"], second: ["a"], third: ["b"] } });
});

test("a variant takes over a part of the variant that it replaces", () => {
  const fields = { message: t.union({ sent: { to: letters(), copy: letters() }, seen: { by: letters() } }) };
  type State = { message: { kind: string; copy?: unknown; by?: unknown } };
  const see = (s: State) => {
    s.message = { kind: "seen", by: s.message.copy };
  };
  expect(after(fields, { message: { kind: "sent", to: ["a"], copy: ["b"] } }, see)).toEqual({ message: { kind: "seen", by: ["b"] } });
});

test("views of equal types that were made twice are assigned to each other", () => {
  const contents = () => t.record({ counts: t.array(3, t.int(0, 3)), names: letters() });
  type State = { one: unknown; other: unknown };
  const copy = (s: State) => {
    s.other = s.one;
  };
  const full = { counts: [1, 2, 3], names: ["a", "c"] };
  const empty = { counts: [0, 0, 0], names: [] };
  expect(after({ one: contents(), other: contents() }, { one: full, other: empty }, copy)).toEqual({ one: full, other: full });
});

test("equal types become one object, and what has no equal stays the object that it was", () => {
  const alone = t.map(t.bool(), t.int(0, 3));
  const root = { kind: "record", fields: nodesOf({ one: letters(), other: t.option(letters()), alone }, "the state") } as const;
  const shared = withEqualTypesShared(root);
  expect(shared).toEqual(root);
  expect(shared.fields.other).toMatchObject({ kind: "option" });
  expect((shared.fields.other as { readonly element: unknown }).element).toBe(shared.fields.one);
  expect(shared.fields.alone).toBe(alone.node);
  expect(withEqualTypesShared(shared)).toBe(shared);
});
