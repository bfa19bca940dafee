import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DrivenRow, type KnownDifference, knownDifferences, undeclared, unseen } from "../../conformance/differences.ts";
import type { Flink } from "../../conformance/flink.ts";

const flink: Flink = { line: "2", version: "2.3.0", profile: "flink2" };
const known: readonly KnownDifference[] = [{ name: "R2", spec: "toy", versions: ["2"], what: "", where: "" }];

function row(expected: DrivenRow["expected"], spec = "toy"): DrivenRow {
  return { spec, case: "c", runs: 1, steps: 1, cover: "transitions", covered: { of: 1, done: 1 }, tried: 0, untried: {}, expected, unexplained: {} };
}

describe("a known difference", () => {
  test("may show where it is declared, and must", () => {
    expect(undeclared([row({ R2: 3 })], flink, known)).toEqual([]);
    expect(unseen([row({ R2: 3 })], flink, known)).toEqual([]);
  });

  test("that shows on another version or in another spec is a fault, told once", () => {
    expect(undeclared([row({ R2: 3 }), row({ R2: 1 })], { ...flink, line: "1.20" }, known)).toEqual(["R2 shows in toy on 1.20, where it is not declared."]);
    expect(undeclared([row({ R2: 3 }, "other")], flink, known)).toHaveLength(1);
  });

  test("that never shows where it is declared is a fault, but not where its spec was not driven", () => {
    expect(unseen([row({})], flink, known)).toEqual(["R2 is declared for toy on 2, and never shows."]);
    expect(unseen([row({}, "other")], flink, known)).toEqual([]);
    expect(unseen([row({})], { ...flink, line: "1.20" }, known)).toEqual([]);
  });

  test("is explained in the page by its name, and has a class and method", async () => {
    const page = readFileSync("docs/conformance.md", "utf8");
    for (const { name, where } of await knownDifferences()) {
      expect(page).toMatch(new RegExp(`^- .*\\*\\*${name}\\*\\*`, "m"));
      expect(where).toMatch(/^[A-Z]\w+(\.\w+|,)/);
    }
  });
});
