/**
 * The CheckpointCoordinator of a job that commits: triggering, answers, timeout (A3, A14-A17), completion and abort with the notifications
 * that they send (A18, A21), and regional completion (H3-H8). Each handler is one step (A16).
 */
import { assign } from "cutcheck";
import { areAllAcknowledged, areAllThereAtLast, failedRegions, haveAllResponded } from "./answers.ts";
import { type CommitModel, type CommitWorld, clearContents, copyContents, type Pending, pendingOf } from "./commit-world.ts";
import { coordinatorHearsComplete } from "./coordinator-commit.ts";
import { register, registerStored } from "./incremental-state.ts";
import { tell, tellAborted } from "./notifications.ts";
import { isRestarting, regionOf, sourceOf } from "./regions.ts";

/** A4: every task runs; and there is room. A trigger that waits for its task is replaced only when its checkpoint has ended. */
export function mayTrigger(m: CommitModel, s: Readonly<CommitWorld>): boolean {
  if (s.next > m.job.ids || isRestarting(s) || s.coordinator.refused || s.pending[s.next % m.job.concurrent].id > 0) return false;
  return s.pending.every(({ stage }) => stage !== "announced") && m.regions.every(region => pendingOf(s, s.tasks[sourceOf(m.job, region)].trigger) === null);
}

export function trigger(m: CommitModel, s: CommitWorld): void {
  const id = s.next;
  s.next += 1;
  s.pending[id % m.job.concurrent].id = id;
  for (const region of m.regions) s.tasks[sourceOf(m.job, region)].trigger = id;
}

/** An acknowledgement arrives in time (A14, A10). */
export function acknowledge(m: CommitModel, s: CommitWorld, pending: Pending, task: number): void {
  const answer = pending.tasks[task];
  register(m, s, task, pending.id, answer.base);
  answer.status = "acked";
  if (pending.stage === "evaluated") acknowledgeAfterEvaluation(m, s, pending, task);
  else whenAllResponded(m, s, pending);
}

/** Z5: the answers were evaluated, and the task was counted as silent. */
function acknowledgeAfterEvaluation(m: CommitModel, s: CommitWorld, pending: Pending, task: number): void {
  switch (m.rules.lateAckAfterEval) {
    case "drop":
      pending.tasks[task].status = "declined";
      clearContents(pending.tasks[task]);
      break;
    case "reevaluate":
      evaluate(m, s, pending);
      break;
    case "accept":
      pending.tasks[task].status = "late";
      if (areAllThereAtLast(pending.tasks)) completeWithAll(m, s, pending);
  }
}

/** isFullyAcknowledged: the checkpoint completes as a global one. */
function completeWithAll(m: CommitModel, s: CommitWorld, pending: Pending): void {
  pending.failed.clear();
  complete(m, s, pending);
}

/** A9, and areAllTasksResponded (H3). */
function whenAllResponded(m: CommitModel, s: CommitWorld, pending: Pending): void {
  if (areAllAcknowledged(pending.tasks)) complete(m, s, pending);
  else if (m.rules.regional && haveAllResponded(pending.tasks)) evaluate(m, s, pending);
}

/** Stock aborts at the first decline (A15). Regional checkpoints record it and wait for the others (H3). */
export function recordDecline(m: CommitModel, s: CommitWorld, pending: Pending, task: number): void {
  if (!m.rules.regional) abort(m, s, pending);
  else {
    for (const each of m.tasks) if (each === task || isDownstreamOf(m, each, task)) decline(pending, each);
    whenAllResponded(m, s, pending);
  }
}

/** A cancelled barrier makes a separate sink decline as well (B6). */
function isDownstreamOf(m: CommitModel, task: number, upstream: number): boolean {
  return regionOf(m.job, task) === regionOf(m.job, upstream) && task > upstream;
}

/** What the attempt has not answered until now it declines. */
export function decline(pending: Pending, task: number): void {
  const answer = pending.tasks[task];
  if (answer.status === "waiting") answer.status = "declined";
}

/** The canceller (A17). Regional checkpoints count the silent tasks as declined (H3). */
export function expire(m: CommitModel, s: CommitWorld, pending: Pending): void {
  if (m.rules.regional) evaluate(m, s, pending);
  else abort(m, s, pending);
}

