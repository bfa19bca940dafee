/** What the tasks and the checkpoint coordinator do, and what the environment does to them. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { acknowledge, discardLateAck, expire, mayTrigger, trigger, triggerSavepoint } from "../parts/checkpoint-coordinator.ts";
import type { CommitPending, CommitWorld, MessageKind } from "../parts/commit-world.ts";
import { abort, complete } from "../parts/completion.ts";
import { coordinatorHearsComplete } from "../parts/coordinator-commit.ts";
import { endAttempt, failTaskWithItsRegion, restoreAll, restoreRegion } from "../parts/failover.ts";
import { withFault } from "../parts/faults.ts";
import { hear, isUnderway, mayHear } from "../parts/notifications.ts";
import { isRestarting, regionOf, sourceOf, taskName, tasksOf } from "../parts/regions.ts";
import { failAsynchronousPart, failSnapshot, takeSnapshot } from "../parts/snapshots.ts";
import { committablesArrive } from "../parts/two-phase-commit.ts";
import { isEvaluated, type Model, pendingOf, slotOf } from "../parts/world.ts";

export type CommitMachine = Machine<CommitWorld>;

/** The steps of checkpoints that go well, and notifications. */
export const checkpointActions = (m: Model) => (machine: CommitMachine) =>
  machine
    .action("triggerCheckpoint", {
      actor: "CheckpointCoordinator",
      when: s => mayTrigger(m, s) && isAtPeace(m, s),
      then: s => trigger(m, s),
    })
    .action(
      "takes its snapshot",
      { task: m.tasks },
      {
        actor: ({ task }) => taskName(m.job, task),
        when: (s, { task }) => s.tasks[task].trigger > 0,
        then: (s, { task }) => takeSnapshot(m, s, task),
      },
    )
    .action(
      "receiveAcknowledgeMessage",
      { task: m.tasks, id: m.ids },
      {
        actor: "CheckpointCoordinator",
        when: (s, { task, id }) => pendingOf(s, id)?.tasks[task].status === "underway",
        then: (s, { task, id }) => withPending(s, id, pending => acknowledge(m, s, pending, task)),
      },
    )
    .use(savepointActions(m))
    .use(committableActions(m))
    .use(lateAckActions(m))
    .use(notificationActions(m))
    .use(regionalActions(m))
    .use(mutatedActions(m));

/** The store is written, the committing coordinator has not failed the job, and a trigger that waits for its task is replaced only when its checkpoint has ended. */
function isAtPeace(m: Model, s: Readonly<CommitWorld>): boolean {
  if (s.coordinator.refused || s.pending.some(({ stage }) => stage === "announced" || stage === "savepoint")) return false;
  return m.regions.every(region => pendingOf(s, s.tasks[sourceOf(m.job, region)].trigger) === null);
}

const savepointActions = (m: Model) => (machine: CommitMachine) =>
  !m.savepoints
    ? machine
    : machine.action("stops with a savepoint", {
        actor: "CheckpointCoordinator",
        when: s => mayTrigger(m, s) && isAtPeace(m, s) && s.pending.every(({ id }) => id === 0),
        then: s => triggerSavepoint(m, s),
      });

const committableActions = (m: Model) => (machine: CommitMachine) =>
  m.rules.committables === "withBarrier"
    ? machine
    : machine.action(
        "committables arrive",
        { task: m.tasks, id: m.ids },
        {
          actor: ({ task }) => taskName(m.job, task),
          // The channel is first in, first out.
          when: (s, { task, id }) => s.tasks[task].inFlight.has(id) && s.tasks[task].inFlight.every(each => each >= id),
          then: (s, { task, id }) => committablesArrive(m, s, task, id),
        },
      );

const lateAckActions = (m: Model) => (machine: CommitMachine) =>
  !m.lateAcks
    ? machine.without("a late acknowledgement arrives")
    : machine.action("a late acknowledgement arrives", {
        actor: "CheckpointCoordinator",
        when: s => s.lateAck !== null,
        then: s => discardLateAck(m, s),
      });

/** The names of the actions by which notifications arrive. */
export const callbacks: Readonly<Record<MessageKind, string>> = {
  complete: "notifyCheckpointComplete",
  aborted: "notifyCheckpointAborted",
  fallback: "notifyRegionalCheckpointFallback",
};

const notificationActions = (m: Model) => (machine: CommitMachine) =>
  machine.use(notificationAction(m, "complete")).use(notificationAction(m, "aborted")).use(notificationAction(m, "fallback"));

/** A notification arrives, in whatever order. */
const notificationAction = (m: Model, kind: MessageKind) => (machine: CommitMachine) =>
  kind === "fallback" && !isToldFallback(m)
    ? machine.without(callbacks[kind])
    : machine.action(
        callbacks[kind],
        { task: m.tasks, id: m.ids },
        {
          actor: ({ task }) => taskName(m.job, task),
          when: (s, { task, id }) => mayHear(m, s, task) && isUnderway(s, task, kind, id),
          then: (s, { task, id }) => hear(m, s, task, kind, id),
        },
      );

function isToldFallback(m: Model): boolean {
  return mayFallBack(m) && (m.rules.failedTaskNotif === "fallback" || m.rules.failedTaskNotif === "fallbackDrops");
}

/** Whether the rules and the scope let a region fall back. */
export function mayFallBack(m: Model): boolean {
  return m.rules.regional && m.job.ids > 1 && m.faults.declines + m.faults.timeouts > 0;
}

function awaitsCompletion(s: Readonly<CommitWorld>, id: number): boolean {
  const pending = pendingOf(s, id);
  return pending !== null && isEvaluated(pending);
}

