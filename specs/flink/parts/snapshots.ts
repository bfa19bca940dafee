/** Snapshots of tasks that prepare and commit (K5, B10-B13). Between two of its snapshots a source processes one record. */
import { answer, decline } from "./checkpoint-coordinator.ts";
import type { CommitWorld } from "./commit-world.ts";
import { outlive } from "./completion.ts";
import { listenerOf } from "./listeners.ts";
import { regionOf, sinkOf, sourceOf } from "./regions.ts";
import { type Model, pendingOf } from "./world.ts";

/** The snapshot succeeds. Its acknowledgement is underway, or late if the checkpoint has ended. */
export function takeSnapshot(m: Model, s: CommitWorld, task: number): void {
  const id = takeSynchronousPart(m, s, task);
  const pending = pendingOf(s, id);
  const isSavepoint = pending?.stage === "savepoint";
  if (pending === null || pending.tasks[task].status !== "waiting") outlive(m, s, id, task, s.tasks[task]);
  else {
    answer(m, s, pending, task);
    if (m.rules.bug === "M43") pending.tasks[task].prepared.delete(id);
  }
  // A savepoint is complete in itself: nothing of it is shared or kept next to the task.
  if (!isSavepoint) listenerOf(m).stored(m, s, task, id);
}

/** The synchronous part succeeds, the asynchronous one fails: the task declines (B12). */
export function failAsynchronousPart(m: Model, s: CommitWorld, task: number): void {
  declinePending(m, s, takeSynchronousPart(m, s, task), task);
}

/** The task declines before its snapshot (B11, B18). */
export function failSnapshot(m: Model, s: CommitWorld, task: number): void {
  declinePending(m, s, takeTrigger(m, s, task), task);
}

/** A cancelled barrier makes a separate sink decline as well (B6). */
function declinePending(m: Model, s: CommitWorld, id: number, task: number): void {
  const pending = pendingOf(s, id);
  const sink = sinkOf(m.job, regionOf(m.job, task));
  if (pending !== null) decline(m, s, pending, task, [sink]);
}

/** A sink that has its own task has received by then what its source had sent before the barrier. */
function takeSynchronousPart(m: Model, s: CommitWorld, task: number): number {
  const region = regionOf(m.job, task);
  const [source, sink] = [sourceOf(m.job, region), sinkOf(m.job, region)];
  const { position } = s.tasks[task];
  const id = takeTrigger(m, s, task);
  if (task === source) s.tasks[task].position += 1;
  else s.tasks[task].position = s.tasks[source].position;
  if (task !== sink) s.tasks[sink].trigger = id;
  listenerOf(m).snapshot(m, s, task, id, position);
  return id;
}

/**
 * The RPCs of the JobManager to one task are in order (C15): a completion that was sent before the trigger and is not there is lost. Not so where
 * the barrier comes from upstream, where several checkpoints are pending, and for aborts, if they are sent asynchronously (A21b).
 */
function takeTrigger(m: Model, s: CommitWorld, task: number): number {
  const { trigger: id, inbox } = s.tasks[task];
  s.tasks[task].trigger = 0;
  if (task !== sourceOf(m.job, regionOf(m.job, task)) || m.job.concurrent > 1) return id;
  inbox.removeWhere(message => message.id < id && (message.kind !== "aborted" || m.rules.abortRpcs === "inOrder"));
  return id;
}
