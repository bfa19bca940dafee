/** Stage `mutants`: what a seeded bug does, Flink must not do. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compile, type Flink, javaArguments } from "./flink.ts";
import { type MutantRun, mutantRuns, type NoMutantRun } from "./mutantRuns.ts";
import { run } from "./process.ts";
import type { Context, Outcome, Stage } from "./stage.ts";
import { isInPage, table } from "./tables.ts";

const folder = resolve("conformance/build/mutants");
const page = "docs/conformance.md";
const main = "cutcheck.conformance.run.Mutants";
/** The specs that have a driver which sees enough of them. */
const driven: readonly string[] = ["flink-checkpoint-control"];

/** What came out for one counterexample on one version. */
interface MutantRow {
  readonly spec: string;
  readonly case: string;
  /** The number of the step in which Flink differs from the mutant; 0: in none. */
  readonly differsAt: number;
  /** The observed values that differ, or that Flink refuses the step. */
  readonly what: string;
  /** What went otherwise than it must, empty if nothing did. */
  readonly fault: string;
}

export const mutants: Stage = {
  name: "mutants",
  about: "executes archived counterexamples of seeded bugs: Flink must differ at the mutated step, and not before",
  run: async context => {
    const all = (await mutantRuns()).filter(({ spec }) => driven.includes(spec));
    const runs = all.filter((each): each is MutantRun => "steps" in each);
    const files = await writeRuns(runs);
    const perVersion: (readonly MutantRow[])[] = [];
    for (const flink of context.versions) perVersion.push(await rowsOn(flink, files, context));
    return outcomeOf(runs, all, perVersion, context);
  },
};

/** A file for each: the mutant's run, and behind it what stock does instead, where it allows the step at all. */
async function writeRuns(runs: readonly MutantRun[]): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const each of runs) {
    const file = join(folder, `${each.spec}.${each.case}.jsonl`);
    await writeFile(
      file,
      linesOf(each)
        .map(line => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    files.push(file);
  }
  return files;
}

function linesOf({ spec, case: name, scope, semantics, start, steps, instead }: MutantRun): readonly object[] {
  const head = { kind: "head", format: "cutcheck-runs", version: 1, spec, case: name, scope, rules: semantics, isAllowed: instead !== null };
  const prefix = steps.slice(0, -1);
  const [last] = steps.slice(-1);
  const all = instead === null ? [steps] : [steps, [...prefix, { ...last, seen: instead }]];
  const runs = all.map((each, i) => ({ kind: "run", id: i + 1, start, steps: each }));
  return [head, ...runs, { kind: "end", runs: runs.length, steps: runs.length * steps.length }];
}

async function rowsOn(flink: Flink, files: readonly string[], { say }: Context): Promise<readonly MutantRow[]> {
  say(`mutants on Flink ${flink.version}`);
  await compile(flink);
  const out = join(folder, `${flink.line}.json`);
  const { code, output } = await run("java", await javaArguments(flink, main, [out, ...files]), ".");
  if (code !== 0) throw new Error(`The mutants on Flink ${flink.version} ended with code ${code}:\n${output}`);
  return JSON.parse(await readFile(out, "utf8")) as MutantRow[];
}

async function outcomeOf(
  runs: readonly MutantRun[],
  all: readonly (MutantRun | NoMutantRun)[],
  perVersion: readonly (readonly MutantRow[])[],
  { versions, isWhole, updates }: Context,
): Promise<Outcome> {
  const faults = perVersion.flatMap((rows, i) =>
    rows.filter(({ fault }) => fault !== "").map(row => `Flink ${versions[i].version}, ${row.spec}/${row.case}: ${row.fault}`),
  );
  const text = `${mutantTable(runs, perVersion, versions)}\n${leftOut(all)}`;
  if (isWhole && !(await isInPage(page, "mutants", text, updates)))
    faults.push(`The table of mutants in ${page} is not what came out: npm run conform -- mutants --update`);
  return { passed: perVersion.flat().filter(({ fault }) => fault === "").length, failed: faults.length, report: [text, ...faults].join("\n") };
}

function mutantTable(runs: readonly MutantRun[], perVersion: readonly (readonly MutantRow[])[], versions: readonly Flink[]): string {
  const header = ["spec", "counterexample", "bug", "step", "action", ...versions.map(({ version }) => `differs on ${version}`)];
  const rows = runs.map((each, i) => {
    const last = each.steps.length;
    return [each.spec, each.case, each.bug, String(last), each.steps[last - 1].action, ...perVersion.map(row => row[i].what)];
  });
  return table([header, ...rows]);
}

/** The others, by the reason. */
function leftOut(all: readonly (MutantRun | NoMutantRun)[]): string {
  const others = all.filter((each): each is NoMutantRun => "reason" in each);
  const reasons = [...new Set(others.map(({ reason }) => reason))];
  const names = (reason: string): string =>
    others
      .filter(each => each.reason === reason)
      .map(each => `${each.spec}/${each.case}`)
      .join(", ");
  return reasons.map(reason => `- Left out, because ${reason}: ${names(reason)}.\n`).join("");
}