/** An action on a checkpoint whose guard says that it is pending. */
function withPending(s: CommitWorld, id: number, act: (pending: CommitPending) => void): void {
  const pending = pendingOf(s, id);
  if (pending !== null) act(pending);
}

/** The coordinators' corrections are there (H6), and the checkpoint completes without the failed regions; or one of them has failed. */
const regionalActions = (m: Model) => (machine: CommitMachine) => {
  if (!mayFallBack(m)) return machine;
  const completing = machine.action(
    "completes regionally",
    { id: m.ids },
    {
      actor: "CheckpointCoordinator",
      when: (s, { id }) => awaitsCompletion(s, id),
      then: (s, { id }) => withPending(s, id, pending => complete(m, s, pending)),
    },
  );
  return withFault(
    completing,
    m.faults,
    "finalizeFailures",
    "aborts after the evaluation",
    { id: m.ids },
    {
      actor: "CheckpointCoordinator",
      when: (s, { id }) => awaitsCompletion(s, id),
      then: (s, { id }) => withPending(s, id, pending => abort(m, s, pending, "finalizeFailure")),
    },
  );
};

/** Steps that only a seeded bug has. */
const mutatedActions = (m: Model) => (machine: CommitMachine) => {
  switch (m.rules.bug) {
    case "M30":
      return machine.action("the store is written", {
        actor: "CheckpointCoordinator",
        when: s => s.pending.some(({ stage }) => stage === "announced"),
        then: s => {
          for (const pending of s.pending) if (pending.stage === "announced") complete(m, s, pending);
        },
      });
    case "M97":
      return machine.action("the coordinator hears of the completion", {
        actor: "OperatorCoordinator",
        when: s => s.coordinator.unheard > 0,
        then: s => {
          coordinatorHearsComplete(m, s, s.coordinator.unheard);
          s.coordinator.unheard = 0;
        },
      });
    default:
      return machine;
  }
};

/** Declines, silence, failures, and the restarts after them. A fault that the scope does not allow has no action. */
export const faultActions = (m: Model) => (machine: CommitMachine) =>
  machine.use(declineActions(m)).use(timeoutActions(m)).use(failureActions(m)).use(cancellationActions(m)).use(restartActions(m));

const declineActions = (m: Model) => (machine: CommitMachine) => {
  const choice = { task: m.tasks };
  const common = { actor: ({ task }: { task: number }) => taskName(m.job, task), when: isTriggered };
  const atTrigger = withFault(machine, m.faults, "declines", "declines at the trigger", choice, { ...common, then: (s, { task }) => failSnapshot(m, s, task) });
  return withFault(atTrigger, m.faults, "declines", "its asynchronous snapshot fails", choice, {
    ...common,
    then: (s, { task }) => failAsynchronousPart(m, s, task),
  });
};

/** A task declines a checkpoint that is pending. */
function isTriggered(s: Readonly<CommitWorld>, { task }: { readonly task: number }): boolean {
  return pendingOf(s, s.tasks[task].trigger) !== null;
}

const timeoutActions = (m: Model) => (machine: CommitMachine) =>
  withFault(
    machine,
    m.faults,
    "timeouts",
    "the checkpoint expires",
    { id: m.ids },
    {
      actor: "CheckpointCoordinator",
      when: (s, { id }) => pendingOf(s, id) !== null && slotOf(s, id).stage !== "announced",
      then: (s, { id }) => withPending(s, id, pending => expire(m, s, pending)),
    },
  );

const failureActions = (m: Model) => (machine: CommitMachine) => {
  const failing = withFault(
    machine,
    m.faults,
    "taskFailures",
    "fails with its region",
    { region: m.regions },
    {
      actor: ({ region }) => taskName(m.job, sourceOf(m.job, region)),
      when: (s, { region }) => s.tasks[sourceOf(m.job, region)].phase === "running",
      then: (s, { region }) => failTaskWithItsRegion(m, s, sourceOf(m.job, region)),
    },
  );
  return withFault(
    failing,
    m.faults,
    "globalFailures",
    "restarts everything",
    {},
    { actor: "Scheduler", when: hasSomethingToLose, then: s => restoreAll(m, s) },
  );
};

/** Whether a global failover makes a difference: while the job runs, or while it restarts. */
function hasSomethingToLose(s: Readonly<CommitWorld>): boolean {
  return s.next > 1 || isRestarting(s);
}

/** A task that was CANCELING has ended (F2). */
const cancellationActions = (m: Model) => (machine: CommitMachine) =>
  m.rules.cancellation === "atOnce" || m.faults.taskFailures === 0 || m.job.tasksPerRegion === 1
    ? machine
    : machine.action(
        "is cancelled",
        { task: m.tasks.filter(task => task !== sourceOf(m.job, regionOf(m.job, task))) },
        {
          actor: ({ task }) => taskName(m.job, task),
          when: (s, { task }) => s.tasks[task].phase === "canceling",
          then: (s, { task }) => endAttempt(m, s, task),
        },
      );

const restartActions = (m: Model) => (machine: CommitMachine) =>
  m.faults.taskFailures === 0 && !(m.rules.regional && m.rules.declinedTask === "restarts" && m.faults.declines > 0)
    ? machine.without("restarts a region")
    : machine.action(
        "restarts a region",
        { region: m.regions },
        {
          actor: "Scheduler",
          when: (s, { region }) =>
            tasksOf(m.job, region).every(task => s.tasks[task].phase === "failed") && s.pending.every(({ stage }) => stage !== "announced"),
          then: (s, { region }) => restoreRegion(m, s, region),
        },
      );
