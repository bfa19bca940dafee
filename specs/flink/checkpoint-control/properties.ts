/** What must never happen (V6). What must happen some day is in `liveness.ts`. */
import type { Step } from "cutcheck";
import { knownIds } from "../parts/checkpoint-names.ts";
import type { ControlPending, ControlWorld } from "../parts/control-world.ts";
import { restarts } from "../parts/failover.ts";
import type { Parameters } from "../parts/pending-steps.ts";
import { isMixed } from "../parts/world.ts";
import type { ControlMachine } from "./actions.ts";
import type { ControlProtocol } from "./protocol.ts";

/** The properties' names, as cases quote them: first those of states and steps, then those of progress. */
export const P = {
  boundedRetention: "P39 BoundedRetention: the latest checkpoint keeps no more older ones than there may be regional checkpoints in a row",
  idMonotone: "P45 IdMonotone: a new checkpoint has an id above all that are known",
  concurrency: "P46 Concurrency: one checkpoint at a time is being triggered, and no more are pending than may be, savepoints not counted",
  minPause: "P47 MinPause: no periodic checkpoint is triggered before the pause after the last completion is over",
  failureCounter:
    "P48 FailureCounter: the job is failed exactly when more checkpoints than are tolerable have failed since the last success, each counted once",
  forcedGlobal: "P49 ForcedGlobal: a checkpoint that was triggered while the flag was set does not complete regionally",
  forcedOrFresh: "P49a ForcedOrFresh: nor does it, unless a global one has completed since",
  regionalRun: "P49b RegionalRun: no more regional checkpoints in a row are stored than the limit allows",
  forcedWhenDue: "P49c ForcedWhenDue: a checkpoint is forced only when as many regional ones as the limit allows were stored since the last global one",
  stalenessBound: "P50 StalenessBound: no region's state in the latest checkpoint is older than the limit allows",
  slackBound: "P50b SlackBound: no region's state is older than the limit allows, and one more for each further checkpoint that may be pending",
  evaluateOnce: "P54 EvaluateOnce: a checkpoint is evaluated once, and nothing changes its outcome from then on",
  admission: "P55 Admission: a checkpoint completes regionally only if there is one to fall back to, and the failed regions are within the limit",
  failoverClears: "P55b FailoverClears: no checkpoint completes with the answer of an attempt that has ended, and nothing is pending when the failover is over",
  deadAnswers: "P55b1 NoDeadAnswer: no checkpoint completes with the answer of an attempt that has ended",
  attemptResets: "H16 AttemptResets: after a forced checkpoint has come to nothing, its flag and counter are reset",
  noJobFailure: "H17 NoJobFailure: a forced checkpoint that comes to nothing does not fail the job",
  noVainWait: "H18 NoVainWait: a checkpoint that can only abort does not wait for the timeout",
  subsumesOlder: "A18 SubsumesOlder: a completion ends no later checkpoint",
  everyIdTerminates: "P25 EveryIdTerminates: every checkpoint is some day not pending any more",
  everySecondTerminates: "P25 EveryIdTerminates: so is every checkpoint that is pending beside another",
  gatewayOpens: "P33 GatewayOpens: a closed gateway is some day open",
  noLeak: "P40 NoLeak: what the latest checkpoint does not refer to is some day not kept any more",
  forcedProgress: "P51 ForcedProgress: when nothing fails any more, the latest checkpoint is some day a global one",
  noSilentStarvation: "P51b NoSilentStarvation: when a region has broken down, the job fails some day",
  checkpointProgress: "P52 CheckpointProgress: when nothing fails any more, checkpoints go on completing",
  canComplete: "P52b CanComplete: whatever has happened, a checkpoint can still complete",
  slotsFreed: "P53 SlotsFreed: there is room for a checkpoint again and again",
} as const;

export const properties = (protocol: ControlProtocol) => (machine: ControlMachine) =>
  machine.use(triggerProperties(protocol)).use(failureProperties(protocol)).use(failoverProperties(protocol)).use(regionalProperties(protocol));

type World = Readonly<ControlWorld>;

