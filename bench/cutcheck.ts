/** cutcheck as its users run it: the built command, start-up and loading of the spec included. */
import { copyFileSync, cpSync } from "node:fs";
import type { BenchModel } from "./models.ts";
import { type Measured, measure } from "./process.ts";

const copy = "bench/build/cutcheck";
/** The program of the copy. */
export const copiedMain = `${copy}/dist/cli/main.js`;

/** Copies the built package aside, so that a build during the measurement changes nothing. */
export function copyCutcheck(): void {
  cpSync("dist", `${copy}/dist`, { recursive: true });
  copyFileSync("package.json", `${copy}/package.json`);
}

/** `workers`: 1 is what the peers have. Errors: a count differs from the published one. */
export async function checkWithCutcheck(model: BenchModel, workers: number): Promise<Measured> {
  const options = ["--case", model.case, "--workers", String(workers), "--json"];
  const measured = await measure(process.execPath, [copiedMain, "check", model.spec, ...options], process.cwd());
  const { counts } = JSON.parse(measured.stdout).results[0];
  if (counts.distinctStates !== model.states || counts.transitions !== model.transitions) {
    const found = `${counts.distinctStates} states and ${counts.transitions} transitions`;
    throw new Error(`${model.title}: cutcheck found ${found}, not ${model.states} and ${model.transitions}`);
  }
  return measured;
}
