/** cutcheck as its users run it: the built command, start-up and loading of the spec included. */
import type { BenchModel } from "./models.ts";
import { type Measured, measure } from "./process.ts";

/** Errors: a count differs from the published one. */
export async function checkWithCutcheck(model: BenchModel): Promise<Measured> {
  const measured = await measure(process.execPath, ["dist/cli/main.js", "check", model.spec, "--case", model.case, "--json"], process.cwd());
  const { counts } = JSON.parse(measured.stdout).results[0];
  if (counts.distinctStates !== model.states || counts.transitions !== model.transitions) {
    throw new Error(
      `${model.title}: cutcheck found ${counts.distinctStates} states and ${counts.transitions} transitions, not ${model.states} and ${model.transitions}`,
    );
  }
  return measured;
}
