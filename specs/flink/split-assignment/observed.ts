/** What a running JobManager and its tasks show of this sub-model, too: what the driver in `conformance/flink` compares, or needs to know. */
import type { Machine } from "cutcheck";
import type { SplitModel, SplitWorld } from "../parts/split-world.ts";

export const observed =
  ({ job }: SplitModel) =>
  (machine: Machine<SplitWorld>): Machine<SplitWorld> =>
    machine.observed({
      /** Splits, readers and the tracker: lists of [split, value]. */
      owner: s => s.coordinator.owner,
      trackedTo: s => s.coordinator.trackedTo,
      trackedKey: s => s.coordinator.trackedKey,
      own: s => s.tasks.slice(0, job.subtasks).map(({ own }) => own),
      phases: s => s.tasks.map(({ phase }) => phase),
      triggers: s => s.tasks.map(({ trigger }) => trigger),
      pending: s => s.pending.map(({ id, stage, tasks }) => (id === 0 ? null : { id, stage, answers: tasks.map(({ status, dead }) => ({ status, dead })) })),
      latest: s => ({ id: s.latest.id, unassigned: s.latest.unassigned, origins: s.latest.tasks.map(({ origin }) => origin) }),
      lateAck: s => (s.lateAck === null ? null : { id: s.lateAck.id, task: s.lateAck.task }),
      gateways: s => s.gateways,
      next: s => s.next,
    });
