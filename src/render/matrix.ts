/** What every picture of a decision table shares: what a cell says, its folder, and short names for properties. */
import { match } from "ts-pattern";
import type { Border } from "../check/border.ts";
import type { Cell, FilledCell, Matrix } from "../check/matrix.ts";
import { loopLength } from "./loop.ts";
import { counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { constrainedSentence, sentenceOf } from "./sentences.ts";

/** A filled table, and where the counterexamples of its cells are. */
export interface FilledMatrix {
  readonly matrix: Matrix;
  readonly cells: readonly FilledCell[];
  /** What the table is about instead of its cells: the border between its safe and its unsafe sizes. */
  readonly frontier: Border | null;
}

/** A property's name is as long as it likes; what stands in a cell is not: a name of this length, or what stands before its first colon. */
const shortNameMax = 24;
const beginningMax = 32;

/** The verdict on a cell. `absent`: its machine has none of the properties that the table is about. */
export type CellVerdict = "holds" | "violated" | "incomplete" | "vacuous" | "error" | "absent";

export function verdictOf({ result }: FilledCell): CellVerdict {
  return result === null ? "absent" : result.verdict;
}

/** The property that a cell violates, and the length of the run; null for any other verdict. */
export function violationOf({ result }: FilledCell): { readonly property: string; readonly steps: number; readonly loop: number | null } | null {
  const finding = result?.outcome.finding;
  if (finding?.verdict !== "violated") return null;
  return { property: finding.property, steps: finding.trace.steps.length, loop: loopLength(finding.trace) };
}

/** `holds`, `violates P1 Cut, 12 steps`, `incomplete`. The property is left out where the table is about it alone. */
export function cellText(filled: FilledCell, { matrix, cells }: Omit<FilledMatrix, "frontier">): string {
  const violation = violationOf(filled);
  if (violation === null)
    return match(verdictOf(filled))
      .with("absent", () => "no such property")
      .with("holds", "violated", "vacuous", "incomplete", "error", verdict => verdict)
      .exhaustive();
  const { property, steps, loop } = violation;
  const name = isOnlyOne(property, matrix) ? "" : ` ${shortNames(violatedIn(cells)).get(property)}`;
  return `violates${name}, ${counted(steps, "step")}${loop === null ? "" : " and for ever"}`;
}

/** The verdict on a cell in a sentence. */
export function cellSentence({ result }: FilledCell): string {
  return result === null ? "Its machine does not have what was asked about." : sentenceOf(result);
}

/**
 * Short names of properties: the name itself, what stands before its first colon, or else a letter. They are different, whatever the names are,
 * and safe to print.
 */
export function shortNames(properties: readonly string[]): ReadonlyMap<string, string> {
  const names = [...new Set(properties)];
  const beginnings = names.map(beginning);
  return new Map(names.map((name, i) => [name, beginnings.filter(each => each === beginnings[i]).length === 1 ? (beginnings[i] ?? letter(i)) : letter(i)]));
}

/** The properties that are violated somewhere. */
function violatedIn(cells: readonly FilledCell[]): readonly string[] {
  return cells.flatMap(each => violationOf(each)?.property ?? []);
}

function beginning(name: string): string | null {
  const short = printable(name.length <= shortNameMax ? name : name.slice(0, Math.max(0, name.indexOf(": "))));
  // A single letter would be taken for one of ours.
  return short.length > 1 && short.length <= beginningMax ? short : null;
}

/** A property that needs explaining below the table; `short` is null where its full name begins with the short one. */
export interface LegendEntry {
  readonly short: string | null;
  readonly name: string;
}

/** What the short names in the cells stand for, where they are not the names themselves. */
export function legendOf({ matrix, cells }: FilledMatrix): readonly LegendEntry[] {
  return [...shortNames(violatedIn(cells))]
    .filter(([name, short]) => !isOnlyOne(name, matrix) && printable(name) !== short)
    .map(([name, short]) => ({ short: printable(name).startsWith(`${short}: `) ? null : short, name }));
}

function isOnlyOne(name: string, { properties }: Matrix): boolean {
  return properties?.length === 1 && properties[0] === name;
}

/** A to Z, then A2 to Z2. */
function letter(index: number): string {
  return String.fromCharCode(65 + (index % 26)) + (index < 26 ? "" : String(Math.floor(index / 26) + 1));
}

/** `arm=worn`: an axis at one of its values. */
export function settingText(knob: string, value: unknown): string {
  return printable(`${knob}=${value}`);
}

/** The rows of the grid: every combination of all axes but the last, each with one cell for each value of the last. One axis: a row for each cell. */
export function rowsOf({ matrix, cells }: FilledMatrix): readonly { readonly labels: readonly string[]; readonly cells: readonly FilledCell[] }[] {
  const columns = matrix.axes.length < 2 ? 1 : (matrix.axes.at(-1)?.values.length ?? 1);
  const shown = Math.max(1, matrix.axes.length - 1);
  return Array.from({ length: cells.length / columns }, (_, row) => {
    const own = cells.slice(row * columns, (row + 1) * columns);
    return { labels: (own[0] as FilledCell).cell.values.slice(0, shown).map(value => printable(String(value))), cells: own };
  });
}

/** The heads of the grid: the knobs of the rows, then the columns. */
export function headsOf({ axes }: Matrix): { readonly labels: readonly string[]; readonly columns: readonly string[] } {
  const last = axes.at(-1);
  if (axes.length < 2 || last === undefined) return { labels: axes.map(axis => axis.knob), columns: ["verdict"] };
  return { labels: axes.slice(0, -1).map(axis => axis.knob), columns: last.values.map(value => settingText(last.knob, value)) };
}

/** Characters of a folder's name; many file systems allow 255 bytes. */
const folderNameMax = 120;

/** The folder of each cell, beside the table: `regions=2,arm=worn`. Whatever the labels are, no two are the same and none leads elsewhere. */
export function cellFolders({ axes, cells }: Matrix): readonly string[] {
  const plain = cells.map(({ values }: Cell) => axes.map((axis, i) => `${axis.knob}=${values[i]}`).join(","));
  const counts = new Map<string, number>();
  // Some file systems do not tell upper from lower case.
  for (const name of plain) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return plain.map((name, i) => {
    const safe = name.replace(/[^A-Za-z0-9._=,+-]/g, "_").slice(0, folderNameMax);
    return safe === name && counts.get(name.toLowerCase()) === 1 ? name : `${safe}~${i + 1}`;
  });
}

/** Where a constraint bounds the space of a cell, how much it leaves out; null where no machine has one. */
export function boundedSentence(cells: readonly FilledCell[]): string | null {
  return constrainedSentence(
    cells.flatMap(({ result }) => result?.outcome ?? []),
    "cell",
  );
}

/** `12 cells: 8 hold, 3 violated, 1 incomplete`. */
export function countsText(cells: readonly FilledCell[]): string {
  const words = { holds: "hold", violated: "violated", incomplete: "incomplete", vacuous: "vacuous", absent: "without the property", error: "with a mistake" };
  const parts = (Object.keys(words) as readonly (keyof typeof words)[])
    .map(verdict => [cells.filter(each => verdictOf(each) === verdict).length, words[verdict]] as const)
    .filter(([number]) => number > 0);
  return `${counted(cells.length, "cell")}: ${parts.map(([number, word]) => `${number} ${word === "hold" && number === 1 ? "holds" : word}`).join(", ")}`;
}
