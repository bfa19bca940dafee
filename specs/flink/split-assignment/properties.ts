/** What must hold (V6). P1 is here P4 and P7: in class K1 the only cross events are the AddSplitEvents, and those are what P4 and P7 count. */
import type { Step } from "cutcheck";
import { restarts } from "../parts/failover.ts";
import { closedFor, eventsUnderway, type Gateway, gatewaySlot, isWithheld, marksOf } from "../parts/gateways.ts";
import type { Parameters } from "../parts/pending-steps.ts";
import { missed, records, type Split, sameRecords, twice } from "../parts/records.ts";
import { regionOf, sinkOf, sourceOf } from "../parts/regions.ts";
import { nobody } from "../parts/source-coordinator.ts";
import { isAssignedAtCut, isCutTaken, type SplitPending, type SplitWorld } from "../parts/split-world.ts";
import { isEvaluated, pendingOf, slotOf } from "../parts/world.ts";
import type { WorldMachine } from "./actions.ts";
import { failureFree, restoredStateOf } from "./failure-free.ts";
import type { SplitProtocol } from "./protocol.ts";

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

type World = Readonly<SplitWorld>;
type Cut = Readonly<SplitPending>;

export const properties = (protocol: SplitProtocol) => (machine: WorldMachine) =>
  machine
    .use(gatewayProperties(protocol))
    .use(openingProperties(protocol))
    .use(liveProperties(protocol))
    .use(failureProperties(protocol))
    .use(regionalProperties(protocol))
    .use(snapshotProperties(protocol));

const gatewayProperties =
  ({ m: { job, splits, regions }, source }: SplitProtocol) =>
  (machine: WorldMachine) => {
    return machine
      .step(P.eventFifo, (before, after, step) => regions.every(subtask => isFifo(before, after, subtask, step)))
      .invariant(P.closeAllOrNone, s => s.pending.every(pending => !isTriggering(pending) || areAllMarked(s, pending.id)))
      .invariant(P.eventBeforeCut, s => s.pending.every(pending => !isBeforeEvaluation(pending) || regions.every(subtask => isInOrder(s, pending, subtask))))
      .step(P.eventAfterCut, { of: ["AddSplitEvent arrives"] }, (before, _, step) => before.pending.every(pending => mayArrive(pending, step)));

    /** The task was not triggered, or what was sent to it before the cut has arrived. */
    function isInOrder(s: World, pending: Cut, subtask: number): boolean {
      const reader = sourceOf(job, subtask);
      if (s.tasks[reader].trigger !== pending.id && pending.tasks[reader].status === "waiting") return true;
      return splits.every(split => eventsUnderway(s.gateways[subtask], split) === 0 || !source.isSentBeforeCut(pending, subtask, split));
    }

    /** An event of after the cut: its task has passed its own cut, has answered otherwise, or is a new attempt. */
    function mayArrive(pending: Cut, step: Step): boolean {
      const { split, subtask } = step.parameters as { split: Split; subtask: number };
      const answer = pending.tasks[sourceOf(job, subtask)];
      return !isCutTaken(pending) || source.isSentBeforeCut(pending, subtask, split) || answer.status !== "waiting" || answer.dead;
    }

    /** An attempt goes on: what was underway to it is underway or has arrived, once; and what its gateway sends is not younger than what it still withholds. */
    function isFifo(before: World, after: World, subtask: number, step: Step): boolean {
      const reader = sourceOf(job, subtask);
      if (before.tasks[reader].phase !== "running" || after.tasks[reader].phase !== "running" || step.is(...restarts)) return true;
      const [was, is] = [before.gateways[subtask], after.gateways[subtask]];
      return splits.every(split => {
        const [underway, stillUnderway] = [eventsUnderway(was, split), eventsUnderway(is, split)];
        if (underway === 0 && stillUnderway === 0) return true;
        const isTaken = step.is("AddSplitEvent arrives", "AddSplitEvent is lost") && step.parameters.split === split && step.parameters.subtask === subtask;
        if (stillUnderway > 1 || (stillUnderway === 0 && !isTaken)) return false;
        const isLetGo = is.sent.has(split) && !was.sent.has(split);
        return !isLetGo || splits.every(other => !isWithheld(is, other) || !isOlder(was, other, split, before.next - 1));
      });
    }
  };

function isTriggering({ id, stage }: Cut): boolean {
  return id > 0 && stage === "triggering";
}

/** Or closed, all of them: that is not a mixture. */
function areAllMarked({ gateways }: World, id: number): boolean {
  const { state } = gatewaySlot(gateways[0], id);
  return state !== "open" && gateways.every(gateway => gatewaySlot(gateway, id).state === state);
}

function isBeforeEvaluation(pending: Cut): boolean {
  return isCutTaken(pending) && !isEvaluated(pending);
}

/** Whether an event was withheld for an older checkpoint than another one, which may not have been sent yet. */
function isOlder(gateway: Gateway, event: Split, other: Split, newest: number): boolean {
  const [rank, otherRank] = [event, other].map(each => closedFor(gateway, newest).find(id => gatewaySlot(gateway, id).blocked.has(each)));
  return rank !== undefined && (otherRank === undefined || rank < otherRank);
}

