/** The state of a job whose source subtasks read splits that a coordinator assigns. */
import { type RecordView, t, type ViewOf } from "cutcheck";
import { budgetType, type Faults } from "./faults.ts";
import { gatewayType } from "./gateways.ts";
import { channelType, recordFields, records, type Split, type SplitJob, type Splits, splitsOf } from "./records.ts";
import { type Job, taskCount } from "./regions.ts";
import type { Rules } from "./rules.ts";
import { sourceCoordinatorType } from "./source-coordinator.ts";
import { answerType, lateAckType, type Model, modelOf, pendingType, snapType, taskType } from "./world.ts";

/** What is fixed while a machine runs. */
export interface SplitModel extends Model {
  readonly job: SplitJob;
  readonly splits: Splits;
}

/** The size of a job that reads splits. */
export interface SplitSizes extends Job {
  readonly splits: number;
  /** Records of each split. */
  readonly records: number;
}

export function splitModel(sizes: SplitSizes, rules: Rules, faults: Faults, lateAcks: boolean): SplitModel {
  const splits = splitsOf(sizes.splits, rules);
  return { ...modelOf({ ...sizes, splits }, rules, faults, lateAcks, { contents: records, coordinatorSteps: true, deadAnswers: true }), splits };
}

/** A pending checkpoint, with the coordinator's cut. */
function splitPendingType(job: SplitJob) {
  return pendingType(
    job,
    ["triggering", "snapshotted", "injected", "correcting", "corrected"],
    /** The attempt that the checkpoint's plan waits for may have ended. */
    answerType({ dead: t.bool(), ...recordFields(job) }),
    {
      /** Owners at the coordinator's cut, as in its live state. */
      cutOwner: t.array(job.splits, t.option(t.int(0, job.subtasks))),
      /** Tracker keys of the splits at the coordinator's cut, 0 without an entry. */
      cutKey: t.array(job.splits, t.int(0, job.ids)),
      /** The coordinator's result: what the checkpoint will store as unassigned. */
      unassigned: t.set(job.splits),
    },
  );
}

export function splitFields({ job, rules, faults }: SplitModel) {
  return {
    tasks: t.array(taskCount(job), taskType(job, ["running", "failed"], recordFields(job), { channel: channelType(job) })),
    coordinator: sourceCoordinatorType(job),
    gateways: t.array(job.subtasks, gatewayType(job, rules)),
    /** The next checkpoint id. */
    next: t.int(1, job.ids + 1),
    pending: t.array(job.concurrent, splitPendingType(job)),
    lateAck: lateAckType(job, recordFields(job)),
    /** The newest completed checkpoint, which both failovers restore (B25); 0: none has completed yet. */
    latest: t.record({
      id: t.int(0, job.ids),
      tasks: t.array(taskCount(job), snapType(job, recordFields(job))),
      /** The enumerator's snapshot: the splits that it may still assign. */
      unassigned: t.set(job.splits),
    }),
    budget: budgetType(faults),
    /** A private state file exists that nothing refers to and that nobody will delete: that must not be. */
    orphanFile: t.bool(),
  };
}

export type SplitWorld = RecordView<ReturnType<typeof splitFields>>;
export type SplitPending = ViewOf<ReturnType<typeof splitPendingType>>;

/** Whether a checkpoint is pending, and the coordinator's own snapshot of it was taken. */
export function isCutTaken(pending: Readonly<SplitPending>): boolean {
  return pending.id > 0 && pending.stage !== "triggering";
}

/** Whether a split was assigned when the coordinator's snapshot was taken. */
export function isAssignedAtCut(pending: Readonly<SplitPending>, split: Split): boolean {
  return pending.cutOwner.get(split) !== null;
}
