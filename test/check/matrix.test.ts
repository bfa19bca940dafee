import { describe, expect, test } from "vitest";
import { type CellMemory, cellsMax, fillMatrix, type MatrixOptions, matrixOf } from "../../src/check/matrix.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { Platform } from "../../src/explore/work/outcome.ts";
import { knob, machine, spec, t } from "../../src/index.ts";
import { toy } from "../render/toy.ts";

const late = { knob: "late", group: "semantics", values: ["accepted", "dropped"] } as const;
const tasks = { knob: "tasks", group: "scope", values: [1, 2] } as const;
const ask = (options: Partial<MatrixOptions>) => matrixOf(toy, { axes: [tasks, late], scope: {}, semantics: {}, properties: null, ...options });

const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const forgetful: CellMemory = { recall: async () => null, keep: async () => {} };

describe("the product of knob values", () => {
  test("has the last knob fastest, and every other knob at what was given or at its default", () => {
    const matrix = ask({ semantics: { mistake: true } });
    expect(matrix.cells.map(each => each.values)).toEqual([
      [1, "accepted"],
      [1, "dropped"],
      [2, "accepted"],
      [2, "dropped"],
    ]);
    expect(matrix.cells[1]?.instance).toMatchObject({ case: null, scope: { tasks: 1 }, semantics: { late: "dropped", mistake: true } });
    expect(matrix).toMatchObject({ scope: {}, semantics: { mistake: true } });
  });

  test("is refused when it is larger than anybody reads", () => {
    const many = { knob: "n", group: "scope", values: Array.from({ length: cellsMax + 1 }, (_, i) => i) } as const;
    expect(() => ask({ axes: [many] })).toThrow("CUT105 The table is too large.");
  });
});

/** Its properties depend on its knobs, and one of its values does not even build. */
const moody = spec("moody", {
  title: "",
  summary: "",
  semantics: { mood: knob.oneOf("calm", ["calm", "strict", "silent", "broken"]) },
  build: (_, { mood }) => {
    const bare = machine("moody", { n: t.int(0, 3) }).action("count", { when: s => s.n < 3, then: s => void s.n++ });
    if (mood === "broken") throw new Error("not today");
    if (mood === "silent") return bare.terminal("any");
    const calm = bare.terminal(s => s.n === 3).invariant("P1 Small: n is small", s => s.n < 9);
    return mood === "strict" ? calm.invariant("P10 Smaller: n is below two", s => s.n < 2) : calm;
  },
  cases: [],
});
const moods = { knob: "mood", group: "semantics", values: ["calm", "strict", "silent", "broken"] } as const;
const askMoody = (...asked: string[]) => matrixOf(moody, { axes: [moods], scope: {}, semantics: {}, properties: asked });

describe("a table about one property", () => {
  test.each([
    ["P1", "P1 Small: n is small"],
    ["P1 Small", "P1 Small: n is small"],
    ["P10 Smaller: n is below two", "P10 Smaller: n is below two"],
    ["no deadlock", "no deadlock"],
  ])("finds %j", (asked, property) => {
    expect(askMoody(asked).properties).toEqual([property]);
  });

  test.each(["P", "P100", "Small", ""])("does not guess what %j may be", asked => {
    expect(() => askMoody(asked)).toThrow("CUT305");
  });

  test("never says that a property holds where the machine does not have it", async () => {
    const cells = await fillMatrix(askMoody("P10"), { budget: unlimited, memory: forgetful, specOf: async each => each.spec, onCell: () => {} }, still);
    expect(cells.map(each => each.result?.verdict ?? "absent")).toEqual(["absent", "violated", "absent", "error"]);
    const deadlock = await fillMatrix(
      askMoody("no deadlock"),
      { budget: unlimited, memory: forgetful, specOf: async each => each.spec, onCell: () => {} },
      still,
    );
    expect(deadlock.map(each => each.result?.verdict ?? "absent")).toEqual(["holds", "holds", "absent", "error"]);
  });

  test("or several asks about those that a machine has, and names each once", async () => {
    const matrix = askMoody("P1", "P10", "P1 Small");
    expect(matrix.properties).toEqual(["P1 Small: n is small", "P10 Smaller: n is below two"]);
    const cells = await fillMatrix(matrix, { budget: unlimited, memory: forgetful, specOf: async each => each.spec, onCell: () => {} }, still);
    expect(cells.map(each => each.result?.verdict ?? "absent")).toEqual(["holds", "violated", "absent", "error"]);
  });

  test("does not look at the others", async () => {
    const [, strict] = await fillMatrix(askMoody("P1"), { budget: unlimited, memory: forgetful, specOf: async each => each.spec, onCell: () => {} }, still);
    expect(strict?.result?.verdict).toBe("holds");
  });
});

test("an interruption leaves the rest incomplete, but for what is known from before", async () => {
  const matrix = ask({ properties: ["an aborted"] });
  const [known] = await fillMatrix(matrix, { budget: unlimited, memory: forgetful, specOf: async each => each.spec, onCell: () => {} }, still);
  let explored = 0;
  const kept: unknown[] = [];
  const memory: CellMemory = {
    recall: async instance => (instance === matrix.cells[3]?.instance ? (known?.result ?? null) : null),
    keep: async result => void kept.push(result.instance),
  };
  const cells = await fillMatrix(
    matrix,
    { budget: unlimited, memory, specOf: async each => each.spec, onCell: () => explored++ },
    { ...still, interrupted: () => explored === 1 && kept.length === 1 },
  );
  expect(cells.map(each => each.result?.outcome.finding.verdict)).toEqual(["violated", "incomplete", "incomplete", known?.result?.outcome.finding.verdict]);
  expect(cells.map(each => each.isRecalled)).toEqual([false, false, false, true]);
  expect(kept).toEqual([matrix.cells[0]?.instance]);
});
