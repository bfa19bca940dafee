/**
 * What Flink's classes show of this sub-model, too, or the driver in `conformance/flink` that plays the enumerator and the tasks. A task that does not run shows
 * nothing, and neither does its gateway: what becomes of those of an attempt that has ended is of no interest.
 */
import type { Machine } from "cutcheck";
import { type Gateway, gatewaySlot, marksOf } from "../parts/gateways.ts";
import { type Records, records, type Split } from "../parts/records.ts";
import { sourceOf } from "../parts/regions.ts";
import type { SplitModel, SplitWorld } from "../parts/split-world.ts";

export const observed = (m: SplitModel) => (machine: Machine<SplitWorld>) =>
  machine.observed({
    tasks: s => s.tasks.map(task => (task.phase === "running" ? { ...remembered(task), trigger: task.trigger } : null)),
    unassigned: s => unassigned(s),
    tracker: s => tracker(s),
    gateways: s => m.regions.map(subtask => (s.tasks[sourceOf(m.job, subtask)].phase === "running" ? gateway(s.gateways[subtask], s.next - 1) : null)),
    pending: s => pending(s),
    latest: ({ latest: { id, unassigned: stored, tasks } }) => ({ id, unassigned: stored, tasks: tasks.map(remembered) }),
    files: s => files(s),
    late: ({ lateAck }) => (lateAck === null ? null : [lateAck.id, lateAck.task]),
  });

type World = Readonly<SplitWorld>;

/** The reader's splits with their positions, and how many records the sink has counted of each: pairs. */
function remembered({ own, counted }: Readonly<Records>) {
  const positions: (readonly [Split, number])[] = [];
  const counts: (readonly [Split, number])[] = [];
  own.forEach((position, split) => {
    if (position !== null) positions.push([split, position]);
  });
  counted.forEach((count, split) => {
    if (count > 0) counts.push([split, count]);
  });
  return { own: positions, counted: counts };
}

function unassigned({ coordinator }: World): readonly Split[] {
  const splits: Split[] = [];
  coordinator.owner.forEach((owner, split) => {
    if (owner === null) splits.push(split);
  });
  return splits;
}

/** The tracker's entries: split, subtask, checkpoint (0: assigned since the last snapshot). */
function tracker({ coordinator }: World): readonly (readonly [Split, number, number])[] {
  const entries: (readonly [Split, number, number])[] = [];
  coordinator.trackedTo.forEach((subtask, split) => {
    if (subtask !== null) entries.push([split, subtask, coordinator.trackedKey.get(split)]);
  });
  return entries;
}

/** The checkpoints for which it is marked; those for which it is closed, with what it withholds; and what it has sent that is not confirmed. */
function gateway(of: Gateway, newest: number) {
  const ids = [...marksOf(of, newest)].reverse();
  return {
    marked: ids.filter(id => gatewaySlot(of, id).state === "marked"),
    closed: ids.filter(id => gatewaySlot(of, id).state === "closed").map(id => [id, gatewaySlot(of, id).blocked]),
    sent: of.sent,
  };
}

/** The id; whether the coordinator's part is awaited, with the events sent before it, or the barriers are on their way; and who has acknowledged. */
function pending(s: World) {
  return inOrder(s).map(({ id, stage, tasks }) => [
    id,
    stage === "injected" ? "injected" : "triggering",
    tasks.flatMap(({ status }, task) => (status === "acked" ? [task] : [])),
  ]);
}

function inOrder(s: World) {
  return s.pending.filter(({ id }) => id > 0).sort((a, b) => a.id - b.id);
}

/** The states that have arrived and that something refers to: checkpoint and task. A task with nothing to remember stores nothing. */
function files(s: World): readonly (readonly [number, number])[] {
  const stored = s.latest.tasks.flatMap((snap, task) => (records.isEmpty(snap) ? [] : [[snap.origin, task] as const]));
  const arrived = inOrder(s).flatMap(({ id, tasks }) =>
    tasks.flatMap((answer, task) => (answer.status === "acked" && !records.isEmpty(answer) ? [[id, task] as const] : [])),
  );
  return [...stored, ...arrived];
}
