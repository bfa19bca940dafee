/** What must be reachable, so that "holds" means something (below V6). A witness that the scope or the rules exclude is left out. */
import type { Split } from "../parts/records.ts";
import { regionOf, sourceOf } from "../parts/regions.ts";
import { nobody } from "../parts/source-coordinator.ts";
import type { SplitModel, SplitPending, SplitWorld } from "../parts/split-world.ts";
import { isMixed } from "../parts/world.ts";
import type { WorldMachine } from "./actions.ts";

export const witnesses = (m: SplitModel) => (machine: WorldMachine) => machine.use(stockWitnesses).use(lateAckWitnesses(m)).use(regionalWitnesses(m));

const stockWitnesses = (machine: WorldMachine) =>
  machine
    .witness("a checkpoint completes in which a record was read", s => s.latest.tasks.some(snap => snap.counted.some(count => count > 0)))
    .witness(
      "an event waits at a closed gateway while its task takes its snapshot",
      s => s.gateways.some(({ slots }) => slots.some(({ blocked }) => !blocked.isEmpty)) && s.tasks.some(task => task.trigger > 0),
    );

const lateAckWitnesses = (m: SplitModel) => (machine: WorldMachine) =>
  !m.lateAcks
    ? machine
    : machine
        .witness(
          "a late acknowledgement arrives while a larger id is pending",
          s => s.lateAck !== null && s.pending.some(({ id }) => s.lateAck !== null && id > s.lateAck.id),
        )
        .witness("a late acknowledgement arrives after a larger id has completed", s => s.lateAck !== null && s.latest.id > s.lateAck.id);

const regionalWitnesses = (m: SplitModel) => (machine: WorldMachine) => {
  if (!m.rules.regional || (m.faults.declines === 0 && m.faults.timeouts === 0)) return machine;
  const { job, splits } = m;
  const storedIn = (s: Readonly<SplitWorld>, region: number, split: Split) => s.latest.tasks[sourceOf(job, region)].own.get(split) !== null;
  const wentToHealthyRegion = (s: Readonly<SplitWorld>, { cutOwner, failed }: Readonly<SplitPending>, split: Split) => {
    const owner = s.coordinator.owner.get(split);
    return owner !== null && cutOwner.get(split) === null && owner !== nobody(job) && !failed.has(owner);
  };
  return machine
    .witness("a checkpoint completes regionally", s => isMixed(s.latest))
    .witness("a split went to a failed region after the fallback checkpoint and before the coordinator's cut", s =>
      s.pending.some(({ failed, cutOwner }) => cutOwner.some((owner, split) => owner !== null && failed.has(owner) && !storedIn(s, owner, split))),
    )
    .witness("a split went to a healthy region after the coordinator's cut and before the correction", s =>
      s.pending.some(pending => pending.stage === "correcting" && splits.some(split => wentToHealthyRegion(s, pending, split))),
    )
    .use(restoreWitnesses(m))
    .use(memberWitnesses(m));
};

const restoreWitnesses = (m: SplitModel) => (machine: WorldMachine) => {
  const { faults, globalFailures, taskFailures } = m.faults;
  const global =
    globalFailures > 0 && faults > 1
      ? machine.witnessStep("everything restarts from a mixed checkpoint", { of: ["restarts everything"] }, before => isMixed(before.latest))
      : machine;
  if (taskFailures === 0 || faults < 2) return global;
  return global.witnessStep(
    "the fallen-back region restarts from a mixed checkpoint and gives splits back",
    { of: ["restarts a region"] },
    (before, after, { parameters }) => {
      const region = parameters.region as number;
      if (!isMixed(before.latest) || before.latest.tasks[sourceOf(m.job, region)].origin === before.latest.id) return false;
      return before.coordinator.owner.some((owner, split) => owner === region && after.coordinator.owner.get(split) === null);
    },
  );
};

/** With two tasks in a region: a failed region with a member that has acknowledged. */
const memberWitnesses = (m: SplitModel) => (machine: WorldMachine) =>
  m.job.tasksPerRegion === 1
    ? machine
    : machine.witness("a failed region has a member that acknowledged", s =>
        s.pending.some(({ failed, tasks }) => tasks.some(({ status }, task) => status === "acked" && failed.has(regionOf(m.job, task)))),
      );
