/** SourceCoordinator.checkpointCoordinatorForRegionFallback: the coordinator's part of a regional checkpoint (H6), in each of its possible meanings. */
import { sourceOf } from "./regions.ts";
import { addSplitBack, isTrackedAfter, nobody } from "./source-coordinator.ts";
import type { SplitModel, SplitPending, SplitWorld } from "./split-world.ts";

/** In the coordinator's loop. */
export function correctCoordinator(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  pending.stage = "corrected";
  switch (m.rules.ocCorrection) {
    case "none":
      break;
    case "cut-copy":
      takeBack(m, s, pending, (split, from) => pending.cutKey.get(split) > from);
      break;
    case "cut-live-history":
      takeBack(m, s, pending, (split, from) => isTrackedAtCut(s, pending, split) && s.coordinator.trackedKey.get(split) > from);
      break;
    case "now-copy":
      snapshotNow(s, pending, interval(m, s, pending));
      break;
    case "now-live":
      for (const split of interval(m, s, pending)) addSplitBack(s.coordinator, split);
      snapshotNow(s, pending, []);
  }
}

/** E21: on the cut's own copy, the failed subtasks' assignments since `from` are undone. */
function takeBack(m: SplitModel, s: SplitWorld, pending: SplitPending, isTracked: (split: number, from: number) => boolean): void {
  for (const split of m.splits) {
    const subtask = pending.cutOwner.get(split);
    if (subtask === null || subtask === nobody(m.job) || !pending.failed.has(subtask)) continue;
    if (isTracked(split, correctionStart(m, s, subtask))) pending.unassigned.add(split);
  }
}

/** Whether the live tracker still has the entry that says who owned the split at the cut. */
function isTrackedAtCut(s: SplitWorld, pending: SplitPending, split: number): boolean {
  const key = s.coordinator.trackedKey.get(split);
  return s.coordinator.trackedTo.get(split) === pending.cutOwner.get(split) && key > 0 && key <= pending.id;
}

/** SplitAssignmentTracker.getAssignmentsAfterCheckpoint for the failed subtasks: up to now, not up to the cut. */
function interval(m: SplitModel, s: SplitWorld, pending: SplitPending): readonly number[] {
  return m.splits.filter(split => {
    const subtask = s.coordinator.trackedTo.get(split);
    return subtask !== null && pending.failed.has(subtask) && isTrackedAfter(s.coordinator, split, subtask, correctionStart(m, s, subtask));
  });
}

function correctionStart(m: SplitModel, s: SplitWorld, subtask: number): number {
  return m.rules.correctionFrom === "origin" ? s.latest.tasks[sourceOf(m.job, subtask)].origin : s.latest.id;
}

function snapshotNow(s: SplitWorld, pending: SplitPending, back: readonly number[]): void {
  pending.unassigned.clear();
  s.coordinator.owner.toArray().forEach((owner, split) => {
    if (owner === null) pending.unassigned.add(split);
  });
  pending.unassigned.addAll(back);
}
