import { describe, expect, it } from "vitest";
import { orderLanes } from "../../src/counterexample/lanes.ts";

describe("the order of lanes", () => {
  it("keeps the order of appearance where nothing speaks against it", () => {
    expect(orderLanes(["coordinator", "store", "job"], [])).toEqual(["coordinator", "store", "job"]);
    expect(orderLanes([], [])).toEqual([]);
  });

  it("puts numbered lanes of one name side by side, by number", () => {
    expect(orderLanes(["task 10", "coordinator", "task 2", "task 1"], [])).toEqual(["task 1", "task 2", "task 10", "coordinator"]);
  });

  it("puts families so that arrows are short", () => {
    const arrows = [
      ["coordinator", "task 0"],
      ["coordinator", "task 1"],
      ["enumerator", "task 0"],
      ["enumerator", "task 1"],
    ] as const;
    expect(orderLanes(["coordinator", "enumerator", "task 1", "task 0"], arrows)).toEqual(["coordinator", "task 0", "task 1", "enumerator"]);
  });

  it("does not try all orders of very many families", () => {
    const names = "abcdefghijklmnop".split("");
    expect(orderLanes(names, [["a", "p"]])).toEqual(names);
  });
});
