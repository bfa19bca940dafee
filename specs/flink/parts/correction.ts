/** SourceCoordinator.checkpointCoordinatorForRegionFallback: the coordinator's part of a regional checkpoint (H6), in each of its possible meanings. */
import type { Unordered } from "cutcheck";
import type { Split } from "./records.ts";
import { sourceOf } from "./regions.ts";
import { addSplitsBack, isTrackedAfter, nobody } from "./source-coordinator.ts";
import type { SplitModel, SplitPending, SplitWorld } from "./split-world.ts";

export function correctionOf({ job, rules, splits }: SplitModel) {
  return {
    /** In the coordinator's loop. */
    correctCoordinator(s: SplitWorld, pending: SplitPending): void {
      pending.stage = "corrected";
      switch (rules.ocCorrection) {
        case "none":
          break;
        case "cut-copy":
          takeBack(s, pending, (split, from) => pending.cutKey.get(split) > from);
          break;
        case "cut-live-history":
          takeBack(s, pending, (split, from) => isTrackedAtCut(s, pending, split) && s.coordinator.trackedKey.get(split) > from);
          break;
        case "now-copy":
          snapshotNow(s, pending, interval(s, pending));
          break;
        case "now-live":
          addSplitsBack(s.coordinator, interval(s, pending));
          snapshotNow(s, pending, []);
      }
    },

    /** The coordinator has answered: the checkpoint completes. */
    mayComplete({ stage }: Readonly<SplitPending>): boolean {
      return stage === "corrected";
    },
  };

  /** E21: on the cut's own copy, the failed subtasks' assignments since `from` are undone. */
  function takeBack(s: SplitWorld, pending: SplitPending, isTracked: (split: Split, from: number) => boolean): void {
    pending.cutOwner.forEach((subtask, split) => {
      if (subtask === null || subtask === nobody(job) || !pending.failed.has(subtask)) return;
      if (isTracked(split, correctionStart(s, subtask))) pending.unassigned.add(split);
    });
  }

  /** SplitAssignmentTracker.getAssignmentsAfterCheckpoint for the failed subtasks: up to now, not up to the cut. */
  function interval(s: SplitWorld, pending: SplitPending): Unordered<Split> {
    return splits.filter(split => {
      const subtask = s.coordinator.trackedTo.get(split);
      return subtask !== null && pending.failed.has(subtask) && isTrackedAfter(s.coordinator, split, subtask, correctionStart(s, subtask));
    });
  }

  function correctionStart(s: SplitWorld, subtask: number): number {
    return rules.correctionFrom === "origin" ? s.latest.tasks[sourceOf(job, subtask)].origin : s.latest.id;
  }
}

/** Whether the live tracker still has the entry that says who owned the split at the cut. */
function isTrackedAtCut(s: SplitWorld, pending: SplitPending, split: Split): boolean {
  const key = s.coordinator.trackedKey.get(split);
  return s.coordinator.trackedTo.get(split) === pending.cutOwner.get(split) && key > 0 && key <= pending.id;
}

function snapshotNow(s: SplitWorld, pending: SplitPending, back: Unordered<Split> | readonly []): void {
  pending.unassigned.clear();
  s.coordinator.owner.forEach((owner, split) => {
    if (owner === null) pending.unassigned.add(split);
  });
  pending.unassigned.addAll(back);
}
