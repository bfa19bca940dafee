/** The source coordinator under checkpoints (A3): its snapshot (E2, C3-C5), and what it hears of the end (E3, C8). */
import type { Triggering } from "./checkpoint-coordinator.ts";
import { closeGateway, eventsUnderway, type Gateway, type Gateways, gatewaySlot, markGateway } from "./gateways.ts";
import type { Split } from "./records.ts";
import { sourceOf } from "./regions.ts";
import { prune, trackerOnCheckpoint } from "./source-coordinator.ts";
import { isAssignedAtCut, type SplitModel, type SplitPending, type SplitWorld } from "./split-world.ts";
import { isMixed, type Part } from "./world.ts";

/** The coordinator with its gateways: it takes part in checkpoints. */
export function sourceCheckpointsOf({ job, rules, splits }: SplitModel, triggering: Triggering) {
  const source = {
    triggered(s: SplitWorld, pending: SplitPending): void {
      for (const gateway of s.gateways) markGateway(gateway, pending.id);
    },

    /** The coordinator takes its snapshot and completes the future, whereupon the gateways close (E2, C3, C4). */
    takeCoordinatorSnapshot(s: SplitWorld, pending: SplitPending): void {
      pending.stage = "snapshotted";
      pending.cutOwner = s.coordinator.owner;
      takeCut(pending);
      source.trackAssignments(s, pending);
      if (rules.regional) pending.cutKey = s.coordinator.trackedKey;
      source.closeGateways(s, pending);
    },

    trackAssignments({ coordinator }: SplitWorld, { id }: SplitPending): void {
      trackerOnCheckpoint(coordinator, id);
    },

    closeGateways(s: SplitWorld, { id }: SplitPending): void {
      for (const gateway of s.gateways) closeGateway(gateway, id);
    },

    mayInject(s: Readonly<SplitWorld>, pending: Readonly<SplitPending>): boolean {
      return pending.stage === "snapshotted" && triggering.areTriggersTaken(s) && source.areEventsConfirmed(s, pending);
    },

    /** Every event that the coordinator sent before its snapshot is confirmed (C3), those included that gateways withhold for older checkpoints (C5). */
    areEventsConfirmed(s: Readonly<SplitWorld>, pending: Readonly<SplitPending>): boolean {
      return s.gateways.every((gateway, subtask) => splits.every(split => isConfirmed(pending, subtask, gateway, split)));
    },

    /** Whether an event that is underway to a subtask was sent before the cut: the split was this attempt's then. */
    isSentBeforeCut(pending: Readonly<SplitPending>, subtask: number, split: Split): boolean {
      return pending.cutOwner.get(split) === subtask && !pending.tasks[sourceOf(job, subtask)].dead;
    },

    /** The coordinator's result is there, and barriers follow (A3). */
    injectBarriers(s: SplitWorld, pending: SplitPending): void {
      triggering.inject(s, pending);
    },

    /** The coordinator's part is again as it was at its own cut: an earlier evaluation leaves nothing behind. */
    evaluated(_: SplitWorld, pending: SplitPending): void {
      takeCut(pending);
    },
  };
  return source satisfies Part;

  /** A snapshot of the enumerator keeps which splits are unassigned. */
  function takeCut(pending: SplitPending): void {
    pending.unassigned.clear();
    pending.unassigned.addAll(splits.filter(split => !isAssignedAtCut(pending, split)));
  }

  /** What a gateway withholds for this checkpoint was sent behind the cut (C4). */
  function isConfirmed(pending: Readonly<SplitPending>, subtask: number, gateway: Gateway, split: Split): boolean {
    if (eventsUnderway(gateway, split) === 0 || gatewaySlot(gateway, pending.id).blocked.has(split)) return true;
    return !source.isSentBeforeCut(pending, subtask, split);
  }
}

/** What it hears of the end. */
export function sourceOutcomesOf({ rules }: SplitModel, gateways: Gateways) {
  const outcomes = {
    stored(s: SplitWorld, pending: SplitPending): void {
      s.latest.unassigned = pending.unassigned;
    },

    /**
     * All entries up to the id are dropped (E3); of a regional checkpoint's, those that the rules say. Gateways open (C8), unless the coordinator only hears
     * of a fallback, and the holder leaves them as they are (H11).
     */
    completed(s: SplitWorld, pending: SplitPending): void {
      const { id, failed } = pending;
      if (failed.isEmpty) prune(s.coordinator, id);
      else if (rules.trackerPrune !== "nothing") prune(s.coordinator, id, subtask => rules.trackerPrune === "all" || !failed.has(subtask));
      if (failed.isEmpty || rules.gatewayOnFallback === "open") outcomes.openGateways(s, pending);
    },

    /** Gateways open (C8). The tracker keeps its entries (E3). */
    aborted(s: SplitWorld, pending: SplitPending): void {
      outcomes.openGateways(s, pending);
    },

    /**
     * A trigger that no task has taken yet meets the recorded abort (B9) and is forgotten too. Only where gateways stay closed it matters that a slow task
     * of a fallen-back region has no such record: its snapshot comes late, and opens its gateway.
     */
    ended(s: SplitWorld, pending: SplitPending): void {
      const isTaken = rules.gatewayOnFallback === "leave" && isMixed(s.latest) && s.latest.id === pending.id;
      if (!isTaken) for (const task of s.tasks) if (task.trigger === pending.id) task.trigger = 0;
      for (const answer of pending.tasks) answer.dead = false;
      pending.cutOwner.fill(null);
      pending.cutKey.fill(0);
      pending.unassigned.clear();
    },

    /** The private state of the acknowledgement is deleted (A14): nothing is left. */
    lateAcknowledged(_: SplitWorld): void {},

    openGateways(s: SplitWorld, { id }: SplitPending): void {
      for (const gateway of s.gateways) gateways.openGateway(gateway, id, s.next - 1);
    },
  };
  return outcomes satisfies Part;
}
