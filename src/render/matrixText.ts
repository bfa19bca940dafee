/** A decision table in the terminal. */

import type { ChalkInstance } from "chalk";
import { match } from "ts-pattern";
import type { Border } from "../check/border.ts";
import type { FilledCell, Matrix } from "../check/matrix.ts";
import { frontierRows, frontierSentences } from "./frontier.ts";
import {
  boundedSentence,
  type CellVerdict,
  cellSentence,
  cellText,
  countsText,
  type FilledMatrix,
  headsOf,
  legendOf,
  rowsOf,
  settingText,
  verdictOf,
} from "./matrix.ts";
import { largest } from "./numbers.ts";
import { printable } from "./printable.ts";
import { knobsText } from "./steps.ts";
import { traceWidth } from "./trace.ts";
import { hanging, wrap } from "./wrap.ts";

/** A grid that is wider is printed as a list. */
const gridWidthMax = 160;

/** Cells that are named in a remark; of more, only how many there are. */
const labelsMax = 3;

/** A text with its colour, which takes no room. */
interface Piece {
  readonly text: string;
  readonly colour: (text: string) => string;
}

/** What was asked, the table, what its short words mean, and one line that sums up. Ends with a newline. */
export function matrixText(filled: FilledMatrix, chalk: ChalkInstance): string {
  const notes = [legend(filled, chalk), meaning(filled), remarks(filled, chalk), bounds(filled)]
    .filter(lines => lines.length > 0)
    .map(lines => lines.join("\n"));
  return `${[header(filled.matrix, chalk), table(filled, chalk), ...notes, summary(filled)].join("\n\n")}\n`;
}

function header({ spec, properties, scope, semantics }: Matrix, chalk: ChalkInstance): string {
  const line = (label: string, text: string): string => {
    const [first = "", ...rest] = hanging(label.padEnd(7), text, traceWidth).split("\n");
    return [chalk.dim(first.slice(0, 7)) + first.slice(7), ...rest].join("\n");
  };
  const knobs = (label: string, values: Matrix["scope"]): readonly string[] => (Object.keys(values).length === 0 ? [] : [line(label, knobsText(values))]);
  return [
    `${chalk.bold(printable(spec.name))}  ${printable(spec.title)}`,
    ...(properties === null ? ["every property"] : properties.map(name => `"${printable(name)}"`)).map((text, i) => line(i === 0 ? "asked" : "", text)),
    ...knobs("rules", semantics),
    ...knobs("size", scope),
  ].join("\n");
}

function table(filled: FilledMatrix, chalk: ChalkInstance): string {
  if (filled.frontier !== null) return aligned(borderRows(filled.frontier, filled, chalk));
  const grid = gridRows(filled, chalk);
  const widths = widthsOf(grid);
  const isWide = widths.reduce((sum, width) => sum + width + 2, -2) > gridWidthMax;
  return isWide ? aligned(listRows(filled, chalk)) : aligned(grid);
}

function gridRows(filled: FilledMatrix, chalk: ChalkInstance): readonly (readonly Piece[])[] {
  const { labels, columns } = headsOf(filled.matrix);
  const rows = rowsOf(filled).map(row => [...row.labels.map(plain), ...row.cells.map(cell => cellPiece(cell, filled, chalk))]);
  return [[...labels, ...columns].map(text => ({ text, colour: chalk.dim })), ...rows];
}

/** One row for each line of the border. */
function borderRows(frontier: Border, filled: FilledMatrix, chalk: ChalkInstance): readonly (readonly Piece[])[] {
  const heads = ["", ...filled.matrix.axes.map(axis => axis.knob), "verdict"].map(text => ({ text, colour: chalk.dim }));
  const rows = frontierRows(frontier, filled).map(({ cell, side, values, text }) => [
    plain(side === "safe" ? "safe up to" : "fails from"),
    ...values.map(plain),
    { text, colour: colourOf(verdictOf(cell), chalk) },
  ]);
  return [heads, ...rows];
}

/** How to read a border. */
function meaning(filled: FilledMatrix): readonly string[] {
  return filled.frontier === null ? [] : wrap(frontierSentences(filled.frontier, filled).join(" "), traceWidth);
}

