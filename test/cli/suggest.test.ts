/** What is said about a name that is not known. */
import { expect, test } from "vitest";
import { nearNames, suggestion } from "../../src/dsl/suggest.ts";

const cases = Array.from({ length: 254 }, (_, i) => `flink-${String.fromCharCode(97 + (i % 26))}/case-${i}`);

test("few names are all listed, in their order", () => {
  expect(nearNames("wron", ["sturdy", "worn", "crowd"])).toBe("sturdy, worn, crowd");
  expect(nearNames("wron", [])).toBe("");
});

test("of many the nearest are, with how many more there are", () => {
  const text = nearNames("flink-c/case-29", cases);
  expect(text).toMatch(/^(?:\S+, ){5}\S+ and 248 more$/);
  expect(text).toContain("flink-d/case-29");
});

test("who types a part of a name finds it", () => {
  expect(nearNames("case-131", cases)).toMatch(/^flink-b\/case-131,/);
});

test("where there is no name, none is to be used", () => {
  expect(suggestion("jug", [], "Leave it out.")).toBe("Leave it out.");
  expect(suggestion("jug", ["jugs"], "Leave it out.")).toBe("Did you mean jugs?");
  expect(suggestion("jug", ["volume"], "Leave it out.")).toBe("Use one of the known names.");
});
