/** A report about the toy: every verdict that a case can have, and a decision table. */
import { adHoc, type Result } from "../../../src/check/check.ts";
import { type FilledCell, matrixOf } from "../../../src/check/matrix.ts";
import type { ReportContents } from "../../../src/render/html/reportPage.ts";
import { matrixDocument } from "../../../src/render/matrixJson.ts";
import { checked, instanceNamed, toy } from "../toy.ts";

export async function toyReport(): Promise<ReportContents> {
  const results: Result[] = [];
  for (const { name } of toy.cases) results.push(await checked(instanceNamed(name)));
  const entries = results.map(result => {
    const isViolated = result.verdict === "violated";
    const name = result.instance.case?.name;
    return { result, counterexample: null, remark: null, page: isViolated ? `toy/${name}.html` : null };
  });
  const axes = [{ knob: "late", group: "semantics", values: ["accepted", "dropped"] } as const];
  const matrix = matrixOf(toy, { axes, scope: {}, semantics: {}, properties: null });
  const cells: FilledCell[] = [];
  for (const cell of matrix.cells) cells.push({ cell, result: await checked(adHoc(toy, cell.instance.scope, cell.instance.semantics)), isRecalled: false });
  const document = matrixDocument({ matrix, cells, frontier: null }, true);
  return {
    entries,
    tables: [{ document, path: "tables/late", pages: ["_tables/tables/late/late=accepted.html", null], replayed: 1, outdated: [] }],
    earlier: [],
  };
}