/** Nothing will open a gateway for a checkpoint that has ended, but the AcknowledgeCheckpointEvent of a task that has still to pass its barrier (C8). */
const openingProperties =
  ({ m: { job, regions }, source }: SplitProtocol) =>
  (machine: WorldMachine) => {
    return machine
      .invariant(P.terminalOrder, s => s.gateways.every(gateway => marksOf(gateway, s.next - 1).every(id => pendingOf(s, id) !== null)))
      .invariant(P.gatewayCanOpen, s => regions.every(subtask => stuckFor(s, subtask).length === 0))
      .invariant(P.eventCanArrive, s => !regions.some(subtask => hasStuckEvent(s, subtask)))
      .invariant(P.snapshotCanEnd, s => s.pending.every(pending => pending.stage !== "snapshotted" || !waitsForStuckEvent(s, pending)));

    /** The ids for which the gateway of a running task will not open any more. */
    function stuckFor(s: World, subtask: number): readonly number[] {
      const { phase, trigger } = s.tasks[sourceOf(job, subtask)];
      if (phase !== "running") return [];
      return closedFor(s.gateways[subtask], s.next - 1).filter(id => trigger !== id && pendingOf(s, id) === null);
    }

    /** Whether an event that passes the test waits for such an opening. */
    function hasStuckEvent(s: World, subtask: number, test: (split: Split) => boolean = () => true): boolean {
      return stuckFor(s, subtask).some(id => gatewaySlot(s.gateways[subtask], id).blocked.some(test));
    }

    function waitsForStuckEvent(s: World, pending: Cut): boolean {
      return regions.some(subtask => hasStuckEvent(s, subtask, split => source.isSentBeforeCut(pending, subtask, split)));
    }
  };

const liveProperties =
  ({ m: { job, splits }, resets }: SplitProtocol) =>
  (machine: WorldMachine) => {
    return machine
      .invariant(P.liveOwner, s => splits.every(split => livePlaces(s, split) === 1))
      .invariant(P.oneReader, s =>
        splits.every(split =>
          s.tasks.every((task, index) => task.own.get(split) === null || s.tasks.every((other, at) => at <= index || other.own.get(split) === null)),
        ),
      );

    /** In how many places a split is: unassigned, on its way to a reader, with a reader, or with a failed one, to be restored or returned. */
    function livePlaces(s: World, split: Split): number {
      let places = s.coordinator.owner.get(split) === null ? 1 : 0;
      for (let subtask = 0; subtask < job.subtasks; subtask++) places += placesWith(s, subtask, split);
      return places;
    }

    function placesWith(s: World, subtask: number, split: Split): number {
      const source = sourceOf(job, subtask);
      if (s.tasks[source].phase === "running") return (s.tasks[source].own.get(split) === null ? 0 : 1) + eventsUnderway(s.gateways[subtask], split);
      const restored = s.latest.tasks[source].own.get(split) === null ? 0 : 1;
      return restored + (resets.isReturnedByReset(s, subtask, split) ? 1 : 0);
    }
  };

const failureProperties =
  ({ m: { job, splits, tasks } }: SplitProtocol) =>
  (machine: WorldMachine) => {
    return machine
      .step(P.resetExact, { of: ["restarts a region"] }, (before, after, step) => isResetExact(before, after, step.parameters.region as number))
      .step(
        P.noMixedAttempts,
        (before, after) =>
          before.latest.id === after.latest.id ||
          after.latest.tasks.every((snap, task) => snap.origin < after.latest.id || !slotOf(before, after.latest.id).tasks[task].dead),
      )
      .step(P.sameCheckpoint, { of: restarts }, startsFromLatest)
      .step(P.lateAckSafe, { of: ["a late acknowledgement arrives"] }, (before, after) => !after.orphanFile && isSameCheckpointing(before, after));

    function isResetExact(before: World, after: World, subtask: number): boolean {
      const source = sourceOf(job, subtask);
      if (before.tasks[source].phase !== "failed") return true;
      return splits.every(split => {
        const owner = before.coordinator.owner.get(split);
        const isReturned = owner !== null && after.coordinator.owner.get(split) === null;
        return isReturned === (owner === subtask && after.tasks[source].own.get(split) === null);
      });
    }

    function startsFromLatest(before: World, after: World, step: Step): boolean {
      const isGlobal = step.is("restarts everything");
      const restarted = tasks.filter(task => isGlobal || (regionOf(job, task) === step.parameters.region && before.tasks[task].phase === "failed"));
      const isReset = splits.every(split => (after.coordinator.owner.get(split) === null) === (before.latest.id === 0 || before.latest.unassigned.has(split)));
      return (
        restarted.every(task => (before.latest.id === 0 ? records.isEmpty(after.tasks[task]) : sameRecords(after.tasks[task], before.latest.tasks[task]))) &&
        (!isGlobal || isReset)
      );
    }
  };

