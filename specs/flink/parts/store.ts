/**
 * The completed checkpoint store, of which only the newest entry matters here: both failovers restore it (B25), and a failed region falls
 * back to it (H4). Number of retained checkpoints, references and files belong to another model.
 */
import { t, type ViewOf } from "cutcheck";
import { type Job, taskCount } from "./regions.ts";
import { snapType } from "./tasks.ts";

export function completedType(job: Job) {
  return t.record({
    /** 0: no checkpoint has completed yet. */
    id: t.int(0, job.ids),
    tasks: t.array(taskCount(job), snapType(job)),
    /** The enumerator's snapshot: the splits that it may still assign. */
    unassigned: t.set(t.int(0, job.splits - 1)),
  });
}

export type Completed = ViewOf<ReturnType<typeof completedType>>;

/** Whether the task states of a checkpoint come from more than one cut: it was completed regionally. */
export function isMixed(completed: Completed): boolean {
  return completed.tasks.some(snap => snap.origin !== completed.id);
}
