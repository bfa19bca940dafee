/**
 * The CheckpointRequestDecider (A6) and the trigger flag (A3). Some periodic request always waits: where none does, or where one was refused because of
 * the minimal pause, the timer brings the next one.
 */
import type { ControlModel, ControlPending, ControlWorld } from "./control-world.ts";
import { isRestarting } from "./regions.ts";
import { type Part, pendingCount } from "./world.ts";

export const requestQueue: Part = {
  triggered(m: ControlModel, s: ControlWorld) {
    s.requests.triggering = true;
    if (m.rules.bug === "M51") s.requests.restingSinceTrigger = true;
  },
  stored(_: ControlModel, s: ControlWorld) {
    s.requests.resting = true;
  },
  savepointTaken(_: ControlModel, s: ControlWorld) {
    s.requests.resting = true;
  },
  /** Whatever ends it: onTriggerFailure clears the flag as well (A5). */
  ended(m: ControlModel, s: ControlWorld, pending: ControlPending) {
    if (pending.stage === "triggering" && m.rules.bug !== "M52") s.requests.triggering = false;
    if (m.savepoints) pending.savepoint = false;
  },
};

/** A6 for the periodic request: it is not the turn of a savepoint, there is room, and the pause is over. */
export function mayChoosePeriodic(m: ControlModel, s: Readonly<ControlWorld>): boolean {
  const { requests } = s;
  if (!mayChoose(m, s) || (m.savepoints && requests.savepoint)) return false;
  return countedPending(m, s) < m.concurrent && !(m.rules.bug === "M51" ? requests.restingSinceTrigger : requests.resting);
}

/** A6 for a savepoint: it is the head of the queue and forced, so that neither the limit nor the pause counts. There is a slot for one more. */
export function mayChooseSavepoint(m: ControlModel, s: Readonly<ControlWorld>): boolean {
  return m.savepoints && s.requests.savepoint && mayChoose(m, s);
}

/** One at a time is in the triggering stage, every task has to run (A4), and a slot is free. A job that is to fail triggers nothing any more. */
function mayChoose(m: ControlModel, s: Readonly<ControlWorld>): boolean {
  if (!m.reusesIds && s.next > m.job.ids) return false;
  return !s.requests.triggering && !isRestarting(s) && s.failing === "no" && s.pending.some(({ id }) => id === 0);
}

function countedPending(m: ControlModel, s: Readonly<ControlWorld>): number {
  return m.rules.bug === "M53" ? s.pending.filter(({ id, stage }) => id > 0 && stage === "injected").length : pendingCount(s);
}

/** The JobManager's memory is lost. What the user has asked for is, too. */
export function forgetRequests(m: ControlModel, s: ControlWorld): void {
  s.requests.triggering = false;
  s.requests.resting = false;
  if (m.rules.bug === "M51") s.requests.restingSinceTrigger = false;
  if (m.savepoints) s.requests.savepoint = false;
}