/** Nothing stored, nothing pending has changed. */
function isSameCheckpointing(before: World, after: World): boolean {
  return before.latest.id === after.latest.id && before.pending.every((pending, slot) => isSamePending(pending, after.pending[slot]));
}

function isSamePending(a: Cut, b: Cut): boolean {
  return a.id === b.id && a.stage === b.stage && a.tasks.every((answer, task) => answer.status === b.tasks[task].status && sameRecords(answer, b.tasks[task]));
}

const regionalProperties =
  ({ m: { job, rules, splits, regions }, steps }: SplitProtocol) =>
  (machine: WorldMachine) => {
    if (!rules.regional) return machine;
    const regionalCompletion = { of: ["completes regionally"] };
    /** Of every step that completes a checkpoint regionally, and every split that belonged to a failed region at the coordinator's cut, or did not. */
    const completing = (failed: boolean, isRight: (before: World, after: World, split: Split) => boolean) => (before: World, after: World) =>
      splits.every(split => belongsToFailed(slotOf(before, after.latest.id), split) !== failed || isRight(before, after, split));
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
        completing(true, (before, after, split) => after.latest.unassigned.has(split) === !fallbackHas(before, after.latest.id, split)),
      );

    /** If the checkpoint was evaluated, the message was dropped, and it is evaluated as before. */
    function isFrozen(before: World, after: World, { parameters }: Step): boolean {
      const evaluated = steps.pendingIn(before, parameters as Parameters);
      if (evaluated === null || !isEvaluated(evaluated)) return true;
      const pending = pendingOf(after, evaluated.id);
      if (pending === null || pending.stage !== evaluated.stage) return false;
      return pending.tasks.every((answer, task) => answer.status === evaluated.tasks[task].status || answer.status === "declined");
    }

    function belongsToFailed({ cutOwner, failed }: Cut, split: Split): boolean {
      const owner = cutOwner.get(split);
      return owner !== null && owner !== nobody(job) && failed.has(owner);
    }

    function fallbackHas(before: World, id: number, split: Split): boolean {
      const { failed } = slotOf(before, id);
      return regions.some(subtask => failed.has(subtask) && before.latest.tasks[sourceOf(job, subtask)].own.get(split) !== null);
    }
  };

const snapshotProperties =
  ({ m }: SplitProtocol) =>
  (machine: WorldMachine) => {
    const { job, splits, regions } = m;
    const restoredState = restoredStateOf(m);
    const ofLatest = (holds: (s: World, split: Split) => boolean) => (s: World) => s.latest.id === 0 || splits.every(split => holds(s, split));
    return machine
      .invariant(P.regionAtomic, s => s.latest.tasks.every((snap, task) => snap.origin === s.latest.tasks[sourceOf(job, regionOf(job, task))].origin))
      .invariant(
        P.assignCut,
        ofLatest((s, split) => s.latest.unassigned.has(split) === (storedReaders(s, split).length === 0)),
      )
      .invariant(
        P.splitPartition,
        ofLatest((s, split) => storedReaders(s, split).length + (s.latest.unassigned.has(split) ? 1 : 0) === 1),
      )
      .invariant(P.noLoss, ofLatest(isRecoverable))
      .invariant(P.noDuplicate, ofLatest(isCountedOnce))
      .reachableIn(P.reachable, failureFree(m), s => (isNews(s) ? restoredState(s) : null));

    /** The regions whose reader has the split in the latest checkpoint. */
    function storedReaders(s: World, split: Split): readonly number[] {
      return regions.filter(region => s.latest.tasks[sourceOf(job, region)].own.get(split) !== null);
    }

    /** Where reading of the split goes on after a restore, and every record below that position is counted in its region. */
    function isRecoverable(s: World, split: Split): boolean {
      if (s.latest.unassigned.has(split)) return true;
      const readers = storedReaders(s, split);
      return (
        readers.length > 0 && readers.every(region => countedIn(s, region, split) >= position(s, region, split) && countedIn(s, region, split) !== missed(job))
      );
    }

    /** No region has counted a record that is still to be read, nor does a split continue in two places. */
    function isCountedOnce(s: World, split: Split): boolean {
      const readers = storedReaders(s, split);
      if (readers.length + (s.latest.unassigned.has(split) ? 1 : 0) > 1) return false;
      return regions.every(region => {
        const count = countedIn(s, region, split);
        return count !== twice(job) && (count === missed(job) || count <= position(s, region, split));
      });
    }

    function countedIn(s: World, region: number, split: Split): number {
      return s.latest.tasks[sinkOf(job, region)].counted.get(split);
    }

    function position(s: World, region: number, split: Split): number {
      return s.latest.tasks[sourceOf(job, region)].own.get(split) ?? 0;
    }
  };

/** The latest checkpoint changes only when the pending one ends: looking at it while nothing is pending is enough, and saves time. */
function isNews(s: World): boolean {
  return s.latest.id > 0 && s.pending.every(({ id }) => id === 0);
}
