/** What every picture of a border between safe and unsafe sizes shares: its rows, and what it means in sentences. */
import type { Border } from "../check/border.ts";
import type { FilledCell } from "../check/matrix.ts";
import { cellText, type FilledMatrix, settingText } from "./matrix.ts";
import { count, counted } from "./numbers.ts";
import { printable } from "./printable.ts";

/** A line of the border: on which side it is, the value of each axis, and what happens there. */
export interface FrontierRow {
  readonly cell: FilledCell;
  readonly side: "safe" | "unsafe";
  readonly values: readonly string[];
  readonly text: string;
}

/** First how far it is safe, then from where on it fails. */
export function frontierRows(frontier: Border, filled: FilledMatrix): readonly FrontierRow[] {
  const row = (side: FrontierRow["side"], cell: FilledCell): FrontierRow => ({
    cell,
    side,
    values: cell.cell.values.map(value => printable(String(value))),
    text: cellText(cell, filled),
  });
  return [...frontier.safe.map(cell => row("safe", cell)), ...frontier.unsafe.map(cell => row("unsafe", cell))];
}

/** How to read the border, one sentence for each thing to know. */
export function frontierSentences({ safe, unsafe, exceptions, open }: Border, { matrix, cells }: FilledMatrix): readonly string[] {
  const [exception] = exceptions;
  const label = ({ cell }: FilledCell): string => cell.values.map((value, i) => settingText(matrix.axes[i]?.knob ?? "", value)).join(" ");
  const above = exception === undefined ? "fails, too" : "is larger than one that fails";
  return [
    open.length === 0
      ? `Each of the ${counted(cells.length, "combination")} was checked on its own.`
      : `Of the ${counted(cells.length, "combination")} ${count(cells.length - open.length)} were checked to their end, each on its own.`,
    ...(safe.length === 0 ? ["No combination is safe together with all smaller ones."] : ["What is in no knob larger than a safe line is safe."]),
    ...(unsafe.length === 0
      ? [open.length === 0 ? "Nothing fails." : "Nothing is known to fail."]
      : [`What is in no knob smaller than a failing line ${above}.`]),
    ...(exception === undefined
      ? []
      : [
          `More is not always worse here: ${counted(exceptions.length, "combination")} ${exceptions.length === 1 ? "is" : "are"} safe although a smaller one fails, the first is ${label(exception)}.`,
        ]),
    ...(open.length === 0 ? [] : [`Of the other ${count(open.length)} nothing is known; the border may run through ${open.length === 1 ? "it" : "them"}.`]),
  ];
}
