/** Boxes that a compiled machine lends: nobody works in the box of somebody else. */
import { expect, test } from "vitest";
import { compile } from "../../src/layout/compile.ts";
import { square } from "../toys/small.ts";

test("whoever is called has other boxes than its caller, and the next one has them again", () => {
  const compiled = compile(square(2).definition);
  const [outer, inner] = compiled.lendTwo((before, after) => {
    expect(after).not.toBe(before);
    return [before, compiled.lend(box => box)] as const;
  });
  expect(inner).not.toBe(outer);
  expect(compiled.lend(box => box)).toBe(outer);
  compiled.release();
});

test("a box comes back also when what was done in it fails", () => {
  const compiled = compile(square(2).definition);
  const first = compiled.lend(box => box);
  expect(() =>
    compiled.lend(() => {
      throw new Error("failed");
    }),
  ).toThrow("failed");
  expect(compiled.lend(box => box)).toBe(first);
  compiled.release();
});

test("a box is given back once, and not lent any more after the release", () => {
  const compiled = compile(square(2).definition);
  const box = compiled.borrow();
  compiled.giveBack(box);
  expect(() => compiled.giveBack(box)).toThrow("a box was given back that was not lent");
  compiled.release();
  expect(() => compiled.borrow()).toThrow("a machine was used after its release");
});
