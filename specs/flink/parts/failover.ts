/** Failure and restart of tasks (B20-B26). Between the two, the other regions and the coordinators go on (B26). */
import { abortAll } from "./completion.ts";
import { regionOf, sourceOf, tasksOf } from "./regions.ts";
import type { JobWorld, Model } from "./world.ts";

/** The steps by which tasks go on from the latest checkpoint, after a failure of theirs or of the job. */
export const restarts = ["restarts a region", "restarts everything"];

/** Seeded bugs under which pending checkpoints survive the failure of a task. */
const pendingSurvives: readonly Model["rules"]["bug"][] = ["M16", "M25", "M97"];

/** A task fails, and its region with it (B21); the job is RESTARTING, which aborts what is pending (A24), unless the rules say otherwise (Z20). */
export function failTaskWithItsRegion(m: Model, s: JobWorld, task: number): void {
  const affected = m.rules.bug === "M17" ? [task] : tasksOf(m.job, regionOf(m.job, task));
  for (const each of affected) {
    if (each !== task && m.rules.cancellation === "slow") cancel(s, each);
    else endAttempt(m, s, each);
  }
  if (m.rules.crashHandling === "abortsPending" && !pendingSurvives.includes(m.rules.bug)) abortAll(m, s);
}

/** The task is told to end, and takes no more snapshots (B18). */
function cancel(s: JobWorld, task: number): void {
  s.tasks[task].phase = "canceling";
  s.tasks[task].trigger = 0;
}

/** The task is gone: nothing of it is left but the messages that it sent. */
export function endAttempt(m: Model, s: JobWorld, task: number): void {
  m.contents.clear(s.tasks[task]);
  s.tasks[task].phase = "failed";
  s.tasks[task].trigger = 0;
  for (const part of m.parts) part.attemptEnded?.(m, s, task);
}

/** Regional failover (A36, B25): the failed tasks of a region start from the latest checkpoint, and the coordinators hear of the reset. */
export function restoreRegion(m: Model, s: JobWorld, region: number): void {
  const restarted = tasksOf(m.job, region).filter(task => s.tasks[task].phase === "failed");
  for (const task of restarted) restart(m, s, task);
  if (!restarted.includes(sourceOf(m.job, region))) return;
  for (const part of m.parts) part.subtaskReset?.(m, s, region);
}

/** Global failover (A36): everything starts from the latest checkpoint. */
export function restoreAll(m: Model, s: JobWorld): void {
  abortAll(m, s);
  for (const task of m.tasks) endAttempt(m, s, task);
  for (const task of m.tasks) restart(m, s, task, m.rules.bug === "M18" && regionOf(m.job, task) === 0);
  for (const part of m.parts) part.resetToCheckpoint?.(m, s);
  // The ids start again behind the restored one.
  if (m.rules.bug === "M49") s.next = s.latest.id + 1;
}

/** A new attempt with the state of the latest checkpoint; without one it starts from nothing. */
function restart(m: Model, s: JobWorld, task: number, isFromNothing = false): void {
  if (s.latest.id > 0 && !isFromNothing) m.contents.copy(s.tasks[task], s.latest.tasks[task]);
  s.tasks[task].phase = "running";
  for (const part of m.parts) part.restored?.(m, s, task);
}
