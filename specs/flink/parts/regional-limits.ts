/**
 * The limits on regional checkpoints (H1, H4, H7, H9): how many regions may fail, and how often in a row before a checkpoint is forced to be global, with
 * what they are meant to bound: the age of the regions' states, and how many old checkpoints the newest one refers to.
 */
import { type ControlModel, type ControlPending, type ControlWorld, tooMany } from "./control-world.ts";
import { sourceOf } from "./regions.ts";
import { isMixed, type Part } from "./world.ts";

export type RegionalLimits = ReturnType<typeof regionalLimitsOf>;

/** How they are kept. */
export function regionalLimitsOf(m: ControlModel) {
  const { rules, regions } = m;
  const { failedRegions, maxRegional, forcedAborts } = m.limits;

  const limits = {
    triggered(s: ControlWorld, pending: ControlPending): void {
      pending.forced = s.limits.forceNext;
    },

    admits(s: ControlWorld, pending: ControlPending, failed: readonly number[]): boolean {
      if (!limits.areFewEnough(failed)) return false;
      if (rules.staleCounter === "perRegion") return failed.every(region => s.limits.ages.get(region) < maxRegional);
      return limits.mayBeRegional(s, pending);
    },

    /** max-failure-ratio. */
    areFewEnough(failed: readonly number[]): boolean {
      return failed.length <= failedRegions;
    },

    mayBeRegional(s: ControlWorld, pending: ControlPending): boolean {
      return !limits.isForced(s, pending);
    },

    /** Whether a regional completion is not allowed (H4, Z17). */
    isForced(s: Readonly<ControlWorld>, pending: Readonly<ControlPending>): boolean {
      return rules.forceFlag === "evaluation" ? s.limits.forceNext : pending.forced;
    },

    /** The order of the tests in H4: with too many failed regions nobody looks at the flag, unless any failure counts. */
    refused(s: ControlWorld, pending: ControlPending, failed: readonly number[]): void {
      const isWithin = failed.length <= failedRegions && failed.length < regions.length;
      if (limits.isForced(s, pending) && (isWithin || rules.forcedFailure === "any")) limits.endForcedAttempt(s);
    },

    /** Tier 2. */
    endForcedAttempt(s: ControlWorld): void {
      if (rules.tier2Reset === "resetCounter") resetLimits(s);
      if (rules.tier2Reset !== "failJob") return;
      s.limits.forcedAborts = Math.min(forcedAborts, s.limits.forcedAborts + 1);
      if (s.limits.forcedAborts === forcedAborts) s.failing = "stale";
    },

    stored(s: ControlWorld): void {
      if (!isMixed(s.latest)) limits.storeGlobal(s);
      else if (rules.staleCounter === "jobWide") limits.countRegional(s);
    },

    /** Tier 1. */
    countRegional(s: ControlWorld): void {
      s.limits.count = Math.min(maxRegional, s.limits.count + 1);
      if (s.limits.count === maxRegional) s.limits.forceNext = true;
    },

    /** H9: the counter starts again. */
    storeGlobal(s: ControlWorld): void {
      s.limits.count = 0;
      s.limits.forcedAborts = 0;
      limits.clearFlag(s);
    },

    clearFlag(s: ControlWorld): void {
      s.limits.forceNext = false;
    },

    savepointTaken(s: ControlWorld): void {
      if (rules.counterReset === "savepointToo") resetLimits(s);
    },

    ended(_: ControlWorld, pending: ControlPending): void {
      pending.forced = false;
    },

    /** The JobManager's memory is lost. What the store holds is not: ages and references are in the checkpoints. */
    forgetLimits(s: ControlWorld): void {
      if (rules.forceFlag !== "persisted") resetLimits(s);
      s.limits.forcedAborts = 0;
    },
  };
  return limits satisfies Part;
}

/** What they are meant to bound. */
export function referencesOf(m: ControlModel) {
  const { job, regions } = m;
  const beyond = tooMany(m);

  const references = {
    stored(s: ControlWorld): void {
      if (isMixed(s.latest)) references.storeRegional(s);
      else references.storeGlobal(s);
    },

    storeRegional(s: ControlWorld): void {
      for (const region of regions) {
        const isOwn = s.latest.tasks[sourceOf(job, region)].origin === s.latest.id;
        s.limits.ages.set(region, isOwn ? 0 : oneMore(s.limits.ages.get(region)));
      }
      s.limits.inARow = oneMore(s.limits.inARow);
      s.limits.kept = oneMore(s.limits.kept);
    },

    storeGlobal(s: ControlWorld): void {
      s.limits.ages.fill(0);
      s.limits.inARow = 0;
      references.releaseOlder(s);
    },

    /** H10: nothing refers to older checkpoints any more. */
    releaseOlder(s: ControlWorld): void {
      s.limits.kept = 0;
    },
  };
  return references satisfies Part;

  function oneMore(count: number): number {
    return Math.min(beyond, count + 1);
  }
}

function resetLimits({ limits }: ControlWorld): void {
  limits.count = 0;
  limits.forceNext = false;
}
