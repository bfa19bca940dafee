/** Mistakes as data, and how values are shown in them. */
import { CutcheckError, errorCodes, type Mistake } from "cutcheck";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../src/dsl/errors.ts";

const mistake: Mistake = { code: "CUT201", message: "4 is out of range.", place: { path: "s.n" }, given: "4", allowed: "0..3" };

describe("a mistake", () => {
  test("is an error that a stack trace explains", () => {
    const error = new CutcheckError(mistake);
    expect(error).toMatchObject({ name: "CutcheckError", message: "CUT201 4 is out of range.", mistake, trace: null });
    expect(error).toBeInstanceOf(Error);
    expect("cause" in error).toBe(false);
  });

  test("learns its place from the inside out, and what is known stays", () => {
    const cause = new Error("deeper");
    const error = new CutcheckError(mistake, { cause, trace: "inner" });
    const placed = error.at({ name: "up", path: "elsewhere" }, "outer").at({ spec: "counter", name: "other" });
    expect(placed.mistake).toEqual({ ...mistake, place: { path: "s.n", name: "up", spec: "counter" } });
    expect(placed.cause).toBe(cause);
    expect(placed.trace).toBe("inner");
    expect(new CutcheckError(mistake).at({}, "outer").trace).toBe("outer");
  });

  test("has one of the codes of a closed catalogue", () => {
    expect(Object.keys(errorCodes).every(code => /^CUT[1-4]\d\d$/.test(code))).toBe(true);
    expect(new Set(Object.values(errorCodes)).size).toBe(Object.keys(errorCodes).length);
  });
});

describe("a value is shown", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;

  test.each([
    [1, "1"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a\nb", '"a\\nb"'],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [10n, "10"],
    [Symbol("s"), "Symbol(s)"],
    [() => 1, "a function"],
    [[1, "a"], '[1,"a"]'],
    [{ a: { b: 1 } }, '{"a":{"b":1}}'],
    [{ toJSON: () => undefined }, "[object Object]"],
    [circular, "[object Object]"],
    ["x".repeat(200), `"${"x".repeat(116)}...`],
  ])("%o as %s", (value, text) => {
    expect(show(value)).toBe(text);
  });

  test("in one short line, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        const text = show(value);
        expect(text.length).toBeLessThanOrEqual(120);
        expect(text).not.toMatch(/[\n\r]/);
      }),
      { seed: 20_600 },
    );
  });
});
