/** The end of a pending checkpoint: completed and stored (A18), or aborted (A21). Both are one step under the coordinator's lock (A16). */
import { assign } from "cutcheck";
import { areAllThereAtLast } from "./answers.ts";
import { regionOf } from "./regions.ts";
import type { AbortReason, JobWorld, Model, Part, Pending } from "./world.ts";

export type Storing = ReturnType<typeof storingOf>;

/** What a completed checkpoint has of each task. */
export function storingOf({ job, rules, contents }: Model, parts: readonly Part[]) {
  const storing = {
    /**
     * Of each task its own answer or, in a failed region, what the latest checkpoint has of it (H5). A savepoint is not in the store, but the job has
     * stopped with it and starts from nothing else again (A19).
     */
    store(s: JobWorld, pending: Pending): void {
      if (pending.stage === "savepoint") storing.stopTriggering(s);
      s.latest.tasks.forEach((snap, task) => {
        if (!storing.keepsOwnAnswer(s, pending, task)) return;
        contents.copy(snap, pending.tasks[task]);
        snap.origin = pending.id;
      });
      s.latest.id = pending.id;
      for (const part of parts) part.stored?.(s, pending);
    },

    /** The job has stopped, and takes no more checkpoints. */
    stopTriggering(s: JobWorld): void {
      s.next = job.ids + 1;
    },

    /** Whether a task's own answer goes into the checkpoint, and not its state in the fallback checkpoint (H4, H5). */
    keepsOwnAnswer(s: Readonly<JobWorld>, pending: Pending, task: number): boolean {
      const { status } = pending.tasks[task];
      if (!pending.failed.has(regionOf(job, task)) || status === "late") return true;
      return status === "acked" && rules.regionMerge === "replaceIfPresent" && contents.isEmpty(s.latest.tasks[task]);
    },
  };
  return storing;
}

export type Completion = ReturnType<typeof completionOf>;

export function completionOf(m: Model, storing: Storing, parts: readonly Part[]) {
  const { contents } = m;
  const initialStage = m.coordinatorSteps ? "triggering" : "injected";

  const completion = {
    /**
     * Every task has acknowledged, or failed regions have fallen back: stored, then announced (A18, H7). A plain savepoint is not in the store, nobody is
     * told of it, and it subsumes nothing (A19).
     */
    complete(s: JobWorld, pending: Pending): void {
      if (completion.isPlainSavepoint(pending)) {
        for (const part of parts) part.savepointTaken?.(s, pending);
        completion.end(s, pending);
        return;
      }
      storing.store(s, pending);
      // Is fully acknowledged after all: it counts as a global one (Z5).
      if (areAllThereAtLast(pending.tasks)) pending.failed.clear();
      for (const other of s.pending) if (completion.isSubsumedBy(other, pending)) completion.abort(s, other, "subsumed");
      completion.announce(s, pending);
      completion.end(s, pending);
    },

    /** Whether it is a plain savepoint, where the sub-model has them. */
    isPlainSavepoint(pending: Readonly<Pending>): boolean {
      return m.plainSavepoints === true && pending.savepoint === true;
    },

    /** The pending checkpoints before it, but no savepoints (A11, A18). */
    isSubsumedBy(other: Readonly<Pending>, { id }: Readonly<Pending>): boolean {
      return other.id > 0 && other.id < id && !completion.isPlainSavepoint(other);
    },

    announce(s: JobWorld, pending: Pending): void {
      for (const part of parts) part.completed?.(s, pending);
    },

    /** The checkpoint comes to nothing, and everybody is told (A21). */
    abort(s: JobWorld, pending: Pending, reason: AbortReason): void {
      for (const part of parts) part.aborted?.(s, pending, reason);
      completion.end(s, pending);
    },

    /** Any failure of a task, and any restart, aborts what is pending (A24, B25). */
    abortAll(s: JobWorld): void {
      for (const pending of s.pending) if (pending.id > 0) completion.abort(s, pending, "failover");
    },

    /** After completion as after abort: acknowledgements that are still underway are late, and the slot is free. */
    end(s: JobWorld, pending: Pending): void {
      const task = pending.tasks.findIndex(({ status }) => status === "underway");
      if (pending.stage === "savepoint") forgetTriggers(s, pending.id);
      else if (task >= 0) completion.outlive(s, pending.id, task, pending.tasks[task]);
      for (const part of parts) part.ended?.(s, pending);
      pending.id = 0;
      pending.stage = initialStage;
      pending.failed.clear();
      for (const answer of pending.tasks) {
        answer.status = "waiting";
        contents.clear(answer);
      }
    },

    /** An acknowledgement with this state is on its way, and its checkpoint has ended. At most one is kept underway. */
    outlive(s: JobWorld, id: number, task: number, state: object): void {
      if (m.lateAcks && s.lateAck === null) assign(s, { lateAck: { id, task, ...contents.late(state) } });
    },
  };
  return completion;
}

/** What is late of a savepoint is of no interest: no snapshot of it is taken, no acknowledgement of it arrives. */
function forgetTriggers(s: JobWorld, id: number): void {
  for (const task of s.tasks) if (task.trigger === id) task.trigger = 0;
}
