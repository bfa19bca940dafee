/** What the tasks and the checkpoint coordinator do, and what the environment does to them. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import type { CommitPending, CommitWorld, MessageKind } from "../parts/commit-world.ts";
import { withFault, withTaskFailure } from "../parts/faults.ts";
import type { JobProtocol } from "../parts/job-protocol.ts";
import { isUnderway, type Notifications } from "../parts/notifications.ts";
import type { stepsById } from "../parts/pending-steps.ts";
import { isRestarting, regionOf, sourceOf, taskName } from "../parts/regions.ts";
import type { Snapshots } from "../parts/snapshots.ts";
import type { Sinks } from "../parts/two-phase-commit.ts";
import { isEvaluated, type Model, pendingOf } from "../parts/world.ts";
import type { Guards } from "./guards.ts";

export type CommitMachine = Machine<CommitWorld>;

/** What actions are made of. */
interface Verbs extends JobProtocol {
  readonly sinks: Sinks;
  readonly notifications: Notifications;
  readonly snapshots: Snapshots;
  readonly guards: Guards;
  readonly steps: ReturnType<typeof stepsById<CommitWorld, CommitPending>>;
}

export function actionsOf(m: Model, verbs: Verbs) {
  return {
    /** The steps of checkpoints that go well, and notifications. */
    checkpointActions: (machine: CommitMachine): CommitMachine =>
      machine
        .use(taskActions(m, verbs))
        .use(savepointActions(m, verbs))
        .use(committableActions(m, verbs))
        .use(lateAckActions(m, verbs))
        .use(notificationActions(m, verbs))
        .use(regionalActions(m, verbs)),

    /** Declines, silence, failures, and the restarts after them. A fault that the scope does not allow has no action. */
    faultActions: (machine: CommitMachine): CommitMachine =>
      machine
        .use(declineActions(m, verbs))
        .use(timeoutActions(m, verbs))
        .use(failureActions(m, verbs))
        .use(cancellationActions(m, verbs))
        .use(restartActions(m, verbs)),
  };
}

