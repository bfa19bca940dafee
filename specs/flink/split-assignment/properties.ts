/** What must hold (V6). P1 is here P4 and P7: in class K1 the only cross events are the AddSplitEvents, and those are what P4 and P7 count. */
import type { Step } from "cutcheck";
import { isReturnedByReset } from "../parts/failover.ts";
import { eventsUnderway } from "../parts/gateways.ts";
import { regionOf, sinkOf, sourceOf } from "../parts/regions.ts";
import { nobody } from "../parts/source-coordinator.ts";
import { isEmpty, missed, sameContents, twice } from "../parts/tasks.ts";
import { isAssignedAtCut, isCutTaken, isEvaluated, isPending, isSentBeforeCut, type Model, pendingId, type World } from "../parts/world.ts";
import type { WorldMachine } from "./actions.ts";
import { failureFree, restoredState } from "./failure-free.ts";

/** The properties' names, as cases quote them. */
export const P = {
  reachable: "P2 Reachable: the latest checkpoint is a state that the failure-free job can be in",
  regionAtomic: "P3 RegionAtomic: all tasks of a region have the same cut in the latest checkpoint",
  assignCut: "P4 AssignCut: a split is assigned in the coordinator's part of the latest checkpoint iff a reader's part has it",
  splitPartition: "P7 SplitPartition: in the latest checkpoint every split is in exactly one place",
  correctionIsReference: "P8 CorrectionIsRef: a regional checkpoint returns exactly what its failed readers' states lack",
  healthyUntouched: "P9 HealthyUntouched: a regional checkpoint says of healthy readers' splits what the coordinator's own cut said",
  noLoss: "P10 NoLoss: no record is lost by restoring the latest checkpoint",
  noDuplicate: "P11 NoDup: no record is counted twice after restoring the latest checkpoint",
  liveOwner: "P12 LiveOwner: every split is in exactly one place now",
  oneReader: "P12a OneReader: no split is read by two tasks",
  resetExact: "P13 ResetExact: subtaskReset returns exactly what the subtask had and does not get back with its state",
  noMixedAttempts: "P15 NoMixedAttempts: no checkpoint completes with an answer for an attempt that has ended since its plan",
  sameCheckpoint: "P15b SameCheckpoint: everything that restarts together starts from the latest checkpoint",
  eventAfterCut: "P31 EventAfterCut: an event sent after the coordinator's cut arrives after the task's own",
  eventBeforeCut: "P32 EventBeforeCut: an event sent before the coordinator's cut arrives before the task is triggered",
  closeAllOrNone: "P35 CloseAllOrNone: when the coordinator's cut is taken all gateways are marked",
  lateAckSafe: "P38 LateAckSafe: a late acknowledgement changes no checkpoint and leaves no file behind",
  frozen: "P54 EvaluateOnce: after the evaluation an acknowledgement changes nothing",
} as const;

export const properties = (m: Model) => (machine: WorldMachine) =>
  machine.use(liveProperties(m)).use(gatewayProperties(m)).use(failureProperties(m)).use(regionalProperties(m)).use(snapshotProperties(m));

const liveProperties = (m: Model) => (machine: WorldMachine) =>
  machine
    .invariant(P.liveOwner, s => m.splits.every(split => livePlaces(m, s, split) === 1))
    .invariant(P.oneReader, s =>
      m.splits.every(split =>
        s.tasks.every((task, index) => task.own.get(split) === null || s.tasks.every((other, at) => at <= index || other.own.get(split) === null)),
      ),
    );

/** In how many places a split is: unassigned, on its way to a reader, with a reader, or with a failed one, to be restored or returned. */
function livePlaces(m: Model, s: Readonly<World>, split: number): number {
  let places = s.coordinator.owner.get(split) === null ? 1 : 0;
  for (let subtask = 0; subtask < m.job.subtasks; subtask++) places += placesWith(m, s, subtask, split);
  return places;
}

function placesWith(m: Model, s: Readonly<World>, subtask: number, split: number): number {
  const source = sourceOf(m.job, subtask);
  if (s.tasks[source].phase === "running") return (s.tasks[source].own.get(split) === null ? 0 : 1) + eventsUnderway(s.gateways[subtask], split);
  const restored = s.latest.tasks[source].own.get(split) === null ? 0 : 1;
  return restored + (isReturnedByReset(m, s, subtask, split) ? 1 : 0);
}

