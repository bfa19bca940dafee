/** The state of a job under checkpoints, put together from the parts. */
import { indices, type RecordView, t } from "cutcheck";
import { answerStatus } from "./answers.ts";
import { budgetType, type Faults, limited } from "./faults.ts";
import { gatewayType } from "./gateways.ts";
import { type Job, sourceOf, taskCount } from "./regions.ts";
import type { Rules } from "./rules.ts";
import { sourceCoordinatorType } from "./source-coordinator.ts";
import { completedType } from "./store.ts";
import { contents, taskType } from "./tasks.ts";

/** What is fixed while a machine runs. */
export interface Model {
  readonly job: Job;
  readonly rules: Rules;
  readonly faults: Faults;
  /** Whether an acknowledgement may outlive its checkpoint. */
  readonly lateAcks: boolean;
  /** The numbers of the splits, of the regions (which are those of the source subtasks), and of the tasks. */
  readonly splits: readonly number[];
  readonly regions: readonly number[];
  readonly tasks: readonly number[];
}

export function modelOf(job: Job, rules: Rules, faults: Faults, lateAcks: boolean): Model {
  return { job, rules, faults: limited(faults), lateAcks, splits: indices(job.splits), regions: indices(job.subtasks), tasks: indices(taskCount(job)) };
}

/** How a task has answered the pending checkpoint, with the state that it answered. */
function responseType(job: Job) {
  return t.record({
    status: answerStatus(),
    /** The attempt that the checkpoint's plan waits for has ended. */
    dead: t.bool(),
    ...contents(job),
  });
}

/**
 * The pending checkpoint; its id is `next - 1`. One is pending at a time. Stages: the coordinator's snapshot was asked for, was
 * taken, barriers are injected; under regional checkpoints the coordinator's correction is awaited, has arrived.
 */
function pendingType(job: Job) {
  return t.record({
    stage: t.oneOf("none", "triggering", "snapshotted", "injected", "correcting", "corrected"),
    tasks: t.array(taskCount(job), responseType(job)),
    /** Owners at the coordinator's cut, as in its live state. */
    cutOwner: t.array(job.splits, t.option(t.int(0, job.subtasks))),
    /** Tracker keys of the splits at the coordinator's cut, 0 without an entry. */
    cutKey: t.array(job.splits, t.int(0, job.ids)),
    /** The coordinator's result: what the checkpoint will store as unassigned. */
    unassigned: t.set(t.int(0, job.splits - 1)),
    /** After evaluation: the failed regions. */
    failed: t.set(t.int(0, job.subtasks - 1)),
  });
}

/** An acknowledgement that has outlived its checkpoint. */
function lateAckType(job: Job) {
  return t.record({ id: t.int(1, job.ids), task: t.int(0, taskCount(job) - 1), ...contents(job) });
}

export function worldFields({ job, faults }: Model) {
  return {
    tasks: t.array(taskCount(job), taskType(job)),
    coordinator: sourceCoordinatorType(job),
    gateways: t.array(job.subtasks, gatewayType(job)),
    /** The next checkpoint id. */
    next: t.int(1, job.ids + 1),
    pending: pendingType(job),
    /** At most one late acknowledgement is kept underway; others are lost. */
    lateAck: t.option(lateAckType(job)),
    latest: completedType(job),
    budget: budgetType(faults),
    /** A private state file exists that nothing refers to and that nobody will delete. */
    orphanFile: t.bool(),
  };
}

export type World = RecordView<ReturnType<typeof worldFields>>;

/** The id of the pending checkpoint, or of the last one when none is pending. */
export function pendingId(s: Readonly<World>): number {
  return s.next - 1;
}

export function isPending(s: Readonly<World>): boolean {
  return s.pending.stage !== "none";
}

/** Whether the coordinator's own snapshot of the pending checkpoint was taken. */
export function isCutTaken(s: Readonly<World>): boolean {
  return s.pending.stage !== "none" && s.pending.stage !== "triggering";
}

/** Whether the answers to the pending checkpoint were evaluated, and the coordinator's correction is awaited or there (H6). */
export function isEvaluated(s: Readonly<World>): boolean {
  return s.pending.stage === "correcting" || s.pending.stage === "corrected";
}

/** Whether a split was assigned when the coordinator's snapshot of the pending checkpoint was taken. */
export function isAssignedAtCut(s: Readonly<World>, split: number): boolean {
  return s.pending.cutOwner.get(split) !== null;
}

/** Whether an event that is underway to a subtask was sent before the cut: the split was this attempt's then. */
export function isSentBeforeCut(m: Model, s: Readonly<World>, subtask: number, split: number): boolean {
  return s.pending.cutOwner.get(split) === subtask && !s.pending.tasks[sourceOf(m.job, subtask)].dead;
}