/** The steps that begin a checkpoint. */
export const triggers = ["triggers a checkpoint", "triggers the savepoint"];

const triggerProperties =
  ({ m: { concurrent }, completion }: ControlProtocol) =>
  (machine: ControlMachine) =>
    machine
      .step(P.idMonotone, { of: triggers }, (_, after) => isAboveAll(after))
      .invariant(P.concurrency, s => {
        const pending = s.pending.filter(each => each.id > 0 && !completion.isPlainSavepoint(each));
        return pending.length <= concurrent && s.pending.filter(({ id, stage }) => id > 0 && stage === "triggering").length <= 1;
      })
      .step(P.minPause, { of: ["triggers a checkpoint"] }, before => !before.requests.resting)
      .step(
        P.subsumesOlder,
        (before, after, step) => !hasCompleted(before, after, step) || before.pending.every((pending, slot) => isKept(pending, after, slot)),
      );

/** The one that is triggering is new. */
function isAboveAll(after: World): boolean {
  const [newest] = after.pending.filter(({ stage, id }) => id > 0 && stage === "triggering").map(({ id }) => id);
  return newest === undefined || (knownIds(after).at(-1) === newest && new Set(sameIds(after, newest)).size === 1);
}

/** Where an id is found: nobody but its own checkpoint may have it. */
function sameIds({ latest, failures, pending }: World, id: number): readonly string[] {
  const slots = pending.flatMap((each, slot) => (each.id === id ? [`pending ${slot}`] : []));
  const elsewhere = latest.id === id || failures.succeeded === id || latest.tasks.some(({ origin }) => origin === id);
  return elsewhere ? [...slots, "known"] : slots;
}

/** New names are given when a checkpoint is triggered, and nothing is stored then. */
function hasCompleted(before: World, after: World, step: Step): boolean {
  return !step.is(...triggers) && after.latest.id !== before.latest.id;
}

function isKept({ id }: Readonly<ControlPending>, after: World, slot: number): boolean {
  return id <= after.latest.id || after.pending[slot].id === id;
}

const failureProperties =
  ({ m: { limits } }: ControlProtocol) =>
  (machine: ControlMachine) => {
    const { tolerable } = limits;
    if (tolerable < 0) return machine;
    return machine.step(P.failureCounter, (before, after) => {
      const isFailedNow = before.failing === "no" && after.failing === "tolerable";
      if (isFailedNow) return after.failures.since > tolerable;
      return after.failing !== "no" || after.failures.since <= tolerable || before.failures.since > tolerable;
    });
  };

const failoverProperties =
  ({ m: { deadAnswers } }: ControlProtocol) =>
  (machine: ControlMachine) => {
    return machine
      .step(
        P.failoverClears,
        (before, after, step) =>
          !hasDeadPart(before, after, step) && (!step.is(...restarts, "the JobManager fails over") || after.pending.every(({ id }) => id === 0)),
      )
      .step(P.deadAnswers, (before, after, step) => !hasDeadPart(before, after, step));

    function hasDeadPart(before: World, after: World, step: Step): boolean {
      if (!deadAnswers || !hasCompleted(before, after, step)) return false;
      const completed = before.pending.find(({ id }) => id === after.latest.id);
      return after.latest.tasks.some(({ origin }, task) => origin === after.latest.id && completed?.tasks[task].dead === true);
    }
  };

