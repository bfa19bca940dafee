/** Stage `drive`: runs of the models, executed step by step by Flink's own classes. */
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type DrivenCase, drivenCases } from "./cases.ts";
import { type DrivenRow, type KnownDifference, knownDifferences, undeclared, unseen } from "./differences.ts";
import { compile, type Flink, javaArguments } from "./flink.ts";
import { run, runOrFail } from "./process.ts";
import type { Context, Outcome, Stage } from "./stage.ts";
import { count, isInPage, table } from "./tables.ts";

const folder = resolve("conformance/build/runs");
const page = "docs/conformance.md";
const main = "cutcheck.conformance.run.Main";

export const drive: Stage = {
  name: "drive",
  about: "executes runs of the models on Flink's own classes, and tries what the models refuse",
  run: async context => {
    const known = await knownDifferences();
    const files = await writeRuns(context);
    const perVersion: Driven[] = [];
    for (const flink of context.versions) perVersion.push(await driveOn(flink, files, known, context));
    return outcomeOf(perVersion, known, context);
  },
};

/** What came out on one version. `faults`: what keeps the stage from passing, in sentences. */
interface Driven {
  readonly flink: Flink;
  readonly rows: readonly DrivenRow[];
  readonly faults: readonly string[];
}

async function writeRuns({ say }: Context): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const driven of drivenCases) {
    const file = join(folder, `${driven.spec}.${driven.case}.jsonl`);
    say(`runs of ${driven.spec} ${driven.case}`);
    await runOrFail(process.execPath, runsArguments(driven, file), ".");
    files.push(file);
  }
  return files;
}

function runsArguments({ spec, case: name, cover, sample, refused }: DrivenCase, file: string): readonly string[] {
  const what = sample === undefined ? ["--cover", cover] : ["--sample", String(sample)];
  return ["dist/cli/main.js", "runs", spec, "--case", name, ...what, ...(refused ? ["--refused"] : []), "--out", file];
}

async function driveOn(flink: Flink, files: readonly string[], known: readonly KnownDifference[], { say }: Context): Promise<Driven> {
  say(`compiling for Flink ${flink.version}`);
  await compile(flink);
  say(`driving Flink ${flink.version}`);
  const out = join(folder, `${flink.line}.json`);
  const { code, output } = await run("java", await javaArguments(flink, main, [out, ...files]), ".");
  if (code !== 0) throw new Error(`The driver for Flink ${flink.version} ended with code ${code}:\n${output}`);
  const rows = JSON.parse(await readFile(out, "utf8")) as DrivenRow[];
  const unexplained = rows.flatMap(row => Object.keys(row.unexplained));
  const faults = unexplained.length > 0 ? [output.trim()] : [];
  return { flink, rows, faults: [...faults, ...undeclared(rows, flink, known), ...unseen(rows, flink, known)] };
}

/** Passed: cases in which nothing is unexplained. */
async function outcomeOf(driven: readonly Driven[], known: readonly KnownDifference[], { isWhole, updates }: Context): Promise<Outcome> {
  const faults = driven.flatMap(({ flink, faults: each }) => each.map(text => `Flink ${flink.version}: ${text}`));
  if (isWhole) {
    if (!(await isInPage(page, "driven", drivenTable(driven), updates))) faults.push(stale("of what is driven"));
    if (!(await isInPage(page, "differences", differencesTable(known, driven), updates))) faults.push(stale("of known differences"));
  }
  const passed = driven.flatMap(({ rows }) => rows).filter(({ unexplained }) => Object.keys(unexplained).length === 0).length;
  return { passed, failed: faults.length, report: [drivenTable(driven), ...faults].join("\n") };
}

function stale(what: string): string {
  return `The table ${what} in ${page} is not what came out: npm run conform -- drive --update`;
}

function drivenTable(driven: readonly Driven[]): string {
  const header = ["spec", "case", "Flink", "runs", "steps", "covered", "refused, tried", "known differences", "unexplained"];
  const rows = driven.flatMap(({ flink, rows: each }) => each.map(row => cellsOf(row, flink)));
  return table([header, ...rows.sort((a, b) => (a.slice(0, 3).join() < b.slice(0, 3).join() ? -1 : 1))]);
}

function cellsOf(row: DrivenRow, { version }: Flink): readonly string[] {
  const { of, done } = row.covered;
  const known = Object.entries(row.expected).map(([name, times]) => `${name} ${count(times)}`);
  const unexplained = Object.values(row.unexplained).reduce((sum, times) => sum + times, 0);
  const covered = `${count(done)} of ${count(of)} ${row.cover}`;
  return [row.spec, row.case, version, count(row.runs), count(row.steps), covered, count(row.tried), known.join(", "), count(unexplained)];
}

function differencesTable(known: readonly KnownDifference[], driven: readonly Driven[]): string {
  const times = ({ name, spec, versions }: KnownDifference, { flink, rows }: Driven): string =>
    versions.includes(flink.line) ? count(rows.filter(row => row.spec === spec).reduce((sum, row) => sum + (row.expected[name] ?? 0), 0)) : "";
  const header = ["name", "spec", "what happens", "where", ...driven.map(({ flink }) => flink.version)];
  return table([header, ...known.map(each => [each.name, each.spec, each.what, `\`${each.where}\``, ...driven.map(one => times(each, one))])]);
}
