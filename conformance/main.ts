/**
 * Holds the models against released versions of Flink. `docs/conformance.md` says what is done, and what came out.
 *
 *     npm run conform                          all stages, all versions
 *     npm run conform -- drive                 one stage
 *     npm run conform -- drive --version 2     one line of versions
 *     npm run conform -- --full                more logs, and facts on the versions between 2.0 and 2.2
 *     npm run conform -- --update              writes the tables in the pages anew
 *
 * Exit codes: 0 all as expected; 1 something is not; 2 a mistake on the command line; 3 Java or Maven is missing: nothing was done.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { drive } from "./drive.ts";
import { facts } from "./facts.ts";
import { type Flink, flinks, missingTools } from "./flink.ts";
import { format } from "./format.ts";
import { harness } from "./harness.ts";
import { logs } from "./logs.ts";
import { mutants } from "./mutants.ts";
import type { Context, Outcome, Stage } from "./stage.ts";

/** In the order in which they run. */
const stages: readonly Stage[] = [format, harness, facts, drive, mutants, logs];

const exitCodes = { asExpected: 0, differs: 1, usage: 2, missing: 3 } as const;

async function main(): Promise<number> {
  const asked = read();
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n`);
    return exitCodes.usage;
  }
  const missing = await missingTools();
  if (missing.length > 0) {
    process.stderr.write(`Nothing was held against Flink:\n${missing.map(each => `  ${each}\n`).join("")}`);
    return exitCodes.missing;
  }
  const outcomes: Outcome[] = [];
  for (const stage of asked.stages) outcomes.push(await runStage(stage, asked.context));
  return finish(outcomes);
}

interface Asked {
  readonly stages: readonly Stage[];
  readonly context: Context;
}

/** What the command line asks, or what is wrong with it. */
function read(): Asked | string {
  const options = { version: { type: "string" }, update: { type: "boolean", default: false }, full: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: true });
  const unknown = positionals.find(name => !stages.some(stage => stage.name === name));
  if (unknown !== undefined) return `There is no stage ${unknown}. There are:\n${stages.map(({ name, about }) => `  ${name}  ${about}\n`).join("")}`;
  const versions = flinks.filter(({ line }) => values.version === undefined || line === values.version);
  if (versions.length === 0) return `There is no version ${values.version}. There are ${flinks.map(({ line }) => line).join(" and ")}.`;
  const chosen = stages.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { stages: chosen, context: contextOf(versions, values) };
}

function contextOf(versions: readonly Flink[], { update, full }: { readonly update: boolean; readonly full: boolean }): Context {
  const began = Date.now();
  const say = (text: string): void => {
    process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}\n`);
  };
  return { versions, isWhole: versions.length === flinks.length, updates: update, isFull: full, say };
}

async function runStage(stage: Stage, context: Context): Promise<Outcome> {
  try {
    return await stage.run(context);
  } catch (error) {
    return { passed: 0, failed: 1, report: error instanceof Error ? error.message : String(error) };
  }
}

/** Prints what came out, and leaves the counts to `.ci/summary.mjs`. */
async function finish(outcomes: readonly Outcome[]): Promise<number> {
  const [passed, failed] = [sum(outcomes.map(each => each.passed)), sum(outcomes.map(each => each.failed))];
  await mkdir(".cutcheck", { recursive: true });
  await writeFile(".cutcheck/conformance.json", `${JSON.stringify({ passed, failed })}\n`);
  process.stdout.write(`${outcomes.map(({ report }) => `${report}\n`).join("")}\n${passed} agree, ${failed} do not.\n`);
  return failed === 0 ? exitCodes.asExpected : exitCodes.differs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

process.exitCode = await main();
