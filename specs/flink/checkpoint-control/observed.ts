/** What a running JobManager shows of this sub-model, too: what the driver in `conformance/flink` compares, or needs to know. */
import type { Machine } from "cutcheck";
import type { ControlWorld } from "../parts/control-world.ts";

export const observed = (machine: Machine<ControlWorld>): Machine<ControlWorld> =>
  machine.observed({
    /** By slot; null: the slot is free. Ids are names with an order (`parts/checkpoint-names.ts`): compare ranks. */
    pending: s =>
      s.pending.map(pending =>
        pending.id === 0
          ? null
          : {
              id: pending.id,
              stage: pending.stage,
              savepoint: "savepoint" in pending && pending.savepoint === true,
              answers: pending.tasks.map(({ status }) => status),
            },
      ),
    triggering: s => s.requests.triggering,
    resting: s => s.requests.resting,
    failures: s => ({ count: s.failures.count, succeeded: s.failures.succeeded }),
    failing: s => s.failing !== "no",
    latest: s => s.latest.id,
    next: s => s.next,
    phases: s => s.tasks.map(({ phase }) => phase),
  });
