/** The table of a check: one row for each instance. */
import type { ChalkInstance } from "chalk";
import { match } from "ts-pattern";
import { expectationOf, type Result } from "../check/check.ts";
import { count, duration, largest, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";

/** A text with its colour, which takes no room. */
interface Cell {
  readonly text: string;
  readonly colour: (text: string) => string;
}

const heads = ["spec", "case", "verdict", "expected", "states", "depth", "time"] as const;
/** The columns of numbers, aligned at their ends. */
const numeric: ReadonlySet<number> = new Set([4, 5, 6]);

/** Spec, case, verdict, whether it is the expected one, states, depth, time; two spaces between columns, no borders. */
export function tableText(results: readonly Result[], chalk: ChalkInstance): string {
  const rows = [heads.map(text => ({ text, colour: chalk.dim })), ...results.map(result => rowOf(result, chalk))];
  const widths = heads.map((_, column) => largest(rows.map(row => (row[column] as Cell).text.length)));
  return rows.map(row => row.map((cell, column) => padded(cell, widths[column] as number, numeric.has(column))).join("  ")).join("\n");
}

function padded({ text, colour }: Cell, width: number, atEnd: boolean): string {
  const space = " ".repeat(width - text.length);
  return atEnd ? space + colour(text) : colour(text) + space;
}

function rowOf(result: Result, chalk: ChalkInstance): readonly Cell[] {
  const { instance, outcome, seconds } = result;
  const { distinctStates, levels } = outcome.counts;
  return [
    plain(printable(instance.spec.name)),
    instance.case === null ? { text: "(ad hoc)", colour: chalk.dim } : plain(printable(instance.case.name)),
    { text: result.verdict, colour: verdictColour(result, chalk) },
    expectedCell(result, chalk),
    plain(outcome.symmetry === "reduced" ? `${count(distinctStates)} ${upToSymmetry}` : count(distinctStates)),
    plain(String(Math.max(0, levels.length - 1))),
    plain(duration(seconds)),
  ];
}

function plain(text: string): Cell {
  return { text, colour: each => each };
}

function verdictColour({ verdict, asExpected }: Result, chalk: ChalkInstance): Cell["colour"] {
  return match(verdict)
    .with("holds", () => chalk.green)
    .with("violated", () => (asExpected ? chalk.magenta : chalk.red))
    .with("incomplete", "vacuous", () => chalk.yellow)
    .with("error", () => chalk.red)
    .exhaustive();
}

function expectedCell({ instance, asExpected }: Result, chalk: ChalkInstance): Cell {
  if (expectationOf(instance) === null) return { text: "-", colour: chalk.dim };
  return asExpected ? { text: "yes", colour: chalk.green } : { text: "NO", colour: chalk.red.bold };
}
