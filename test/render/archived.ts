/** The counterexample of a case of the toy, as an archive. */
import { type Archive, archiveOf } from "../../src/counterexample/archive.ts";
import { machineOf } from "../../src/explore/check.ts";
import { checked, instanceNamed } from "./toy.ts";

export async function archived(name: string): Promise<Archive> {
  const { instance, outcome } = await checked(instanceNamed(name));
  if (outcome.finding.verdict !== "violated") throw new Error(`${name}: ${outcome.finding.verdict}`);
  return archiveOf(instance, machineOf(instance).definition, outcome.finding.property, outcome.finding.trace);
}
