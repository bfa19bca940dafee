/**
 * Do checkpoints disturb the job that they are taken of? The machine of split assignment, with its checkpoints, stock or regional, implements the
 * failure-free job: whatever it does to the splits and the records is a step of that job, or no change of it. `split-assignment.spec.ts` asks this
 * of what a checkpoint stores (P2); here it is asked of the execution itself.
 *
 * A failover rolls the execution back, and the failure-free job has no such step: then the counterexample is the restore. So the
 * refinement is about runs in which checkpoints are declined, and nothing fails.
 *
 * Source and sink are chained: with a channel between them a record is read in one step and counted in another.
 */
import { holds, knob, spec, violates } from "cutcheck";
import { sourceOf } from "./parts/regions.ts";
import { completed, rules } from "./parts/rules.ts";
import { type SplitModel, type SplitWorld, splitModel } from "./parts/split-world.ts";
import { failureFree } from "./split-assignment/failure-free.ts";
import { splitAssignment } from "./split-assignment/machine.ts";

const implement = "the job with checkpoints does what the failure-free job may do";
const job = { subtasks: 2, tasksPerRegion: 1, splits: 2, records: 1, concurrent: 1 } as const;

/** The execution: a split that its reader has not yet received is not assigned. */
const liveStateOf =
  ({ job: size, splits, regions: all }: SplitModel) =>
  (s: Readonly<SplitWorld>) => {
    const regions = all.map(region => {
      const { own, counted } = s.tasks[sourceOf(size, region)];
      return { own, counted };
    });
    return { unassigned: splits.filter(split => regions.every(({ own }) => own.get(split) === null)), regions };
  };

export default spec("flink-checkpointed-job", {
  title: "A job under checkpoints implements the job without them",
  summary: "Split assignment with stock and with regional checkpoints, declined at will: every step is one of the failure-free job, or no change of it.",
  sources: ["docs/protocol/flink.md: A3-A18, H1-H8", "docs/protocol/flip-600.md: 2.3-2.10"],
  scope: {
    checkpoints: knob.int(2, 1, 3, "largest checkpoint id"),
    declines: knob.int(1, 0, 2, "declined snapshots"),
    taskFailures: knob.int(0, 0, 1, "failed tasks"),
  },
  semantics: { regional: rules.regional },
  build: ({ checkpoints, declines, taskFailures }, { regional }) => {
    const none = { timeouts: 0, globalFailures: 0, lostEvents: 0, finalizeFailures: 0 };
    const faults = { ...none, declines, taskFailures, faults: declines + taskFailures };
    const m = splitModel({ ...job, ids: checkpoints }, completed({ regional }), faults, false);
    return splitAssignment(m).refines(implement, failureFree(m), liveStateOf(m));
  },
  cases: [
    { name: "stock", properties: [implement], witnesses: [], expect: holds() },
    { name: "regional", semantics: { regional: true }, properties: [implement], witnesses: [], expect: holds() },
    {
      name: "failover",
      about: "A failover rolls back: no step of the failure-free job does that.",
      scope: { taskFailures: 1 },
      semantics: { regional: true },
      properties: [implement],
      expect: violates(implement, { steps: 3 }),
    },
  ],
});
