/** Failure and restart of tasks that prepare and commit (B20-B26). */
import { assign } from "cutcheck";
import { type CommitModel, type CommitWorld, clearContents, copyContents } from "./commit-world.ts";
import { resetCommitter, resetSubtask } from "./coordinator-commit.ts";
import { listenerOf } from "./listeners.ts";
import { loseMessages } from "./notifications.ts";
import { abortAll } from "./pending-checkpoints.ts";
import { isRestarting, sinkOf, tasksOf } from "./regions.ts";

/** A task fails, and its region with it (B21); the job is RESTARTING, which aborts what is pending (A24). */
export function failRegion(m: CommitModel, s: CommitWorld, region: number): void {
  for (const task of tasksOf(m.job, region)) endAttempt(m, s, task);
  if (m.rules.bug !== "M97") abortAll(m, s);
}

/** The attempt is gone, with its state and with the messages that were for it. Its transactions stay (D5). */
export function endAttempt(m: CommitModel, s: CommitWorld, task: number): void {
  clearContents(s.tasks[task]);
  assign(s.tasks[task], { phase: "failed", trigger: 0, latestReport: 0, uploaded: [] });
  loseMessages(m, s, task);
}

export function mayRestart(s: Readonly<CommitWorld>, task: number): boolean {
  return s.tasks[task].phase === "failed" && s.pending.every(({ stage }) => stage !== "announced");
}

/** Regional failover (A36, B25): state from the latest checkpoint, under its id, whatever the true cut of the region's part is. */
export function restoreRegion(m: CommitModel, s: CommitWorld, region: number): void {
  for (const task of tasksOf(m.job, region)) restart(m, s, task);
  const { id, tasks } = s.latest;
  if (m.rules.listener === "coordinatorCommit") resetSubtask(s, region, m.rules.resetId === "restored" ? id : tasks[sinkOf(m.job, region)].origin);
}

/** Global failover (A36). M49 has the ids start again behind the restored one. */
export function restoreAll(m: CommitModel, s: CommitWorld): void {
  abortAll(m, s);
  for (const task of m.tasks) endAttempt(m, s, task);
  for (const task of m.tasks) restart(m, s, task);
  if (m.rules.listener === "coordinatorCommit") resetCommitter(m, s);
  if (m.rules.bug === "M49") s.next = s.latest.id + 1;
}

function restart(m: CommitModel, s: CommitWorld, task: number): void {
  if (s.latest.id > 0) copyContents(s.tasks[task], s.latest.tasks[task]);
  s.tasks[task].phase = "running";
  listenerOf(m).restored(m, s, task, s.latest.id);
}

/** Whether a global failover makes a difference: while the job runs, or while it restarts. */
export function hasSomethingToLose(s: Readonly<CommitWorld>): boolean {
  return s.next > 1 || isRestarting(s);
}
