/** What the environment does to the job. A fault that the scope does not allow has no action. */
import { withFault, withTaskFailure } from "../parts/faults.ts";
import { sinkOf, sourceOf, taskName } from "../parts/regions.ts";
import type { SplitModel, SplitPending } from "../parts/split-world.ts";
import type { WorldMachine } from "./actions.ts";
import type { SplitProtocol } from "./protocol.ts";

/** All faults that the scope allows, and the restart of failed regions. */
export const faultActions = (protocol: SplitProtocol) => (machine: WorldMachine) =>
  machine
    .use(declineActions(protocol))
    .use(timeoutActions(protocol))
    .use(taskFailureActions(protocol))
    .use(restartActions(protocol))
    .use(globalFailureActions(protocol))
    .use(lostEventActions(protocol))
    .use(finalizeFailureActions(protocol));

/** A task declines: before its snapshot (then it passes no barrier and opens no gateway), or because its asynchronous part failed (B11, B12). */
const declineActions =
  ({ m: { job, faults, regions, tasks: all }, tasks }: SplitProtocol) =>
  (machine: WorldMachine) => {
    const atTrigger = withFault(
      machine,
      faults,
      "declines",
      "declines at the trigger",
      { subtask: regions },
      {
        actor: ({ subtask }) => taskName(job, sourceOf(job, subtask)),
        when: (s, { subtask }) => s.tasks[sourceOf(job, subtask)].trigger > 0,
        then: (s, { subtask }) => tasks.declineAtTrigger(s, sourceOf(job, subtask), sinkOf(job, subtask)),
      },
    );
    return withFault(
      atTrigger,
      faults,
      "declines",
      "its asynchronous snapshot fails",
      { task: all },
      {
        actor: ({ task }) => taskName(job, task),
        when: (s, { task }) => tasks.mayFailSnapshot(s, task),
        then: (s, { task }) => tasks.failAsynchronousPart(s, task),
      },
    );
  };

const timeoutActions =
  ({ m: { faults }, answers, steps: { which, whenPending, thenPending } }: SplitProtocol) =>
  (machine: WorldMachine) =>
    withFault(machine, faults, "timeouts", "the checkpoint expires", which, {
      actor: "CheckpointCoordinator",
      when: whenPending(mayExpire),
      then: thenPending((pending, s) => answers.expire(s, pending)),
    });

/** Between evaluation and completion the canceller finds nothing to do. */
function mayExpire({ stage }: Readonly<SplitPending>): boolean {
  return stage === "triggering" || stage === "snapshotted" || stage === "injected";
}

const taskFailureActions =
  ({ m, failover }: SplitProtocol) =>
  (machine: WorldMachine) =>
    withTaskFailure(
      machine,
      m,
      { task: m.tasks },
      ({ task }) => task,
      (s, task) => failover.failTaskWithItsRegion(s, task),
    );

const canRestart = ({ faults, rules }: SplitModel): boolean =>
  faults.taskFailures > 0 || faults.lostEvents > 0 || (faults.declines > 0 && rules.regional && rules.declinedTask === "restarts");

const restartActions =
  ({ m, failover }: SplitProtocol) =>
  (machine: WorldMachine) =>
    !canRestart(m)
      ? machine.without("restarts a region")
      : machine.action(
          "restarts a region",
          { region: m.regions },
          {
            actor: "Scheduler",
            when: (s, { region }) => s.tasks[sourceOf(m.job, region)].phase === "failed" || s.tasks[sinkOf(m.job, region)].phase === "failed",
            then: (s, { region }) => failover.restoreRegion(s, region),
          },
        );

const globalFailureActions =
  ({ m: { faults }, failover }: SplitProtocol) =>
  (machine: WorldMachine) =>
    withFault(machine, faults, "globalFailures", "restarts everything", {}, { actor: "Scheduler", then: s => failover.restoreAll(s) });

const lostEventActions =
  ({ m: { job, faults, regions, splits }, tasks }: SplitProtocol) =>
  (machine: WorldMachine) =>
    withFault(
      machine,
      faults,
      "lostEvents",
      "AddSplitEvent is lost",
      { subtask: regions, split: splits },
      {
        actor: ({ subtask }) => taskName(job, sourceOf(job, subtask)),
        when: (s, { subtask, split }) => s.gateways[subtask].sent.has(split),
        then: (s, { subtask, split }) => tasks.loseEvent(s, subtask, split),
      },
    );

/** Another coordinator's correction, or the finalization, fails after this coordinator was asked (Z5, H6c): the checkpoint aborts. */
const finalizeFailureActions =
  ({ m: { faults, rules }, completion, steps: { which, whenPending, thenPending } }: SplitProtocol) =>
  (machine: WorldMachine) =>
    !rules.regional
      ? machine
      : withFault(machine, faults, "finalizeFailures", "the finalization fails", which, {
          actor: "CheckpointCoordinator",
          when: whenPending(({ stage }) => stage === "corrected"),
          then: thenPending((pending, s) => completion.abort(s, pending, "finalizeFailure")),
        });
