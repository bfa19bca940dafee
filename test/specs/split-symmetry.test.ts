/**
 * Splits that may go to any reader are interchangeable: every hazard and seeded bug says the same, in the same bytes, whether states are counted up to
 * symmetry or one by one. `check.test.ts` explores these cases with symmetry, and finds what they expect and what is archived; here they are explored without.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Case } from "cutcheck";
import { describe, expect, test } from "vitest";
import splitAssignment from "../../specs/flink/split-assignment.spec.ts";
import { check, instanceOf, machineOf, type Result } from "../../src/check/check.ts";
import { archiveFolder, archiveOf, writeTrace } from "../../src/counterexample/archive.ts";
import { unlimited } from "../../src/explore/explore.ts";
import { repository } from "../cli/build.ts";

const sweep = /^(?:bug|z\d+|as-read|restart-race)\b/;
const swept = splitAssignment.cases.filter(({ name, scope, tier }) => tier === "quick" && sweep.test(name) && Number(scope["splits"]) > 1);
const platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };
const archived = ({ name }: Case): string => join(repository, "counterexamples", archiveFolder(splitAssignment.name, name), "trace.json");

const checked = (of: Case, symmetry: boolean): Promise<Result> =>
  check(instanceOf(splitAssignment, of), { budget: unlimited, countEdges: false, symmetry }, platform);

test("there are many of them", () => {
  expect(swept.length).toBeGreaterThan(40);
});

test.each(swept.map(of => [of.name, of] as const))("%s is the same without symmetry", async (_, of) => {
  const result = await checked(of, false);
  expect(result.outcome.symmetry).toBe("full");
  expect([result.asExpected, result.differences]).toEqual([true, []]);
  const { finding } = result.outcome;
  expect(finding.verdict === "violated").toBe(existsSync(archived(of)));
  if (finding.verdict !== "violated") return;
  const instance = instanceOf(splitAssignment, of);
  const trace = writeTrace(archiveOf(instance, machineOf(instance).definition, finding.property, finding.trace));
  expect(trace).toBe(await readFile(archived(of), "utf8"));
});

describe("up to symmetry", () => {
  // Those with the shortest runs are small.
  const steps = ({ expect: { verdict, ...expected } }: Case): number =>
    verdict === "violated" && "steps" in expected ? Number(expected.steps) : Number.POSITIVE_INFINITY;
  const small = [...swept].sort((a, b) => steps(a) - steps(b)).slice(0, 12);

  test("there are fewer states, and no other answer", async () => {
    const states = { on: 0, off: 0 };
    for (const of of small) {
      const [on, off] = [await checked(of, true), await checked(of, false)];
      expect(on.outcome.symmetry).toBe("reduced");
      expect(said(on), of.name).toEqual(said(off));
      states.on += on.outcome.counts.distinctStates;
      states.off += off.outcome.counts.distinctStates;
    }
    expect(states.on).toBeLessThan(0.75 * states.off);
  });

  const said = ({ verdict, outcome: { finding, counts, missingWitnesses, neverEnabled } }: Result) => ({
    verdict,
    finding: JSON.stringify(finding),
    levels: counts.levels.length,
    missingWitnesses,
    neverEnabled,
  });
});
