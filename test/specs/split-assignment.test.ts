/** The split assignment spec: what it is compared with, which bugs it knows, and that the naive explorer sees the same machine. */
import { describe, expect, test } from "vitest";
import { completed } from "../../specs/flink/parts/rules.ts";
import { splitModel } from "../../specs/flink/parts/split-world.ts";
import { failureFree } from "../../specs/flink/split-assignment/failure-free.ts";
import { splitMutants } from "../../specs/flink/split-assignment/mutants.ts";
import splitAssignment from "../../specs/flink/split-assignment.spec.ts";
import { resolveKnobs } from "../../src/dsl/knobs.ts";
import { explore } from "../../src/explore/explore.ts";
import { exploreNaively, graphNaively } from "../../src/plain/explore.ts";
import { orbitOf, renamingsOf } from "../../src/plain/orbits.ts";
import { comparable } from "../explore/agree.ts";

const definition = (scope: Record<string, unknown>, semantics: Record<string, unknown> = {}) =>
  splitAssignment.build(resolveKnobs(splitAssignment.scope, scope, "scope"), resolveKnobs(splitAssignment.semantics, semantics, "semantics")).definition;

const tiny = { splits: 1, faults: 1 };
const declinesOnly = { ...tiny, timeouts: 0, taskFailures: 0, globalFailures: 0, lostEvents: 0, lateAcks: false };

describe("the two explorers agree", () => {
  test.each([
    ["stock rules", { ...tiny, checkpoints: 1 }, {}],
    ["stock rules with a channel inside the region", { ...declinesOnly, checkpoints: 1, tasksPerRegion: 2 }, {}],
    ["two checkpoints at a time", { ...declinesOnly, concurrent: 2, faults: 0 }, {}],
    ["gateways that stay closed on a fallback", declinesOnly, { regional: true, gatewayOnFallback: "leave" }],
    ["a regional checkpoint whose coordinator's part is not corrected", declinesOnly, { regional: true, ocCorrection: "none" }],
  ])("on %s", (_, scope, semantics) => {
    const machine = definition(scope, semantics);
    expect(comparable(explore(machine, { countEdges: true }))).toEqual(comparable(exploreNaively(machine)));
  });
});

describe("splits that may go to any reader are interchangeable", () => {
  test("the states up to symmetry are the orbits that brute force finds", () => {
    const machine = definition({ ...declinesOnly, splits: 2, checkpoints: 1, faults: 0 });
    const { states } = graphNaively(machine);
    const renamings = renamingsOf(machine);
    const orbits = new Set(states.map(({ state }) => orbitOf(machine, state, renamings)));
    expect(renamings).toHaveLength(2);
    expect(explore(machine).counts.distinctStates).toBe(orbits.size);
    expect(explore(machine, { symmetry: false }).counts.distinctStates).toBe(states.length);
  });

  test("hashed they are not: a split's number says whose it is", () => {
    expect(explore(definition(tiny, { assignment: "hashed" })).symmetry).toBeUndefined();
  });
});

test("the failure-free job has each split unassigned or with one reader at one position, whichever split it is", () => {
  const faults = { faults: 0, declines: 0, timeouts: 0, taskFailures: 0, globalFailures: 0, lostEvents: 0, finalizeFailures: 0 };
  const [subtasks, splits, recordsPerSplit] = [3, 2, 2];
  const job = { subtasks, splits, records: recordsPerSplit, ids: 1, concurrent: 1, tasksPerRegion: 1 };
  const model = splitModel(job, completed({}), faults, false);
  const places = 1 + subtasks * (recordsPerSplit + 1);
  const machine = failureFree(model).definition;
  expect(explore(machine, { symmetry: false }).counts.distinctStates).toBe(places ** splits);
  expect(explore(machine).counts.distinctStates).toBe((places * (places + 1)) / 2);
});

test("every seeded bug has a case in which it is caught", () => {
  const caught = new Set(splitAssignment.cases.filter(each => each.expect.verdict === "violated").map(each => each.semantics.bug));
  expect([...caught].sort()).toEqual(["none", ...splitMutants.map(({ name }) => name)].sort());
});

test("a regional checkpoint needs a base: the first decline of a job aborts", () => {
  const machine = definition({ ...declinesOnly, checkpoints: 1 }, { regional: true });
  expect(explore(machine).neverEnabled).toContain("completes regionally");
});
