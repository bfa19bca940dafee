/** Regional completion as proposed in FLIP-600 (H3-H8): the evaluation, and what comes between it and the completion. */
import { areAllThereAtLast, failedRegions } from "./answers.ts";
import { abort, complete } from "./completion.ts";
import { tasksOf } from "./regions.ts";
import type { JobWorld, Model, Pending } from "./world.ts";

/**
 * RegionalCheckpointHandler.tryCompleteRegionalCheckpoint (H4): whoever has not acknowledged has declined. Aborts, or asks the coordinators
 * for corrections.
 */
export function evaluate(m: Model, s: JobWorld, pending: Pending): void {
  const failed = failedRegions(m.job, m.regions, pending.tasks);
  pending.failed.clear();
  pending.failed.addAll(failed);
  for (const part of m.parts) part.evaluated?.(m, s, pending);
  if (failed.length === 0) complete(m, s, pending);
  else if (mayFallBack(m, s, pending, failed)) pending.stage = m.coordinatorSteps ? "correcting" : "corrected";
  else {
    for (const part of m.parts) part.refused?.(m, s, pending, failed);
    abort(m, s, pending, "declined");
  }
}

/** There is something to fall back to. Any region may fail, any number of times in a row, but not all at once; a part may set other limits. */
export function mayFallBack(m: Model, s: Readonly<JobWorld>, pending: Readonly<Pending>, failed: readonly number[]): boolean {
  if (failed.length === m.regions.length || s.latest.id === 0 || !mayMerge(m, s, failed)) return false;
  return m.parts.every(part => part.admits?.(m, s, pending, failed) ?? true);
}

function mayMerge(m: Model, s: Readonly<JobWorld>, failed: readonly number[]): boolean {
  if (m.rules.regionMerge !== "abortIfAbsent") return true;
  return failed.every(region => tasksOf(m.job, region).every(task => !m.contents.isEmpty(s.latest.tasks[task])));
}

/** Z5: the answers were evaluated, and the task was counted as silent. */
export function acknowledgeAfterEvaluation(m: Model, s: JobWorld, pending: Pending, task: number): void {
  const answer = pending.tasks[task];
  switch (m.rules.lateAckAfterEval) {
    case "drop":
      // The task counts as declined from now on.
      answer.status = "declined";
      m.contents.clear(answer);
      break;
    case "reevaluate":
      evaluate(m, s, pending);
      break;
    case "accept":
      answer.status = "late";
      if (areAllThereAtLast(pending.tasks)) complete(m, s, pending);
  }
}
