/** What a running job shows of this sub-model, too: what the driver in `conformance/flink` compares, or needs to know. */
import type { Machine } from "cutcheck";
import type { CommitWorld } from "../parts/commit-world.ts";

export const observed = (machine: Machine<CommitWorld>): Machine<CommitWorld> =>
  machine.observed({
    tasks: s => s.tasks.map(({ phase, position, prepared, trigger, latestReport, inbox }) => ({ phase, position, prepared, trigger, latestReport, inbox })),
    transactions: s => s.transactions,
    coordinator: s => ({ collected: s.coordinator.collected, delivered: s.coordinator.delivered, refused: s.coordinator.refused }),
    registry: s => s.registry,
    local: s => s.local,
    pending: s => s.pending.map(({ id, stage, tasks }) => (id === 0 ? null : { id, stage, answers: tasks.map(({ status }) => status) })),
    latest: s => ({ id: s.latest.id, origins: s.latest.tasks.map(({ origin }) => origin) }),
    lateAck: s => s.lateAck,
    next: s => s.next,
  });
