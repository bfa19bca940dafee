/** When the checkpoint coordinator and the scheduler may act, beyond what the protocol says. */
import type { Triggering } from "../parts/checkpoint-coordinator.ts";
import type { CommitPending, CommitWorld } from "../parts/commit-world.ts";
import { sourceOf, tasksOf } from "../parts/regions.ts";
import { type Model, pendingOf } from "../parts/world.ts";

export type Guards = ReturnType<typeof guardsOf>;

export function guardsOf({ job, regions }: Model, { triggering }: { readonly triggering: Triggering }) {
  const guards = {
    mayTrigger(s: Readonly<CommitWorld>): boolean {
      return triggering.mayTrigger(s) && guards.isAtPeace(s);
    },

    /** The committing coordinator has not failed the job, and a trigger that waits for its task is replaced only when its checkpoint has ended. */
    isAtPeace(s: Readonly<CommitWorld>): boolean {
      if (s.coordinator.refused || s.pending.some(({ stage }) => stage === "savepoint")) return false;
      return regions.every(region => pendingOf(s, s.tasks[sourceOf(job, region)].trigger) === null);
    },

    mayExpire(_: Readonly<CommitPending>): boolean {
      return true;
    },

    mayRestart(s: Readonly<CommitWorld>, region: number): boolean {
      return tasksOf(job, region).every(task => s.tasks[task].phase === "failed");
    },

    /** The job has used up its checkpoint ids, or has failed for good. */
    hasEnded(s: Readonly<CommitWorld>): boolean {
      return s.coordinator.refused || (s.next > job.ids && s.pending.every(({ id }) => id === 0));
    },
  };
  return guards;
}