const taskActions =
  ({ job, tasks }: Model, { triggering, guards, snapshots, answers, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: CommitMachine) =>
    machine
      .action("triggers a checkpoint", {
        actor: "CheckpointCoordinator",
        when: s => guards.mayTrigger(s),
        then: s => triggering.trigger(s),
      })
      .action(
        "takes its snapshot",
        { task: tasks },
        {
          actor: ({ task }) => taskName(job, task),
          when: (s, { task }) => s.tasks[task].trigger > 0,
          then: (s, { task }) => snapshots.takeSnapshot(s, task),
        },
      )
      .action(
        "receiveAcknowledgeMessage",
        { task: tasks, ...which },
        {
          actor: "CheckpointCoordinator",
          when: whenPending((pending, _, { task }) => pending.tasks[task].status === "underway"),
          then: thenPending((pending, s, { task }) => answers.acknowledge(s, pending, task)),
        },
      );

const savepointActions =
  ({ savepoints }: Model, { triggering, guards }: Verbs) =>
  (machine: CommitMachine) =>
    !savepoints
      ? machine
      : machine.action("stops with a savepoint", {
          actor: "CheckpointCoordinator",
          when: s => guards.mayTrigger(s) && s.pending.every(({ id }) => id === 0),
          then: s => triggering.triggerSavepoint(s),
        });

const committableActions =
  ({ job, rules, tasks, ids }: Model, { sinks }: Verbs) =>
  (machine: CommitMachine) =>
    rules.committables === "withBarrier"
      ? machine
      : machine.action(
          "committables arrive",
          { task: tasks, id: ids },
          {
            actor: ({ task }) => taskName(job, task),
            // The channel is first in, first out.
            when: (s, { task, id }) => s.tasks[task].inFlight.has(id) && s.tasks[task].inFlight.every(each => each >= id),
            then: (s, { task, id }) => sinks.committablesArrive(s, task, id),
          },
        );

const lateAckActions =
  ({ lateAcks }: Model, { answers }: Verbs) =>
  (machine: CommitMachine) =>
    !lateAcks
      ? machine.without("a late acknowledgement arrives")
      : machine.action("a late acknowledgement arrives", {
          actor: "CheckpointCoordinator",
          when: s => s.lateAck !== null,
          then: s => answers.discardLateAck(s),
        });

/** The names of the actions by which notifications arrive. */
export const callbacks: Readonly<Record<MessageKind, string>> = {
  complete: "notifyCheckpointComplete",
  aborted: "notifyCheckpointAborted",
  fallback: "notifyRegionalCheckpointFallback",
};

/** Notifications arrive, in whatever order. */
const notificationActions = (m: Model, { notifications }: Verbs) => {
  const arrives = (kind: MessageKind) => (machine: CommitMachine) =>
    machine.action(
      callbacks[kind],
      { task: m.tasks, id: m.ids },
      {
        actor: ({ task }) => taskName(m.job, task),
        when: (s, { task, id }) => notifications.mayHear(s, task) && isUnderway(s, task, kind, id),
        then: (s, { task, id }) => notifications.hear(s, task, kind, id),
      },
    );
  return (machine: CommitMachine) => {
    const stock = machine.use(arrives("complete")).use(arrives("aborted"));
    return isToldFallback(m) ? stock.use(arrives("fallback")) : stock.without(callbacks.fallback);
  };
};

function isToldFallback(m: Model): boolean {
  return mayFallBack(m) && (m.rules.failedTaskNotif === "fallback" || m.rules.failedTaskNotif === "fallbackDrops");
}

/** Whether the rules and the scope let a region fall back. */
export function mayFallBack({ rules, job, faults }: Model): boolean {
  return rules.regional && job.ids > 1 && faults.declines + faults.timeouts > 0;
}

/** The coordinators' corrections are there (H6), and the checkpoint completes without the failed regions; or one of them has failed. */
const regionalActions =
  (m: Model, { completion, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: CommitMachine) => {
    if (!mayFallBack(m)) return machine;
    const when = whenPending(isEvaluated);
    const completing = machine.action("completes regionally", which, {
      actor: "CheckpointCoordinator",
      when,
      then: thenPending((pending, s) => completion.complete(s, pending)),
    });
    return withFault(completing, m.faults, "finalizeFailures", "the finalization fails", which, {
      actor: "CheckpointCoordinator",
      when,
      then: thenPending((pending, s) => completion.abort(s, pending, "finalizeFailure")),
    });
  };

const declineActions =
  ({ job, faults, tasks }: Model, { snapshots }: Verbs) =>
  (machine: CommitMachine) => {
    const choice = { task: tasks };
    const common = { actor: ({ task }: { readonly task: number }) => taskName(job, task), when: isTriggered };
    const atTrigger = withFault(machine, faults, "declines", "declines at the trigger", choice, {
      ...common,
      then: (s, { task }) => snapshots.failSnapshot(s, task),
    });
    return withFault(atTrigger, faults, "declines", "its asynchronous snapshot fails", choice, {
      ...common,
      then: (s, { task }) => snapshots.failAsynchronousPart(s, task),
    });
  };

/** A task declines a checkpoint that is pending. */
function isTriggered(s: Readonly<CommitWorld>, { task }: { readonly task: number }): boolean {
  return pendingOf(s, s.tasks[task].trigger) !== null;
}

const timeoutActions =
  ({ faults }: Model, { answers, guards, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: CommitMachine) =>
    withFault(machine, faults, "timeouts", "the checkpoint expires", which, {
      actor: "CheckpointCoordinator",
      when: whenPending(pending => guards.mayExpire(pending)),
      then: thenPending((pending, s) => answers.expire(s, pending)),
    });

const failureActions =
  (m: Model, { failover }: Verbs) =>
  (machine: CommitMachine) => {
    const failing = withTaskFailure(
      machine,
      m,
      { region: m.regions },
      ({ region }) => sourceOf(m.job, region),
      (s, task) => failover.failTaskWithItsRegion(s, task),
    );
    return withFault(
      failing,
      m.faults,
      "globalFailures",
      "restarts everything",
      {},
      { actor: "Scheduler", when: hasSomethingToLose, then: s => failover.restoreAll(s) },
    );
  };

/** Whether a global failover makes a difference: while the job runs, or while it restarts. */
function hasSomethingToLose(s: Readonly<CommitWorld>): boolean {
  return s.next > 1 || isRestarting(s);
}

/** A task that was CANCELING has ended (F2). */
const cancellationActions =
  ({ job, rules, faults, tasks }: Model, { failover }: Verbs) =>
  (machine: CommitMachine) =>
    rules.cancellation === "atOnce" || faults.taskFailures === 0 || job.tasksPerRegion === 1
      ? machine
      : machine.action(
          "is cancelled",
          { task: tasks.filter(task => task !== sourceOf(job, regionOf(job, task))) },
          {
            actor: ({ task }) => taskName(job, task),
            when: (s, { task }) => s.tasks[task].phase === "canceling",
            then: (s, { task }) => failover.endAttempt(s, task),
          },
        );

const restartActions =
  ({ rules, faults, regions }: Model, { failover, guards }: Verbs) =>
  (machine: CommitMachine) =>
    faults.taskFailures === 0 && !(rules.regional && rules.declinedTask === "restarts" && faults.declines > 0)
      ? machine.without("restarts a region")
      : machine.action(
          "restarts a region",
          { region: regions },
          {
            actor: "Scheduler",
            when: (s, { region }) => guards.mayRestart(s, region),
            then: (s, { region }) => failover.restoreRegion(s, region),
          },
        );
