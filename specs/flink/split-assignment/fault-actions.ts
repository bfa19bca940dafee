/** What the environment does to the job. A fault that the scope does not allow has no action. */
import { decline, expire, mayExpire } from "../parts/checkpoint-coordinator.ts";
import { abort } from "../parts/completion.ts";
import { failTaskWithItsRegion, restoreAll, restoreRegion } from "../parts/failover.ts";
import { affords, spend } from "../parts/faults.ts";
import { regionOf, sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import type { Model, World } from "../parts/world.ts";
import { isAtBarrier, isBlocked, passBarrier, type WorldMachine } from "./actions.ts";

/** All faults that the scope allows, and the restart of failed regions. */
export const faultActions = (m: Model) => (machine: WorldMachine) =>
  machine
    .use(declineActions(m))
    .use(timeoutActions(m))
    .use(taskFailureActions(m))
    .use(restartActions(m))
    .use(globalFailureActions(m))
    .use(lostEventActions(m))
    .use(finalizeFailureActions(m));

/** A task declines: before its snapshot (then it passes no barrier and opens no gateway), or because its asynchronous part failed (B11, B12). */
const declineActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.declines === 0
    ? machine
    : machine
        .action(
          "declines at the trigger",
          { subtask: m.regions },
          {
            actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
            fault: true,
            when: (s, { subtask }) => affords(s.budget, "declines") && s.tasks[sourceOf(m.job, subtask)].trigger > 0,
            then: (s, { subtask }) => {
              spend(s.budget, "declines");
              s.tasks[sourceOf(m.job, subtask)].trigger = 0;
              cancelDownstream(m, s, subtask);
              decline(m, s, sourceOf(m.job, subtask));
            },
          },
        )
        .action(
          "its asynchronous snapshot fails",
          { task: m.tasks },
          {
            actor: ({ task }) => taskName(m.job, task),
            fault: true,
            when: (s, { task }) => affords(s.budget, "declines") && mayFailSnapshot(m, s, task),
            then: (s, { task }) => {
              spend(s.budget, "declines");
              if (task === sourceOf(m.job, regionOf(m.job, task))) passBarrier(m, s, regionOf(m.job, task));
              else s.tasks[task].channel.shift();
              decline(m, s, task);
            },
          },
        );

/** The cancel marker makes a separate sink decline as well (B6); its way through the channel is not modelled. */
function cancelDownstream(m: Model, s: World, subtask: number): void {
  const answer = s.pending.tasks[sinkOf(m.job, subtask)];
  if (m.rules.regional && answer.status === "waiting") answer.status = "declined";
}

function mayFailSnapshot(m: Model, s: Readonly<World>, task: number): boolean {
  const region = regionOf(m.job, task);
  return task === sourceOf(m.job, region) ? s.tasks[task].trigger > 0 && !isBlocked(m, s, region) : isAtBarrier(s, task);
}

const timeoutActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.timeouts === 0
    ? machine
    : machine.action("the checkpoint expires", {
        actor: "CheckpointCoordinator",
        fault: true,
        when: s => affords(s.budget, "timeouts") && mayExpire(s),
        then: s => {
          spend(s.budget, "timeouts");
          expire(m, s);
        },
      });

const taskFailureActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.taskFailures === 0
    ? machine
    : machine.action(
        "fails",
        { task: m.tasks },
        {
          actor: ({ task }) => taskName(m.job, task),
          fault: true,
          when: (s, { task }) => affords(s.budget, "taskFailures") && s.tasks[task].phase === "running",
          then: (s, { task }) => {
            spend(s.budget, "taskFailures");
            failTaskWithItsRegion(m, s, task);
          },
        },
      );

const canRestart = ({ faults, rules }: Model): boolean =>
  faults.taskFailures > 0 || faults.lostEvents > 0 || (faults.declines > 0 && rules.regional && rules.declinedTask === "restarts");

const restartActions = (m: Model) => (machine: WorldMachine) =>
  !canRestart(m)
    ? machine
    : machine.action(
        "restarts a region",
        { region: m.regions },
        {
          actor: "Scheduler",
          when: (s, { region }) => s.tasks[sourceOf(m.job, region)].phase === "failed" || s.tasks[sinkOf(m.job, region)].phase === "failed",
          then: (s, { region }) => restoreRegion(m, s, region),
        },
      );

const globalFailureActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.globalFailures === 0
    ? machine
    : machine.action("restarts everything", {
        actor: "Scheduler",
        fault: true,
        when: s => affords(s.budget, "globalFailures"),
        then: s => {
          spend(s.budget, "globalFailures");
          restoreAll(m, s);
        },
      });

/** The RPC fails, which fails the task (C5). */
const lostEventActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.lostEvents === 0
    ? machine
    : machine.action(
        "AddSplitEvent is lost",
        { subtask: m.regions, split: m.splits },
        {
          actor: ({ subtask }) => taskName(m.job, sourceOf(m.job, subtask)),
          fault: true,
          when: (s, { subtask, split }) => affords(s.budget, "lostEvents") && s.gateways[subtask].sent.has(split),
          then: (s, { subtask, split }) => {
            spend(s.budget, "lostEvents");
            s.gateways[subtask].sent.delete(split);
            if (m.rules.bug !== "M8") failTaskWithItsRegion(m, s, sourceOf(m.job, subtask));
          },
        },
      );

/** Another coordinator's correction, or the finalization, fails after this coordinator was asked (Z5, H6c): the checkpoint aborts. */
const finalizeFailureActions = (m: Model) => (machine: WorldMachine) =>
  m.faults.finalizeFailures === 0 || !m.rules.regional
    ? machine
    : machine.action("the finalization fails", {
        actor: "CheckpointCoordinator",
        fault: true,
        when: s => affords(s.budget, "finalizeFailures") && s.pending.stage === "corrected",
        then: s => {
          spend(s.budget, "finalizeFailures");
          abort(m, s);
        },
      });
