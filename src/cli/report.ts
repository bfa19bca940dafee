/** What `check` writes when all is checked: the report for people, or the document for programs. */

import type { Result } from "../check/check.ts";
import type { Twice } from "../check/twice.ts";
import { layOut } from "../counterexample/json.ts";
import { traceCharactersMax } from "../counterexample/limits.ts";
import type { CutcheckError } from "../dsl/errors.ts";
import { reportText, surprisesText } from "../render/report.ts";
import type { ReportedResult } from "../render/reported.ts";
import { type Report, reportDocument } from "../render/reportJson.ts";
import { traceText } from "../render/trace.ts";
import { isStale, type Kept } from "./archiveFiles.ts";
import type { Console } from "./console.ts";
import { displayPath } from "./load.ts";

/** Unexpected counterexamples that are printed in full; of more, the rest is only named. */
const tracesShownMax = 3;

/** A result and, if it is a violation, its counterexample. */
export interface Checked {
  readonly result: Result;
  readonly kept: Kept | null;
  /** Left out when no second engine was asked. */
  readonly twice?: Twice;
}

/** Prints the table with its notes, then what is wrong with the archive, then the counterexamples that nobody has seen yet. */
export function printText(checked: readonly Checked[], console: Console): void {
  console.print(reportText(checked.map(reported), console.style));
  const stale = checked.filter(({ kept }) => kept !== null && isStale(kept)).length;
  if (stale > 0) console.print(`${stale} of the counterexamples ${stale === 1 ? "is" : "are"} not in the archive as found now: run again with --update.`);
  const unseen = checked.flatMap(({ result, kept }) => (kept === null || result.asExpected || pathOf(kept) !== null ? [] : [kept.archive]));
  for (const archive of unseen.slice(0, tracesShownMax)) console.print(`\n${traceText(archive, console.style)}`);
  if (unseen.length > tracesShownMax) console.print(`\n${unseen.length - tracesShownMax} more not shown; --case <name> shows one.`);
}

/** Prints what is not as expected, and one line that sums up: the rest is in the pages. */
export function printSurprises(checked: readonly Checked[], console: Console): void {
  console.print(surprisesText(checked.map(reported), console.style));
}

/** Prints the JSON document, with an entry for each file that did not load. Remarks about the archive go to stderr. */
export function printJson(checked: readonly Checked[], failures: readonly CutcheckError[], workers: number, console: Console): void {
  const document = reportDocument(checked.map(reported), workers);
  console.print(layOut({ ...document, results: [...document.results, ...failures.map(each => failedFile(each, workers))] }));
  for (const { remark } of checked.map(reported)) console.note(remark ?? "");
}

/** A result as every report shows it. */
export function reported({ result, kept, ...rest }: Checked): ReportedResult {
  return kept === null ? { result, counterexample: null, remark: null, ...rest } : { result, counterexample: pathOf(kept), remark: remarkOf(kept), ...rest };
}

/** The folder that shows this counterexample, if one does. */
function pathOf({ state, folder }: Kept): string | null {
  return folder !== null && (state === "same" || state === "written") ? displayPath(folder) : null;
}

function remarkOf({ state, folder, why = "" }: Kept): string | null {
  const path = folder === null ? "" : displayPath(folder);
  if (state === "tooLarge") return `its counterexample is not kept: a trace.json of more than ${traceCharactersMax} characters would not be read back`;
  if (state === "missing") return `its counterexample is not archived: there is no ${path}`;
  if (state === "differs") return `the archive differs: ${path} holds another counterexample`;
  if (state === "unwritten") return `its counterexample is not kept: ${why}`;
  return state === "written" ? "its counterexample was written just now" : null;
}

/** A file that did not load has no spec to name: its path stands there. */
function failedFile({ mistake }: CutcheckError, workers: number): Report["results"][number] {
  const { file = "", line } = mistake.place;
  return {
    spec: mistake.place.spec ?? file,
    case: mistake.place.case ?? null,
    scope: {},
    semantics: {},
    properties: null,
    verdict: "error",
    expected: null,
    expectedProperty: null,
    asExpected: false,
    property: null,
    counts: { distinctStates: 0, distinctEdges: null, transitions: 0, terminalStates: 0, levels: [] },
    symmetry: null,
    symmetryOff: null,
    notCompared: [],
    neverEnabled: [],
    missingWitnesses: [],
    counterexample: null,
    exact: true,
    twice: null,
    workers,
    seconds: 0,
    memoryBytes: 0,
    message: `${mistake.code} ${mistake.message} ${file}${line === undefined ? "" : `:${line}`}`,
  };
}
