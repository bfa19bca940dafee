/** SPIN at its best setting for an exact search: its verifier is generated and compiled, once, and run. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BenchModel } from "./models.ts";
import { type Measured, measure } from "./process.ts";

export interface Verifier {
  readonly directory: string;
  /** What generating and compiling it took. */
  readonly buildSeconds: number;
}

/** The packages that are needed and not installed. */
export function missingTools(): readonly string[] {
  return ["spin", "gcc"].filter(tool => spawnSync(tool, [tool === "spin" ? "-V" : "--version"]).error !== undefined);
}

/** Without -o2 SPIN drops variables that are only written, and its counts differ. */
export function buildVerifier(model: BenchModel): Verifier {
  const directory = resolve("bench/build", `${model.spec.replace(/\W+/g, "-")}-${model.case}`);
  mkdirSync(directory, { recursive: true });
  const { file, definitions } = model.promela;
  const started = process.hrtime.bigint();
  const run = (command: string, args: readonly string[]): unknown => execFileSync(command, args, { cwd: directory, stdio: ["ignore", "ignore", "inherit"] });
  run("spin", ["-a", "-o2", ...definitions.map(each => `-D${each}`), resolve("bench/promela", file)]);
  run("gcc", ["-O3", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"]);
  return { directory, buildSeconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

/** One search with a hash table of 2^24 slots: a smaller one is slower. Errors: a count differs from the published one. */
export async function runVerifier(verifier: Verifier, model: BenchModel): Promise<Measured> {
  const measured = await measure(join(verifier.directory, "pan"), ["-w24", `-m${model.promela.depthMax}`], verifier.directory);
  // SPIN counts the initial state as a transition.
  const equal = states(measured.stdout) === shown(model.states) && transitions(measured.stdout) === shown(model.transitions + 1);
  if (!equal || !measured.stdout.includes("errors: 0")) throw new Error(`${model.title}: SPIN's counts are not those of the table\n${measured.stdout}`);
  return measured;
}

function states(output: string): number {
  return numberBefore(output, "states, stored");
}

function transitions(output: string): number {
  return numberBefore(output, "transitions (= stored+matched)");
}

/** SPIN writes large counts with eight digits. */
function shown(count: number): number {
  return Number(count.toPrecision(8));
}

function numberBefore(text: string, words: string): number {
  const line = text.split("\n").find(each => each.includes(words)) ?? "";
  return Number(line.trim().split(/\s+/)[0]);
}
