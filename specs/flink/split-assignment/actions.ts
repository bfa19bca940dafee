/** What the tasks, the source coordinator and the checkpoint coordinator do. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { acknowledge, answerFrom, discardLateAck, inject, mayInject, mayTrigger, takeCoordinatorSnapshot, trigger } from "../parts/checkpoint-coordinator.ts";
import { openGateway, sendAddSplitEvent } from "../parts/gateways.ts";
import { completeRegionally, correctCoordinator } from "../parts/regional.ts";
import { sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import { recordAssignment } from "../parts/source-coordinator.ts";
import { addSplit, countRecord, hasNextRecord, readRecord } from "../parts/tasks.ts";
import { type Model, pendingId, type World } from "../parts/world.ts";

export type WorldMachine = Machine<World>;

/** The SourceCoordinator assigns splits to registered readers; its events travel through the subtask's gateway. */
export const sourceCoordinatorActions = (m: Model) => (machine: WorldMachine) => {
  const choice = { split: m.splits, subtask: m.regions };
  return machine
    .action("assignSplits", choice, {
      actor: "SourceCoordinator",
      when: (s, { split, subtask }) => s.coordinator.owner.get(split) === null && isRegistered(m, s, subtask) && mayOwn(m, split, subtask),
      then: (s, { split, subtask }) => {
        recordAssignment(s.coordinator, split, subtask);
        sendAddSplitEvent(s.gateways[subtask], split);
      },
    })
    .action("AddSplitEvent arrives", choice, {
      actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
      when: (s, { split, subtask }) => s.gateways[subtask].sent.has(split) && isRegistered(m, s, subtask),
      then: (s, { split, subtask }) => {
        s.gateways[subtask].sent.delete(split);
        addSplit(s.tasks[sourceOf(m.job, subtask)], split);
      },
    });
};

/** A reader registers when it starts, behind the `subtaskReset` of its predecessor (C1, E5), so it is registered while it runs. */
function isRegistered(m: Model, s: Readonly<World>, subtask: number): boolean {
  return s.tasks[sourceOf(m.job, subtask)].phase === "running";
}

function mayOwn(m: Model, split: number, subtask: number): boolean {
  return m.rules.assignment === "any" || split % m.job.subtasks === subtask;
}

/** Sources read and take snapshots. A chained sink counts each record in the same step; a separate one gets it through the channel. */
export const sourceActions = (m: Model) => (machine: WorldMachine) =>
  machine
    .action(
      "reads a record",
      { subtask: m.regions, split: m.splits },
      {
        actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
        when: (s, { subtask, split }) => hasNextRecord(m.job, s.tasks[sourceOf(m.job, subtask)], split) && !isBlocked(m, s, subtask),
        then: (s, { subtask, split }) => {
          const offset = readRecord(s.tasks[sourceOf(m.job, subtask)], split);
          const sink = s.tasks[sinkOf(m.job, subtask)];
          if (m.job.tasksPerRegion === 1) countRecord(m.job, sink, split, offset);
          else sink.channel.push({ kind: "record", split, offset });
        },
      },
    )
    .action(
      "takes its snapshot",
      { subtask: m.regions },
      {
        actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
        when: (s, { subtask }) => s.tasks[sourceOf(m.job, subtask)].trigger > 0 && !isBlocked(m, s, subtask),
        then: (s, { subtask }) => {
          passBarrier(m, s, subtask);
          answerFrom(s, sourceOf(m.job, subtask));
        },
      },
    );

/** Back pressure: the sink's channel is full. A failed sink takes nothing. */
export function isBlocked(m: Model, s: Readonly<World>, subtask: number): boolean {
  const sink = s.tasks[sinkOf(m.job, subtask)];
  return m.job.tasksPerRegion > 1 && (sink.channel.isFull || sink.phase === "failed");
}

/** The synchronous part: the barrier goes downstream, and the AcknowledgeCheckpointEvent opens the gateway (B10, C8). */
export function passBarrier(m: Model, s: World, subtask: number): void {
  const source = s.tasks[sourceOf(m.job, subtask)];
  if (m.job.tasksPerRegion > 1) s.tasks[sinkOf(m.job, subtask)].channel.push({ kind: "barrier", id: source.trigger });
  source.trigger = 0;
  openGateway(s.gateways[subtask]);
}

/** A separate sink takes what is next in its channel: it counts a record; at the barrier of the pending checkpoint it takes its snapshot. */
export const sinkActions = (m: Model) => (machine: WorldMachine) =>
  m.job.tasksPerRegion === 1
    ? machine
    : machine.action(
        "takes from its channel",
        { subtask: m.regions },
        {
          actor: ({ subtask }) => taskName(m.job, sinkOf(m.job, subtask)),
          when: (s, { subtask }) => !s.tasks[sinkOf(m.job, subtask)].channel.isEmpty,
          then: (s, { subtask }) => {
            const task = sinkOf(m.job, subtask);
            const isMine = isAtBarrier(s, task);
            const head = s.tasks[task].channel.shift();
            if (head.kind === "record") countRecord(m.job, s.tasks[task], head.split, head.offset);
            else if (isMine) answerFrom(s, task);
          },
        },
      );

/** Whether the next element of a sink's channel is the barrier of the pending checkpoint, not answered yet. */
export function isAtBarrier(s: Readonly<World>, task: number): boolean {
  const head = s.tasks[task].channel.head;
  return head !== null && head.kind === "barrier" && head.id === pendingId(s) && s.pending.stage !== "none" && s.pending.tasks[task].status === "waiting";
}

/** The CheckpointCoordinator's own steps, and the coordinator's snapshot, in the order of A3. */
export const checkpointActions = (m: Model) => (machine: WorldMachine) =>
  machine
    .action("triggers a checkpoint", { actor: "CheckpointCoordinator", when: s => mayTrigger(m, s), then: s => trigger(m, s) })
    .action("checkpointCoordinator", { actor: "SourceCoordinator", when: s => s.pending.stage === "triggering", then: s => takeCoordinatorSnapshot(m, s) })
    .action("injects barriers", { actor: "CheckpointCoordinator", when: s => mayInject(m, s), then: s => inject(m, s) })
    .action(
      "receiveAcknowledgeMessage",
      { task: m.tasks },
      {
        actor: "CheckpointCoordinator",
        when: (s, { task }) => s.pending.tasks[task].status === "underway",
        then: (s, { task }) => acknowledge(m, s, task),
      },
    )
    .use(lateAckActions(m));

const lateAckActions = (m: Model) => (machine: WorldMachine) =>
  m.lateAcks
    ? machine.action("a late acknowledgement arrives", { actor: "CheckpointCoordinator", when: s => s.lateAck !== null, then: s => discardLateAck(m, s) })
    : machine;

/** Regional completion, in the two steps that are one in H6: the coordinator answers, and the checkpoint completes. */
export const regionalActions = (m: Model) => (machine: WorldMachine) =>
  !m.rules.regional
    ? machine
    : machine
        .action("checkpointCoordinatorForRegionFallback", {
          actor: "SourceCoordinator",
          when: s => s.pending.stage === "correcting",
          then: s => correctCoordinator(m, s),
        })
        .action("completes regionally", {
          actor: "CheckpointCoordinator",
          when: s => s.pending.stage === "corrected" && m.rules.bug !== "M58",
          then: s => completeRegionally(m, s),
        });
