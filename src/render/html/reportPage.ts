/** The index of a report: every spec with its cases, what came out of each, and the decision tables that are kept. No times: the same verdicts give the same bytes. */
import { Chalk } from "chalk";
import { expectationOf, type Result } from "../../check/check.ts";
import type { KnobValue } from "../../dsl/knobs.ts";
import type { Spec } from "../../dsl/spec.ts";
import { errorText } from "../error.ts";
import { count, counted } from "../numbers.ts";
import { isSurprising, type ReportedResult } from "../reported.ts";
import { sentenceOf } from "../sentences.ts";
import { reportScript, style } from "./clientAssets.ts";
import { documentText } from "./document.ts";
import { joined, type Markup, markup } from "./markup.ts";
import { decisionTable, isOutdated, knobsLine, type ReportedTable } from "./tableMarkup.ts";

/** A result with the address of its counterexample's page, relative to the index; null where it has none. */
export interface ReportEntry extends ReportedResult {
  readonly page: string | null;
}

export interface ReportContents {
  readonly entries: readonly ReportEntry[];
  readonly tables: readonly ReportedTable[];
  /** Pages of an earlier report that are still there: the next one is to know them. */
  readonly earlier: readonly string[];
}

/** The id of the element in which the report stands for programs, see {@link ReportData}. */
const reportDataId = "report";

/** What a program can read of a report. */
interface ReportData {
  readonly format: "cutcheck.report-index/1";
  readonly results: readonly {
    readonly spec: string;
    readonly case: string | null;
    readonly verdict: string;
    readonly asExpected: boolean;
    readonly page: string | null;
  }[];
  /** Every page beside the index. */
  readonly pages: readonly string[];
}

/** The text of the file. */
export function reportPage(contents: ReportContents): string {
  const { entries, tables, earlier } = contents;
  const specs = [...new Map(entries.map(({ result }) => [result.instance.spec.name, result.instance.spec])).values()];
  const body = markup`${header(contents)}
<main class="report">
${surprises(contents)}
${specLinks(specs)}
${joined(
  specs.map(spec => specSection(spec, contents)),
  "\n",
)}
</main>`;
  const pages = [...new Set([...entries.map(({ page }) => page), ...tables.flatMap(table => table.pages), ...earlier].flatMap(page => page ?? []))];
  const data: ReportData = { format: "cutcheck.report-index/1", results: entries.map(dataOf), pages };
  return documentText({ title: headline(contents), body, style, script: reportScript, data: { id: reportDataId, json: JSON.stringify(data) } });
}

function dataOf({ result, page }: ReportEntry): ReportData["results"][number] {
  const { instance, verdict, asExpected } = result;
  return { spec: instance.spec.name, case: instance.case?.name ?? null, verdict, asExpected, page };
}

function headline({ entries, tables }: ReportContents): string {
  const surprising = entries.filter(isSurprising).length;
  const all = counted(entries.length, "instance");
  const verdict = surprising === 0 ? `${all}, as expected` : `${count(surprising)} of ${all} ${surprising === 1 ? "needs" : "need"} a look`;
  const outdated = tables.filter(isOutdated).length;
  return outdated === 0 ? verdict : `${verdict}; ${counted(outdated, "decision table")} not of today's specs`;
}

function header(contents: ReportContents): Markup {
  const { entries } = contents;
  const states = entries.reduce((sum, { result }) => sum + result.outcome.counts.distinctStates, 0);
  const verdicts = (["holds", "violated", "vacuous", "incomplete", "error"] as const)
    .map(verdict => [verdict, entries.filter(({ result }) => result.verdict === verdict).length] as const)
    .filter(([, number]) => number > 0);
  return markup`<header>
<p class="place">cutcheck</p>
<h1>${headline(contents)}</h1>
<p>${verdicts.map(([verdict, number]) => markup`<span class="${verdict}">${count(number)} ${verdict}</span>, `)}in ${counted(states, "state")}.</p>
</header>
<search id="finder" class="finder" hidden><label>Find <input id="find" type="search" autocomplete="off" spellcheck="false"></label> <label><input id="only" type="checkbox"> only what needs a look</label> <output id="found" aria-live="polite"></output></search>`;
}

