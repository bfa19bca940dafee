/** What becomes of a pending checkpoint's part of an attempt that has ended, where a failure does not abort everything that is pending (B25, Z20). */
import { type ControlModel, type ControlPending, type ControlWorld, hasDeadAnswers } from "./control-world.ts";
import type { Part } from "./world.ts";

/** Where a crash counts as a failed region, the task has declined, whatever it has answered; where it is forgotten (M16), its answer stays. */
export const deadAnswers: Part = {
  attemptEnded(m: ControlModel, s: ControlWorld, task: number) {
    if (!hasDeadAnswers(m.rules)) return;
    for (const { id, tasks } of s.pending) {
      if (id === 0) continue;
      tasks[task].dead = true;
      if (m.rules.crashHandling === "failedRegion") tasks[task].status = "declined";
    }
  },
  ended(m: ControlModel, _: ControlWorld, { tasks }: ControlPending) {
    if (hasDeadAnswers(m.rules)) for (const answer of tasks) answer.dead = false;
  },
};
