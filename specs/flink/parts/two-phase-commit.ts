/** Sinks that commit in their task: the TwoPhaseCommitSinkFunction (D4) and the committer of Sink V2 (D6) with the writer's sweep (E15). */
import type { CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import { type Job, regionOf, sinkOf } from "./regions.ts";
import { abortTransaction, prepare, type Transactions } from "./transactions.ts";
import type { Model } from "./world.ts";

export type Sinks = ReturnType<typeof sinksOf>;

export function sinksOf({ job, rules }: Model, transactions: Transactions) {
  const sinks = {
    /** The records since the last snapshot are pre-committed. */
    prepareNext(s: CommitWorld, task: number, id: number, from: number): void {
      const { position } = s.tasks[task];
      if (!isSink(job, task) || from === position) return;
      prepare(s, regionOf(job, task), id, from, position);
      sinks.keepPrepared(s, task, id);
    },

    keepPrepared(s: CommitWorld, task: number, id: number): void {
      s.tasks[task].prepared.add(id);
    },

    /** What a completion commits. What is on its way is waited for (D6). */
    commitUpTo(s: CommitWorld, task: number, id: number): void {
      const { prepared } = s.tasks[task];
      for (const each of prepared) {
        if (!sinks.isCommittedBy(each, id)) continue;
        if (sinks.isInFlight(s, task, each)) sinks.waitFor(s, task, each);
        else {
          transactions.commit(s, regionOf(job, task), each);
          prepared.delete(each);
        }
      }
    },

    /** Everything up to the id: a completion subsumes the lower ones (D1). */
    isCommittedBy(prepared: number, completed: number): boolean {
      return prepared <= completed;
    },

    /** Whether the committables of an id are on their way to the committer. */
    isInFlight(s: Readonly<CommitWorld>, task: number, id: number): boolean {
      return rules.committables === "overtaken" && s.tasks[task].inFlight.has(id);
    },

    waitFor(_: CommitWorld, __: number, ___: number): void {},

    /** The committables of an id, all of which their summary has announced, are there: if it has completed meanwhile, they are committed (D6). */
    committablesArrive(s: CommitWorld, task: number, id: number): void {
      const { inFlight, prepared, latestReport } = s.tasks[task];
      inFlight.delete(id);
      if (id <= latestReport && prepared.has(id)) sinks.commitUpTo(s, task, latestReport);
    },

    /** Stock sinks ignore aborts (D3, D8). */
    hearAbort(_: CommitWorld, __: number, ___: number): void {},

    dropIfTold(s: CommitWorld, task: number, id: number): void {
      if (rules.failedTaskNotif === "fallbackDrops") sinks.drop(s, task, id);
    },

    /** The transaction is given up. */
    drop(s: CommitWorld, task: number, id: number): void {
      const { prepared } = s.tasks[task];
      if (!prepared.has(id)) return;
      prepared.delete(id);
      abortTransaction(s, regionOf(job, task), id);
    },
  };
  return sinks;
}

export type SinkRestores = ReturnType<typeof sinkRestoresOf>;

/** What a restarted sink does with its state. */
export function sinkRestoresOf({ job, rules }: Model, transactions: Transactions) {
  return {
    /** A restart commits what its state has prepared. */
    commitPrepared(s: CommitWorld, task: number, upTo: number): void {
      const { prepared } = s.tasks[task];
      for (const id of prepared) {
        if (id > upTo) continue;
        transactions.commit(s, regionOf(job, task), id);
        prepared.delete(id);
      }
    },

    /** The restarted writer aborts the transactions of its predecessors by their names, which are ids (E15). */
    sweep(s: CommitWorld, task: number, restored: number): void {
      if (!isSink(job, task)) return;
      const from = rules.sweepFrom === "origin" ? (restored === 0 ? 0 : s.latest.tasks[task].origin) : restored;
      for (let id = from + 1; id <= job.ids; id++) if (!s.tasks[task].prepared.has(id)) abortTransaction(s, regionOf(job, task), id);
    },
  };
}

/** Only the sink of a region has transactions. */
function isSink(job: Job, task: number): boolean {
  return task === sinkOf(job, regionOf(job, task));
}

/** Restore commits everything in the restored state (D4). */
export function legacyTwoPhaseCommit({ job }: Model, sinks: Sinks, restores: SinkRestores): Listener {
  return {
    snapshot: (s, task, id, from) => sinks.prepareNext(s, task, id, from),
    stored() {},
    complete: (s, task, id) => sinks.commitUpTo(s, task, id),
    aborted: (s, task, id) => sinks.hearAbort(s, task, id),
    fallback: (s, task, id) => sinks.dropIfTold(s, task, id),
    restored: (s, task) => restores.commitPrepared(s, task, job.ids),
  };
}

/** Restore commits what is tagged up to the restored id (D6), and the writer aborts what it cannot know (E15). */
export function sinkV2(m: Model, sinks: Sinks, restores: SinkRestores): Listener {
  return {
    ...legacyTwoPhaseCommit(m, sinks, restores),
    /** With an unaligned barrier the committables are still on their way to the committer when the snapshot is taken (B7). */
    snapshot(s, task, id, from) {
      sinks.prepareNext(s, task, id, from);
      if (m.rules.committables === "overtaken" && s.tasks[task].prepared.has(id)) s.tasks[task].inFlight.add(id);
    },
    restored(s, task, id) {
      restores.commitPrepared(s, task, id);
      restores.sweep(s, task, id);
    },
  };
}
