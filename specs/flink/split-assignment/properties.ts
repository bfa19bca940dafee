/** What must hold (V6). P1 is here P4 and P7: in class K1 the only cross events are the AddSplitEvents, and those are what P4 and P7 count. */
import type { Step } from "cutcheck";
import { restarts } from "../parts/failover.ts";
import { closedFor, eventsUnderway, type Gateway, gatewaySlot, isWithheld, marksOf } from "../parts/gateways.ts";
import { missed, records, type Split, sameRecords, twice } from "../parts/records.ts";
import { regionOf, sinkOf, sourceOf } from "../parts/regions.ts";
import { isReturnedByReset } from "../parts/source-checkpoints.ts";
import { nobody } from "../parts/source-coordinator.ts";
import { isAssignedAtCut, isCutTaken, isSentBeforeCut, type SplitModel, type SplitPending, type SplitWorld } from "../parts/split-world.ts";
import { isEvaluated, pendingOf, slotOf } from "../parts/world.ts";
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
  terminalOrder: "P30 OcTerminalOrder: when a checkpoint has ended no gateway is marked with it",
  eventAfterCut: "P31 EventAfterCut: an event sent after the coordinator's cut arrives after the task's own",
  eventBeforeCut: "P32 EventBeforeCut: an event sent before the coordinator's cut arrives before the task is triggered",
  gatewayCanOpen: "P33a GatewayCanOpen: no gateway of a running task is closed for a checkpoint that has ended and whose barrier the task will not pass",
  eventCanArrive: "P33b EventCanArrive: no event for a running task waits for such an opening",
  snapshotCanEnd: "P33c SnapshotCanEnd: no coordinator snapshot waits for such an event",
  eventFifo: "P34 EventFifo: no event of a living attempt is lost or doubled, and none leaves its gateway before an older one",
  closeAllOrNone: "P35 CloseAllOrNone: when the coordinator's cut is taken all gateways are marked",
  lateAckSafe: "P38 LateAckSafe: a late acknowledgement changes no checkpoint and leaves no file behind",
  frozen: "P54 EvaluateOnce: after the evaluation an acknowledgement changes nothing",
} as const;

export const properties = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .use(gatewayProperties(m))
    .use(openingProperties(m))
    .use(liveProperties(m))
    .use(failureProperties(m))
    .use(regionalProperties(m))
    .use(snapshotProperties(m));

const gatewayProperties = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .step(P.eventFifo, (before, after, step) => m.regions.every(subtask => isFifo(m, before, after, subtask, step)))
    .invariant(P.closeAllOrNone, s => s.pending.every(pending => !isTriggering(pending) || areAllMarked(s, pending.id)))
    .invariant(P.eventBeforeCut, s => s.pending.every(pending => !isBeforeEvaluation(pending) || m.regions.every(subtask => isInOrder(m, s, pending, subtask))))
    .step(P.eventAfterCut, { of: ["AddSplitEvent arrives"] }, (before, _, step) => before.pending.every(pending => mayArrive(m, pending, step)));

function isTriggering({ id, stage }: Readonly<SplitPending>): boolean {
  return id > 0 && stage === "triggering";
}

/** Or closed, all of them: that is not a mixture. */
function areAllMarked({ gateways }: Readonly<SplitWorld>, id: number): boolean {
  const { state } = gatewaySlot(gateways[0], id);
  return state !== "open" && gateways.every(gateway => gatewaySlot(gateway, id).state === state);
}

function isBeforeEvaluation(pending: Readonly<SplitPending>): boolean {
  return isCutTaken(pending) && !isEvaluated(pending);
}

/** The task was not triggered, or what was sent to it before the cut has arrived. */
function isInOrder(m: SplitModel, s: Readonly<SplitWorld>, pending: Readonly<SplitPending>, subtask: number): boolean {
  const source = sourceOf(m.job, subtask);
  if (s.tasks[source].trigger !== pending.id && pending.tasks[source].status === "waiting") return true;
  return m.splits.every(split => eventsUnderway(s.gateways[subtask], split) === 0 || !isSentBeforeCut(m, pending, subtask, split));
}

