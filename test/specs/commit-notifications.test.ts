/** The commit and notification spec: which bugs it knows, that its table is complete, and that the naive explorer sees the same machine. */
import { describe, expect, test } from "vitest";
import { commitMutants } from "../../specs/flink/commit-notifications/mutants.ts";
import commitNotifications from "../../specs/flink/commit-notifications.spec.ts";
import { resolveKnobs } from "../../src/dsl/knobs.ts";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively } from "../../src/plain/explore.ts";
import { comparable } from "../explore/agree.ts";

const definition = (scope: Record<string, unknown>, semantics: Record<string, unknown> = {}) =>
  commitNotifications.build(resolveKnobs(commitNotifications.scope, scope, "scope"), resolveKnobs(commitNotifications.semantics, semantics, "semantics"))
    .definition;

const tiny = { checkpoints: 2, declines: 1, faults: 1, globalFailures: 0, lateAcks: false };

describe("the two explorers agree", () => {
  test.each([
    ["stock rules with a two-phase-commit sink", { ...tiny, declines: 0 }, {}],
    ["stock rules with an incremental state backend", { ...tiny, declines: 0, taskFailures: 0 }, { listener: "incrementalState" }],
    ["a failed region that is told of completion", { ...tiny, timeouts: 0, taskFailures: 0 }, { regional: true, failedTaskNotif: "complete" }],
    ["committables that a barrier has overtaken", { ...tiny, faults: 0 }, { listener: "sinkV2", committables: "overtaken" }],
    ["stop-with-savepoint", { ...tiny, savepoints: true, taskFailures: 0 }, { listener: "incrementalState" }],
    ["a slow cancellation", { ...tiny, subtasks: 1, tasksPerRegion: 2, checkpoints: 1, declines: 0, timeouts: 0 }, { cancellation: "slow" }],
    [
      "a coordinator that is told of completion",
      { ...tiny, timeouts: 0, taskFailures: 0 },
      { regional: true, listener: "coordinatorCommit", ocNotif: "complete" },
    ],
  ])("on %s", (_, scope, semantics) => {
    const machine = definition(scope, semantics);
    expect(comparable(explore(machine, { countEdges: true }))).toEqual(comparable(exploreNaively(machine)));
  });
});

test("every seeded bug has a case in which it is caught, but for the controls", () => {
  const caught = new Set(commitNotifications.cases.filter(each => each.expect.verdict === "violated").map(each => each.semantics.bug));
  expect([...caught, "M46", "M96"].sort()).toEqual(["none", ...commitMutants.map(({ name }) => name)].sort());
});

test("the decision table has a cell for every listener and every meaning, at both sizes", () => {
  const cells = commitNotifications.cases.filter(each => each.name.startsWith("told."));
  const meanings = (["listener", "declinedTask", "abortCarriesLatest", "failedTaskNotif"] as const).map(
    knob => new Set(cells.map(each => each.semantics[knob])).size,
  );
  expect(meanings).toEqual([5, 2, 2, 5]);
  for (const tier of ["quick", "full"]) expect(cells.filter(each => each.tier === tier)).toHaveLength(5 * 2 * 2 * 5);
});

test("a regional checkpoint needs a base: the first decline of a job aborts", () => {
  const machine = definition({ ...tiny, checkpoints: 1, timeouts: 0 }, { regional: true });
  expect(explore(machine).neverEnabled).not.toContain("triggers a checkpoint");
  expect(machine.actions.map(({ name }) => name)).not.toContain("completes regionally");
});
