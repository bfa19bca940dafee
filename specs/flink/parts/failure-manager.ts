/** The CheckpointFailureManager (A22): it counts the checkpoints that come to nothing, and has the job fail when there are too many in a row. */
import type { ControlModel, ControlPending, ControlWorld } from "./control-world.ts";
import { type AbortReason, isMixed, type Part } from "./world.ts";

const countedReasons: readonly AbortReason[] = ["declined", "expired", "finalizeFailure"];

export type FailureManager = ReturnType<typeof failureManagerOf>;

export function failureManagerOf({ rules, limits: { tolerable } }: ControlModel) {
  const manager = {
    /** handleCheckpointSuccess: before older pending checkpoints are subsumed (A18). */
    stored(s: ControlWorld, pending: ControlPending): void {
      if (!isMixed(s.latest) || rules.regionalReport === "success") succeed(s, pending.id);
    },

    savepointTaken(s: ControlWorld, pending: ControlPending): void {
      succeed(s, pending.id);
    },

    aborted(s: ControlWorld, pending: ControlPending, reason: AbortReason): void {
      if (manager.isCounted(s, pending, reason)) manager.countFailures(s, manager.failuresOf(pending));
      if (isFailure(s, pending, reason)) countForGhost(s);
    },

    isCounted(s: ControlWorld, pending: ControlPending, reason: AbortReason): boolean {
      return isFailure(s, pending, reason);
    },

    /** A pending checkpoint is aborted once, so each id is counted once. */
    failuresOf(_: ControlPending): number {
      return 1;
    },

    countFailures(s: ControlWorld, failed: number): void {
      if (tolerable < 0) return;
      const { failures } = s;
      failures.count = Math.min(tolerable + 1, failures.count + failed);
      if (failures.count <= tolerable) return;
      failures.count = 0;
      s.failing = "tolerable";
    },

    /** The job has failed and starts again. */
    forgetJobFailure(s: ControlWorld): void {
      if (s.failures.since > tolerable) s.failures.since = 0;
    },
  };
  return manager satisfies Part;

  function countForGhost({ failures }: ControlWorld): void {
    if (tolerable >= 0) failures.since = failures.since > tolerable ? 1 : failures.since + 1;
  }
}

/** A success resets the counter if it is newer than the last one. */
function succeed(s: ControlWorld, id: number): void {
  const { failures } = s;
  if (id <= failures.succeeded) return;
  failures.succeeded = id;
  failures.count = 0;
  failures.since = 0;
}

/** Of an id below the last success nothing counts. */
function isFailure(s: ControlWorld, { id }: ControlPending, reason: AbortReason): boolean {
  return countedReasons.includes(reason) && id > s.failures.succeeded;
}

/** The JobManager's memory is lost. */
export function forgetFailures(s: ControlWorld): void {
  s.failures.count = 0;
  s.failures.succeeded = 0;
  s.failures.since = 0;
}
