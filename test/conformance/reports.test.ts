import { describe, expect, test } from "vitest";
import { byClaim, claimsOf, testRuns } from "../../conformance/reports.ts";

describe("reports of Java tests", () => {
  test("a test's name begins with its claims", () => {
    expect(claimsOf("A18_X15_theOrder")).toEqual(["A18", "X15"]);
    expect(claimsOf("A21a_theOrder")).toEqual(["A21a"]);
    expect(claimsOf("theOrder_A18_")).toEqual([]);
  });

  test("failures, errors and skipped tests have a fault; what passed has none", () => {
    const xml = `<testsuite>
      <testcase name="B2_one" classname="some.place.BarrierFactsTest" time="0.1"/>
      <testcase name="B5_two(File)" classname="some.place.BarrierFactsTest"><failure message="expected: &lt;1&gt;&#10;was: 2">at …</failure></testcase>
      <testcase name="X1_three" classname="some.place.JobFactsTest"><error type="java.lang.Error">at …</error></testcase>
      <testcase name="X2_four" classname="some.place.JobFactsTest"><skipped message="not today"/></testcase>
    </testsuite>`;
    expect(testRuns(xml)).toEqual([
      { claims: ["B2"], name: "BarrierFactsTest.B2_one", fault: "" },
      { claims: ["B5"], name: "BarrierFactsTest.B5_two", fault: "failure: expected: <1> was: 2" },
      { claims: ["X1"], name: "JobFactsTest.X1_three", fault: "error: without a message" },
      { claims: ["X2"], name: "JobFactsTest.X2_four", fault: "skipped: not today" },
    ]);
  });

  test("claims are ordered by letter and number", () => {
    expect(["X2", "A21b", "A3", "A21a", "A10"].sort(byClaim)).toEqual(["A3", "A10", "A21a", "A21b", "X2"]);
  });
});
