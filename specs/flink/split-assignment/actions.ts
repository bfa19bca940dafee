/** What the tasks, the source coordinator and the checkpoint coordinator do. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { sendAddSplitEvent } from "../parts/gateways.ts";
import { addSplit, hasNextRecord, mayOwn } from "../parts/records.ts";
import { sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import { recordAssignment } from "../parts/source-coordinator.ts";
import type { SplitWorld } from "../parts/split-world.ts";
import type { SplitProtocol } from "./protocol.ts";

export type WorldMachine = Machine<SplitWorld>;

/** The SourceCoordinator assigns splits to registered readers; its events travel through the subtask's gateway. */
export const sourceCoordinatorActions =
  ({ m: { job, rules, splits, regions } }: SplitProtocol) =>
  (machine: WorldMachine) => {
    const choice = { split: splits, subtask: regions };
    /** A reader registers when it starts, behind the `subtaskReset` of its predecessor (C1, E5), so it is registered while it runs. */
    const isRegistered = (s: Readonly<SplitWorld>, subtask: number) => s.tasks[sourceOf(job, subtask)].phase === "running";
    return machine
      .action("assignSplits", choice, {
        actor: "SourceCoordinator",
        when: (s, { split, subtask }) => s.coordinator.owner.get(split) === null && isRegistered(s, subtask) && mayOwn(job, rules, split, subtask),
        then: (s, { split, subtask }) => {
          recordAssignment(s.coordinator, split, subtask);
          sendAddSplitEvent(s.gateways[subtask], split, s.next - 1);
        },
      })
      .action("AddSplitEvent arrives", choice, {
        actor: ({ subtask }) => taskName(job, sourceOf(job, subtask)),
        when: (s, { split, subtask }) => s.gateways[subtask].sent.has(split) && isRegistered(s, subtask),
        then: (s, { split, subtask }) => {
          s.gateways[subtask].sent.delete(split);
          addSplit(s.tasks[sourceOf(job, subtask)], split);
        },
      });
  };

/** Sources read and take snapshots. */
export const sourceActions =
  ({ m: { job, splits, regions }, tasks }: SplitProtocol) =>
  (machine: WorldMachine) => {
    const actor = ({ subtask }: { readonly subtask: number }) => taskName(job, sourceOf(job, subtask));
    return machine
      .action(
        "reads a record",
        { subtask: regions, split: splits },
        {
          actor,
          when: (s, { subtask, split }) => hasNextRecord(job, s.tasks[sourceOf(job, subtask)], split) && !tasks.isBlocked(s, subtask),
          then: (s, { subtask, split }) => tasks.readNextRecord(s, subtask, split),
        },
      )
      .action(
        "takes its snapshot",
        { subtask: regions },
        {
          actor,
          when: (s, { subtask }) => s.tasks[sourceOf(job, subtask)].trigger > 0 && !tasks.isBlocked(s, subtask),
          then: (s, { subtask }) => tasks.takeSnapshot(s, subtask),
        },
      );
  };

/** A separate sink. */
export const sinkActions =
  ({ m: { job, regions }, tasks }: SplitProtocol) =>
  (machine: WorldMachine) =>
    job.tasksPerRegion === 1
      ? machine
      : machine.action(
          "takes from its channel",
          { subtask: regions },
          {
            actor: ({ subtask }) => taskName(job, sinkOf(job, subtask)),
            when: (s, { subtask }) => !s.tasks[sinkOf(job, subtask)].channel.isEmpty,
            then: (s, { subtask }) => tasks.takeNextElement(s, sinkOf(job, subtask)),
          },
        );

/** The CheckpointCoordinator's own steps, and the coordinator's snapshot, in the order of A3. */
export const checkpointActions =
  ({ m, triggering, answers, source, steps: { which, whenPending, thenPending } }: SplitProtocol) =>
  (machine: WorldMachine) => {
    const triggered = machine
      .action("triggers a checkpoint", { actor: "CheckpointCoordinator", when: s => triggering.mayTrigger(s), then: s => triggering.trigger(s) })
      .action("checkpointCoordinator", which, {
        actor: "SourceCoordinator",
        when: whenPending(({ stage }) => stage === "triggering"),
        then: thenPending((pending, s) => source.takeCoordinatorSnapshot(s, pending)),
      })
      .action("injects the barriers", which, {
        actor: "CheckpointCoordinator",
        when: whenPending((pending, s) => source.mayInject(s, pending)),
        then: thenPending((pending, s) => source.injectBarriers(s, pending)),
      })
      .action(
        "receiveAcknowledgeMessage",
        { task: m.tasks, ...which },
        {
          actor: "CheckpointCoordinator",
          when: whenPending(({ tasks }, _, { task }) => tasks[task].status === "underway"),
          then: thenPending((pending, s, { task }) => answers.acknowledge(s, pending, task)),
        },
      );
    if (!m.lateAcks) return triggered.without("a late acknowledgement arrives");
    return triggered.action("a late acknowledgement arrives", {
      actor: "CheckpointCoordinator",
      when: s => s.lateAck !== null,
      then: s => answers.discardLateAck(s),
    });
  };

/** Regional completion, in the two steps that are one in H6: the coordinator answers, and the checkpoint completes. */
export const regionalActions =
  ({ m, completion, correction, steps: { which, whenPending, thenPending } }: SplitProtocol) =>
  (machine: WorldMachine) =>
    !m.rules.regional
      ? machine
      : machine
          .action("checkpointCoordinatorForRegionFallback", which, {
            actor: "SourceCoordinator",
            when: whenPending(({ stage }) => stage === "correcting"),
            then: thenPending((pending, s) => correction.correctCoordinator(s, pending)),
          })
          .action("completes regionally", which, {
            actor: "CheckpointCoordinator",
            when: whenPending(pending => correction.mayComplete(pending)),
            then: thenPending((pending, s) => completion.complete(s, pending)),
          });