/** One row for each cell. */
function listRows(filled: FilledMatrix, chalk: ChalkInstance): readonly (readonly Piece[])[] {
  const heads = [...filled.matrix.axes.map(axis => axis.knob), "verdict"].map(text => ({ text, colour: chalk.dim }));
  const rows = filled.cells.map(each => [...each.cell.values.map(value => plain(printable(String(value)))), cellPiece(each, filled, chalk)]);
  return [heads, ...rows];
}

function plain(text: string): Piece {
  return { text, colour: each => each };
}

function cellPiece(cell: FilledCell, filled: FilledMatrix, chalk: ChalkInstance): Piece {
  return { text: cellText(cell, filled), colour: colourOf(verdictOf(cell), chalk) };
}

function colourOf(verdict: CellVerdict, chalk: ChalkInstance): Piece["colour"] {
  return match(verdict)
    .with("holds", () => chalk.green)
    .with("violated", "error", () => chalk.red)
    .with("incomplete", "vacuous", () => chalk.yellow)
    .with("absent", () => chalk.dim)
    .exhaustive();
}

function widthsOf(rows: readonly (readonly Piece[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, column) => largest(rows.map(row => (row[column] as Piece).text.length)));
}

function aligned(rows: readonly (readonly Piece[])[]): string {
  const widths = widthsOf(rows);
  const line = (row: readonly Piece[]): string =>
    row.map(({ text, colour }, i) => colour(text) + (i === row.length - 1 ? "" : " ".repeat((widths[i] as number) - text.length))).join("  ");
  return rows.map(line).join("\n");
}

/** What the short names of properties stand for. */
function legend(filled: FilledMatrix, chalk: ChalkInstance): readonly string[] {
  return legendOf(filled).map(({ short, name }) => {
    const label = short === null ? "" : `${short}  `;
    const bold = short ?? printable(name).split(": ", 1)[0] ?? "";
    return chalk.bold(bold) + hanging(label, printable(name), traceWidth).slice(bold.length);
  });
}

/** What is neither `holds` nor a violation, in words; cells of which the same is to be said, together. */
function remarks({ matrix, cells, frontier }: FilledMatrix, chalk: ChalkInstance): readonly string[] {
  const groups = new Map<string, FilledCell[]>();
  // A border always has cells that are too small for all that the spec wants to be reached.
  for (const each of cells.filter(cell => needsWords(cell) && (frontier === null || verdictOf(cell) !== "vacuous"))) {
    const sentence = isNotBegun(each) ? "Not begun: the interruption came first." : printable(cellSentence(each));
    groups.set(sentence, [...(groups.get(sentence) ?? []), each]);
  }
  return [...groups].map(([sentence, group]) => {
    const labels = group.map(({ cell }) => cell.values.map((value, i) => settingText(matrix.axes[i]?.knob ?? "", value)).join(" "));
    const label = labels.slice(0, labelsMax).join(", ") + (labels.length > labelsMax ? ` and ${labels.length - labelsMax} more` : "");
    const [first = "", ...rest] = hanging("", `${label}: ${sentence}`, traceWidth - 2).split("\n");
    const colour = first.startsWith(label) ? colourOf(verdictOf(group[0] as FilledCell), chalk) : (text: string): string => text;
    return [colour(first.slice(0, label.length)) + first.slice(label.length), ...rest.map(line => `  ${line}`)].join("\n");
  });
}

function needsWords(cell: FilledCell): boolean {
  return ["incomplete", "vacuous", "error"].includes(verdictOf(cell));
}

function isNotBegun({ result }: FilledCell): boolean {
  const outcome = result?.outcome;
  return outcome?.finding.verdict === "incomplete" && outcome.finding.reason === "interrupted" && outcome.counts.levels.length === 0;
}

function bounds({ cells }: FilledMatrix): readonly string[] {
  const sentence = boundedSentence(cells);
  return sentence === null ? [] : wrap(sentence, traceWidth);
}

function summary({ cells }: FilledMatrix): string {
  const recalled = cells.filter(each => each.isRecalled).length;
  return `${countsText(cells)}${recalled === 0 ? "" : `; ${recalled} known from before`}.`;
}