/** An event of after the cut: its task has passed its own cut, has answered otherwise, or is a new attempt. */
function mayArrive(m: SplitModel, pending: Readonly<SplitPending>, step: Step): boolean {
  const { split, subtask } = step.parameters as { split: Split; subtask: number };
  const answer = pending.tasks[sourceOf(m.job, subtask)];
  return !isCutTaken(pending) || isSentBeforeCut(m, pending, subtask, split) || answer.status !== "waiting" || answer.dead;
}

/** An attempt goes on: what was underway to it is underway or has arrived, once; and what its gateway sends is not younger than what it still withholds. */
function isFifo(m: SplitModel, before: Readonly<SplitWorld>, after: Readonly<SplitWorld>, subtask: number, step: Step): boolean {
  const source = sourceOf(m.job, subtask);
  if (before.tasks[source].phase !== "running" || after.tasks[source].phase !== "running" || step.is(...restarts)) return true;
  const [was, is] = [before.gateways[subtask], after.gateways[subtask]];
  return m.splits.every(split => {
    const [underway, stillUnderway] = [eventsUnderway(was, split), eventsUnderway(is, split)];
    if (underway === 0 && stillUnderway === 0) return true;
    const isTaken = step.is("AddSplitEvent arrives", "AddSplitEvent is lost") && step.parameters.split === split && step.parameters.subtask === subtask;
    if (stillUnderway > 1 || (stillUnderway === 0 && !isTaken)) return false;
    const isLetGo = is.sent.has(split) && !was.sent.has(split);
    return !isLetGo || m.splits.every(other => !isWithheld(is, other) || !isOlder(was, other, split, before.next - 1));
  });
}

/** Whether an event was withheld for an older checkpoint than another one, which may not have been sent yet. */
function isOlder(gateway: Gateway, event: Split, other: Split, newest: number): boolean {
  const [rank, otherRank] = [event, other].map(each => closedFor(gateway, newest).find(id => gatewaySlot(gateway, id).blocked.has(each)));
  return rank !== undefined && (otherRank === undefined || rank < otherRank);
}

/** Nothing will open a gateway for a checkpoint that has ended, but the AcknowledgeCheckpointEvent of a task that has still to pass its barrier (C8). */
const openingProperties = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .invariant(P.terminalOrder, s => s.gateways.every(gateway => marksOf(gateway, s.next - 1).every(id => pendingOf(s, id) !== null)))
    .invariant(P.gatewayCanOpen, s => m.regions.every(subtask => stuckFor(m, s, subtask).length === 0))
    .invariant(P.eventCanArrive, s => !m.regions.some(subtask => hasStuckEvent(m, s, subtask)))
    .invariant(P.snapshotCanEnd, s => s.pending.every(pending => pending.stage !== "snapshotted" || !waitsForStuckEvent(m, s, pending)));

/** The ids for which the gateway of a running task will not open any more. */
function stuckFor(m: SplitModel, s: Readonly<SplitWorld>, subtask: number): readonly number[] {
  const { phase, trigger } = s.tasks[sourceOf(m.job, subtask)];
  if (phase !== "running") return [];
  return closedFor(s.gateways[subtask], s.next - 1).filter(id => trigger !== id && pendingOf(s, id) === null);
}

/** Whether an event that passes the test waits for such an opening. */
function hasStuckEvent(m: SplitModel, s: Readonly<SplitWorld>, subtask: number, test: (split: Split) => boolean = () => true): boolean {
  return stuckFor(m, s, subtask).some(id => gatewaySlot(s.gateways[subtask], id).blocked.some(test));
}

function waitsForStuckEvent(m: SplitModel, s: Readonly<SplitWorld>, pending: Readonly<SplitPending>): boolean {
  return m.regions.some(subtask => hasStuckEvent(m, s, subtask, split => isSentBeforeCut(m, pending, subtask, split)));
}

