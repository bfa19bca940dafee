/** What must be reachable, so that "holds" means something (below V6). A witness that the scope or the rules exclude is left out. */
import { regionOf, sourceOf, tasksOf } from "../parts/regions.ts";
import { nobody } from "../parts/source-coordinator.ts";
import { isMixed } from "../parts/store.ts";
import { isPending, type Model, pendingId, type World } from "../parts/world.ts";
import type { WorldMachine } from "./actions.ts";

export const witnesses = (m: Model) => (machine: WorldMachine) => machine.use(stockWitnesses).use(lateAckWitnesses(m)).use(regionalWitnesses(m));

const stockWitnesses = (machine: WorldMachine) =>
  machine
    .witness("a checkpoint completes in which a record was read", s => s.latest.tasks.some(snap => snap.counted.some(count => count > 0)))
    .witness(
      "an event waits at a closed gateway while its task takes its snapshot",
      s => s.gateways.some(gateway => !gateway.blocked.isEmpty) && s.tasks.some(task => task.trigger > 0),
    );

const lateAckWitnesses = (m: Model) => (machine: WorldMachine) =>
  !m.lateAcks
    ? machine
    : machine
        .witness("a late acknowledgement arrives while a larger id is pending", s => s.lateAck !== null && isPending(s) && pendingId(s) > s.lateAck.id)
        .witness("a late acknowledgement arrives after a larger id has completed", s => s.lateAck !== null && s.latest.id > s.lateAck.id);

const regionalWitnesses = (m: Model) => (machine: WorldMachine) => {
  if (!m.rules.regional || (m.faults.declines === 0 && m.faults.timeouts === 0)) return machine;
  const regional = machine
    .witness("a checkpoint completes regionally", s => isMixed(s.latest))
    .witness("a split went to a failed region after the fallback checkpoint and before the coordinator's cut", s =>
      [...s.pending.failed].some(region => s.pending.cutOwner.some((owner, split) => owner === region && !storedIn(m, s, region, split))),
    )
    .witness(
      "a split went to a healthy region after the coordinator's cut and before the correction",
      s =>
        s.pending.stage === "correcting" &&
        s.coordinator.owner.some(
          (owner, split) => owner !== null && s.pending.cutOwner.get(split) === null && owner !== nobody(m.job) && !s.pending.failed.has(owner),
        ),
    );
  return regional.use(restoreWitnesses(m)).use(memberWitnesses(m));
};

function storedIn(m: Model, s: Readonly<World>, region: number, split: number): boolean {
  return s.latest.tasks[sourceOf(m.job, region)].own.get(split) !== null;
}

const restoreWitnesses = (m: Model) => (machine: WorldMachine) => {
  const { faults, globalFailures, taskFailures } = m.faults;
  const global =
    globalFailures > 0 && faults > 1
      ? machine.witnessStep("everything restarts from a mixed checkpoint", (before, _, step) => step.action === "restarts everything" && isMixed(before.latest))
      : machine;
  if (taskFailures === 0 || faults < 2) return global;
  return global.witnessStep("the fallen-back region restarts from a mixed checkpoint and gives splits back", (before, after, step) => {
    const region = step.parameters.region as number;
    if (step.action !== "restarts a region" || !isMixed(before.latest) || before.latest.tasks[sourceOf(m.job, region)].origin === before.latest.id)
      return false;
    return before.coordinator.owner.some((owner, split) => owner === region && after.coordinator.owner.get(split) === null);
  });
};

/** With two tasks in a region: a failed region with a member that has acknowledged. */
const memberWitnesses = (m: Model) => (machine: WorldMachine) =>
  m.job.tasksPerRegion === 1
    ? machine
    : machine.witness("a failed region has a member that acknowledged", s =>
        s.pending.tasks.some(
          (answer, task) => answer.status === "acked" && s.pending.failed.has(regionOf(m.job, task)) && tasksOf(m.job, regionOf(m.job, task)).length > 1,
        ),
      );
