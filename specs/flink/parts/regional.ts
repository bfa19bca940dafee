/** Regional completion as proposed in FLIP-600 (H3-H8): evaluation, correction of the coordinator's part, completion. */
import { failedRegions } from "./answers.ts";
import { abort, complete, end, store } from "./completion.ts";
import { sourceOf, tasksOf } from "./regions.ts";
import { addSplitBack, isTrackedAfter, nobody, prune } from "./source-coordinator.ts";
import { isEmpty } from "./tasks.ts";
import { isAssignedAtCut, type Model, pendingId, type World } from "./world.ts";

/**
 * RegionalCheckpointHandler.tryCompleteRegionalCheckpoint (H4): whoever has not acknowledged has declined. Aborts, or asks the coordinator
 * for a correction. The limits on how many and how often are left out: any region may fail, any number of times in a row, but not all at once.
 */
export function evaluate(m: Model, s: World): void {
  const failed = failedRegions(m.job, m.regions, s.pending.tasks);
  startFromCut(m, s, failed);
  if (failed.length === 0) complete(m, s);
  else if (failed.length === m.job.subtasks || s.latest.id === 0 || !mayMerge(m, s, failed)) abort(m, s);
  else s.pending.stage = "correcting";
}

/** The failed regions, and the coordinator's part as it was at its own cut. An earlier evaluation leaves nothing behind. */
function startFromCut(m: Model, s: World, failed: readonly number[]): void {
  s.pending.failed.clear();
  s.pending.failed.addAll(failed);
  s.pending.unassigned.clear();
  s.pending.unassigned.addAll(m.splits.filter(split => !isAssignedAtCut(s, split)));
}

function mayMerge(m: Model, s: World, failed: readonly number[]): boolean {
  return m.rules.regionMerge !== "abortIfAbsent" || failed.every(region => tasksOf(m.job, region).every(task => !isEmpty(s.latest.tasks[task])));
}

/** SourceCoordinator.checkpointCoordinatorForRegionFallback, in the coordinator's loop (H6), in each of its possible meanings. */
export function correctCoordinator(m: Model, s: World): void {
  s.pending.stage = "corrected";
  switch (m.rules.ocCorrection) {
    case "none":
      break;
    case "cut-copy":
      takeBack(m, s, (split, from) => s.pending.cutKey.get(split) > from);
      break;
    case "cut-live-history":
      takeBack(m, s, (split, from) => isTrackedAt(s, split, pendingId(s)) && s.coordinator.trackedKey.get(split) > from);
      break;
    case "now-copy":
      snapshotNow(s, interval(m, s));
      break;
    case "now-live":
      for (const split of interval(m, s)) addSplitBack(s.coordinator, split);
      snapshotNow(s, []);
  }
}

/** E21: on the cut's own copy, the failed subtasks' assignments since `from` are undone. */
function takeBack(m: Model, s: World, isTracked: (split: number, from: number) => boolean): void {
  for (const split of m.splits) {
    const subtask = s.pending.cutOwner.get(split);
    if (subtask === null || subtask === nobody(m.job) || !s.pending.failed.has(subtask)) continue;
    if (isTracked(split, correctionStart(m, s, subtask))) s.pending.unassigned.add(split);
  }
}

/** Whether the live tracker still has the entry that says who owned the split at the cut. */
function isTrackedAt(s: World, split: number, id: number): boolean {
  const key = s.coordinator.trackedKey.get(split);
  return s.coordinator.trackedTo.get(split) === s.pending.cutOwner.get(split) && key > 0 && key <= id;
}

/** SplitAssignmentTracker.getAssignmentsAfterCheckpoint for the failed subtasks: up to now, not up to the cut. */
function interval(m: Model, s: World): readonly number[] {
  return m.splits.filter(split => {
    const subtask = s.coordinator.trackedTo.get(split);
    return subtask !== null && s.pending.failed.has(subtask) && isTrackedAfter(s.coordinator, split, subtask, correctionStart(m, s, subtask));
  });
}

function correctionStart(m: Model, s: World, subtask: number): number {
  return m.rules.correctionFrom === "origin" ? s.latest.tasks[sourceOf(m.job, subtask)].origin : s.latest.id;
}

function snapshotNow(s: World, back: readonly number[]): void {
  s.pending.unassigned.clear();
  s.coordinator.owner.toArray().forEach((owner, split) => {
    if (owner === null) s.pending.unassigned.add(split);
  });
  s.pending.unassigned.addAll(back);
}

/** The composed checkpoint is stored; the coordinator's tracker hears of it as the rules say; its gateways open. */
export function completeRegionally(m: Model, s: World): void {
  store(m, s);
  const { failed } = s.pending;
  if (m.rules.trackerPrune !== "nothing") prune(s.coordinator, pendingId(s), subtask => m.rules.trackerPrune === "all" || !failed.has(subtask));
  end(m, s);
}
