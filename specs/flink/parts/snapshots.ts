/** Snapshots of tasks that prepare and commit (K5, B10-B13). Between two of its snapshots a source processes one record. */
import { type CommitModel, type CommitWorld, copyContents, type Pending, pendingOf } from "./commit-world.ts";
import { listenerOf } from "./listeners.ts";
import { outlive, recordDecline } from "./pending-checkpoints.ts";
import { regionOf, sinkOf, sourceOf } from "./regions.ts";

/** The snapshot succeeds. Its acknowledgement is underway, or late if the checkpoint has ended. */
export function takeSnapshot(m: CommitModel, s: CommitWorld, task: number): void {
  const id = takeSynchronousPart(m, s, task);
  const answer = pendingOf(s, id)?.tasks[task];
  if (answer === undefined || answer.status !== "waiting") outlive(m, s, id, task, s.tasks[task].base);
  else answerFrom(m, s, task, id, answer);
  listenerOf(m).stored(m, s, task, id);
}

/** The acknowledgement carries the state as of the synchronous part. */
function answerFrom(m: CommitModel, s: CommitWorld, task: number, id: number, answer: Pending["tasks"][number]): void {
  answer.status = "underway";
  copyContents(answer, s.tasks[task]);
  if (m.rules.bug === "M43") answer.prepared.delete(id);
}

/** The synchronous part succeeds, the asynchronous one fails: the task declines (B12). */
export function failAsynchronousPart(m: CommitModel, s: CommitWorld, task: number): void {
  const id = takeSynchronousPart(m, s, task);
  const pending = pendingOf(s, id);
  if (pending !== null) recordDecline(m, s, pending, task);
}

/** The task declines before its snapshot (B11, B18). */
export function failSnapshot(m: CommitModel, s: CommitWorld, task: number): void {
  const pending = pendingOf(s, takeTrigger(m, s, task));
  if (pending !== null) recordDecline(m, s, pending, task);
}

/** A sink that has its own task has received by then what its source had sent before the barrier. */
function takeSynchronousPart(m: CommitModel, s: CommitWorld, task: number): number {
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
function takeTrigger(m: CommitModel, s: CommitWorld, task: number): number {
  const { trigger: id, inbox } = s.tasks[task];
  s.tasks[task].trigger = 0;
  if (task !== sourceOf(m.job, regionOf(m.job, task)) || m.job.concurrent > 1) return id;
  inbox.removeWhere(message => message.id < id && (message.kind !== "aborted" || m.rules.abortRpcs === "inOrder"));
  return id;
}
