/**
 * The limits on regional checkpoints (H1, H4, H7, H9): how many regions may fail, and how often in a row before a checkpoint is forced to be global, with
 * what they are meant to bound: the age of the regions' states, and how many old checkpoints the newest one refers to.
 */
import { type ControlModel, type ControlPending, type ControlWorld, tooMany } from "./control-world.ts";
import { sourceOf } from "./regions.ts";
import { isMixed, type Part } from "./world.ts";

export const regionalLimits: Part = {
  triggered(_: ControlModel, s: ControlWorld, pending: ControlPending) {
    pending.forced = s.limits.forceNext;
  },
  admits(m: ControlModel, s: ControlWorld, pending: ControlPending, failed) {
    if (failed.length > m.limits.failedRegions && m.rules.bug !== "no-ratio") return false;
    if (m.rules.staleCounter === "perRegion") return failed.every(region => s.limits.ages.get(region) < m.limits.maxRegional);
    return m.rules.bug === "M78" || !isForced(m, s, pending);
  },
  /** The order of the tests in H4: with too many failed regions nobody looks at the flag, unless any failure counts. */
  refused(m: ControlModel, s: ControlWorld, pending: ControlPending, failed) {
    const isWithin = failed.length <= m.limits.failedRegions && failed.length < m.regions.length;
    if (isForced(m, s, pending) && (isWithin || m.rules.forcedFailure === "any")) endForcedAttempt(m, s);
  },
  stored(m: ControlModel, s: ControlWorld) {
    if (isMixed(s.latest)) storeRegional(m, s);
    else storeGlobal(m, s);
  },
  savepointTaken(m: ControlModel, s: ControlWorld) {
    if (m.rules.counterReset === "savepointToo") resetLimits(s);
  },
  ended(_: ControlModel, __: ControlWorld, pending: ControlPending) {
    pending.forced = false;
  },
};

/** Whether a regional completion is not allowed (H4, Z17). */
export function isForced({ rules }: ControlModel, s: Readonly<ControlWorld>, pending: Readonly<ControlPending>): boolean {
  return rules.forceFlag === "evaluation" ? s.limits.forceNext : pending.forced;
}

/** Tier 2. */
function endForcedAttempt({ rules, limits }: ControlModel, s: ControlWorld): void {
  if (rules.tier2Reset === "resetCounter") resetLimits(s);
  if (rules.tier2Reset !== "failJob") return;
  s.limits.forcedAborts = Math.min(limits.forcedAborts, s.limits.forcedAborts + 1);
  if (s.limits.forcedAborts === limits.forcedAborts) s.failing = "stale";
}

/** Tier 1. */
function storeRegional(m: ControlModel, s: ControlWorld): void {
  const {
    rules,
    limits: { maxRegional },
  } = m;
  const { limits, latest } = s;
  const oneMore = (count: number) => Math.min(tooMany(m), count + 1);
  for (const region of m.regions) {
    const isOwn = latest.tasks[sourceOf(m.job, region)].origin === latest.id;
    limits.ages.set(region, isOwn ? 0 : oneMore(limits.ages.get(region)));
  }
  limits.inARow = oneMore(limits.inARow);
  limits.kept = oneMore(limits.kept);
  if (rules.staleCounter === "perRegion" || rules.bug === "M79") return;
  limits.count = Math.min(maxRegional, limits.count + 1);
  if (limits.count === maxRegional) limits.forceNext = true;
}

/** H9, H10: the counter starts again, and nothing refers to older checkpoints any more. */
function storeGlobal({ rules }: ControlModel, s: ControlWorld): void {
  const { limits } = s;
  limits.ages.fill(0);
  limits.inARow = 0;
  if (rules.bug !== "M74") limits.kept = 0;
  limits.count = 0;
  limits.forcedAborts = 0;
  if (rules.bug !== "M101") limits.forceNext = false;
}

function resetLimits({ limits }: ControlWorld): void {
  limits.count = 0;
  limits.forceNext = false;
}

/** The JobManager's memory is lost. What the store holds is not: ages and references are in the checkpoints. */
export function forgetLimits({ rules }: ControlModel, s: ControlWorld): void {
  if (rules.forceFlag !== "persisted") resetLimits(s);
  s.limits.forcedAborts = 0;
}
