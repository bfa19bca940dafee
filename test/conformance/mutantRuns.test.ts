import { expect, test } from "vitest";
import { type MutantRun, mutantRuns } from "../../conformance/mutantRuns.ts";

test("a counterexample of a stock mutant ends with the step that stock does not allow, or that leads to something else there", async () => {
  const all = await mutantRuns();
  const runs = all.filter((each): each is MutantRun => "steps" in each && each.spec === "flink-checkpoint-control");
  const mutated = Object.fromEntries(runs.map(({ case: name, steps, instead }) => [name, [steps.at(-1)?.action, instead === null ? "refused" : "differs"]]));
  // What the bug is says which step it must be.
  expect(mutated["bug.m16"]).toEqual(["fails with its region", "differs"]);
  expect(mutated["bug.m38"]).toEqual(["acknowledges", "differs"]);
  expect(mutated["bug.m51"]).toEqual(["triggers a checkpoint", "refused"]);
  expect(mutated["bug.m52"]).toEqual(["cannot be triggered", "differs"]);
});

test("the others are left out for a reason: regional rules, or a mutant that only lacks something", async () => {
  const reasons = (await mutantRuns()).filter(each => "reason" in each).map(({ case: name, reason }) => [name, reason]);
  expect(reasons).toContainEqual(["bug.m78", "rules of regional checkpoints are in no released Flink"]);
  expect(reasons).toContainEqual(["bug.m5", 'its step "the checkpoint expires" is no action of stock']);
  expect(reasons).toContainEqual(["bug.m5.no-timeout", "no step of it differs from stock: the mutant lacks something that stock would do"]);
});
