import { describe, expect, test } from "vitest";
import { axesOf } from "../../src/cli/vary.ts";
import { knob, machine, spec, t } from "../../src/index.ts";

const odd = spec("odd", {
  title: "",
  summary: "",
  scope: { n: knob.int(1, -1, 2), size: knob.int(0, 0, 1_000_000) },
  semantics: { rule: knob.oneOf("n", ["n", "a=b", "late", "x,y"]), late: knob.bool(false) },
  build: () => machine("odd", { n: t.bool() }).action("a", { then: () => {} }),
  cases: [],
});
const read = (...texts: string[]) => axesOf(odd, texts).map(({ knob: name, values }) => [name, values]);

describe("--vary", () => {
  test("takes all values of a knob, in their order, or those that are listed, in that order", () => {
    expect(read("n")).toEqual([["n", [-1, 0, 1, 2]]]);
    expect(read("late")).toEqual([["late", [false, true]]]);
    expect(read("rule")).toEqual([["rule", ["n", "a=b", "late", "x,y"]]]);
    expect(read("n=2,-1")).toEqual([["n", [2, -1]]]);
  });

  test("knows of each knob whether it is about size or about rules", () => {
    expect(axesOf(odd, ["n,rule"]).map(axis => axis.group)).toEqual(["scope", "semantics"]);
  });

  test("takes several knobs, in one text or in several", () => {
    expect(read("n=1,2,late")).toEqual([
      ["n", [1, 2]],
      ["late", [false, true]],
    ]);
    expect(read("late=true", "n=1")).toEqual([
      ["late", [true]],
      ["n", [1]],
    ]);
  });

  test("takes for a value what can be one, even if it is a knob's name too, or has an equals sign", () => {
    expect(read("rule=n,late,a=b")).toEqual([["rule", ["n", "late", "a=b"]]]);
    expect(read("rule=n", "late")).toEqual([
      ["rule", ["n"]],
      ["late", [false, true]],
    ]);
  });

  test.each([
    ["nothing", [""], 'CUT301 There is no knob "".'],
    ["no knob", ["rules"], 'CUT301 There is no knob "rules".'],
    ["a name of every object", ["constructor"], 'CUT301 There is no knob "constructor".'],
    ["no value", ["n=3"], 'CUT302 The knob "n" cannot be "3".'],
    ["no value and no knob", ["n=1,often"], 'CUT302 The knob "n" cannot be "often".'],
    ["no values", ["n="], 'CUT302 The knob "n" cannot be "".'],
    ["a value twice", ["n=1,01"], 'CUT103 The knob "n" has a value twice.'],
    ["a knob twice", ["n=1", "n=2"], 'CUT103 The knob "n" varies twice.'],
    ["more values than anybody reads", ["size"], 'CUT105 The knob "size" has too many values.'],
  ])("refuses %s", (_, texts, message) => {
    expect(() => axesOf(odd, texts)).toThrow(message);
  });
});
