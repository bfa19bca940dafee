/** The state of a job of which only the control of its checkpoints is looked at: what tasks remember is of no interest, only from which cut it is. */
import { type RecordView, t, type ViewOf } from "cutcheck";
import { budgetType } from "./faults.ts";
import { gatewayType } from "./gateways.ts";
import type { Splits } from "./records.ts";
import { type Job, taskCount } from "./regions.ts";
import { answerType, type Contents, type Fields, fieldsIf, lateAckType, type Model, pendingType, snapType, taskType } from "./world.ts";

/** What the configuration limits. */
export interface Limits {
  /** max-failure-ratio, as a number of regions. */
  readonly failedRegions: number;
  /** max-consecutive-failures. */
  readonly maxRegional: number;
  /** tolerable-failed-checkpoints; -1: any number. */
  readonly tolerable: number;
  /** With `tier2Reset=failJob`: how many forced checkpoints in a row may come to nothing. */
  readonly forcedAborts: number;
}

/** What becomes of the last region when it breaks down. */
export type Breakdown = "none" | "declines" | "silent" | "crashes";

export interface ControlModel extends Model {
  readonly limits: Limits;
  readonly breakdown: Breakdown;
  /** Checkpoints that may be pending at a time, savepoints not counted. */
  readonly concurrent: number;
  /** Whether ids are given out anew (`checkpoint-names.ts`). If not, a run ends with the largest id: for comparison. */
  readonly reusesIds: boolean;
  /** Savepoints that the user asks for. */
  readonly savepointRequests: number;
  /** What the queue of requests keeps besides. */
  readonly moreRequestFields: Fields;
}

/** Nothing is remembered. */
export const nothing: Contents = { copy() {}, clear() {}, isEmpty: () => false, late: () => ({}) };

/** What `request-queue.ts` keeps. */
function requestQueueType({ savepoints, savepointRequests, moreRequestFields }: ControlModel) {
  return t.record({
    /** isTriggering: a checkpoint has been chosen, and its barriers are not injected yet. */
    triggering: t.bool(),
    /** The minimal pause after the last completion is not over (A7). Time is this bit: it is set by a completion, and some time later it is not any more. */
    resting: t.bool(),
    ...(moreRequestFields as object),
    ...fieldsIf(savepoints, {
      /** The request for a savepoint waits. */
      savepoint: t.bool(),
      /** How many the user may still ask for. */
      savepointsLeft: t.int(0, savepointRequests),
    }),
  });
}

/** What `failure-manager.ts` keeps. */
function failureManagerType({ job, limits }: ControlModel) {
  const upToOneTooMany = t.int(0, Math.max(0, limits.tolerable + 1));
  return t.record({
    /** Failed checkpoints since the last success. With any number tolerated they are not counted. */
    count: upToOneTooMany,
    /** The newest id that has succeeded. Older ones do not count any more. */
    succeeded: t.int(0, job.ids),
    /** Ghost: what `count` should be. It keeps the number that fails the job until the job has restarted. */
    since: upToOneTooMany,
  });
}

/** Counts that are only compared with a limit stop one above it: the limit, and one more for each further checkpoint that may be pending. */
export function tooMany({ limits, concurrent }: ControlModel): number {
  return limits.maxRegional + concurrent;
}

/** What `regional-limits.ts` keeps. */
function regionalLimitsType(m: ControlModel) {
  const { job, limits, rules } = m;
  const beyond = tooMany(m);
  return t.record({
    /** Regional checkpoints since the counter was reset (H7). */
    count: t.int(0, limits.maxRegional),
    /** forceGlobalNextCheckpoint. */
    forceNext: t.bool(),
    /** Forced checkpoints in a row that came to nothing. */
    forcedAborts: t.int(0, rules.tier2Reset === "failJob" ? limits.forcedAborts : 0),
    /** Of the state of each region in the latest checkpoint: the checkpoints that have completed since its true cut. */
    ages: t.array(job.subtasks, t.int(0, beyond)),
    /** Ghost: regional checkpoints in the store since the last global one. The newest refers to so many older ones (H10). */
    inARow: t.int(0, beyond),
    /** Older checkpoints that are kept because the newest one refers to them. */
    kept: t.int(0, beyond),
  });
}

/** `forced`: the flag was set when it was triggered. */
function controlPendingType({ job, rules, savepoints, deadAnswers }: ControlModel) {
  const answer = answerType({ ...fieldsIf(deadAnswers === true, { dead: t.bool() }) });
  return pendingType(job, ["triggering", "injected", "correcting", "leaked"], answer, {
    ...fieldsIf(rules.regional, { forced: t.bool() }),
    ...fieldsIf(savepoints, { savepoint: t.bool() }),
  });
}

/** The one event that a task may wait for: gateways know it as a split. */
export const awaited: Splits = t.scalarset("split", 1);

export function controlFields(m: ControlModel) {
  const { job, rules } = m;
  return {
    /** No trigger waits for a task. */
    tasks: t.array(taskCount(job), taskType({ ...job, ids: 0 }, ["running", "failed"], {}, {})),
    requests: requestQueueType(m),
    /** The next checkpoint id. Ids are names with an order: see `checkpoint-names.ts`. */
    next: t.int(1, job.ids + 1),
    pending: t.array(job.concurrent, controlPendingType(m)),
    lateAck: lateAckType(job, {}),
    /** The newest completed checkpoint, which all failovers restore (B25); 0: none has completed yet. */
    latest: t.record({ id: t.int(0, job.ids), tasks: t.array(taskCount(job), snapType(job, {})) }),
    failures: failureManagerType(m),
    ...fieldsIf(rules.regional, { limits: regionalLimitsType(m) }),
    ...fieldsIf(rules.acknowledging === "needsEvent", { gateways: t.array(job.subtasks, gatewayType({ ...job, splits: awaited, records: 1 }, rules)) }),
    /** The job is to fail: too many failed checkpoints, or its state is too old. */
    failing: t.oneOf("no", "tolerable", "stale"),
    /** The last region has broken down, for ever. */
    ...fieldsIf(m.breakdown !== "none", { broken: t.bool() }),
    budget: budgetType(m.faults),
  };
}

export type ControlWorld = RecordView<ReturnType<typeof controlFields>>;
export type ControlPending = ViewOf<ReturnType<typeof controlPendingType>>;

/** The region that may break down. */
export function lastRegion({ subtasks }: Job): number {
  return subtasks - 1;
}

export type Breakdowns = ReturnType<typeof breakdownsOf>;

export function breakdownsOf({ job, breakdown }: ControlModel) {
  return {
    /** Whether a region has broken down, and how. */
    isBroken(s: Readonly<ControlWorld>, region: number, how: Breakdown = breakdown): boolean {
      return breakdown !== "none" && breakdown === how && region === lastRegion(job) && s.broken;
    },
  };
}
