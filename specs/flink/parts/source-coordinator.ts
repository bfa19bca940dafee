/**
 * The operator coordinator of a source of class K1 (F28; Kafka-like, E12): an enumerator that knows which splits are assigned, and the
 * SplitAssignmentTracker (E2-E4), which remembers who got what since which checkpoint. The tracker is not part of the snapshot (E2).
 */
import { t, type Unordered, type ViewOf } from "cutcheck";
import type { Split, SplitJob } from "./records.ts";

export function sourceCoordinatorType(job: SplitJob) {
  return t.record({
    /**
     * Per split: null while unassigned, else the subtask that it was assigned to. A snapshot keeps only which are unassigned (E12); the
     * subtask is what the properties compare with. {@link nobody}: restored as assigned, and in no reader's restored state.
     */
    owner: t.array(job.splits, t.option(t.int(0, job.subtasks))),
    /** Tracker: the subtask of the split's entry, null without one. A later assignment of the split replaces the entry. */
    trackedTo: t.array(job.splits, t.option(t.int(0, job.subtasks - 1))),
    /** Tracker: the key of the entry; 0: not yet under a checkpoint. */
    trackedKey: t.array(job.splits, t.int(0, job.ids)),
  });
}

export type SourceCoordinator = ViewOf<ReturnType<typeof sourceCoordinatorType>>;

/** The owner of a split that is assigned and that nobody has. */
export const nobody = (job: SplitJob): number => job.subtasks;

/** SourceCoordinatorContext.assignSplits: recorded, then sent (E5). */
export function recordAssignment(coordinator: SourceCoordinator, split: Split, subtask: number): void {
  coordinator.owner.set(split, subtask);
  coordinator.trackedTo.set(split, subtask);
  coordinator.trackedKey.set(split, 0);
}

/** SplitAssignmentTracker.onCheckpoint(n): what was assigned since the last snapshot goes under key n (E2). */
export function trackerOnCheckpoint(coordinator: SourceCoordinator, id: number): void {
  coordinator.trackedTo.forEach((subtask, split) => {
    if (subtask !== null && coordinator.trackedKey.get(split) === 0) coordinator.trackedKey.set(split, id);
  });
}

/** Whether the split has an entry of this subtask under a key above `id`, or not yet under any. */
export function isTrackedAfter(coordinator: SourceCoordinator, split: Split, subtask: number, id: number): boolean {
  if (coordinator.trackedTo.get(split) !== subtask) return false;
  const key = coordinator.trackedKey.get(split);
  return key === 0 || key > id;
}

/** Drops the entries under the keys up to `id` that pass the test: `notifyCheckpointComplete(id)` with all of them (E3). */
export function prune(coordinator: SourceCoordinator, id: number, test: (subtask: number, key: number) => boolean = () => true): void {
  coordinator.trackedTo.forEach((subtask, split) => {
    const key = coordinator.trackedKey.get(split);
    if (subtask !== null && key > 0 && key <= id && test(subtask, key)) forget(coordinator, split);
  });
}

function forget(coordinator: SourceCoordinator, split: Split): void {
  coordinator.trackedTo.set(split, null);
  coordinator.trackedKey.set(split, 0);
}

/** SplitEnumerator.addSplitsBack. The tracker gives up their entries (E4). */
export function addSplitsBack(coordinator: SourceCoordinator, splits: Unordered<Split>): void {
  splits.forEach(split => {
    coordinator.owner.set(split, null);
    forget(coordinator, split);
  });
}

/** A new instance restored from a snapshot, with an empty tracker (E6). `ownerOf` tells who restores a split that is assigned. */
export function resetToCheckpoint(coordinator: SourceCoordinator, isUnassigned: (split: Split) => boolean, ownerOf: (split: Split) => number): void {
  coordinator.owner.forEach((_, split) => {
    coordinator.owner.set(split, isUnassigned(split) ? null : ownerOf(split));
    forget(coordinator, split);
  });
}
