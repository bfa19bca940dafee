/** The differences between model and Flink that are known by name: `differences.json`, explained in `docs/conformance.md`. */
import { readFile } from "node:fs/promises";
import type { Flink } from "./flink.ts";

/** A known difference. */
export interface KnownDifference {
  readonly name: string;
  readonly spec: string;
  /** The lines of versions that have it. */
  readonly versions: readonly string[];
  /** What Flink does and the model does not, or the other way round. */
  readonly what: string;
  /** The class and method of Flink. */
  readonly where: string;
}

/** One row of what a driver found: a file of runs, on one version. */
export interface DrivenRow {
  readonly spec: string;
  readonly case: string;
  readonly runs: number;
  readonly steps: number;
  readonly cover: string;
  readonly covered: { readonly of: number; readonly done: number };
  /** Refused actions that were tried. */
  readonly tried: number;
  /** Refused actions that were not tried, by the reason. */
  readonly untried: Readonly<Record<string, number>>;
  /** How often each known difference has shown. */
  readonly expected: Readonly<Record<string, number>>;
  /** How often each kind of unexplained difference has shown. */
  readonly unexplained: Readonly<Record<string, number>>;
}

export async function knownDifferences(): Promise<readonly KnownDifference[]> {
  return JSON.parse(await readFile("conformance/differences.json", "utf8")) as KnownDifference[];
}

/** Known differences that show where they are not declared, one sentence each. */
export function undeclared(rows: readonly DrivenRow[], { line }: Flink, known: readonly KnownDifference[]): readonly string[] {
  const isDeclared = (spec: string, name: string): boolean => known.some(each => each.name === name && each.spec === spec && each.versions.includes(line));
  const found = rows.flatMap(({ spec, expected }) => Object.keys(expected).map(name => ({ spec, name })));
  const missing = found
    .filter(({ spec, name }) => !isDeclared(spec, name))
    .map(({ spec, name }) => `${name} shows in ${spec} on ${line}, where it is not declared.`);
  return [...new Set(missing)];
}

/** Known differences that never show where they are declared: then the rule is not needed any more, or nothing tries it. */
export function unseen(rows: readonly DrivenRow[], { line }: Flink, known: readonly KnownDifference[]): readonly string[] {
  const specs = new Set(rows.map(({ spec }) => spec));
  return known
    .filter(({ spec, versions }) => specs.has(spec) && versions.includes(line))
    .filter(({ name, spec }) => !rows.some(row => row.spec === spec && (row.expected[name] ?? 0) > 0))
    .map(({ name, spec }) => `${name} is declared for ${spec} on ${line}, and never shows.`);
}