/** RegionalCheckpointHandler.tryCompleteRegionalCheckpoint (H4): whoever has not acknowledged has declined. How many and how often is not limited. */
function evaluate(m: CommitModel, s: CommitWorld, pending: Pending): void {
  const failed = failedRegions(m.job, m.regions, pending.tasks);
  pending.failed.clear();
  pending.failed.addAll(failed);
  if (failed.length === 0) complete(m, s, pending);
  else if (failed.length === m.regions.length || s.latest.id === 0) abort(m, s, pending);
  else pending.stage = "evaluated";
}

/** Every task has acknowledged, or failed regions have fallen back: stored, then announced (A18, H7). */
export function complete(m: CommitModel, s: CommitWorld, pending: Pending): void {
  if (m.rules.bug === "M30" && pending.stage !== "announced") {
    pending.stage = "announced";
    announce(m, s, pending);
    return;
  }
  store(m, s, pending);
  if (m.rules.bug !== "M37") for (const other of s.pending) if (other.id > 0 && other.id < pending.id) abort(m, s, other);
  if (m.rules.bug !== "M30") announce(m, s, pending);
  end(m, s, pending);
}

/** Of each task its own answer or, in a failed region, what the latest checkpoint has of it (H5). */
function store(m: CommitModel, s: CommitWorld, pending: Pending): void {
  s.latest.tasks.forEach((snap, task) => {
    const answer = pending.tasks[task];
    if (pending.failed.has(regionOf(m.job, task)) && answer.status !== "late") return;
    copyContents(snap, answer);
    snap.origin = pending.id;
  });
  s.latest.id = pending.id;
  registerStored(m, s, pending.id);
}

/** sendAcknowledgeMessages, and what a failed region is told instead (H8). */
function announce(m: CommitModel, s: CommitWorld, pending: Pending): void {
  for (const task of m.tasks) {
    if (pending.failed.has(regionOf(m.job, task))) tellFallback(m, s, task, pending.id);
    else tell(s, task, "complete", pending.id);
  }
  s.announced = pending.id;
  tellCoordinator(m, s, pending);
}

function tellFallback(m: CommitModel, s: CommitWorld, task: number, id: number): void {
  const { failedTaskNotif } = m.rules;
  if (failedTaskNotif === "complete") tell(s, task, "complete", id);
  else if (failedTaskNotif === "aborted") tellAborted(m, s, task, id);
  else if (failedTaskNotif !== "nothing") tell(s, task, "fallback", id);
}

function tellCoordinator(m: CommitModel, s: CommitWorld, pending: Pending): void {
  if (m.rules.listener !== "coordinatorCommit" || (!pending.failed.isEmpty && m.rules.ocNotif === "fallback")) return;
  if (m.rules.bug === "M97") s.coordinator.unheard = pending.id;
  else coordinatorHearsComplete(m, s, pending.id, [...pending.failed]);
}

/** The checkpoint comes to nothing, and everybody is told (A21). */
export function abort(m: CommitModel, s: CommitWorld, pending: Pending): void {
  for (const task of m.tasks) tellAborted(m, s, task, pending.id);
  end(m, s, pending);
}

/** Any failure of a task, and any restart, aborts what is pending (A24, B25). */
export function abortAll(m: CommitModel, s: CommitWorld): void {
  for (const pending of s.pending) {
    if (pending.stage === "announced") end(m, s, pending);
    else if (pending.id > 0) abort(m, s, pending);
  }
}

/** Acknowledgements that are still underway are late from now on. At most one is kept. */
function end(m: CommitModel, s: CommitWorld, pending: Pending): void {
  const task = pending.tasks.findIndex(({ status }) => status === "underway");
  if (task >= 0) outlive(m, s, pending.id, task, pending.tasks[task].base);
  assign(pending, { id: 0, stage: "injected", failed: [] });
  for (const answer of pending.tasks) {
    answer.status = "waiting";
    clearContents(answer);
  }
}

/** An acknowledgement whose checkpoint has ended is on its way. */
export function outlive(m: CommitModel, s: CommitWorld, id: number, task: number, base: number): void {
  if (m.lateAcks && s.lateAck === null) s.lateAck = { id, task, base };
}

/** It arrives: its shared state is registered, its private state discarded (A14). */
export function discardLateAck(m: CommitModel, s: CommitWorld): void {
  if (s.lateAck !== null) register(m, s, s.lateAck.task, s.lateAck.id, s.lateAck.base);
  s.lateAck = null;
}
