/** The steps of the coordinator, the scheduler and the environment that no other spec has in this form. */
import type { AwaitedEvents } from "../parts/awaited-event.ts";
import { isEventUnderway, isHeldBack } from "../parts/awaited-event.ts";
import { renameCheckpoints } from "../parts/checkpoint-names.ts";
import type { Breakdowns, ControlModel, ControlPending, ControlWorld } from "../parts/control-world.ts";
import { type FailureManager, forgetFailures } from "../parts/failure-manager.ts";
import type { JobProtocol } from "../parts/job-protocol.ts";
import type { RegionalLimits } from "../parts/regional-limits.ts";
import { regionOf } from "../parts/regions.ts";
import type { RequestQueue } from "../parts/request-queue.ts";

/** What these steps are made of. */
interface Verbs extends JobProtocol {
  readonly requests: RequestQueue;
  readonly failures: FailureManager;
  readonly limits: RegionalLimits;
  readonly events: AwaitedEvents;
  readonly breakdowns: Breakdowns;
}

export type Control = ReturnType<typeof controlOf>;

export function controlOf(m: ControlModel, { triggering, answers, completion, failover, requests, failures, limits, events, breakdowns }: Verbs) {
  const { job, rules, tasks } = m;
  const needsEvent = rules.acknowledging === "needsEvent";

  const control = {
    /** The request is chosen, and its checkpoint begins. */
    startCheckpoint(s: ControlWorld): ControlPending {
      if (m.reusesIds) renameCheckpoints(s);
      const pending = s.pending.find(({ id }) => id === 0) as ControlPending;
      triggering.trigger(s, pending);
      return pending;
    },

    injectBarriers(s: ControlWorld, pending: ControlPending): void {
      triggering.inject(s, pending);
      s.requests.triggering = false;
      if (needsEvent) events.sendBehindTheCut(s, pending.id);
      // A3, step 10: whoever has failed meanwhile has declined.
      answers.whenAllResponded(s, pending);
    },

    /** Whether a task is still to answer the checkpoint. */
    isAwaited(s: Readonly<ControlWorld>, { id, stage, tasks: answered }: Readonly<ControlPending>, task: number): boolean {
      if (id === 0 || (stage !== "injected" && stage !== "correcting")) return false;
      return answered[task].status === "waiting" && triggering.isInPlan(answered[task]) && s.tasks[task].phase === "running";
    },

    mayAcknowledge(s: Readonly<ControlWorld>, pending: Readonly<ControlPending>, task: number): boolean {
      return control.isAwaited(s, pending, task) && !breakdowns.isBroken(s, task) && !lacksEvent(s, task);
    },

    /** No task that is still awaited will ever answer. */
    isWaitingInVain(s: Readonly<ControlWorld>, pending: Readonly<ControlPending>): boolean {
      const awaited = tasks.filter(task => control.isAwaited(s, pending, task));
      return pending.stage === "injected" && awaited.length > 0 && awaited.every(task => breakdowns.isBroken(s, task, "silent") || lacksEvent(s, task));
    },

    /**
     * Where a crash counts as a failed region, checkpoints that waited for this task only are evaluated; those that are evaluated already, and have the
     * region's answer, come to nothing.
     */
    crash(s: ControlWorld, task: number): void {
      failover.failTaskWithItsRegion(s, task);
      if (rules.crashHandling === "abortsPending") return;
      for (const pending of s.pending) {
        if (isCorrecting(pending) && !pending.failed.has(regionOf(job, task))) completion.abort(s, pending, "failover");
        else if (pending.id > 0) answers.whenAllResponded(s, pending);
      }
    },

    /** What comes between evaluation and completion: a coordinator's correction or the store fails (A20, Z14). */
    failCompletion(s: ControlWorld, pending: ControlPending): void {
      completion.abort(s, pending, "finalizeFailure");
    },

    /** The failure manager, or the limit on forced checkpoints, has had the job fail (A22). */
    restartFailedJob(s: ControlWorld): void {
      failover.restoreAll(s);
      if (s.failing === "tolerable") failures.forgetJobFailure(s);
      else s.limits.forcedAborts = 0;
      s.failing = "no";
    },

    /** F6: the memory is lost, the store and the id counter are not; everything restarts. */
    failOverJobManager(s: ControlWorld): void {
      failover.restoreAll(s);
      forgetFailures(s);
      requests.forgetRequests(s);
      if (rules.regional) limits.forgetLimits(s);
      s.failing = "no";
    },
  };
  return control;

  function lacksEvent(s: Readonly<ControlWorld>, task: number): boolean {
    return needsEvent && (isHeldBack(s, task) || isEventUnderway(s, task));
  }
}

/** Whether the coordinators' corrections are awaited. */
export function isCorrecting({ id, stage }: Readonly<ControlPending>): boolean {
  return id > 0 && stage === "correcting";
}
