/**
 * Commits by an operator coordinator, as in Paimon (F19-F22): writers send their committables before the barrier and keep them in their state
 * until they hear of a completion; the coordinator commits when it hears of one. A writer's event is handled with its snapshot.
 */
import type { CommitPending, CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import { regionOf, sinkOf } from "./regions.ts";
import { commit, prepare } from "./transactions.ts";
import type { Model, Part } from "./world.ts";

export const coordinatorCommit: Listener = {
  snapshot(m, s, task, id, from) {
    const region = regionOf(m.job, task);
    if (task !== sinkOf(m.job, region) || from === s.tasks[task].position) return;
    prepare(s, region, id, from, s.tasks[task].position);
    s.tasks[task].prepared.add(id);
    s.coordinator.collected[region].add(id);
    s.coordinator.delivered.set(region, id);
  },
  stored() {},
  complete(_, s, task, id) {
    for (const each of s.tasks[task].prepared) if (each <= id) s.tasks[task].prepared.delete(each);
  },
  aborted() {},
  fallback(m, s, task, id) {
    if (m.rules.failedTaskNotif === "fallbackDrops") s.tasks[task].prepared.delete(id);
  },
  /** What a restarted writer sends again is ignored while the coordinator runs (F21). */
  restored() {},
};

/** What it hears of checkpoints, and of restarts. */
export const committingCoordinator: Part = {
  completed(m: Model, s: CommitWorld, { id, failed }: CommitPending) {
    if (!failed.isEmpty && m.rules.ocNotif === "fallback") return;
    if (m.rules.bug === "M97") s.coordinator.unheard = id;
    else coordinatorHearsComplete(m, s, id, [...failed]);
  },
  subtaskReset(m: Model, s: CommitWorld, subtask: number) {
    const { id, tasks } = s.latest;
    resetSubtask(s, subtask, m.rules.resetId === "restored" ? id : tasks[sinkOf(m.job, subtask)].origin);
  },
  resetToCheckpoint: resetCommitter,
};

/** notifyCheckpointComplete(id): every subtask must have delivered for it or a later one (F20). `failed` are the regions that fell back. */
export function coordinatorHearsComplete(m: Model, s: CommitWorld, id: number, failed: readonly number[] = []): void {
  const { coordinator } = s;
  const exempt = m.rules.ocNotif === "cutMap" ? failed : [];
  if (m.regions.some(region => !exempt.includes(region) && coordinator.delivered.get(region) < id)) {
    coordinator.refused = true;
    return;
  }
  for (const region of m.regions) commitCollected(m, s, region, exempt.includes(region) ? s.latest.tasks[sinkOf(m.job, region)].origin : id);
}

function commitCollected(m: Model, s: CommitWorld, region: number, upTo: number): void {
  const collected = s.coordinator.collected[region];
  for (const id of collected) {
    if (id > upTo) continue;
    commit(m, s, region, id);
    collected.delete(id);
  }
}

/** subtaskReset(subtask, id): below the id nothing may be uncommitted; the rest is forgotten (F21). */
function resetSubtask(s: CommitWorld, region: number, id: number): void {
  const collected = s.coordinator.collected[region];
  if (collected.some(each => each < id)) s.coordinator.refused = true;
  collected.clear();
  s.coordinator.delivered.set(region, 0);
}

/** resetToCheckpoint: writers send what is in their states again, and what belongs to the checkpoint is committed, if it is not yet (F18). */
function resetCommitter(m: Model, s: CommitWorld): void {
  for (const region of m.regions) {
    const { prepared } = s.tasks[sinkOf(m.job, region)];
    s.coordinator.collected[region].clear();
    s.coordinator.collected[region].addAll(prepared);
    s.coordinator.delivered.set(region, 0);
    commitCollected(m, s, region, s.latest.id);
  }
  s.coordinator.unheard = 0;
}
