import { describe, expect, it } from "vitest";
import { adHoc } from "../../src/check/check.ts";
import { reportDocument, reportSchema } from "../../src/render/reportJson.ts";
import { checked, instanceNamed, toy } from "./toy.ts";

describe("the report as JSON", () => {
  it("has everything about a violation that was expected", async () => {
    const result = await checked(instanceNamed("accepted"));
    expect(reportDocument([{ result, counterexample: "counterexamples/toy/accepted", remark: null }], 1)).toEqual({
      format: "cutcheck.report/1",
      results: [
        {
          spec: "toy",
          case: "accepted",
          scope: { tasks: 2 },
          semantics: { late: "accepted", mistake: false },
          properties: null,
          verdict: "violated",
          expected: "violated",
          expectedProperty: "an aborted checkpoint stays aborted",
          asExpected: true,
          property: "an aborted checkpoint stays aborted",
          counts: { distinctStates: 8, distinctEdges: null, transitions: 12, terminalStates: 1, levels: [1, 1, 3, 3] },
          symmetry: null,
          symmetryOff: null,
          twice: null,
          notCompared: [],
          neverEnabled: [],
          missingWitnesses: [],
          counterexample: { steps: 4, loop: null, path: "counterexamples/toy/accepted" },
          exact: true,
          workers: 1,
          seconds: 3,
          memoryBytes: result.outcome.memoryBytes,
          message: '"an aborted checkpoint stays aborted" is violated after 4 steps.',
        },
      ],
    });
  });

  it("fits its schema for every verdict, and comes back from text", async () => {
    const results = await Promise.all([
      ...toy.cases.map(each => checked(instanceNamed(each.name))),
      checked(adHoc(toy, {}, {})),
      checked(instanceNamed("dropped"), { depthMax: 1 }),
    ]);
    const document = reportDocument(
      results.map(result => ({ result, counterexample: null, remark: null })),
      1,
    );
    expect(new Set(document.results.map(each => each.verdict))).toEqual(new Set(["holds", "violated", "vacuous", "error", "incomplete"]));
    expect(reportSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });

  it("says what differs in its message", async () => {
    const [vacuous, broken] = await Promise.all([checked(instanceNamed("vacuous")), checked(instanceNamed("broken"))]);
    const [first, second] = reportDocument(
      [vacuous, broken].map(result => ({ result, counterexample: null, remark: null })),
      1,
    ).results;
    expect(first).toMatchObject({
      missingWitnesses: ["three tasks acknowledge"],
      property: null,
      counterexample: null,
      message:
        'Nothing is violated, but the witness "three tasks acknowledge" was never reached: the verdict says less than it seems to. Differs: verdict: holds expected, vacuous found.',
    });
    expect(second?.message).toBe("CUT201 s.task[0].epoch cannot hold 2. Differs: verdict: holds expected, error found.");
  });

  it("refuses what the schema does not know", () => {
    expect(reportSchema.safeParse({ format: "cutcheck.report/2", results: [] }).success).toBe(false);
    expect(reportSchema.safeParse({ format: "cutcheck.report/1", results: [], more: 1 }).success).toBe(false);
  });
});
