/** What becomes of a pending checkpoint's part of an attempt that has ended, where a failure does not abort everything that is pending (B25, Z20). */
import type { ControlModel, ControlPending, ControlWorld } from "./control-world.ts";
import type { Part } from "./world.ts";

/** Where a crash counts as a failed region, the task has declined, whatever it has answered; where it is forgotten, its answer stays. */
export function deadAnswers({ rules }: ControlModel): Part {
  return {
    attemptEnded(s: ControlWorld, task: number) {
      for (const { id, tasks } of s.pending) {
        if (id === 0) continue;
        tasks[task].dead = true;
        if (rules.crashHandling === "failedRegion") tasks[task].status = "declined";
      }
    },
    ended(_: ControlWorld, { tasks }: ControlPending) {
      for (const answer of tasks) answer.dead = false;
    },
  };
}
