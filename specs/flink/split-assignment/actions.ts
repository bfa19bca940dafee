/** What the tasks, the source coordinator and the checkpoint coordinator do. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { acknowledge, answer, discardLateAck, mayTrigger, trigger } from "../parts/checkpoint-coordinator.ts";
import { complete, outlive } from "../parts/completion.ts";
import { correctCoordinator } from "../parts/correction.ts";
import { openGateway, sendAddSplitEvent } from "../parts/gateways.ts";
import { addSplit, countRecord, hasNextRecord, mayOwn, readRecord } from "../parts/records.ts";
import { sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import { injectBarriers, mayInject, takeCoordinatorSnapshot } from "../parts/source-checkpoints.ts";
import { recordAssignment } from "../parts/source-coordinator.ts";
import type { SplitModel, SplitPending, SplitWorld } from "../parts/split-world.ts";
import { pendingOf } from "../parts/world.ts";

export type WorldMachine = Machine<SplitWorld>;

/** The SourceCoordinator assigns splits to registered readers; its events travel through the subtask's gateway. */
export const sourceCoordinatorActions = (m: SplitModel) => (machine: WorldMachine) => {
  const choice = { split: m.splits, subtask: m.regions };
  return machine
    .action("assignSplits", choice, {
      actor: "SourceCoordinator",
      when: (s, { split, subtask }) => s.coordinator.owner.get(split) === null && isRegistered(m, s, subtask) && mayOwn(m.job, m.rules, split, subtask),
      then: (s, { split, subtask }) => {
        recordAssignment(s.coordinator, split, subtask);
        sendAddSplitEvent(s.gateways[subtask], split, s.next - 1);
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
function isRegistered(m: SplitModel, s: Readonly<SplitWorld>, subtask: number): boolean {
  return s.tasks[sourceOf(m.job, subtask)].phase === "running";
}

/** Sources read and take snapshots. A chained sink counts each record in the same step; a separate one gets it through the channel. */
export const sourceActions = (m: SplitModel) => (machine: WorldMachine) =>
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
          const source = sourceOf(m.job, subtask);
          const id = passBarrier(m, s, subtask);
          const pending = pendingOf(s, id);
          if (pending !== null) answer(m, s, pending, source);
          else outlive(m, s, id, source, s.tasks[source]);
        },
      },
    );

/** Back pressure: the sink's channel is full. A failed sink takes nothing. */
export function isBlocked(m: SplitModel, s: Readonly<SplitWorld>, subtask: number): boolean {
  const sink = s.tasks[sinkOf(m.job, subtask)];
  return m.job.tasksPerRegion > 1 && (sink.channel.isFull || sink.phase === "failed");
}

/** The synchronous part: the barrier goes downstream, and the AcknowledgeCheckpointEvent opens the gateway (B10, C8). Gives the checkpoint's id. */
export function passBarrier(m: SplitModel, s: SplitWorld, subtask: number): number {
  const source = s.tasks[sourceOf(m.job, subtask)];
  const { trigger: id } = source;
  if (m.job.tasksPerRegion > 1) s.tasks[sinkOf(m.job, subtask)].channel.push({ kind: "barrier", id });
  source.trigger = 0;
  openGateway(s.gateways[subtask], id, s.next - 1, m.rules.bug);
  return id;
}

/** A separate sink takes what is next in its channel: it counts a record; at the barrier of the pending checkpoint it takes its snapshot. */
export const sinkActions = (m: SplitModel) => (machine: WorldMachine) =>
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
            const pending = atBarrier(s, task);
            const head = s.tasks[task].channel.shift();
            if (head.kind === "record") countRecord(m.job, s.tasks[task], head.split, head.offset);
            else if (pending !== null) answer(m, s, pending, task);
          },
        },
      );

/** The pending checkpoint whose barrier is the next element of a sink's channel, if the sink has not answered it yet. */
export function atBarrier(s: Readonly<SplitWorld>, task: number): SplitPending | null {
  const head = s.tasks[task].channel.head;
  const pending = head !== null && head.kind === "barrier" ? pendingOf(s, head.id) : null;
  return pending !== null && pending.tasks[task].status === "waiting" ? pending : null;
}

type Parameters = Readonly<Record<string, number>>;

/** Which pending checkpoint a step is about. With one at a time there is nothing to choose. */
export function whichPending(m: SplitModel): Readonly<Record<string, readonly number[]>> {
  return m.job.concurrent === 1 ? {} : { id: m.ids };
}

function chosen(s: Readonly<SplitWorld>, parameters: Parameters): SplitPending | null {
  return pendingOf(s, Object.hasOwn(parameters, "id") ? parameters.id : s.pending[0].id);
}

/** A guard and an effect on the checkpoint that was chosen, if it is pending. */
export const whenPending =
  (test: (pending: Readonly<SplitPending>, s: Readonly<SplitWorld>, parameters: Parameters) => boolean) =>
  (s: Readonly<SplitWorld>, parameters: Parameters): boolean => {
    const pending = chosen(s, parameters);
    return pending !== null && test(pending, s, parameters);
  };
export const thenPending =
  (act: (pending: SplitPending, s: SplitWorld, parameters: Parameters) => void) =>
  (s: SplitWorld, parameters: Parameters): void => {
    const pending = chosen(s, parameters);
    if (pending !== null) act(pending, s, parameters);
  };

/** The CheckpointCoordinator's own steps, and the coordinator's snapshot, in the order of A3. */
export const checkpointActions = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .action("triggers a checkpoint", { actor: "CheckpointCoordinator", when: s => mayTrigger(m, s), then: s => trigger(m, s) })
    .action("checkpointCoordinator", whichPending(m), {
      actor: "SourceCoordinator",
      when: whenPending(({ stage }) => stage === "triggering"),
      then: thenPending((pending, s) => takeCoordinatorSnapshot(m, s, pending)),
    })
    .action("injects barriers", whichPending(m), {
      actor: "CheckpointCoordinator",
      when: whenPending((pending, s) => mayInject(m, s, pending)),
      then: thenPending((pending, s) => injectBarriers(m, s, pending)),
    })
    .action(
      "receiveAcknowledgeMessage",
      { task: m.tasks, ...whichPending(m) },
      {
        actor: "CheckpointCoordinator",
        when: whenPending(({ tasks }, _, { task }) => tasks[task].status === "underway"),
        then: thenPending((pending, s, { task }) => acknowledge(m, s, pending, task)),
      },
    )
    .use(lateAckActions(m));

const lateAckActions = (m: SplitModel) => (machine: WorldMachine) =>
  m.lateAcks
    ? machine.action("a late acknowledgement arrives", { actor: "CheckpointCoordinator", when: s => s.lateAck !== null, then: s => discardLateAck(m, s) })
    : machine.without("a late acknowledgement arrives");

/** Regional completion, in the two steps that are one in H6: the coordinator answers, and the checkpoint completes. */
export const regionalActions = (m: SplitModel) => (machine: WorldMachine) =>
  !m.rules.regional
    ? machine
    : machine
        .action("checkpointCoordinatorForRegionFallback", whichPending(m), {
          actor: "SourceCoordinator",
          when: whenPending(({ stage }) => stage === "correcting"),
          then: thenPending((pending, s) => correctCoordinator(m, s, pending)),
        })
        .action("completes regionally", whichPending(m), {
          actor: "CheckpointCoordinator",
          when: whenPending(({ stage }) => stage === "corrected" && m.rules.bug !== "M58"),
          then: thenPending((pending, s) => complete(m, s, pending)),
        });
