/** Snapshots of tasks that prepare and commit (K5, B10-B13). Between two of its snapshots a source processes one record. */
import type { Answers } from "./checkpoint-coordinator.ts";
import type { CommitWorld } from "./commit-world.ts";
import type { Completion } from "./completion.ts";
import type { Listener } from "./listener.ts";
import { regionOf, sinkOf, sourceOf } from "./regions.ts";
import { type Model, pendingOf } from "./world.ts";

/** What snapshots need. */
interface Others {
  readonly answers: Answers;
  readonly completion: Completion;
}

export type Snapshots = ReturnType<typeof snapshotsOf>;

export function snapshotsOf({ job, rules }: Model, { answers, completion }: Others, listener: Listener) {
  return {
    /** The snapshot succeeds. Its acknowledgement is underway, or late if the checkpoint has ended. */
    takeSnapshot(s: CommitWorld, task: number): void {
      const id = takeSynchronousPart(s, task);
      const pending = pendingOf(s, id);
      const isSavepoint = pending?.stage === "savepoint";
      if (pending === null || pending.tasks[task].status !== "waiting") completion.outlive(s, id, task, s.tasks[task]);
      else answers.answer(s, pending, task);
      // A savepoint is complete in itself: nothing of it is shared or kept next to the task.
      if (!isSavepoint) listener.stored(s, task, id);
    },

    /** The synchronous part succeeds, the asynchronous one fails: the task declines (B12). */
    failAsynchronousPart(s: CommitWorld, task: number): void {
      declinePending(s, takeSynchronousPart(s, task), task);
    },

    /** The task declines before its snapshot (B11, B18). */
    failSnapshot(s: CommitWorld, task: number): void {
      declinePending(s, takeTrigger(s, task), task);
    },
  };

  /** A cancelled barrier makes a separate sink decline as well (B6). */
  function declinePending(s: CommitWorld, id: number, task: number): void {
    const pending = pendingOf(s, id);
    const sink = sinkOf(job, regionOf(job, task));
    if (pending !== null) answers.decline(s, pending, task, [sink]);
  }

  /** A sink that has its own task has received by then what its source had sent before the barrier. */
  function takeSynchronousPart(s: CommitWorld, task: number): number {
    const region = regionOf(job, task);
    const [source, sink] = [sourceOf(job, region), sinkOf(job, region)];
    const { position } = s.tasks[task];
    const id = takeTrigger(s, task);
    if (task === source) s.tasks[task].position += 1;
    else s.tasks[task].position = s.tasks[source].position;
    if (task !== sink) s.tasks[sink].trigger = id;
    listener.snapshot(s, task, id, position);
    return id;
  }

  /**
   * The RPCs of the JobManager to one task are in order (C15): a completion that was sent before the trigger and is not there is lost. Not so where
   * the barrier comes from upstream, where several checkpoints are pending, and for aborts, if they are sent asynchronously (A21b).
   */
  function takeTrigger(s: CommitWorld, task: number): number {
    const { trigger: id, inbox } = s.tasks[task];
    s.tasks[task].trigger = 0;
    if (task !== sourceOf(job, regionOf(job, task)) || job.concurrent > 1) return id;
    inbox.removeWhere(message => message.id < id && (message.kind !== "aborted" || rules.abortRpcs === "inOrder"));
    return id;
  }
}
