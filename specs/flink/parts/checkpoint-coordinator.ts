/** The CheckpointCoordinator: triggering (A3), acknowledgements, declines, timeout (A14-A17). Each handler is one step (A16). */
import { areAllAcknowledged, areAllThereAtLast, haveAllResponded } from "./answers.ts";
import { abort, complete } from "./completion.ts";
import { endAttempt } from "./failover.ts";
import { closeGateway, markGateway, openGateway } from "./gateways.ts";
import { evaluate } from "./regional.ts";
import { isRestarting, regionOf, sourceOf, tasksOf } from "./regions.ts";
import { trackerOnCheckpoint } from "./source-coordinator.ts";
import { clearContents, copyContents } from "./tasks.ts";
import { isAssignedAtCut, isEvaluated, isPending, isSentBeforeCut, type Model, pendingId, type World } from "./world.ts";

/** A4: every task runs. One checkpoint is pending at a time. */
export function mayTrigger(m: Model, s: Readonly<World>): boolean {
  return !isPending(s) && s.next <= m.job.ids && !isRestarting(s);
}

/** A new checkpoint; the coordinator's snapshot is asked for, and the gateways are marked (A3 steps 4-7, C3). */
export function trigger(m: Model, s: World): void {
  s.next += 1;
  s.pending.stage = "triggering";
  s.gateways.forEach(markGateway);
  if (m.rules.bug === "M3-early") s.gateways.forEach(closeGateway);
  if (m.rules.bug === "M1") sendTriggers(m, s);
}

/** The coordinator takes its snapshot and completes the future, whereupon the gateways close (E2, C3, C4). */
export function takeCoordinatorSnapshot(m: Model, s: World): void {
  const { pending, coordinator } = s;
  pending.stage = "snapshotted";
  pending.cutOwner = coordinator.owner;
  for (let split = 0; split < m.job.splits; split++) if (!isAssignedAtCut(s, split)) pending.unassigned.add(split);
  if (m.rules.bug !== "M10") trackerOnCheckpoint(coordinator, pendingId(s));
  if (m.rules.regional) pending.cutKey = coordinator.trackedKey;
  if (m.rules.bug === "M4") s.gateways.forEach(openGateway);
  else if (m.rules.bug !== "M3-late") s.gateways.forEach(closeGateway);
}

/** Every event that the coordinator sent before its snapshot is confirmed (C3). */
export function mayInject(m: Model, s: Readonly<World>): boolean {
  if (s.pending.stage !== "snapshotted") return false;
  return m.rules.bug === "M2" || s.gateways.every((gateway, subtask) => gateway.sent.every(split => !isSentBeforeCut(m, s, subtask, split)));
}

/** The coordinator's result is recorded and the sources are triggered (A3 steps 7-10). */
export function inject(m: Model, s: World): void {
  s.pending.stage = "injected";
  if (m.rules.bug === "M3-late") s.gateways.forEach(closeGateway);
  if (m.rules.bug === "M10") trackerOnCheckpoint(s.coordinator, pendingId(s));
  if (m.rules.bug !== "M1") sendTriggers(m, s);
  else whenAllResponded(m, s);
}

/** The plan names attempts (A4): a trigger for an attempt that has ended goes nowhere. */
function sendTriggers(m: Model, s: World): void {
  for (let region = 0; region < m.job.subtasks; region++) {
    const source = sourceOf(m.job, region);
    const inPlan = m.rules.bug === "M25" || !s.pending.tasks[source].dead;
    if (inPlan && s.tasks[source].phase === "running") s.tasks[source].trigger = pendingId(s);
  }
}

/** An acknowledgement for the pending checkpoint arrives (A14, A10). */
export function acknowledge(m: Model, s: World, task: number): void {
  s.pending.tasks[task].status = "acked";
  if (isEvaluated(s)) acknowledgeAfterEvaluation(m, s, task);
  else whenAllResponded(m, s);
}

/** Z5: the answers were evaluated, and the task was counted as silent. */
function acknowledgeAfterEvaluation(m: Model, s: World, task: number): void {
  switch (m.rules.lateAckAfterEval) {
    case "drop":
      discard(s, task);
      break;
    case "reevaluate":
      evaluate(m, s);
      break;
    case "accept":
      s.pending.tasks[task].status = "late";
      if (areAllThereAtLast(s.pending.tasks)) complete(m, s);
  }
}

/** The task counts as declined from now on. */
function discard(s: World, task: number): void {
  s.pending.tasks[task].status = "declined";
  clearContents(s.pending.tasks[task]);
}

/** A9, and areAllTasksResponded (H3). */
function whenAllResponded(m: Model, s: World): void {
  if (s.pending.stage !== "injected") return;
  if (areAllAcknowledged(s.pending.tasks)) complete(m, s);
  else if (m.rules.regional && haveAllResponded(s.pending.tasks)) evaluate(m, s);
}

/** Stock aborts at the first decline (A15). Regional checkpoints record it and wait for the others (H3). */
export function decline(m: Model, s: World, task: number): void {
  if (m.rules.regional) {
    s.pending.tasks[task].status = "declined";
    if (m.rules.declinedTask === "restarts") endRegion(m, s, regionOf(m.job, task));
    whenAllResponded(m, s);
  } else {
    abort(m, s);
  }
}

/** The declining task takes its region down, and the checkpoint goes on: a task that has not answered has declined (Z20, H13). */
function endRegion(m: Model, s: World, region: number): void {
  for (const task of tasksOf(m.job, region)) {
    endAttempt(m, s, task);
    if (s.pending.tasks[task].status === "waiting") s.pending.tasks[task].status = "declined";
  }
}

/** The canceller (A17). Regional checkpoints count the silent tasks as declined (H3), once the barriers are injected. */
export function expire(m: Model, s: World): void {
  if (m.rules.regional && s.pending.stage === "injected") evaluate(m, s);
  else abort(m, s);
}

export function mayExpire(s: Readonly<World>): boolean {
  return ["triggering", "snapshotted", "injected"].includes(s.pending.stage);
}

/** An acknowledgement arrives whose checkpoint is not pending: it is discarded with its private state (A14). */
export function discardLateAck(m: Model, s: World): void {
  const late = s.lateAck;
  if (late === null) return;
  if (m.rules.bug === "M28") s.orphanFile = true;
  const answer = s.pending.tasks[late.task];
  if (m.rules.bug === "M27" && s.pending.stage === "injected" && answer.status === "waiting") {
    copyContents(answer, late);
    answer.status = "acked";
    whenAllResponded(m, s);
  }
  s.lateAck = null;
}

/** A task has taken its snapshot: the AcknowledgeCheckpointEvent opens its subtask's gateway (C8, C9), and the answer is underway. */
export function answerFrom(s: World, task: number): void {
  const response = s.pending.tasks[task];
  response.status = "underway";
  copyContents(response, s.tasks[task]);
}
