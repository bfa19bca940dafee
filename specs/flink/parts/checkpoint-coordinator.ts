/** The CheckpointCoordinator: triggering (A3), acknowledgements, declines, timeout (A14-A17). Each handler is one step (A16). */

import { assign } from "cutcheck";
import { areAllAcknowledged, haveAllResponded } from "./answers.ts";
import { abort, complete } from "./completion.ts";
import { endAttempt } from "./failover.ts";
import { acknowledgeAfterEvaluation, evaluate, mayFallBack } from "./regional.ts";
import { isRestarting, regionOf, sourceOf, tasksOf } from "./regions.ts";
import { isDead, isEvaluated, isPlainSavepoint, type JobWorld, type Model, type Pending, slotOf } from "./world.ts";

/** A4: every task runs. A6: there is room, and no other checkpoint is being triggered. */
export function mayTrigger(m: Model, s: Readonly<JobWorld>): boolean {
  return s.next <= m.job.ids && !isRestarting(s) && slotOf(s, s.next).id === 0 && !s.pending.some(isBeforeInjection);
}

function isBeforeInjection({ id, stage }: Readonly<Pending>): boolean {
  return id > 0 && (stage === "triggering" || stage === "snapshotted");
}

/** A new checkpoint: the coordinators are asked for their snapshots, where that takes steps (A3 steps 4-7). */
export function trigger(m: Model, s: JobWorld, pending: Pending = slotOf(s, s.next)): void {
  pending.id = s.next;
  s.next += 1;
  if (!m.coordinatorSteps) inject(m, s, pending);
  for (const part of m.parts) part.triggered?.(m, s, pending);
}

/** Stop-with-savepoint: a synchronous savepoint, while no other checkpoint is pending (A19). */
export function triggerSavepoint(m: Model, s: JobWorld): void {
  const pending = slotOf(s, s.next);
  trigger(m, s);
  pending.stage = "savepoint";
}

/** The coordinators' results are recorded and the sources are triggered (A3 steps 7-10). */
export function inject(m: Model, s: JobWorld, pending: Pending): void {
  pending.stage = "injected";
  if (m.rules.bug !== "M1") sendTriggers(m, s, pending);
  else whenAllResponded(m, s, pending);
}

/** The plan names attempts (A4): a trigger for an attempt that has ended goes nowhere. */
export function sendTriggers(m: Model, s: JobWorld, pending: Pending): void {
  if (m.answersOnly) return;
  for (const region of m.regions) {
    const source = sourceOf(m.job, region);
    const isInPlan = m.rules.bug === "M25" || !isDead(m, pending.tasks[source]);
    if (isInPlan && s.tasks[source].phase === "running") s.tasks[source].trigger = pending.id;
  }
}

/** Whether no trigger waits for its task. A task's mailbox holds one. */
export function areTriggersTaken(m: Model, s: Readonly<JobWorld>): boolean {
  return m.regions.every(region => s.tasks[sourceOf(m.job, region)].trigger === 0);
}

/** An acknowledgement for a pending checkpoint arrives (A14, A10). */
export function acknowledge(m: Model, s: JobWorld, pending: Pending, task: number): void {
  for (const part of m.parts) part.acknowledged?.(m, s, pending, task);
  pending.tasks[task].status = "acked";
  if (isEvaluated(pending)) acknowledgeAfterEvaluation(m, s, pending, task);
  else whenAllResponded(m, s, pending);
}

/** A9, and areAllTasksResponded (H3). */
export function whenAllResponded(m: Model, s: JobWorld, pending: Pending): void {
  if (pending.stage !== "injected" && pending.stage !== "savepoint") return;
  if (areAllAcknowledged(pending.tasks)) complete(m, s, pending);
  else if (m.rules.regional && !isPlainSavepoint(m, pending) && (haveAllResponded(pending.tasks) || isLost(m, s, pending))) evaluate(m, s, pending);
}

/** Whether the regions that have declined are too many already, and the rules do not wait for the others then (`flip-600.md` H18). */
function isLost(m: Model, s: JobWorld, pending: Pending): boolean {
  return m.rules.evaluation === "whenLost" && canOnlyAbort(m, s, pending);
}

/** Whether regions have declined that may not fall back: whatever the others answer, the checkpoint will abort. */
export function canOnlyAbort(m: Model, s: Readonly<JobWorld>, pending: Readonly<Pending>): boolean {
  const declined = m.regions.filter(region => tasksOf(m.job, region).some(task => pending.tasks[task].status === "declined"));
  return declined.length > 0 && !mayFallBack(m, s, pending, declined);
}

/**
 * A task declines, perhaps with others that it takes along. Stock aborts at the first decline (A15), and so do savepoints (H1). Regional checkpoints
 * record it and wait for the others (H3).
 */
export function decline(m: Model, s: JobWorld, pending: Pending, task: number, along: readonly number[] = []): void {
  if (!m.rules.regional || isSavepoint(m, pending)) {
    abort(m, s, pending, "declined");
    return;
  }
  declineIfWaiting(pending, [task, ...along]);
  if (m.rules.declinedTask === "restarts") endRegion(m, s, pending, regionOf(m.job, task));
  whenAllResponded(m, s, pending);
}

/** The declining task takes its region down, and the checkpoint goes on: a task that has not answered has declined (Z20, H13). */
function endRegion(m: Model, s: JobWorld, pending: Pending, region: number): void {
  for (const task of tasksOf(m.job, region)) endAttempt(m, s, task);
  declineIfWaiting(pending, tasksOf(m.job, region));
}

function declineIfWaiting(pending: Pending, tasks: readonly number[]): void {
  for (const task of tasks) if (pending.tasks[task].status === "waiting") pending.tasks[task].status = "declined";
}

/** The canceller (A17). Regional checkpoints count the silent tasks as declined (H3), once the barriers are injected. */
export function expire(m: Model, s: JobWorld, pending: Pending): void {
  if (m.rules.regional && !isBeforeInjection(pending) && !isSavepoint(m, pending)) evaluate(m, s, pending);
  else abort(m, s, pending, "expired");
}

function isSavepoint(m: Model, pending: Readonly<Pending>): boolean {
  return pending.stage === "savepoint" || isPlainSavepoint(m, pending);
}

/** A task's snapshot has succeeded, and the answer is underway. It carries the state as of the synchronous part. */
export function answer(m: Model, s: JobWorld, pending: Pending, task: number): void {
  pending.tasks[task].status = "underway";
  m.contents.copy(pending.tasks[task], s.tasks[task]);
}

/** An acknowledgement arrives whose checkpoint is not pending: it is discarded with its private state (A14). */
export function discardLateAck(m: Model, s: JobWorld): void {
  for (const part of m.parts) part.lateAcknowledged?.(m, s);
  assign(s, { lateAck: null });
}
