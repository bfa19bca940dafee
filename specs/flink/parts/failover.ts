/** Failure and restart of tasks (B20-B26). Between the two, the other regions and the coordinators go on (B26). */
import type { Completion } from "./completion.ts";
import { regionOf, sourceOf, tasksOf } from "./regions.ts";
import type { JobWorld, Model, Part } from "./world.ts";

/** The steps by which tasks go on from the latest checkpoint, after a failure of theirs or of the job. */
export const restarts = ["restarts a region", "restarts everything"];

export type Failover = ReturnType<typeof failoverOf>;

export function failoverOf(m: Model, completion: Completion, parts: readonly Part[]) {
  const { job, rules, contents } = m;

  const failover = {
    /** A task fails, and its region with it (B21). */
    failTaskWithItsRegion(s: JobWorld, task: number): void {
      for (const each of failover.affectedBy(task)) {
        if (each !== task && rules.cancellation === "slow") cancel(s, each);
        else failover.endAttempt(s, each);
      }
      if (failover.abortsPending()) completion.abortAll(s);
    },

    /** The tasks that fail when one does. */
    affectedBy(task: number): readonly number[] {
      return tasksOf(job, regionOf(job, task));
    },

    /** The job is RESTARTING, which aborts what is pending (A24), unless the rules say otherwise (Z20). */
    abortsPending(): boolean {
      return rules.crashHandling === "abortsPending";
    },

    /** The task is gone: nothing of it is left but the messages that it sent. */
    endAttempt(s: JobWorld, task: number): void {
      contents.clear(s.tasks[task]);
      s.tasks[task].phase = "failed";
      s.tasks[task].trigger = 0;
      for (const part of parts) part.attemptEnded?.(s, task);
    },

    /** Regional failover (A36, B25): the failed tasks of a region start from the latest checkpoint, and the coordinators hear of the reset. */
    restoreRegion(s: JobWorld, region: number): void {
      const restarted = tasksOf(job, region).filter(task => s.tasks[task].phase === "failed");
      for (const task of restarted) failover.restart(s, task);
      if (!restarted.includes(sourceOf(job, region))) return;
      for (const part of parts) part.subtaskReset?.(s, region);
    },

    /** Global failover (A36): everything starts from the latest checkpoint. */
    restoreAll(s: JobWorld): void {
      completion.abortAll(s);
      for (const task of m.tasks) failover.endAttempt(s, task);
      failover.restartAll(s);
      for (const part of parts) part.resetToCheckpoint?.(s);
    },

    restartAll(s: JobWorld): void {
      for (const task of m.tasks) failover.restart(s, task);
    },

    /** A new attempt with the state of the latest checkpoint; without one it starts from nothing. */
    restart(s: JobWorld, task: number): void {
      if (s.latest.id > 0) contents.copy(s.tasks[task], s.latest.tasks[task]);
      failover.start(s, task);
    },

    /** The attempt has its state, and runs. */
    start(s: JobWorld, task: number): void {
      s.tasks[task].phase = "running";
      for (const part of parts) part.restored?.(s, task);
    },
  };
  return failover;
}

/** The task is told to end, and takes no more snapshots (B18). */
function cancel(s: JobWorld, task: number): void {
  s.tasks[task].phase = "canceling";
  s.tasks[task].trigger = 0;
}
