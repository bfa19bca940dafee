/** What the rules and the scope let happen: an action that can never happen, a witness that can never be reached would make every verdict vacuous. */
import type { ControlModel } from "../parts/control-world.ts";

export type Expectations = ReturnType<typeof expectationsOf>;

export function expectationsOf({ rules, job, limits, faults, breakdown }: ControlModel) {
  const crashesCount = rules.crashHandling === "failedRegion";
  const failsRegionally = breakdown === "declines" || breakdown === "silent" || (breakdown === "crashes" && crashesCount);
  const failing = Math.min(faults.faults, faults.declines + faults.timeouts);

  const expectations = {
    /** Whether a region may fall back. */
    mayCompleteRegionally(): boolean {
      const failures = faults.declines + faults.timeouts + (crashesCount ? faults.taskFailures : 0);
      return rules.regional && job.subtasks > 1 && limits.failedRegions > 0 && (failures > 0 || failsRegionally);
    },

    /** Whether checkpoint after checkpoint fails. */
    goesOnFailing(): boolean {
      return failsRegionally;
    },

    /** Whether tasks that are awaited may never answer. */
    mayBeSilent(): boolean {
      return breakdown === "silent";
    },

    mayJobFail(): boolean {
      const byAge = expectations.goesOnFailing() || failing >= limits.maxRegional + limits.forcedAborts;
      return expectations.mayFailByCount() || (rules.regional && rules.tier2Reset === "failJob" && byAge);
    },

    /** Whether more checkpoints than are tolerable may fail. */
    mayFailByCount(): boolean {
      return limits.tolerable >= 0 && (failing > limits.tolerable || expectations.goesOnFailing());
    },

    /** Whether as many regional checkpoints as the limit allows, and another failure, force one that aborts. */
    mayForcedAbort(): boolean {
      const isReached = breakdown === "declines" || breakdown === "silent" || faults.declines > limits.maxRegional;
      return expectations.mayCompleteRegionally() && isReached && rules.staleCounter === "jobWide";
    },
  };
  return expectations;
}
