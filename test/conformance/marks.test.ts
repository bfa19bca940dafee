/**
 * The marks of the fact sheet against the tests of facts, by their names alone: no Java is needed. A claim that is marked as executed has
 * a test whose name begins with its number, and the reverse.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { claimsOf } from "../../conformance/reports.ts";

const sources = ["test", "test-v1.20", "test-v2"].map(name => `conformance/flink/src/${name}/java`);
const fiveVersions = "every-version";

/** Annotations in front of a declaration; a text in them may have brackets. */
const annotations = String.raw`(?<annotations>(?:@\w+(?:\((?:"(?:[^"\\]|\\.)*"|[^()"])*\))?\s+)+)`;
const methods = new RegExp(String.raw`${annotations}(?:public )?void (?<name>\w+)\(`, "g");
const types = new RegExp(`${annotations}(?:public )?(?:final |abstract )*class `);

interface JavaTest {
  readonly name: string;
  readonly isOnFiveVersions: boolean;
}

function javaTests(source: string): readonly JavaTest[] {
  const isWhole = types.exec(source)?.groups?.annotations?.includes(fiveVersions) ?? false;
  return [...source.matchAll(methods)]
    .map(({ groups = {} }) => ({ name: groups.name ?? "", annotations: groups.annotations ?? "" }))
    .filter(each => each.annotations.includes("@Test") || each.annotations.includes("@ParameterizedTest"))
    .map(each => ({ name: each.name, isOnFiveVersions: isWhole || each.annotations.includes(fiveVersions) }));
}

function allTests(): readonly JavaTest[] {
  const files = sources.flatMap(folder => readdirSync(folder, { recursive: true, encoding: "utf8" }).map(file => join(folder, file)));
  return files.filter(file => file.endsWith("FactsTest.java")).flatMap(file => javaTests(readFileSync(file, "utf8")));
}

/** What a claim's mark has to be by the tests that there are: `executed`, or `executed, five versions`. */
function executed(tests: readonly JavaTest[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const { name, isOnFiveVersions } of tests) {
    for (const claim of claimsOf(name)) {
      if (isOnFiveVersions) marks.set(claim, "executed, five versions");
      else if (!marks.has(claim)) marks.set(claim, "executed");
    }
  }
  return marks;
}

/** The marks in the sheet (`A3. [executed] …`) and in its corrections (`| X1 | executed | …`). */
function marks(): ReadonlyMap<string, string> {
  const sheet = readFileSync("docs/protocol/flink.md", "utf8").matchAll(/^([A-H]\d+[a-z]?)\. \[([^\]]*)\]/gm);
  const corrections = readFileSync("docs/protocol/corrections.md", "utf8").matchAll(/^\| ([XNR]\d+) \| ([^|]*) \|/gm);
  return new Map([...sheet, ...corrections].map(([, claim = "", mark = ""]) => [claim, mark]));
}

describe("the fact sheet's marks", () => {
  const tests = allTests();

  test("every numbered claim has one of the marks", () => {
    const sheet = readFileSync("docs/protocol/flink.md", "utf8");
    const unmarked = [...sheet.matchAll(/^[A-H]\d+[a-z]?\. (?!\[(?:executed(?:, five versions)?|read|assumed)\]).*/gm)].map(([line]) => line.slice(0, 60));
    expect(unmarked).toEqual([]);
    expect(new Set(marks().values())).toEqual(new Set(["executed", "executed, five versions", "read", "assumed"]));
  });

  test("a claim is marked as executed exactly if a test asserts it, and on those versions", () => {
    const marked = [...marks()].filter(([, mark]) => mark.startsWith("executed"));
    expect(Object.fromEntries(marked)).toEqual(Object.fromEntries(executed(tests)));
  });

  test("every test of facts is named by the claims that it asserts", () => {
    expect(tests.length).toBeGreaterThan(100);
    expect(tests.filter(({ name }) => claimsOf(name).length === 0).map(({ name }) => name)).toEqual([]);
  });
});

describe("how tests are found", () => {
  const source = `
    @Tag("every-version") class Whole { @Test @DisplayName("says (so), \\"thus\\"") void A3_it() {} }`;

  test("annotations may have brackets and quotes in their texts; a tag of the class holds for its tests", () => {
    expect(javaTests(source)).toEqual([{ name: "A3_it", isOnFiveVersions: true }]);
    expect(javaTests(source.replace('@Tag("every-version")', '@Tag("own-jvm")'))).toEqual([{ name: "A3_it", isOnFiveVersions: false }]);
  });

  test("what is not a test is none", () => {
    expect(javaTests("@BeforeEach void A3_start() {} private void A4_helper() {}")).toEqual([]);
  });
});
