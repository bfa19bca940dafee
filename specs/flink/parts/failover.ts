/** Failure and restart of tasks (B20-B26). Between the two, the other regions and the coordinator go on (B26). */
import { abort } from "./completion.ts";
import { freshGateway } from "./gateways.ts";
import { regionOf, sourceOf, tasksOf } from "./regions.ts";
import { addSplitBack, isTrackedAfter, nobody, resetToCheckpoint } from "./source-coordinator.ts";
import { clearContents, failTask, restartTask } from "./tasks.ts";
import { isPending, type Model, type World } from "./world.ts";

/** A task fails, and its region with it (B21); the job is RESTARTING, which aborts the pending checkpoint (A24). */
export function failTaskWithItsRegion(m: Model, s: World, task: number): void {
  const affected = m.rules.bug === "M17" ? [task] : tasksOf(m.job, regionOf(m.job, task));
  for (const each of affected) endAttempt(m, s, each);
  if (m.rules.bug !== "M16" && m.rules.bug !== "M25") abort(m, s);
}

/** The attempt is gone, and with it the events for it: its gateway refuses them from now on (C5). */
export function endAttempt(m: Model, s: World, task: number): void {
  failTask(s.tasks[task]);
  endAnswer(m, s, task);
  const region = regionOf(m.job, task);
  if (task === sourceOf(m.job, region) && m.rules.bug !== "M9") freshGateway(s.gateways[region]);
}

/** The plan of a pending checkpoint still waits for the attempt (A4). Under M25 it waits for the subtask, and so for the next attempt. */
function endAnswer(m: Model, s: World, task: number): void {
  const answer = s.pending.tasks[task];
  answer.dead = isPending(s);
  if (m.rules.bug !== "M25") return;
  answer.status = "waiting";
  clearContents(answer);
}

/** Regional failover (A36, B25): the failed tasks of a region start from the latest checkpoint, and the coordinator hears of the reset. */
export function restoreRegion(m: Model, s: World, region: number): void {
  const restarted = tasksOf(m.job, region).filter(task => s.tasks[task].phase === "failed");
  for (const task of restarted) restartTask(s.tasks[task], latestOf(s, task));
  if (!restarted.includes(sourceOf(m.job, region))) return;
  if (m.rules.bug !== "M9") freshGateway(s.gateways[region]);
  if (m.rules.bug === "M14") resetCoordinator(m, s);
  else subtaskReset(m, s, region);
}

/** Global failover (A36): everything starts from the latest checkpoint. */
export function restoreAll(m: Model, s: World): void {
  abort(m, s);
  for (const task of m.tasks) restartTask(s.tasks[task], m.rules.bug === "M18" && regionOf(m.job, task) === 0 ? null : latestOf(s, task));
  s.gateways.forEach(freshGateway);
  if (m.rules.bug !== "M15") resetCoordinator(m, s);
}

function latestOf(s: World, task: number) {
  return s.latest.id === 0 ? null : s.latest.tasks[task];
}

/** SourceCoordinator.subtaskReset: what the subtask does not get back with its state is unassigned again (E4). */
function subtaskReset(m: Model, s: World, subtask: number): void {
  for (let split = 0; split < m.job.splits; split++) {
    if (isReturnedByReset(m, s, subtask, split)) addSplitBack(s.coordinator, split);
  }
}

/** Whether `subtaskReset` gives a split back, were the subtask restarted now. */
export function isReturnedByReset(m: Model, s: Readonly<World>, subtask: number, split: number): boolean {
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

function resetId(m: Model, s: Readonly<World>, subtask: number): number {
  return m.rules.resetId === "origin" ? s.latest.tasks[sourceOf(m.job, subtask)].origin : s.latest.id;
}

/** OperatorCoordinator.resetToCheckpoint with the latest checkpoint, or with none (E6, A36). */
function resetCoordinator(m: Model, s: World): void {
  const { id, unassigned, tasks } = s.latest;
  const reader = (split: number) => tasks.findIndex(snap => snap.own.get(split) !== null);
  resetToCheckpoint(
    s.coordinator,
    split => id === 0 || unassigned.has(split),
    split => (reader(split) < 0 ? nobody(m.job) : regionOf(m.job, reader(split))),
  );
}
