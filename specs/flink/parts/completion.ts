/** The end of a pending checkpoint: completed and stored (A18), or aborted (A21). Both are one step under the coordinator's lock (A16). */
import { assign } from "cutcheck";
import { areAllThereAtLast } from "./answers.ts";
import { regionOf } from "./regions.ts";
import { type AbortReason, isPlainSavepoint, type JobWorld, type Model, type Pending } from "./world.ts";

/**
 * Every task has acknowledged, or failed regions have fallen back: stored, then announced (A18, H7). A plain savepoint is not in the store, nobody is
 * told of it, and it subsumes nothing (A19).
 */
export function complete(m: Model, s: JobWorld, pending: Pending): void {
  if (isPlainSavepoint(m, pending)) {
    for (const part of m.parts) part.savepointTaken?.(m, s, pending);
    end(m, s, pending);
    return;
  }
  if (m.rules.bug === "M30" && pending.stage !== "announced") {
    pending.stage = "announced";
    announce(m, s, pending);
    return;
  }
  store(m, s, pending);
  // Is fully acknowledged after all: it counts as a global one (Z5).
  if (areAllThereAtLast(pending.tasks)) pending.failed.clear();
  if (m.rules.bug !== "M37") for (const other of s.pending) if (isSubsumedBy(m, other, pending)) abort(m, s, other, "subsumed");
  if (m.rules.bug !== "M30") announce(m, s, pending);
  end(m, s, pending);
}

/** The pending checkpoints before it, but no savepoints (A11, A18). */
function isSubsumedBy(m: Model, other: Readonly<Pending>, { id }: Readonly<Pending>): boolean {
  if (other.id === 0 || isPlainSavepoint(m, other)) return false;
  return other.id < id || (m.rules.bug === "M38" && other.id > id);
}

/**
 * Of each task its own answer or, in a failed region, what the latest checkpoint has of it (H5). A savepoint is not in the store, but the job has
 * stopped with it and starts from nothing else again (A19); under M95 it may start again from what is in the store.
 */
function store(m: Model, s: JobWorld, pending: Pending): void {
  if (pending.stage === "savepoint") {
    s.next = m.job.ids + 1;
    if (m.rules.bug === "M95") return;
  }
  s.latest.tasks.forEach((snap, task) => {
    if (!keepsOwnAnswer(m, s, pending, task)) return;
    m.contents.copy(snap, pending.tasks[task]);
    snap.origin = pending.id;
  });
  s.latest.id = pending.id;
  for (const part of m.parts) part.stored?.(m, s, pending);
}

/** Whether a task's own answer goes into the checkpoint, and not its state in the fallback checkpoint (H4, H5). */
function keepsOwnAnswer(m: Model, s: Readonly<JobWorld>, pending: Pending, task: number): boolean {
  const { status } = pending.tasks[task];
  if (!pending.failed.has(regionOf(m.job, task)) || status === "late") return true;
  if (status !== "acked") return false;
  if (m.rules.bug === "M63") return true;
  return m.rules.regionMerge === "replaceIfPresent" && m.contents.isEmpty(s.latest.tasks[task]);
}

function announce(m: Model, s: JobWorld, pending: Pending): void {
  for (const part of m.parts) part.completed?.(m, s, pending);
}

/** The checkpoint comes to nothing, and everybody is told (A21). One that is disposed of already stays as it is. */
export function abort(m: Model, s: JobWorld, pending: Pending, reason: AbortReason): void {
  if (pending.stage === "leaked") return;
  for (const part of m.parts) part.aborted?.(m, s, pending, reason);
  end(m, s, pending);
}

/** Any failure of a task, and any restart, aborts what is pending (A24, B25). */
export function abortAll(m: Model, s: JobWorld): void {
  for (const pending of s.pending) {
    if (pending.stage === "announced") end(m, s, pending);
    else if (pending.id > 0) abort(m, s, pending, "failover");
  }
}

/** After completion as after abort: acknowledgements that are still underway are late, and the slot is free. */
function end(m: Model, s: JobWorld, pending: Pending): void {
  const task = pending.tasks.findIndex(({ status }) => status === "underway");
  if (pending.stage === "savepoint") forgetTriggers(s, pending.id);
  else if (task >= 0) outlive(m, s, pending.id, task, pending.tasks[task]);
  for (const part of m.parts) part.ended?.(m, s, pending);
  pending.id = 0;
  pending.stage = m.coordinatorSteps ? "triggering" : "injected";
  pending.failed.clear();
  for (const answer of pending.tasks) {
    answer.status = "waiting";
    m.contents.clear(answer);
  }
}

/** What is late of a savepoint is of no interest: no snapshot of it is taken, no acknowledgement of it arrives. */
function forgetTriggers(s: JobWorld, id: number): void {
  for (const task of s.tasks) if (task.trigger === id) task.trigger = 0;
}

/** An acknowledgement with this state is on its way, and its checkpoint has ended. At most one is kept underway. */
export function outlive(m: Model, s: JobWorld, id: number, task: number, state: object): void {
  if (m.lateAcks && s.lateAck === null) assign(s, { lateAck: { id, task, ...m.contents.late(m, state) } });
}