function surprises({ entries, tables }: ReportContents): Markup | string {
  const results = entries.filter(isSurprising).map(entry => {
    const { result, page, remark } = entry;
    const { spec, case: of } = result.instance;
    const notes = [...result.differences.map(each => `differs: ${each}`), ...(remark === null ? [] : [remark])].map(note => markup`<li>${note}</li>`);
    return markup`<li><strong>${spec.name} ${of?.name ?? "(ad hoc)"}</strong>: ${sentenceOf(result)}${page === null ? "" : markup` <a href="${page}">see the run</a>`}
${notes.length === 0 ? "" : markup`<ul>${notes}</ul>`}${mistakeText(result)}</li>`;
  });
  const outdated = tables
    .filter(isOutdated)
    .map(({ document, path }) => markup`<li><strong>${document.spec}</strong>: the decision table <code>${path}</code> is not of today's spec.</li>`);
  const items = [...results, ...outdated];
  return items.length === 0 ? "" : markup`<section class="surprises"><h2>To look at</h2><ul>${items}</ul></section>`;
}

/** A mistake in a spec as the terminal shows it. */
function mistakeText({ outcome: { finding } }: Result): Markup | string {
  if (finding.verdict !== "error") return "";
  const lines = errorText(finding.error, new Chalk({ level: 0 }), null)
    .trimEnd()
    .split("\n");
  return markup`<pre>${joined(
    lines.map(line => markup`${line}`),
    "\n",
  )}</pre>`;
}

function specLinks(specs: readonly Spec[]): Markup | string {
  return specs.length < 2
    ? ""
    : markup`<nav class="specs" aria-label="Specs"><ul>${specs.map(({ name }) => markup`<li><a href="#${name}">${name}</a></li>`)}</ul></nav>`;
}

function specSection(spec: Spec, { entries, tables }: ReportContents): Markup {
  const { name, title, summary, sources } = spec;
  const own = entries.filter(({ result }) => result.instance.spec.name === name);
  const about = [summary, ...sources].filter(text => text !== "").map(text => markup`<p>${text.trim().replace(/\s+/g, " ")}</p>`);
  return markup`<section class="spec"><h2 id="${name}">${name}</h2><p>${title}</p>
${about.length === 0 ? "" : markup`<details><summary>About this spec</summary>${about}</details>`}
<div class="wide"><table class="cases"><thead><tr><th scope="col">case</th><th scope="col">verdict</th><th scope="col" class="number">states</th><th scope="col" class="number">depth</th></tr></thead>
<tbody>
${joined(own.map(caseRow), "\n")}
</tbody></table></div>
${tables.filter(({ document }) => document.spec === name).map(decisionTable)}</section>`;
}

function caseRow(entry: ReportEntry): Markup {
  const { result, page } = entry;
  const { instance, outcome, verdict } = result;
  const { distinctStates, levels } = outcome.counts;
  const about = instance.case?.about ?? "";
  const violation = outcome.finding.verdict === "violated" ? outcome.finding : null;
  const said = violation === null ? verdict : `violated after ${counted(violation.trace.steps.length, "step")}`;
  const word = expectationOf(instance) === null ? "" : result.asExpected ? "as expected" : "not as expected";
  return markup`<tr${isSurprising(entry) ? markup` class="surprising"` : ""}><th scope="row">${instance.case?.name ?? "(ad hoc)"}${about === "" ? "" : markup`<p class="about">${about}</p>`}<p>${knobsLine(otherKnobs(instance.spec, { ...instance.semantics, ...instance.scope }))}</p></th><td><span class="${verdict}">${page === null ? said : markup`<a href="${page}">${said}</a>`}</span> <span class="word">${word}</span>${violation === null ? "" : markup`<p class="about">${violation.property}</p>`}</td><td class="number">${count(distinctStates)}</td><td class="number">${Math.max(0, levels.length - 1)}</td></tr>`;
}

/** The knobs that are not at their defaults. */
function otherKnobs(spec: Spec, values: Readonly<Record<string, KnobValue>>): Readonly<Record<string, KnobValue>> {
  const knobs = { ...spec.semantics, ...spec.scope };
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => knobs[name]?.default !== value));
}
