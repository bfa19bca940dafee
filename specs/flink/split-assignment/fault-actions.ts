/** What the environment does to the job. A fault that the scope does not allow has no action. */
import { decline, expire } from "../parts/checkpoint-coordinator.ts";
import { abort } from "../parts/completion.ts";
import { failTaskWithItsRegion, restoreAll, restoreRegion } from "../parts/failover.ts";
import { withFault } from "../parts/faults.ts";
import { regionOf, sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import type { SplitModel, SplitPending, SplitWorld } from "../parts/split-world.ts";
import { pendingOf } from "../parts/world.ts";
import { atBarrier, isBlocked, passBarrier, thenPending, type WorldMachine, whenPending, whichPending } from "./actions.ts";

/** All faults that the scope allows, and the restart of failed regions. */
export const faultActions = (m: SplitModel) => (machine: WorldMachine) =>
  machine
    .use(declineActions(m))
    .use(timeoutActions(m))
    .use(taskFailureActions(m))
    .use(restartActions(m))
    .use(globalFailureActions(m))
    .use(lostEventActions(m))
    .use(finalizeFailureActions(m));

/** A task declines: before its snapshot (then it passes no barrier and opens no gateway), or because its asynchronous part failed (B11, B12). */
const declineActions = (m: SplitModel) => (machine: WorldMachine) => {
  const atTrigger = withFault(
    machine,
    m.faults,
    "declines",
    "declines at the trigger",
    { subtask: m.regions },
    {
      actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
      when: (s, { subtask }) => s.tasks[sourceOf(m.job, subtask)].trigger > 0,
      then: (s, { subtask }) => declineAtTrigger(m, s, sourceOf(m.job, subtask), sinkOf(m.job, subtask)),
    },
  );
  return withFault(
    atTrigger,
    m.faults,
    "declines",
    "its asynchronous snapshot fails",
    { task: m.tasks },
    {
      actor: ({ task }) => taskName(m.job, task),
      when: (s, { task }) => mayFailSnapshot(m, s, task),
      then: (s, { task }) => {
        const pending = takeBarrier(m, s, task);
        if (pending !== null) decline(m, s, pending, task);
      },
    },
  );
};

/** The cancel marker makes a separate sink decline as well (B6); its way through the channel is not modelled. */
function declineAtTrigger(m: SplitModel, s: SplitWorld, source: number, sink: number): void {
  const pending = pendingOf(s, s.tasks[source].trigger);
  s.tasks[source].trigger = 0;
  if (pending !== null) decline(m, s, pending, source, [sink]);
}

function mayFailSnapshot(m: SplitModel, s: Readonly<SplitWorld>, task: number): boolean {
  const region = regionOf(m.job, task);
  return task === sourceOf(m.job, region) ? s.tasks[task].trigger > 0 && !isBlocked(m, s, region) : atBarrier(s, task) !== null;
}

/** The synchronous part, without an answer. Gives the checkpoint. */
function takeBarrier(m: SplitModel, s: SplitWorld, task: number): SplitPending | null {
  const region = regionOf(m.job, task);
  if (task === sourceOf(m.job, region)) return pendingOf(s, passBarrier(m, s, region));
  const pending = atBarrier(s, task);
  s.tasks[task].channel.shift();
  return pending;
}

const timeoutActions = (m: SplitModel) => (machine: WorldMachine) =>
  withFault(machine, m.faults, "timeouts", "the checkpoint expires", whichPending(m), {
    actor: "CheckpointCoordinator",
    when: whenPending(mayExpire),
    then: thenPending((pending, s) => expire(m, s, pending)),
  });

/** Between evaluation and completion the canceller finds nothing to do. */
function mayExpire({ stage }: Readonly<SplitPending>): boolean {
  return stage === "triggering" || stage === "snapshotted" || stage === "injected";
}

const taskFailureActions = (m: SplitModel) => (machine: WorldMachine) =>
  withFault(
    machine,
    m.faults,
    "taskFailures",
    "fails",
    { task: m.tasks },
    {
      actor: ({ task }) => taskName(m.job, task),
      when: (s, { task }) => s.tasks[task].phase === "running",
      then: (s, { task }) => failTaskWithItsRegion(m, s, task),
    },
  );

const canRestart = ({ faults, rules }: SplitModel): boolean =>
  faults.taskFailures > 0 || faults.lostEvents > 0 || (faults.declines > 0 && rules.regional && rules.declinedTask === "restarts");

const restartActions = (m: SplitModel) => (machine: WorldMachine) =>
  !canRestart(m)
    ? machine.without("restarts a region")
    : machine.action(
        "restarts a region",
        { region: m.regions },
        {
          actor: "Scheduler",
          when: (s, { region }) => s.tasks[sourceOf(m.job, region)].phase === "failed" || s.tasks[sinkOf(m.job, region)].phase === "failed",
          then: (s, { region }) => restoreRegion(m, s, region),
        },
      );

const globalFailureActions = (m: SplitModel) => (machine: WorldMachine) =>
  withFault(machine, m.faults, "globalFailures", "restarts everything", {}, { actor: "Scheduler", then: s => restoreAll(m, s) });

/** The RPC fails, which fails the task (C5). */
const lostEventActions = (m: SplitModel) => (machine: WorldMachine) =>
  withFault(
    machine,
    m.faults,
    "lostEvents",
    "AddSplitEvent is lost",
    { subtask: m.regions, split: m.splits },
    {
      actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
      when: (s, { subtask, split }) => s.gateways[subtask].sent.has(split),
      then: (s, { subtask, split }) => {
        s.gateways[subtask].sent.delete(split);
        if (m.rules.bug !== "M8") failTaskWithItsRegion(m, s, sourceOf(m.job, subtask));
      },
    },
  );

/** Another coordinator's correction, or the finalization, fails after this coordinator was asked (Z5, H6c): the checkpoint aborts. */
const finalizeFailureActions = (m: SplitModel) => (machine: WorldMachine) =>
  !m.rules.regional
    ? machine
    : withFault(machine, m.faults, "finalizeFailures", "the finalization fails", whichPending(m), {
        actor: "CheckpointCoordinator",
        when: whenPending(({ stage }) => stage === "corrected"),
        then: thenPending((pending, s) => abort(m, s, pending, "finalizeFailure")),
      });
