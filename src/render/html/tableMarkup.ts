/** A decision table that was kept, in a page: a grid whose violated cells lead to the pages of their runs. */
import type { KnobValue } from "../../dsl/knobs.ts";
import { settingText, shortNames } from "../matrix.ts";
import type { MatrixDocument } from "../matrixJson.ts";
import { counted } from "../numbers.ts";
import { type Markup, markup } from "./markup.ts";

/** A table as `matrix.json` has it, with what is in the report about it. */
export interface ReportedTable {
  readonly document: MatrixDocument;
  /** Its folder in its project. */
  readonly path: string;
  /** For each cell the address of its run's page, relative to the index; null where there is none. */
  readonly pages: readonly (string | null)[];
  /** How many of its runs were replayed against today's spec. */
  readonly replayed: number;
  /** What those of them come to that do not violate their property any more, a sentence each. */
  readonly outdated: readonly string[];
}

/** Whether a table was written for another version of its spec. */
export function isOutdated({ outdated }: ReportedTable): boolean {
  return outdated.length > 0;
}

type Cell = MatrixDocument["cells"][number];

/** The question, the grid, and what the short names in it stand for. */
export function decisionTable(table: ReportedTable): Markup {
  const { document, path, pages } = table;
  const { vary, properties, cells } = document;
  const names = shortNames(cells.flatMap(({ property }) => property ?? []));
  const last = vary.length < 2 ? undefined : vary.at(-1);
  const labels = last === undefined ? vary : vary.slice(0, -1);
  const columns = last?.values.length ?? 1;
  const heads = [...labels.map(({ knob }) => knob), ...(last === undefined ? ["verdict"] : last.values.map(value => settingText(last.knob, value)))];
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => {
    const own = cells.slice(row * columns, (row + 1) * columns);
    const values = labels.map(({ knob }) => markup`<th scope="row">${String(own[0]?.knobs[knob] ?? "")}</th>`);
    return markup`<tr>${values}${own.map((cell, i) => tableCell(cell, pages[row * columns + i] ?? null, names, properties))}</tr>`;
  });
  const fixed = knobsLine({ ...document.semantics, ...document.scope });
  return markup`<section class="table"><h3>Decision table <code>${path}</code></h3>
<p>${properties === null ? "Does every property hold?" : `Does this hold? ${properties.join("; ")}`} ${fixed}</p>
<div class="wide" tabindex="0"><table><thead><tr>${heads.map(head => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>
${legend(names, properties)}${keptText(table)}</section>`;
}

/** Of which spec the table is, as far as its runs tell. */
function keptText(table: ReportedTable): Markup {
  const { path, replayed, outdated } = table;
  const command = markup`<code>cutcheck matrix --out ${path}</code>`;
  if (isOutdated(table))
    return markup`<div class="outdated"><p>Not of today's spec: ${outdated.length} of ${counted(replayed, "run")} in it no longer ${outdated.length === 1 ? "ends" : "end"} in the violation. ${command} writes it anew.</p><ul>${outdated.map(each => markup`<li>${each}</li>`)}</ul></div>`;
  const runs =
    replayed === 0
      ? "It has no runs to replay; what is"
      : `${replayed === 1 ? "Its run was" : `Its ${replayed} runs were`} replayed, and still ${replayed === 1 ? "violates" : "violate"} today's spec; what holds`;
  return markup`<p class="kept">As ${command} kept it. ${runs} in it was not checked again.</p>`;
}

function tableCell(
  { verdict, property, counterexample, message }: Cell,
  page: string | null,
  names: ReadonlyMap<string, string>,
  asked: MatrixDocument["properties"],
): Markup {
  if (property === null || counterexample === null)
    return markup`<td class="${verdict}" title="${message}">${verdict === "absent" ? "no such property" : verdict}</td>`;
  const name = asked?.length === 1 && asked[0] === property ? "" : ` ${names.get(property)}`;
  const text = `violates${name}, ${counted(counterexample.steps, "step")}${counterexample.loop === null ? "" : " and for ever"}`;
  return markup`<td class="${verdict}" title="${message}">${page === null ? text : markup`<a href="${page}">${text}</a>`}</td>`;
}

function legend(names: ReadonlyMap<string, string>, asked: MatrixDocument["properties"]): Markup | string {
  const explained = [...names].filter(([name, short]) => name !== short && !(asked?.length === 1 && asked[0] === name));
  return explained.length === 0 ? "" : markup`<dl class="legend">${explained.map(([name, short]) => markup`<dt>${short}</dt><dd>${name}</dd>`)}</dl>`;
}

/** Knobs with their values, as code. */
export function knobsLine(values: Readonly<Record<string, KnobValue>>): Markup {
  const knobs = Object.entries(values).map(([name, value]) => markup`<code>${name}=${String(value)}</code> `);
  return markup`<span class="knobs">${knobs}</span>`;
}