const regionalProperties = (protocol: ControlProtocol) => (machine: ControlMachine) => {
  const { m, steps } = protocol;
  if (!m.rules.regional) return machine;
  const { maxRegional, failedRegions } = m.limits;
  return machine
    .step(
      P.forcedGlobal,
      ofRegional(({ forced }) => !forced),
    )
    .step(
      P.forcedOrFresh,
      ofRegional(({ forced }, before) => !forced || before.limits.inARow === 0),
    )
    .step(
      P.admission,
      ofRegional((_, before, after) => {
        const failed = after.latest.tasks.filter(({ origin }) => origin !== after.latest.id).length;
        return before.latest.id > 0 && failed <= failedRegions && failed < m.regions.length;
      }),
    )
    .invariant(P.regionalRun, s => s.limits.inARow <= maxRegional)
    .invariant(P.stalenessBound, s => s.limits.ages.every(age => age <= maxRegional))
    .invariant(P.slackBound, s => s.limits.ages.every(age => age < maxRegional + m.concurrent))
    .invariant(P.boundedRetention, s => s.limits.kept <= maxRegional)
    .step(P.forcedWhenDue, { of: triggers }, before => !before.limits.forceNext || before.limits.inARow >= maxRegional)
    .step(P.evaluateOnce, (before, after, step) => {
      const answered = step.is("acknowledges") ? steps.pendingIn(before, step.parameters as Parameters) : null;
      return step.is(...triggers) || before.pending.every((pending, slot) => isFrozen(pending, after.pending[slot], pending.id === answered?.id));
    })
    .use(waitingProperties(protocol))
    .use(tierTwoProperties(protocol));
};

/** Of every step that stores a checkpoint to which failed regions have contributed nothing of their own. */
function ofRegional(test: (completed: Readonly<ControlPending>, before: World, after: World) => boolean) {
  return (before: World, after: World, step: Step): boolean => {
    if (!hasCompleted(before, after, step) || !isMixed(after.latest)) return true;
    const completed = before.pending.find(({ id }) => id === after.latest.id);
    return completed === undefined || test(completed, before, after);
  };
}

/** Once it is evaluated: it has ended, but not by an answer, or it is as it was, but for a message that was dropped. */
function isFrozen(before: Readonly<ControlPending>, after: Readonly<ControlPending>, isAnswered: boolean): boolean {
  if (before.id === 0 || before.stage !== "correcting") return true;
  if (after.id !== before.id) return !isAnswered;
  const isSame = before.failed.size === after.failed.size && before.failed.isSubsetOf(after.failed);
  return isSame && after.tasks.every(({ status }, task) => status === before.tasks[task].status || status === "declined");
}

const expiries = ["the checkpoint expires", "the checkpoint expires early"];

const waitingProperties =
  ({ answers: { canOnlyAbort }, steps }: ControlProtocol) =>
  (machine: ControlMachine) =>
    machine.step(P.noVainWait, { of: expiries }, (before, _, { parameters }) => {
      const pending = steps.pendingIn(before, parameters as Parameters);
      return pending === null || !canOnlyAbort(before, pending);
    });

const tierTwoProperties = (protocol: ControlProtocol) => (machine: ControlMachine) => {
  const isForcedEnd = isForcedEndOf(protocol);
  return machine
    .step(P.attemptResets, { of: answers }, (before, after) => !isForcedEnd(before, after) || (!after.limits.forceNext && after.limits.count === 0))
    .step(P.noJobFailure, { of: answers }, (before, after) => !isForcedEnd(before, after) || after.failing === "no" || before.failing !== "no");
};

/** The steps in which a checkpoint is evaluated. */
export const answers = ["declines", "declines again", "acknowledges", ...expiries];

/** A forced checkpoint was evaluated in such a step, and has come to nothing. */
export const isForcedEndOf =
  ({ limits: { isForced } }: ControlProtocol) =>
  (before: World, after: World): boolean =>
    before.latest.id === after.latest.id && before.pending.some((each, slot) => each.id > 0 && after.pending[slot].id === 0 && isForced(before, each));

/** What stock rules promise, and regional ones as well. */
export const always = [
  P.idMonotone,
  P.concurrency,
  P.minPause,
  P.failureCounter,
  P.subsumesOlder,
  P.failoverClears,
  P.everyIdTerminates,
  P.slotsFreed,
  P.checkpointProgress,
  P.canComplete,
];

/** What regional rules are to promise besides. */
export const bounded = [
  P.slackBound,
  P.forcedGlobal,
  P.forcedOrFresh,
  P.regionalRun,
  P.forcedWhenDue,
  P.stalenessBound,
  P.boundedRetention,
  P.evaluateOnce,
  P.admission,
  P.forcedProgress,
  P.noLeak,
];
