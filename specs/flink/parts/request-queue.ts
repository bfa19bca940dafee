/**
 * The CheckpointRequestDecider (A6) and the trigger flag (A3). Some periodic request always waits: where none does, or where one was refused because of
 * the minimal pause, the timer brings the next one.
 */
import type { Conditions } from "cutcheck";
import type { ControlModel, ControlPending, ControlWorld } from "./control-world.ts";
import { isRestarting } from "./regions.ts";
import { type Part, pendingCount } from "./world.ts";

export type RequestQueue = ReturnType<typeof requestQueueOf>;

export function requestQueueOf({ job, savepoints, concurrent, reusesIds }: ControlModel) {
  /** One at a time is in the triggering stage, every task has to run (A4), and a slot is free. A job that is to fail triggers nothing any more. */
  const chosen: Conditions<[s: Readonly<ControlWorld>]> = {
    ...(reusesIds ? {} : { "an id is left": s => s.next <= job.ids }),
    "no other checkpoint is being triggered": s => !s.requests.triggering,
    "every task runs": s => !isRestarting(s),
    "the job is not to fail": s => s.failing === "no",
    "a slot is free": s => s.pending.some(({ id }) => id === 0),
  };

  const requests = {
    /** A6 for the periodic request: it is not the turn of a savepoint, there is room, and the pause is over. */
    periodic: (): Conditions<[s: Readonly<ControlWorld>]> => ({
      ...chosen,
      ...(savepoints ? { "no savepoint waits": s => !s.requests.savepoint } : {}),
      "fewer checkpoints are pending than may be": s => requests.counted(s) < concurrent,
      "the minimal pause is over": s => requests.isPauseOver(s),
    }),

    /** A6 for a savepoint: it is the head of the queue and forced, so that neither the limit nor the pause counts. There is a slot for one more. */
    savepoint: (): Conditions<[s: Readonly<ControlWorld>]> => ({ "a savepoint is asked for": s => savepoints && s.requests.savepoint, ...chosen }),

    /** How many count as pending. */
    counted(s: Readonly<ControlWorld>): number {
      return pendingCount(s);
    },

    /** A7. */
    isPauseOver(s: Readonly<ControlWorld>): boolean {
      return !s.requests.resting;
    },

    triggered(s: ControlWorld): void {
      s.requests.triggering = true;
    },

    stored(s: ControlWorld): void {
      s.requests.resting = true;
    },

    savepointTaken(s: ControlWorld): void {
      s.requests.resting = true;
    },

    ended(s: ControlWorld, pending: ControlPending): void {
      if (pending.stage === "triggering") requests.onTriggerFailure(s);
      if (savepoints) pending.savepoint = false;
    },

    /** Whatever ends it, the flag is cleared (A5). */
    onTriggerFailure(s: ControlWorld): void {
      s.requests.triggering = false;
    },

    /** The JobManager's memory is lost. What the user has asked for is, too. */
    forgetRequests(s: ControlWorld): void {
      s.requests.triggering = false;
      s.requests.resting = false;
      if (savepoints) s.requests.savepoint = false;
    },
  };
  return requests satisfies Part;
}
