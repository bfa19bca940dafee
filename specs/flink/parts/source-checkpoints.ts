/** The source coordinator under checkpoints and failovers: its snapshot (E2, C3-C5), what it hears of the end (E3, C8), its resets (E4, E6, C10). */
import { areTriggersTaken, inject, sendTriggers, whenAllResponded } from "./checkpoint-coordinator.ts";
import { closeGateway, eventsUnderway, freshGateway, type Gateway, gatewaySlot, markGateway, openGateway } from "./gateways.ts";
import { records, type Split } from "./records.ts";
import { regionOf, sourceOf } from "./regions.ts";
import { addSplitsBack, isTrackedAfter, nobody, prune, resetToCheckpoint, trackerOnCheckpoint } from "./source-coordinator.ts";
import { isAssignedAtCut, isSentBeforeCut, type SplitModel, type SplitPending, type SplitWorld } from "./split-world.ts";
import { isMixed, type Part, slotOf } from "./world.ts";

/** The coordinator with its gateways, and the plan's attempts. */
export const sourceCheckpoints: Part = {
  triggered(m: SplitModel, s: SplitWorld, pending: SplitPending) {
    for (const gateway of s.gateways) markGateway(gateway, pending.id);
    if (m.rules.bug === "M3-early") closeGateways(s, pending);
    if (m.rules.bug === "M1") sendTriggers(m, s, pending);
  },
  /** The coordinator's part is again as it was at its own cut: an earlier evaluation leaves nothing behind. */
  evaluated(m: SplitModel, _: SplitWorld, pending: SplitPending) {
    takeCut(m, pending);
  },
  stored(_: SplitModel, s: SplitWorld, pending: SplitPending) {
    s.latest.unassigned = pending.unassigned;
  },
  completed: hearCompletion,
  aborted: hearAbort,
  ended: forget,
  lateAcknowledged: mistakeLateAck,
  attemptEnded: leaveAttempt,
  /** SourceCoordinator.subtaskReset: what the subtask does not get back with its state is unassigned again (E4). */
  subtaskReset(m: SplitModel, s: SplitWorld, subtask: number) {
    if (m.rules.bug !== "M9") freshGateway(s.gateways[subtask]);
    if (m.rules.bug === "M14") resetCoordinator(m, s);
    else
      addSplitsBack(
        s.coordinator,
        m.splits.filter(split => isReturnedByReset(m, s, subtask, split)),
      );
  },
  resetToCheckpoint(m: SplitModel, s: SplitWorld) {
    s.gateways.forEach(freshGateway);
    if (m.rules.bug !== "M15") resetCoordinator(m, s);
  },
};

/** The coordinator takes its snapshot and completes the future, whereupon the gateways close (E2, C3, C4). */
export function takeCoordinatorSnapshot(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  const { coordinator } = s;
  pending.stage = "snapshotted";
  pending.cutOwner = coordinator.owner;
  takeCut(m, pending);
  if (m.rules.bug !== "M10") trackerOnCheckpoint(coordinator, pending.id);
  if (m.rules.regional) pending.cutKey = coordinator.trackedKey;
  if (m.rules.bug === "M4") openGateways(m, s, pending);
  else if (m.rules.bug !== "M3-late") closeGateways(s, pending);
}

function closeGateways(s: SplitWorld, { id }: SplitPending): void {
  for (const gateway of s.gateways) closeGateway(gateway, id);
}

function openGateways(m: SplitModel, s: SplitWorld, { id }: SplitPending): void {
  for (const gateway of s.gateways) openGateway(gateway, id, s.next - 1, m.rules.bug);
}

/** A snapshot of the enumerator keeps which splits are unassigned. */
function takeCut(m: SplitModel, pending: SplitPending): void {
  pending.unassigned.clear();
  pending.unassigned.addAll(m.splits.filter(split => !isAssignedAtCut(pending, split)));
}

/**
 * Every event that the coordinator sent before its snapshot is confirmed (C3), those included that gateways withhold for older checkpoints (C5). What a
 * gateway withholds for this one was sent behind the cut (C4); under M3-early it may not have been, and nobody waits for it.
 */
export function mayInject(m: SplitModel, s: Readonly<SplitWorld>, pending: Readonly<SplitPending>): boolean {
  if (pending.stage !== "snapshotted" || (m.rules.bug !== "M1" && !areTriggersTaken(m, s))) return false;
  return m.rules.bug === "M2" || s.gateways.every((gateway, subtask) => m.splits.every(split => isConfirmed(m, pending, subtask, gateway, split)));
}

function isConfirmed(m: SplitModel, pending: Readonly<SplitPending>, subtask: number, gateway: Gateway, split: Split): boolean {
  if (eventsUnderway(gateway, split) === 0 || gatewaySlot(gateway, pending.id).blocked.has(split)) return true;
  return !isSentBeforeCut(m, pending, subtask, split);
}