const gatewayProperties = (m: Model) => (machine: WorldMachine) =>
  machine
    .invariant(
      P.closeAllOrNone,
      s => s.pending.stage !== "triggering" || s.gateways.every(gateway => gateway.state === s.gateways[0].state && gateway.state !== "open"),
    )
    .invariant(
      P.eventBeforeCut,
      s => !isCutTaken(s) || isEvaluated(s) || m.regions.every(subtask => !wasTriggered(m, s, subtask) || allBeforeCutArrived(m, s, subtask)),
    )
    .step(P.eventAfterCut, (before, _, step) => step.action !== "AddSplitEvent arrives" || !isCutTaken(before) || mayArrive(m, before, step));

function wasTriggered(m: Model, s: Readonly<World>, subtask: number): boolean {
  const source = sourceOf(m.job, subtask);
  return s.tasks[source].trigger === pendingId(s) || s.pending.tasks[source].status !== "waiting";
}

function allBeforeCutArrived(m: Model, s: Readonly<World>, subtask: number): boolean {
  const { sent, blocked } = s.gateways[subtask];
  const isAfterCut = (split: number) => !isSentBeforeCut(m, s, subtask, split);
  return sent.every(isAfterCut) && blocked.every(isAfterCut);
}

/** An event of after the cut: its task has passed its own cut, has answered otherwise, or is a new attempt. */
function mayArrive(m: Model, s: Readonly<World>, step: Step): boolean {
  const { split, subtask } = step.parameters as { split: number; subtask: number };
  const answer = s.pending.tasks[sourceOf(m.job, subtask)];
  return isSentBeforeCut(m, s, subtask, split) || answer.status !== "waiting" || answer.dead;
}

const failureProperties = (m: Model) => (machine: WorldMachine) =>
  machine
    .step(P.resetExact, (before, after, step) => step.action !== "restarts a region" || isResetExact(m, before, after, step.parameters.region as number))
    .step(
      P.noMixedAttempts,
      (before, after) =>
        before.latest.id === after.latest.id || after.latest.tasks.every((snap, task) => snap.origin < after.latest.id || !before.pending.tasks[task].dead),
    )
    .step(P.sameCheckpoint, (before, after, step) => !step.action.startsWith("restarts ") || startsFromLatest(m, before, after, step))
    .step(
      P.lateAckSafe,
      (before, after, step) => step.action !== "a late acknowledgement arrives" || (!after.orphanFile && isSameCheckpointing(before, after)),
    );

function isResetExact(m: Model, before: Readonly<World>, after: Readonly<World>, subtask: number): boolean {
  const source = sourceOf(m.job, subtask);
  if (before.tasks[source].phase !== "failed") return true;
  return m.splits.every(split => {
    const owner = before.coordinator.owner.get(split);
    const isReturned = owner !== null && after.coordinator.owner.get(split) === null;
    return isReturned === (owner === subtask && after.tasks[source].own.get(split) === null);
  });
}

function startsFromLatest(m: Model, before: Readonly<World>, after: Readonly<World>, step: Step): boolean {
  const isGlobal = step.action === "restarts everything";
  const restarted = m.tasks.filter(task => isGlobal || (regionOf(m.job, task) === step.parameters.region && before.tasks[task].phase === "failed"));
  const isReset = m.splits.every(split => (after.coordinator.owner.get(split) === null) === (before.latest.id === 0 || before.latest.unassigned.has(split)));
  return (
    restarted.every(task => (before.latest.id === 0 ? isEmpty(after.tasks[task]) : sameContents(after.tasks[task], before.latest.tasks[task]))) &&
    (!isGlobal || isReset)
  );
}

/** Nothing stored, nothing pending has changed. */
function isSameCheckpointing(before: Readonly<World>, after: Readonly<World>): boolean {
  if (before.latest.id !== after.latest.id || before.pending.stage !== after.pending.stage) return false;
  return before.pending.tasks.every((answer, task) => answer.status === after.pending.tasks[task].status && sameContents(answer, after.pending.tasks[task]));
}

