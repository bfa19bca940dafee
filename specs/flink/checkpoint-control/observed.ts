/**
 * What a running JobManager shows of this sub-model, too: the driver in `conformance/flink` has to see the same after every step. What tasks are
 * sent, what they start from, and whose states are discarded follows from how these values change.
 */
import type { Machine } from "cutcheck";
import { isEventUnderway, isHeldBack } from "../parts/awaited-event.ts";
import { knownIds } from "../parts/checkpoint-names.ts";
import type { ControlModel, ControlPending, ControlWorld } from "../parts/control-world.ts";

export const observed = (m: ControlModel) => (machine: Machine<ControlWorld>) => machine.use(checkpoints(m)).use(gateways(m));

const checkpoints =
  ({ savepoints }: ControlModel) =>
  (machine: Machine<ControlWorld>): Machine<ControlWorld> =>
    machine.observed({
      /** Whether each task runs. */
      tasks: s => s.tasks.map(({ phase }) => phase),
      /** In each place; null: it is free. */
      pending: s => s.pending.map(pending => (pending.id === 0 ? null : seenOf(s, pending, savepoints && pending.savepoint === true))),
      /** The newest completed checkpoint; 0: none. */
      latest: s => rank(s, s.latest.id),
      /** The newest id that the failure manager knows as a success; 0: none. */
      succeeded: s => rank(s, s.failures.succeeded),
      /** What the failure manager counts. */
      failures: s => s.failures.count,
      /** Whether it has asked to fail the job, and nobody has come to it. */
      toFail: s => s.failing !== "no",
      triggering: s => s.requests.triggering,
      resting: s => s.requests.resting,
      /** Whether a savepoint was asked for, and is not pending yet. */
      savepointAsked: s => savepoints && s.requests.savepoint,
    });

/** Where tasks wait for an event: what each gateway holds, and what is on its way to its task. */
const gateways =
  ({ rules, tasks }: ControlModel) =>
  (machine: Machine<ControlWorld>): Machine<ControlWorld> =>
    rules.acknowledging === "byItself"
      ? machine
      : machine.observed({
          gateways: s => tasks.map(task => ({ state: s.gateways[task].slots[0].state, withheld: isHeldBack(s, task), underway: isEventUnderway(s, task) })),
        });

function seenOf(s: Readonly<ControlWorld>, { id, stage, tasks }: Readonly<ControlPending>, savepoint: boolean) {
  return { id: rank(s, id), stage, savepoint, acknowledged: tasks.map(({ status }) => status === "acked") };
}

/** Ids are names with an order (`parts/checkpoint-names.ts`), which both sides have: the first of those that somebody knows is 1. */
function rank(s: Readonly<ControlWorld>, id: number): number {
  return knownIds(s).indexOf(id) + 1;
}