/** The coordinator's result is there, and barriers follow (A3). */
export function injectBarriers(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  if (m.rules.bug === "M3-late") closeGateways(s, pending);
  if (m.rules.bug === "M10") trackerOnCheckpoint(s.coordinator, pending.id);
  inject(m, s, pending);
}

/**
 * All entries up to the id are dropped (E3); of a regional checkpoint's, those that the rules say. Gateways open (C8), unless the coordinator only hears
 * of a fallback, and the holder leaves them as they are (H11).
 */
function hearCompletion(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  const { id, failed } = pending;
  if (failed.isEmpty) prune(s.coordinator, id);
  else if (m.rules.trackerPrune !== "nothing") prune(s.coordinator, id, subtask => m.rules.trackerPrune === "all" || !failed.has(subtask));
  if (failed.isEmpty || m.rules.gatewayOnFallback === "open") openGateways(m, s, pending);
}

/** Gateways open (C8). The tracker keeps its entries (E3). */
function hearAbort(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  if (m.rules.bug === "M7") for (const gateway of s.gateways) gatewaySlot(gateway, pending.id).blocked.clear();
  if (m.rules.bug === "M11") prune(s.coordinator, pending.id, (_, key) => key === pending.id);
  openGateways(m, s, pending);
}

/**
 * A trigger that no task has taken yet meets the recorded abort (B9) and is forgotten too. Only where gateways stay closed it matters that a slow task
 * of a fallen-back region has no such record: its snapshot comes late, and opens its gateway.
 */
function forget(m: SplitModel, s: SplitWorld, pending: SplitPending): void {
  const isTaken = m.rules.gatewayOnFallback === "leave" && isMixed(s.latest) && s.latest.id === pending.id;
  if (!isTaken) for (const task of s.tasks) if (task.trigger === pending.id) task.trigger = 0;
  for (const answer of pending.tasks) answer.dead = false;
  pending.cutOwner.fill(null);
  pending.cutKey.fill(0);
  pending.unassigned.clear();
}

/** Seeded bugs: its private state stays (M28); it counts for the checkpoint that is pending now (M27). */
function mistakeLateAck(m: SplitModel, s: SplitWorld): void {
  if (s.lateAck === null) return;
  if (m.rules.bug === "M28") s.orphanFile = true;
  const pending = slotOf(s, s.next - 1);
  const answer = pending.tasks[s.lateAck.task];
  if (m.rules.bug !== "M27" || pending.stage !== "injected" || answer.status !== "waiting") return;
  records.copy(answer, s.lateAck);
  answer.status = "acked";
  whenAllResponded(m, s, pending);
}

/** The attempt's events are gone with it: its gateway refuses them from now on (C5). Plans still wait for it (A4), under M25 for its successor. */
function leaveAttempt(m: SplitModel, s: SplitWorld, task: number): void {
  s.tasks[task].channel.clear();
  for (const { id, tasks } of s.pending) {
    tasks[task].dead = id > 0;
    if (m.rules.bug !== "M25") continue;
    tasks[task].status = "waiting";
    records.clear(tasks[task]);
  }
  const region = regionOf(m.job, task);
  if (task === sourceOf(m.job, region) && m.rules.bug !== "M9") freshGateway(s.gateways[region]);
}

/** Whether `subtaskReset` gives a split back, were the subtask restarted now. */
export function isReturnedByReset(m: SplitModel, s: Readonly<SplitWorld>, subtask: number, split: Split): boolean {
  const id = resetId(m, s, subtask);
  switch (m.rules.bug) {
    case "M12":
      return isTrackedAfter(s.coordinator, split, subtask, id - 1);
    case "M13":
      return s.coordinator.trackedTo.get(split) === subtask && s.coordinator.trackedKey.get(split) === 0;
    default:
      return isTrackedAfter(s.coordinator, split, subtask, id);
  }
}

function resetId(m: SplitModel, s: Readonly<SplitWorld>, subtask: number): number {
  return m.rules.resetId === "origin" ? s.latest.tasks[sourceOf(m.job, subtask)].origin : s.latest.id;
}

/** OperatorCoordinator.resetToCheckpoint with the latest checkpoint, or with none (E6, A36). */
function resetCoordinator(m: SplitModel, s: SplitWorld): void {
  const { id, unassigned, tasks } = s.latest;
  const reader = (split: Split) => tasks.findIndex(snap => snap.own.get(split) !== null);
  resetToCheckpoint(
    s.coordinator,
    split => id === 0 || unassigned.has(split),
    split => (reader(split) < 0 ? nobody(m.job) : regionOf(m.job, reader(split))),
  );
}
