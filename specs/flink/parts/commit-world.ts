/** The state of a job whose tasks prepare and commit: tasks, the external log, notifications, pending checkpoints, the latest completed one. */
import { indices, type RecordView, range, t, type ViewOf } from "cutcheck";
import { answerStatus } from "./answers.ts";
import type { CommitRules } from "./commit-rules.ts";
import { budgetType, type Faults, limited } from "./faults.ts";
import { type Topology, taskCount } from "./regions.ts";

/** The size of a job that commits. */
export interface CommitJob extends Topology {
  /** Largest checkpoint id. */
  readonly ids: number;
  /** Checkpoints that may be pending at a time. */
  readonly concurrent: number;
}

/** What is fixed while a machine runs. */
export interface CommitModel {
  readonly job: CommitJob;
  readonly rules: CommitRules;
  readonly faults: Faults;
  /** Whether an acknowledgement may outlive its checkpoint. */
  readonly lateAcks: boolean;
  readonly regions: readonly number[];
  readonly tasks: readonly number[];
  /** Checkpoint ids. */
  readonly ids: readonly number[];
}

export function commitModel(job: CommitJob, rules: CommitRules, faults: Faults, lateAcks: boolean): CommitModel {
  return { job, rules, faults: limited(faults), lateAcks, regions: indices(job.subtasks), tasks: indices(taskCount(job)), ids: range(1, job.ids) };
}

/** What a task remembers, and what its snapshot holds. */
function contents({ ids }: CommitJob) {
  return {
    /** Records of its region that it has processed: one between two snapshots. */
    position: t.int(0, ids),
    /** Transactions (of a writer: committables) that it has prepared and of whose commit it has not heard, by checkpoint id. */
    prepared: t.set(t.int(1, ids)),
    /** Incremental state: the checkpoint whose file this state shares, 0 for none. */
    base: t.int(0, ids),
  };
}

const messageKinds = ["complete", "aborted", "fallback"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** A notification to a task. */
function messageType(ids: number) {
  return t.record({
    kind: t.oneOf(...messageKinds),
    id: t.int(1, ids),
    /** Of an abort: the completed checkpoint that it carries (B15), 0 for none. */
    latest: t.int(0, ids),
  });
}

function taskType(job: CommitJob) {
  return t.record({
    phase: t.oneOf("running", "failed"),
    ...contents(job),
    /** The checkpoint whose trigger or barrier waits for the task, 0: none. */
    trigger: t.int(0, job.ids),
    /** The largest id whose completion this attempt has processed (B15). */
    latestReport: t.int(0, job.ids),
    /** Incremental state: the ids whose files this attempt has uploaded and of whose end it has not heard (D8). */
    uploaded: t.set(t.int(1, job.ids)),
    /** Notifications underway: a bag, for they may be reordered; one that is lost is one that never arrives (A21b, B19). */
    inbox: t.bag(messageType(job.ids), job.ids + 1),
  });
}

/** A stored state. `origin` is the id of the checkpoint whose barrier produced it: its true cut. */
const snapType = (job: CommitJob) => t.record({ origin: t.int(0, job.ids), ...contents(job) });

/** How a task has answered a pending checkpoint, with the state that it answered. */
const answerType = (job: CommitJob) => t.record({ status: answerStatus(), ...contents(job) });

/** A transaction of a sink in the external system. */
function transactionType(ids: number) {
  return t.record({
    /** `twice`: the same transaction was committed again, and the system did not notice (M45). */
    state: t.oneOf("none", "prepared", "committed", "twice", "aborted"),
    /** The first record, and the one behind the last. */
    from: t.int(0, ids),
    to: t.int(0, ids),
  });
}

function pendingType(job: CommitJob) {
  return t.record({
    /** 0: this slot is free. */
    id: t.int(0, job.ids),
    /** Barriers injected; answers evaluated and the coordinators' correction awaited (H6); under M30 announced and not yet stored. */
    stage: t.oneOf("injected", "evaluated", "announced"),
    tasks: t.array(taskCount(job), answerType(job)),
    failed: t.set(t.int(0, job.subtasks - 1)),
  });
}

export function commitFields({ job, faults }: CommitModel) {
  const id = t.int(0, job.ids);
  return {
    tasks: t.array(taskCount(job), taskType(job)),
    /** The external system: the transactions of each region's sink, that of checkpoint id at id - 1. They outlive crashes (D5). */
    transactions: t.array(job.subtasks, t.array(job.ids, transactionType(job.ids))),
    /** A coordinator that commits (F19). */
    coordinator: t.record({
      /** Committables delivered and not committed, per subtask. */
      collected: t.array(job.subtasks, t.set(t.int(1, job.ids))),
      /** The largest id for which the subtask has delivered committables. */
      delivered: t.array(job.subtasks, id),
      /** It threw, which fails the job. */
      refused: t.bool(),
      /** Under M97: a completion on its way to it. */
      unheard: id,
    }),
    /** SharedStateRegistry: per task and id, the last checkpoint that uses the file which the task uploaded under that id; 0: not registered. */
    registry: t.array(taskCount(job), t.array(job.ids, id)),
    /** Local state stores: per task and id, the position of the local copy. */
    local: t.array(taskCount(job), t.array(job.ids, t.option(id))),
    next: t.int(1, job.ids + 1),
    pending: t.array(job.concurrent, pendingType(job)),
    /** An acknowledgement that has outlived its checkpoint. At most one is kept underway; others are lost. */
    lateAck: t.option(t.record({ id: t.int(1, job.ids), task: t.int(0, taskCount(job) - 1), base: id })),
    /** The newest completed checkpoint, which both failovers restore (B25). */
    latest: t.record({ id, tasks: t.array(taskCount(job), snapType(job)) }),
    /** Ghost: the id whose completion was announced last. */
    announced: id,
    budget: budgetType(faults),
  };
}

export type CommitWorld = RecordView<ReturnType<typeof commitFields>>;
export type Message = ViewOf<ReturnType<typeof messageType>>;
export type Pending = ViewOf<ReturnType<typeof pendingType>>;
const contentsType = (job: CommitJob) => t.record(contents(job));
export type Contents = ViewOf<ReturnType<typeof contentsType>>;

export function copyContents(to: Contents, from: Contents): void {
  to.position = from.position;
  to.prepared = from.prepared;
  to.base = from.base;
}

export function clearContents(task: Contents): void {
  task.position = 0;
  task.prepared.clear();
  task.base = 0;
}

/** The slot of a pending checkpoint; null if the id is not pending. */
export function pendingOf(s: Readonly<CommitWorld>, id: number): Pending | null {
  const slot = s.pending[id % s.pending.length];
  return id > 0 && slot.id === id ? slot : null;
}