const regionalProperties = (m: Model) => (machine: WorldMachine) =>
  !m.rules.regional
    ? machine
    : machine
        .step(P.frozen, (before, after, step) => step.action !== "receiveAcknowledgeMessage" || !isEvaluated(before) || isFrozen(before, after))
        .step(
          P.healthyUntouched,
          (before, after, step) =>
            step.action !== "completes regionally" ||
            splitsOf(m, before, false).every(split => after.latest.unassigned.has(split) === !isAssignedAtCut(before, split)),
        )
        .step(
          P.correctionIsReference,
          (before, after, step) =>
            step.action !== "completes regionally" ||
            splitsOf(m, before, true).every(split => after.latest.unassigned.has(split) === !fallbackHas(m, before, split)),
        );

/** The message was dropped, and the checkpoint is evaluated as before. */
function isFrozen(before: Readonly<World>, after: Readonly<World>): boolean {
  if (!isPending(after) || after.pending.stage !== before.pending.stage) return false;
  return after.pending.tasks.every((answer, task) => answer.status === before.pending.tasks[task].status || answer.status === "declined");
}

/** The splits that belonged to failed regions at the coordinator's cut, or those that did not. */
function splitsOf(m: Model, before: Readonly<World>, failed: boolean): readonly number[] {
  return m.splits.filter(split => {
    const owner = before.pending.cutOwner.get(split);
    return (owner !== null && owner !== nobody(m.job) && before.pending.failed.has(owner)) === failed;
  });
}

function fallbackHas(m: Model, before: Readonly<World>, split: number): boolean {
  return m.regions.some(subtask => before.pending.failed.has(subtask) && before.latest.tasks[sourceOf(m.job, subtask)].own.get(split) !== null);
}

const snapshotProperties = (m: Model) => (machine: WorldMachine) => {
  const ofLatest = (holds: (s: Readonly<World>, split: number) => boolean) => (s: Readonly<World>) =>
    s.latest.id === 0 || m.splits.every(split => holds(s, split));
  return machine
    .invariant(P.regionAtomic, s => s.latest.tasks.every((snap, task) => snap.origin === s.latest.tasks[sourceOf(m.job, regionOf(m.job, task))].origin))
    .invariant(
      P.assignCut,
      ofLatest((s, split) => s.latest.unassigned.has(split) === (storedReaders(m, s, split).length === 0)),
    )
    .invariant(
      P.splitPartition,
      ofLatest((s, split) => storedReaders(m, s, split).length + (s.latest.unassigned.has(split) ? 1 : 0) === 1),
    )
    .invariant(
      P.noLoss,
      ofLatest((s, split) => isRecoverable(m, s, split)),
    )
    .invariant(
      P.noDuplicate,
      ofLatest((s, split) => isCountedOnce(m, s, split)),
    )
    .reachableIn(P.reachable, failureFree(m), s => (isNews(s) ? restoredState(m, s) : null));
};

/** The latest checkpoint changes only when the pending one ends: looking at it while nothing is pending is enough, and saves time. */
function isNews(s: Readonly<World>): boolean {
  return s.latest.id > 0 && !isPending(s);
}

/** The regions whose reader has the split in the latest checkpoint. */
function storedReaders(m: Model, s: Readonly<World>, split: number): readonly number[] {
  return m.regions.filter(region => s.latest.tasks[sourceOf(m.job, region)].own.get(split) !== null);
}

/** Where reading of the split goes on after a restore, and every record below that position is counted in its region. */
function isRecoverable(m: Model, s: Readonly<World>, split: number): boolean {
  if (s.latest.unassigned.has(split)) return true;
  const readers = storedReaders(m, s, split);
  return (
    readers.length > 0 &&
    readers.every(region => countedIn(m, s, region, split) >= position(m, s, region, split) && countedIn(m, s, region, split) !== missed(m.job))
  );
}

/** No region has counted a record that is still to be read, nor does a split continue in two places. */
function isCountedOnce(m: Model, s: Readonly<World>, split: number): boolean {
  const readers = storedReaders(m, s, split);
  if (readers.length + (s.latest.unassigned.has(split) ? 1 : 0) > 1) return false;
  return m.regions.every(region => {
    const count = countedIn(m, s, region, split);
    return count !== twice(m.job) && (count === missed(m.job) || count <= position(m, s, region, split));
  });
}

function countedIn(m: Model, s: Readonly<World>, region: number, split: number): number {
  return s.latest.tasks[sinkOf(m.job, region)].counted.get(split);
}

function position(m: Model, s: Readonly<World>, region: number, split: number): number {
  return s.latest.tasks[sourceOf(m.job, region)].own.get(split) ?? 0;
}
