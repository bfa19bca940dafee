/** The source coordinator when tasks fail and restart: what becomes of its gateways (C5, C10), of its splits (E4), and of itself (E6, A36). */
import { freshGateway } from "./gateways.ts";
import type { Split } from "./records.ts";
import { regionOf, sourceOf } from "./regions.ts";
import { addSplitsBack, isTrackedAfter, nobody, resetToCheckpoint } from "./source-coordinator.ts";
import type { SplitModel, SplitWorld } from "./split-world.ts";
import type { Part } from "./world.ts";

/** The coordinator takes part in failovers. */
export function sourceFailoverOf({ job, rules, splits }: SplitModel) {
  const failover = {
    /** The attempt's events are gone with it: its gateway refuses them from now on (C5). */
    attemptEnded(s: SplitWorld, task: number): void {
      s.tasks[task].channel.clear();
      failover.leavePlans(s, task);
      const region = regionOf(job, task);
      if (task === sourceOf(job, region)) failover.renewGateway(s, region);
    },

    /** Plans still wait for it (A4). */
    leavePlans(s: SplitWorld, task: number): void {
      for (const { id, tasks } of s.pending) tasks[task].dead = id > 0;
    },

    /** Each attempt has a gateway of its own (C10). */
    renewGateway(s: SplitWorld, subtask: number): void {
      freshGateway(s.gateways[subtask]);
    },

    /** SourceCoordinator.subtaskReset. */
    subtaskReset(s: SplitWorld, subtask: number): void {
      failover.renewGateway(s, subtask);
      failover.returnSplits(s, subtask);
    },

    /** What the subtask does not get back with its state is unassigned again (E4). */
    returnSplits(s: SplitWorld, subtask: number): void {
      addSplitsBack(
        s.coordinator,
        splits.filter(split => failover.isReturnedByReset(s, subtask, split)),
      );
    },

    /** Whether `subtaskReset` gives a split back, were the subtask restarted now. */
    isReturnedByReset(s: Readonly<SplitWorld>, subtask: number, split: Split): boolean {
      return isTrackedAfter(s.coordinator, split, subtask, failover.resetId(s, subtask));
    },

    resetId(s: Readonly<SplitWorld>, subtask: number): number {
      return rules.resetId === "origin" ? s.latest.tasks[sourceOf(job, subtask)].origin : s.latest.id;
    },

    resetToCheckpoint(s: SplitWorld): void {
      s.gateways.forEach(freshGateway);
      failover.resetCoordinator(s);
    },

    /** OperatorCoordinator.resetToCheckpoint with the latest checkpoint, or with none (E6, A36). */
    resetCoordinator(s: SplitWorld): void {
      const { id, unassigned, tasks } = s.latest;
      const reader = (split: Split) => tasks.findIndex(snap => snap.own.get(split) !== null);
      resetToCheckpoint(
        s.coordinator,
        split => id === 0 || unassigned.has(split),
        split => (reader(split) < 0 ? nobody(job) : regionOf(job, reader(split))),
      );
    },
  };
  return failover satisfies Part;
}
