/** The CheckpointFailureManager (A22): it counts the checkpoints that come to nothing, and has the job fail when there are too many in a row. */
import type { ControlModel, ControlPending, ControlWorld } from "./control-world.ts";
import { type AbortReason, isMixed, type Part } from "./world.ts";

const countedReasons: readonly AbortReason[] = ["declined", "expired", "finalizeFailure"];

export const failureManager: Part = {
  /** handleCheckpointSuccess: before older pending checkpoints are subsumed (A18). */
  stored(m: ControlModel, s: ControlWorld, pending: ControlPending) {
    if (!isMixed(s.latest) || m.rules.regionalReport === "success") succeed(s, pending.id);
  },
  savepointTaken(_: ControlModel, s: ControlWorld, pending: ControlPending) {
    succeed(s, pending.id);
  },
  aborted(m: ControlModel, s: ControlWorld, pending: ControlPending, reason: AbortReason) {
    if (isCounted(m, s, pending.id, reason)) countFailures(m, s, m.rules.bug === "M50-twice" ? declinesOf(pending) : 1);
    if (countedReasons.includes(reason) && pending.id > s.failures.succeeded) countForGhost(m, s);
  },
};

/** A success resets the counter if it is newer than the last one. */
function succeed(s: ControlWorld, id: number): void {
  const { failures } = s;
  if (id <= failures.succeeded) return;
  failures.succeeded = id;
  failures.count = 0;
  failures.since = 0;
}

/** A pending checkpoint is aborted once, so each id is counted once. */
function isCounted({ rules }: ControlModel, s: ControlWorld, id: number, reason: AbortReason): boolean {
  if (rules.bug === "M50-subsumed" && reason === "subsumed") return true;
  const reasons = rules.bug === "M50-subsumed-newer" ? [...countedReasons, "subsumed"] : countedReasons;
  return reasons.includes(reason) && id > s.failures.succeeded;
}

function declinesOf({ tasks }: ControlPending): number {
  return Math.max(1, tasks.filter(({ status }) => status === "declined").length);
}

function countFailures({ limits }: ControlModel, s: ControlWorld, failed: number): void {
  if (limits.tolerable < 0) return;
  const { failures } = s;
  failures.count = Math.min(limits.tolerable + 1, failures.count + failed);
  if (failures.count <= limits.tolerable) return;
  failures.count = 0;
  s.failing = "tolerable";
}

function countForGhost({ limits }: ControlModel, s: ControlWorld): void {
  if (limits.tolerable < 0) return;
  const { failures } = s;
  failures.since = failures.since > limits.tolerable ? 1 : failures.since + 1;
}

/** The job has failed and starts again. */
export function forgetJobFailure({ limits }: ControlModel, s: ControlWorld): void {
  if (s.failures.since > limits.tolerable) s.failures.since = 0;
}

/** The JobManager's memory is lost. */
export function forgetFailures(s: ControlWorld): void {
  s.failures.count = 0;
  s.failures.succeeded = 0;
  s.failures.since = 0;
}
