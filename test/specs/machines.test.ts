/** Every case of every spec has a machine, also those that only the full tier explores: the names of actions in its properties depend on the knobs. */
import { describe, expect, test } from "vitest";
import checkpointControl from "../../specs/flink/checkpoint-control.spec.ts";
import checkpointedJob from "../../specs/flink/checkpointed-job.spec.ts";
import commitNotifications from "../../specs/flink/commit-notifications.spec.ts";
import splitAssignment from "../../specs/flink/split-assignment.spec.ts";
import { instanceOf, machineOf } from "../../src/check/check.ts";
import type { Case } from "../../src/dsl/spec.ts";

describe.each([checkpointControl, checkpointedJob, commitNotifications, splitAssignment])("in $name", spec => {
  test("the machine of every case knows the actions that its properties name", () => {
    const namesOf = (of: Case): readonly string[] => machineOf(instanceOf(spec, of)).definition.actions.map(({ name }) => name);
    expect(spec.cases.map(namesOf).every(names => names.length > 0)).toBe(true);
  });
});
