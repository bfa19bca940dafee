/** The text of a report's index. What it does in a browser is tested in `reportPage.browser.test.ts`. */
import { beforeAll, describe, expect, test } from "vitest";
import { type ReportContents, reportPage } from "../../../src/render/html/reportPage.ts";
import { toyReport } from "./toyReport.ts";

let report: ReportContents;
let page: string;

beforeAll(async () => {
  report = await toyReport();
  page = reportPage(report);
});

/** The words of a piece of the page, without markup. */
const words = (piece: string): string =>
  piece
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ")
    .trim();

/** The words of each row of the first table that has the class, or of the decision table. */
function rowsOf(of: "cases" | "decision"): readonly string[] {
  const table = of === "cases" ? /<table class="cases">[\s\S]*?<\/table>/ : /<section class="table">[\s\S]*?<\/section>/;
  return [...(table.exec(page)?.[0] ?? "").matchAll(/<tr[^>]*>[\s\S]*?<\/tr>/g)].map(([row]) => words(row));
}

describe("the index of a report", () => {
  test("begins with what needs a look: what differs from the expectation, and mistakes in full", () => {
    const section = words(/<section class="surprises">[\s\S]*?<\/section>/.exec(page)?.[0] ?? "");
    expect(section).toContain(
      'toy surprise : "an aborted checkpoint stays aborted" is violated after 4 steps. see the run differs: verdict: holds expected, violated found',
    );
    expect(section).toContain('toy vacuous : Nothing is violated, but the witness "three tasks acknowledge" was never reached');
    expect(section).toMatch(/toy broken : CUT201 .* field .*epoch/);
  });

  test("has a row for each case: verdict, run, states, depth, and the knobs that are not at their defaults", () => {
    expect(rowsOf("cases")).toEqual([
      "case verdict states depth",
      "dropped late=dropped holds as expected 8 3",
      "accepted A late acknowledgement counts. violated after 4 steps as expected an aborted checkpoint stays aborted 8 3",
      "vacuous late=dropped vacuous not as expected 8 3",
      "surprise violated after 4 steps not as expected an aborted checkpoint stays aborted 8 3",
      "longer tasks=3 violated after 5 steps not as expected an aborted checkpoint stays aborted 16 4",
      "broken mistake=true error not as expected 2 1",
    ]);
  });

  test("has the decision tables that were kept, with links to their runs", () => {
    expect(rowsOf("decision")).toEqual(["late verdict", "accepted violates A, 4 steps", "dropped vacuous"]);
    expect(page).toContain('<a href="_tables/tables/late/late=accepted.html">violates A, 4 steps</a>');
    expect(words(/<dl class="legend">[\s\S]*?<\/dl>/.exec(page)?.[0] ?? "")).toBe("A an aborted checkpoint stays aborted");
  });

  test("says of a decision table that its runs were replayed, and which of them are none of today's spec", () => {
    const kept = (text: string) => words(/<(p|div) class="(?:kept|outdated)">[\s\S]*?<\/\1>/.exec(text)?.[0] ?? "");
    expect(kept(page)).toBe(
      "As cutcheck matrix --out tables/late kept it. Its run was replayed, and still violates today's spec; what holds in it was not checked again.",
    );
    const [table] = report.tables;
    const pageWith = (change: object) => reportPage({ ...report, tables: [{ ...table!, ...change }] });
    expect(kept(pageWith({ replayed: 0 }))).toBe(
      "As cutcheck matrix --out tables/late kept it. It has no runs to replay; what is in it was not checked again.",
    );
    const outdated = pageWith({ outdated: ["late=accepted: step 4 is not enabled any more."] });
    expect(kept(outdated)).toBe(
      "Not of today's spec: 1 of 1 run in it no longer ends in the violation. cutcheck matrix --out tables/late writes it anew. late=accepted: step 4 is not enabled any more.",
    );
    expect(words(/<section class="surprises">[\s\S]*?<\/section>/.exec(outdated)?.[0] ?? "")).toContain(
      "toy : the decision table tables/late is not of today's spec.",
    );
    expect(/<h1>(.*)<\/h1>/.exec(outdated)?.[1]).toBe("4 of 6 instances need a look; 1 decision table not of today&#39;s specs");
  });

  test("lists its verdicts and its pages for programs", () => {
    const [, json = ""] = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(page) ?? [];
    const { format, results, pages } = JSON.parse(json);
    expect(format).toBe("cutcheck.report-index/1");
    expect(results).toContainEqual({ spec: "toy", case: "accepted", verdict: "violated", asExpected: true, page: "toy/accepted.html" });
    expect(pages).toEqual(["toy/accepted.html", "toy/surprise.html", "toy/longer.html", "_tables/tables/late/late=accepted.html"]);
  });

  test("has no times in it: the same verdicts give the same bytes", () => {
    const later = report.entries.map(entry => ({ ...entry, result: { ...entry.result, seconds: 12_345 } }));
    expect(reportPage({ ...report, entries: later })).toBe(page);
  });
});
