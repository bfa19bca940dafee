/**
 * What Flink's classes show of this sub-model, too, or the driver in `conformance/flink` that plays the network and the external system. A task that does not run
 * shows nothing; what is underway to it does.
 */
import type { Machine } from "cutcheck";
import type { CommitWorld } from "../parts/commit-world.ts";

export const observed = (machine: Machine<CommitWorld>) =>
  machine.observed({
    tasks: s =>
      s.tasks.map(({ phase, position, prepared, latestReport, trigger }) => (phase === "running" ? { position, prepared, latestReport, trigger } : null)),
    inboxes: s => s.tasks.map(inbox),
    transactions: s => s.transactions.map(of => of.flatMap(({ state, from, to }, index) => (state === "none" ? [] : [[index + 1, state, from, to]]))),
    pending: s => pending(s),
    latest: s => s.latest.id,
    late: ({ lateAck }) => (lateAck === null ? null : [lateAck.id, lateAck.task]),
  });

type World = Readonly<CommitWorld>;

/** Notifications underway: by their ids, then aborts before completions. */
function inbox({ inbox: messages }: World["tasks"][number]) {
  const sorted = [...messages.toArray()].sort((a, b) => a.id - b.id || (a.kind < b.kind ? -1 : 1));
  return sorted.map(({ kind, id, latest }) => [kind, id, latest]);
}

/** The id, and who has acknowledged. */
function pending(s: World) {
  const inOrder = s.pending.filter(({ id }) => id > 0).sort((a, b) => a.id - b.id);
  return inOrder.map(({ id, tasks }) => [id, tasks.flatMap(({ status }, task) => (status === "acked" ? [task] : []))]);
}