const liveProperties = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .invariant(P.liveOwner, s => m.splits.every(split => livePlaces(m, s, split) === 1))
    .invariant(P.oneReader, s =>
      m.splits.every(split =>
        s.tasks.every((task, index) => task.own.get(split) === null || s.tasks.every((other, at) => at <= index || other.own.get(split) === null)),
      ),
    );

/** In how many places a split is: unassigned, on its way to a reader, with a reader, or with a failed one, to be restored or returned. */
function livePlaces(m: SplitModel, s: Readonly<SplitWorld>, split: Split): number {
  let places = s.coordinator.owner.get(split) === null ? 1 : 0;
  for (let subtask = 0; subtask < m.job.subtasks; subtask++) places += placesWith(m, s, subtask, split);
  return places;
}

function placesWith(m: SplitModel, s: Readonly<SplitWorld>, subtask: number, split: Split): number {
  const source = sourceOf(m.job, subtask);
  if (s.tasks[source].phase === "running") return (s.tasks[source].own.get(split) === null ? 0 : 1) + eventsUnderway(s.gateways[subtask], split);
  const restored = s.latest.tasks[source].own.get(split) === null ? 0 : 1;
  return restored + (isReturnedByReset(m, s, subtask, split) ? 1 : 0);
}

const failureProperties = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .step(P.resetExact, { of: ["restarts a region"] }, (before, after, step) => isResetExact(m, before, after, step.parameters.region as number))
    .step(
      P.noMixedAttempts,
      (before, after) =>
        before.latest.id === after.latest.id ||
        after.latest.tasks.every((snap, task) => snap.origin < after.latest.id || !slotOf(before, after.latest.id).tasks[task].dead),
    )
    .step(P.sameCheckpoint, { of: restarts }, (before, after, step) => startsFromLatest(m, before, after, step))
    .step(P.lateAckSafe, { of: ["a late acknowledgement arrives"] }, (before, after) => !after.orphanFile && isSameCheckpointing(before, after));

function isResetExact(m: SplitModel, before: Readonly<SplitWorld>, after: Readonly<SplitWorld>, subtask: number): boolean {
  const source = sourceOf(m.job, subtask);
  if (before.tasks[source].phase !== "failed") return true;
  return m.splits.every(split => {
    const owner = before.coordinator.owner.get(split);
    const isReturned = owner !== null && after.coordinator.owner.get(split) === null;
    return isReturned === (owner === subtask && after.tasks[source].own.get(split) === null);
  });
}

function startsFromLatest(m: SplitModel, before: Readonly<SplitWorld>, after: Readonly<SplitWorld>, step: Step): boolean {
  const isGlobal = step.is("restarts everything");
  const restarted = m.tasks.filter(task => isGlobal || (regionOf(m.job, task) === step.parameters.region && before.tasks[task].phase === "failed"));
  const isReset = m.splits.every(split => (after.coordinator.owner.get(split) === null) === (before.latest.id === 0 || before.latest.unassigned.has(split)));
  return (
    restarted.every(task => (before.latest.id === 0 ? records.isEmpty(after.tasks[task]) : sameRecords(after.tasks[task], before.latest.tasks[task]))) &&
    (!isGlobal || isReset)
  );
}

/** Nothing stored, nothing pending has changed. */
function isSameCheckpointing(before: Readonly<SplitWorld>, after: Readonly<SplitWorld>): boolean {
  return before.latest.id === after.latest.id && before.pending.every((pending, slot) => isSamePending(pending, after.pending[slot]));
}

function isSamePending(a: Readonly<SplitPending>, b: Readonly<SplitPending>): boolean {
  return a.id === b.id && a.stage === b.stage && a.tasks.every((answer, task) => answer.status === b.tasks[task].status && sameRecords(answer, b.tasks[task]));
}

