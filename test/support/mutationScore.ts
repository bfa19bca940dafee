/**
 * The mutation score of specs: which seeded bugs their cases express, and which of them are caught. A bug is a case whose name begins with `bug.`
 * and its number (`bug.m3-late`); what came out is what the case expects, which the checker confirms whenever the case is checked.
 */
import type { Case, Spec } from "../../src/index.ts";
import { codeSpan, markdownText } from "../../src/render/markdown.ts";

/** A mutant, as it describes itself: what a case selects with the knob `bug`. */
export interface DescribedMutant {
  readonly name: string;
  readonly number: number | null;
  readonly about: string;
  /** The names of the verbs that it replaces, below those of their parts. */
  readonly replaces: object;
}

/** A spec with its mutants, and the paths that its archive and its mutants have from the page. */
export interface ScoredSpec {
  readonly spec: Spec;
  readonly archive: string;
  readonly mutants: readonly DescribedMutant[];
  readonly folder: string;
}

/** What is asked of a bug by the list that it is from. */
export interface ListedBug {
  readonly number: number;
  /** The properties that are meant to catch it, in the words of the list. */
  readonly caughtBy: string;
  /** It breaks nothing, and no property may fail. */
  readonly isControl: boolean;
}

interface Row {
  readonly number: number;
  readonly isCaught: boolean;
  readonly isControl: boolean;
  readonly cells: readonly string[];
}

/** The page with the text between two of its lines replaced. */
export function withPart(page: string, begin: string, end: string, text: string): string {
  const [before, rest, ...others] = page.split(`${begin}\n`);
  const [, after] = (rest ?? "").split(end);
  if (before === undefined || after === undefined || others.length > 0) throw new Error(`the page has no single part between ${begin} and ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/** The score in a sentence, the table, and the bugs of the list that no case has. */
export function scoreText(scored: readonly ScoredSpec[], listed: readonly ListedBug[]): string {
  const rows = scored.flatMap(each => rowsOf(each, listed)).sort((a, b) => a.number - b.number);
  const missing = listed.map(bug => bug.number).filter(number => !rows.some(row => row.number === number));
  const heads = ["bug", "what it changes", "replaces", "rules", "caught by", "meant to be caught by", "steps"];
  return [
    sentence(rows),
    [heads, heads.map(() => "---"), ...rows.map(row => row.cells)].map(cells => `| ${cells.join(" | ")} |`).join("\n"),
    missing.length === 0 ? "Every bug of the list has a case." : `Of the ${listed.length} bugs of the list, these have no case yet: ${ranges(missing)}.`,
  ].join("\n\n");
}

/** A bug is caught if one of its cases catches it. */
function sentence(rows: readonly Row[]): string {
  const numbers = (which: (row: Row) => boolean): number => new Set(rows.filter(which).map(row => row.number)).size;
  const bugs = `**${numbers(row => !row.isControl && row.isCaught)} of ${numbers(row => !row.isControl)} seeded bugs are caught.**`;
  const controls = numbers(row => row.isControl);
  const left = controls - numbers(row => row.isControl && row.isCaught);
  return controls === 0 ? bugs : `${bugs} Of the controls, which break nothing, ${left} of ${controls} ${left === 1 ? "is" : "are"} left alone.`;
}

function rowsOf(scored: ScoredSpec, listed: readonly ListedBug[]): readonly Row[] {
  const { spec } = scored;
  return spec.cases.flatMap(of => {
    const [, digits, variant = ""] = /^bug\.m(\d+)(?:[.-](.*))?$/.exec(of.name) ?? [];
    if (digits === undefined) {
      if (of.name.startsWith("bug.")) throw new Error(`${spec.name} ${of.name}: write bug.m and the number of the bug`);
      return [];
    }
    const number = Number(digits);
    const bug = listed.find(each => each.number === number);
    if (bug === undefined) throw new Error(`${spec.name} ${of.name}: there is no such bug in the list`);
    const mutant = scored.mutants.find(each => each.name === of.semantics.bug);
    if (mutant !== undefined && mutant.number !== number) throw new Error(`${spec.name} ${of.name}: ${mutant.name} says that its number is ${mutant.number}`);
    const { isControl } = bug;
    const name = `M${number}${variant === "" ? "" : ` ${variant}`}`;
    return [{ number, isControl, isCaught: of.expect.verdict === "violated", cells: cellsOf(scored, of, name, bug, mutant) }];
  });
}

function cellsOf({ spec, archive, folder }: ScoredSpec, of: Case, name: string, bug: ListedBug, mutant: DescribedMutant | undefined): readonly string[] {
  const { expect } = of;
  const run = expect.verdict === "violated" ? `[${expect.steps ?? "run"}](${archive}/${of.name}/README.md)` : "";
  const property = expect.verdict === "violated" ? markdownText(expect.property.split(": ")[0] ?? "") : bug.isControl ? "nothing: a control" : "**not caught**";
  const title = mutant === undefined ? name : `[${name}](${folder}/${mutant.name.toLowerCase()}.ts)`;
  return [title, markdownText(of.about), mutant === undefined ? "" : verbsOf(mutant), rulesOf(spec, of), property, markdownText(bug.caughtBy), run];
}

/** `source.aborted`: the verbs that a mutant replaces. */
function verbsOf({ replaces }: DescribedMutant): string {
  return Object.entries(replaces)
    .flatMap(([part, verbs]) => Object.keys(verbs).map(verb => codeSpan(`${part}.${verb}`)))
    .join(" ");
}

/** The rules that differ from their defaults: what makes the bug, and what it needs to show. */
function rulesOf(spec: Spec, of: Case): string {
  const changed = Object.entries(of.semantics).filter(([name, value]) => spec.semantics[name]?.default !== value);
  return changed.map(([name, value]) => codeSpan(`${name}=${value}`)).join(" ");
}

/** `M5-M7, M19`. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `M${from}` : `M${from}-M${to}`)).join(", ");
}

/** The seeded bugs of a fact sheet's section V8: rows `| M1 | mutation | caught by | fact |`. */
export function listedBugs(factSheet: string): readonly ListedBug[] {
  const section = factSheet.slice(factSheet.indexOf("\n## V8."), factSheet.indexOf("\n## V9."));
  return [...section.matchAll(/^\| M(\d+) \|([^|]*)\|([^|]*)\|.*$/gm)].map(([row, number, , caughtBy = ""]) => ({
    number: Number(number),
    caughtBy: caughtBy.trim(),
    isControl: row.includes("control mutant"),
  }));
}

/** A table of source files with the first sentence that each says about itself. */
export function filesText(files: readonly { readonly path: string; readonly text: string }[]): string {
  const rows = files.map(({ path, text }) => `| [${path}](${path}) | ${markdownText(firstSentence(text))} |`);
  return ["| file | what it is about |", "| --- | --- |", ...rows].join("\n");
}

function firstSentence(source: string): string {
  const [, comment = ""] = /^\/\*\*([\s\S]*?)\*\//.exec(source) ?? [];
  const text = comment
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  return /^.*?[.?!](?= |$)/.exec(text)?.[0] ?? text;
}
