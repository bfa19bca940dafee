/** Regional completion as proposed in FLIP-600 (H3-H8): the evaluation, and what comes between it and the completion. */
import { areAllThereAtLast, failedRegions } from "./answers.ts";
import type { Completion } from "./completion.ts";
import { tasksOf } from "./regions.ts";
import type { JobWorld, Model, Part, Pending } from "./world.ts";

export type Evaluation = ReturnType<typeof evaluationOf>;

export function evaluationOf(m: Model, completion: Completion, parts: readonly Part[]) {
  const { job, rules, contents, regions } = m;
  const stageOfCorrection = m.coordinatorSteps ? "correcting" : "corrected";

  const evaluation = {
    /**
     * RegionalCheckpointHandler.tryCompleteRegionalCheckpoint (H4): whoever has not acknowledged has declined. Aborts, or asks the coordinators
     * for corrections.
     */
    evaluate(s: JobWorld, pending: Pending): void {
      const failed = failedRegions(job, regions, pending.tasks);
      pending.failed.clear();
      pending.failed.addAll(failed);
      for (const part of parts) part.evaluated?.(s, pending);
      if (failed.length === 0) completion.complete(s, pending);
      else if (evaluation.mayFallBack(s, pending, failed)) pending.stage = stageOfCorrection;
      else {
        for (const part of parts) part.refused?.(s, pending, failed);
        completion.abort(s, pending, "declined");
      }
    },

    /** There is something to fall back to. Any region may fail, any number of times in a row, but not all at once; a part may set other limits. */
    mayFallBack(s: Readonly<JobWorld>, pending: Readonly<Pending>, failed: readonly number[]): boolean {
      if (failed.length === regions.length || s.latest.id === 0 || !mayMerge(s, failed)) return false;
      return parts.every(part => part.admits?.(s, pending, failed) ?? true);
    },

    /** Z5: the answers were evaluated, and the task was counted as silent. */
    acknowledgeAfterEvaluation(s: JobWorld, pending: Pending, task: number): void {
      const answer = pending.tasks[task];
      switch (rules.lateAckAfterEval) {
        case "drop":
          // The task counts as declined from now on.
          answer.status = "declined";
          contents.clear(answer);
          break;
        case "reevaluate":
          evaluation.evaluate(s, pending);
          break;
        case "accept":
          answer.status = "late";
          if (areAllThereAtLast(pending.tasks)) completion.complete(s, pending);
      }
    },
  };
  return evaluation;

  function mayMerge(s: Readonly<JobWorld>, failed: readonly number[]): boolean {
    if (rules.regionMerge !== "abortIfAbsent") return true;
    return failed.every(region => tasksOf(job, region).every(task => !contents.isEmpty(s.latest.tasks[task])));
  }
}