const regionalProperties = (m: SplitModel) => (machine: WorldMachine) => {
  if (!m.rules.regional) return machine;
  const regionalCompletion = { of: ["completes regionally"] };
  /** Of every step that completes a checkpoint regionally, and every split that belonged to a failed region at the coordinator's cut, or did not. */
  const completing =
    (failed: boolean, isRight: (before: Readonly<SplitWorld>, after: Readonly<SplitWorld>, split: Split) => boolean) =>
    (before: Readonly<SplitWorld>, after: Readonly<SplitWorld>) =>
      m.splits.every(split => belongsToFailed(m, slotOf(before, after.latest.id), split) !== failed || isRight(before, after, split));
  return machine
    .step(P.frozen, { of: ["receiveAcknowledgeMessage"] }, isFrozen)
    .step(
      P.healthyUntouched,
      regionalCompletion,
      completing(false, (before, after, split) => after.latest.unassigned.has(split) === !isAssignedAtCut(slotOf(before, after.latest.id), split)),
    )
    .step(
      P.correctionIsReference,
      regionalCompletion,
      completing(true, (before, after, split) => after.latest.unassigned.has(split) === !fallbackHas(m, before, after.latest.id, split)),
    );
};

/** If the checkpoint was evaluated, the message was dropped, and it is evaluated as before. */
function isFrozen(before: Readonly<SplitWorld>, after: Readonly<SplitWorld>, { parameters }: Step): boolean {
  const id = Object.hasOwn(parameters, "id") ? (parameters.id as number) : before.pending[0].id;
  const evaluated = slotOf(before, id);
  const pending = pendingOf(after, id as number);
  if (!isEvaluated(evaluated)) return true;
  if (pending === null || pending.stage !== evaluated.stage) return false;
  return pending.tasks.every((answer, task) => answer.status === evaluated.tasks[task].status || answer.status === "declined");
}

function belongsToFailed(m: SplitModel, { cutOwner, failed }: Readonly<SplitPending>, split: Split): boolean {
  const owner = cutOwner.get(split);
  return owner !== null && owner !== nobody(m.job) && failed.has(owner);
}

function fallbackHas(m: SplitModel, before: Readonly<SplitWorld>, id: number, split: Split): boolean {
  const { failed } = slotOf(before, id);
  return m.regions.some(subtask => failed.has(subtask) && before.latest.tasks[sourceOf(m.job, subtask)].own.get(split) !== null);
}

const snapshotProperties = (m: SplitModel) => (machine: WorldMachine) => {
  const ofLatest = (holds: (s: Readonly<SplitWorld>, split: Split) => boolean) => (s: Readonly<SplitWorld>) =>
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
function isNews(s: Readonly<SplitWorld>): boolean {
  return s.latest.id > 0 && s.pending.every(({ id }) => id === 0);
}

/** The regions whose reader has the split in the latest checkpoint. */
function storedReaders(m: SplitModel, s: Readonly<SplitWorld>, split: Split): readonly number[] {
  return m.regions.filter(region => s.latest.tasks[sourceOf(m.job, region)].own.get(split) !== null);
}

/** Where reading of the split goes on after a restore, and every record below that position is counted in its region. */
function isRecoverable(m: SplitModel, s: Readonly<SplitWorld>, split: Split): boolean {
  if (s.latest.unassigned.has(split)) return true;
  const readers = storedReaders(m, s, split);
  return (
    readers.length > 0 &&
    readers.every(region => countedIn(m, s, region, split) >= position(m, s, region, split) && countedIn(m, s, region, split) !== missed(m.job))
  );
}

/** No region has counted a record that is still to be read, nor does a split continue in two places. */
function isCountedOnce(m: SplitModel, s: Readonly<SplitWorld>, split: Split): boolean {
  const readers = storedReaders(m, s, split);
  if (readers.length + (s.latest.unassigned.has(split) ? 1 : 0) > 1) return false;
  return m.regions.every(region => {
    const count = countedIn(m, s, region, split);
    return count !== twice(m.job) && (count === missed(m.job) || count <= position(m, s, region, split));
  });
}

function countedIn(m: SplitModel, s: Readonly<SplitWorld>, region: number, split: Split): number {
  return s.latest.tasks[sinkOf(m.job, region)].counted.get(split);
}

function position(m: SplitModel, s: Readonly<SplitWorld>, region: number, split: Split): number {
  return s.latest.tasks[sourceOf(m.job, region)].own.get(split) ?? 0;
}
