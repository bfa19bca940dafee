/** The counterexample of a case of a spec, as an archive. */

import { machineOf } from "../../src/check/check.ts";
import { type Archive, archiveOf } from "../../src/counterexample/archive.ts";
import { checked, instanceNamed, toy } from "./toy.ts";

export async function archived(name: string, of = toy): Promise<Archive> {
  const { instance, outcome } = await checked(instanceNamed(name, of));
  if (outcome.finding.verdict !== "violated") throw new Error(`${name}: ${outcome.finding.verdict}`);
  return archiveOf(instance, machineOf(instance).definition, outcome.finding.property, outcome.finding.trace);
}
