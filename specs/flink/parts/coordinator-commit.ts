/**
 * Commits by an operator coordinator, as in Paimon (F19-F22): writers send their committables before the barrier and keep them in their state
 * until they hear of a completion; the coordinator commits when it hears of one. A writer's event is handled with its snapshot.
 */
import type { CommitPending, CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import { regionOf, sinkOf } from "./regions.ts";
import { prepare, type Transactions } from "./transactions.ts";
import type { Model, Part } from "./world.ts";

/** A writer. */
export function committingWriter({ job, rules }: Model): Listener {
  return {
    snapshot(s, task, id, from) {
      const region = regionOf(job, task);
      if (task !== sinkOf(job, region) || from === s.tasks[task].position) return;
      prepare(s, region, id, from, s.tasks[task].position);
      s.tasks[task].prepared.add(id);
      s.coordinator.collected[region].add(id);
      s.coordinator.delivered.set(region, id);
    },
    stored() {},
    complete(s, task, id) {
      for (const each of s.tasks[task].prepared) if (each <= id) s.tasks[task].prepared.delete(each);
    },
    aborted() {},
    fallback(s, task, id) {
      if (rules.failedTaskNotif === "fallbackDrops") s.tasks[task].prepared.delete(id);
    },
    /** What a restarted writer sends again is ignored while the coordinator runs (F21). */
    restored() {},
  };
}

/** The coordinator: what it hears of checkpoints, and of restarts. */
export function committingCoordinatorOf({ job, rules, regions }: Model, transactions: Transactions) {
  const coordinator = {
    completed(s: CommitWorld, { id, failed }: CommitPending): void {
      if (failed.isEmpty || rules.ocNotif !== "fallback") coordinator.tellCompletion(s, id, [...failed]);
    },

    /** It hears at once: what the main thread tells it comes in order (Z24). */
    tellCompletion(s: CommitWorld, id: number, failed: readonly number[]): void {
      coordinator.hearCompletion(s, id, failed);
    },

    /** notifyCheckpointComplete(id): every subtask must have delivered for it or a later one (F20). `failed` are the regions that fell back. */
    hearCompletion(s: CommitWorld, id: number, failed: readonly number[]): void {
      const { delivered } = s.coordinator;
      const exempt = rules.ocNotif === "cutMap" ? failed : [];
      if (regions.some(region => !exempt.includes(region) && delivered.get(region) < id)) {
        s.coordinator.refused = true;
        return;
      }
      for (const region of regions) commitCollected(s, region, exempt.includes(region) ? s.latest.tasks[sinkOf(job, region)].origin : id);
    },

    subtaskReset(s: CommitWorld, subtask: number): void {
      const { id, tasks } = s.latest;
      resetSubtask(s, subtask, rules.resetId === "restored" ? id : tasks[sinkOf(job, subtask)].origin);
    },

    /** Writers send what is in their states again, and what belongs to the checkpoint is committed, if it is not yet (F18). */
    resetToCheckpoint(s: CommitWorld): void {
      for (const region of regions) {
        const { prepared } = s.tasks[sinkOf(job, region)];
        s.coordinator.collected[region].clear();
        s.coordinator.collected[region].addAll(prepared);
        s.coordinator.delivered.set(region, 0);
        commitCollected(s, region, s.latest.id);
      }
    },
  };
  return coordinator satisfies Part;

  function commitCollected(s: CommitWorld, region: number, upTo: number): void {
    const collected = s.coordinator.collected[region];
    for (const id of collected) {
      if (id > upTo) continue;
      transactions.commit(s, region, id);
      collected.delete(id);
    }
  }
}

/** subtaskReset(subtask, id): below the id nothing may be uncommitted; the rest is forgotten (F21). */
function resetSubtask(s: CommitWorld, region: number, id: number): void {
  const collected = s.coordinator.collected[region];
  if (collected.some(each => each < id)) s.coordinator.refused = true;
  collected.clear();
  s.coordinator.delivered.set(region, 0);
}
