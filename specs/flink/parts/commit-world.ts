/** The state of a job whose tasks prepare and commit, and are told how checkpoints end: with the external log, and whatever listens. */
import { type RecordView, t, type ViewOf } from "cutcheck";
import { budgetType } from "./faults.ts";
import { type Job, taskCount } from "./regions.ts";
import { answerType, type Contents, fieldsIf, lateAckType, type Model, type Phase, pendingType, snapType, taskType } from "./world.ts";

/** What a task remembers, and what its snapshot holds. */
function preparedFields({ ids }: Job) {
  return {
    /** Records of its region that it has processed: one between two snapshots. */
    position: t.int(0, ids),
    /** Transactions (of a writer: committables) that it has prepared and of whose commit it has not heard, by checkpoint id. */
    prepared: t.set(t.int(1, ids)),
    /** Incremental state: the checkpoint whose file this state shares, 0 for none. */
    base: t.int(0, ids),
  };
}

const preparedType = (job: Job) => t.record(preparedFields(job));
type Prepared = ViewOf<ReturnType<typeof preparedType>>;

export const prepared: Contents = {
  copy(to: Prepared, from: Prepared) {
    to.position = from.position;
    to.prepared = from.prepared;
    to.base = from.base;
  },
  clear(of: Prepared) {
    of.position = 0;
    of.prepared.clear();
    of.base = 0;
  },
  isEmpty: ({ position, prepared: transactions, base }: Prepared) => position === 0 && transactions.isEmpty && base === 0,
  late: ({ base }: Prepared) => ({ base }),
};

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

function commitTaskType({ job, rules }: Model) {
  const phases: readonly [Phase, ...Phase[]] = rules.cancellation === "slow" ? ["running", "canceling", "failed"] : ["running", "failed"];
  return taskType(job, phases, preparedFields(job), {
    /** The largest id whose completion this attempt has processed (B15). */
    latestReport: t.int(0, job.ids),
    /** Incremental state: the ids whose files this attempt has uploaded and of whose end it has not heard (D8). */
    uploaded: t.set(t.int(1, job.ids)),
    /** Notifications underway: a bag, for they may be reordered; one that is lost is one that never arrives (A21b, B19). */
    inbox: t.bag(messageType(job.ids), job.ids + 1),
    /** Sink V2: the ids whose committables a barrier has overtaken, and which are still on their way to the committer. Their checkpoint has them (B7). */
    ...fieldsIf(rules.committables === "overtaken", { inFlight: t.set(t.int(1, job.ids)) }),
  });
}

/** A transaction of a sink in the external system. */
function transactionType(ids: number) {
  return t.record({
    /** `twice`: the same transaction was committed again, and the system did not notice: that must not be (D5). */
    state: t.oneOf("none", "prepared", "committed", "twice", "aborted"),
    /** The first record, and the one behind the last. */
    from: t.int(0, ids),
    to: t.int(0, ids),
  });
}

/** Coordinators' snapshots take no steps here. */
const commitPendingType = (job: Job) => pendingType(job, ["injected", "corrected", "announced", "savepoint"], answerType(preparedFields(job)), {});

export function commitFields(m: Model) {
  const { job, faults } = m;
  const id = t.int(0, job.ids);
  return {
    tasks: t.array(taskCount(job), commitTaskType(m)),
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
      /** A completion on its way to it, 0 for none: it hears at once. */
      unheard: id,
    }),
    /** SharedStateRegistry: per task and id, the last checkpoint that uses the file which the task uploaded under that id; 0: not registered. */
    registry: t.array(taskCount(job), t.array(job.ids, id)),
    /** Local state stores: per task and id, the position of the local copy. */
    local: t.array(taskCount(job), t.array(job.ids, t.option(id))),
    next: t.int(1, job.ids + 1),
    pending: t.array(job.concurrent, commitPendingType(job)),
    lateAck: lateAckType(job, { base: id }),
    /** The newest completed checkpoint, which both failovers restore (B25). */
    latest: t.record({ id, tasks: t.array(taskCount(job), snapType(job, preparedFields(job))) }),
    /** Ghost: the id whose completion was announced last. */
    announced: id,
    budget: budgetType(faults),
  };
}

export type CommitWorld = RecordView<ReturnType<typeof commitFields>>;
export type Message = ViewOf<ReturnType<typeof messageType>>;
export type CommitPending = ViewOf<ReturnType<typeof commitPendingType>>;
