/** What the tasks and the checkpoint coordinator do, and what the environment does to them. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { type CommitModel, type CommitWorld, type MessageKind, type Pending, pendingOf } from "../parts/commit-world.ts";
import { coordinatorHearsComplete } from "../parts/coordinator-commit.ts";
import { affords, type FaultKind, spend } from "../parts/faults.ts";
import { hear, isUnderway } from "../parts/notifications.ts";
import { abort, acknowledge, complete, decline, discardLateAck, expire, mayTrigger, trigger } from "../parts/pending-checkpoints.ts";
import { regionOf, taskName, tasksOf } from "../parts/regions.ts";
import { endAttempt, failRegion, hasSomethingToLose, mayRestart, restoreAll, restoreRegion } from "../parts/restarts.ts";
import { failAsynchronousPart, failSnapshot, takeSnapshot } from "../parts/snapshots.ts";

export type CommitMachine = Machine<CommitWorld>;

/** The steps of checkpoints that go well, and notifications. */
export const checkpointActions = (m: CommitModel) => (machine: CommitMachine) =>
  machine
    .action("triggerCheckpoint", {
      actor: "CheckpointCoordinator",
      when: s => mayTrigger(m, s),
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
    .use(lateAckActions(m))
    .use(notificationActions(m))
    .use(regionalActions(m))
    .use(mutatedActions(m));

const lateAckActions = (m: CommitModel) => (machine: CommitMachine) =>
  !m.lateAcks
    ? machine
    : machine.action("a late acknowledgement arrives", {
        actor: "CheckpointCoordinator",
        when: s => s.lateAck !== null,
        then: s => discardLateAck(m, s),
      });

const callbacks: Readonly<Record<MessageKind, string>> = {
  complete: "notifyCheckpointComplete",
  aborted: "notifyCheckpointAborted",
  fallback: "notifyRegionalCheckpointFallback",
};

const notificationActions = (m: CommitModel) => (machine: CommitMachine) =>
  machine.use(notificationAction(m, "complete")).use(notificationAction(m, "aborted")).use(notificationAction(m, "fallback"));

/** A notification arrives, in whatever order. */
const notificationAction = (m: CommitModel, kind: MessageKind) => (machine: CommitMachine) =>
  kind === "fallback" && !isToldFallback(m)
    ? machine
    : machine.action(
        callbacks[kind],
        { task: m.tasks, id: m.ids },
        {
          actor: ({ task }) => taskName(m.job, task),
          when: (s, { task, id }) => s.tasks[task].phase === "running" && isUnderway(s, task, kind, id),
          then: (s, { task, id }) => hear(m, s, task, kind, id),
        },
      );

function isToldFallback(m: CommitModel): boolean {
  return mayFallBack(m) && (m.rules.failedTaskNotif === "fallback" || m.rules.failedTaskNotif === "fallbackDrops");
}

/** Whether the rules and the scope let a region fall back. */
export function mayFallBack(m: CommitModel): boolean {
  return m.rules.regional && m.job.ids > 1 && m.faults.declines + m.faults.timeouts > 0;
}

const isEvaluated = (s: Readonly<CommitWorld>, id: number) => pendingOf(s, id)?.stage === "evaluated";

/** An action on a checkpoint whose guard says that it is pending. */
function withPending(s: CommitWorld, id: number, act: (pending: Pending) => void): void {
  const pending = pendingOf(s, id);
  if (pending !== null) act(pending);
}

/** The coordinators' corrections are there (H6), and the checkpoint completes without the failed regions; or one of them has failed. */
const regionalActions = (m: CommitModel) => (machine: CommitMachine) => {
  if (!mayFallBack(m)) return machine;
  const completing = machine.action(
    "completes regionally",
    { id: m.ids },
    {
      actor: "CheckpointCoordinator",
      when: (s, { id }) => isEvaluated(s, id),
      then: (s, { id }) => withPending(s, id, pending => complete(m, s, pending)),
    },
  );
  return completing.use(
    fault(
      m,
      "finalizeFailures",
      "aborts after the evaluation",
      "CheckpointCoordinator",
      { id: m.ids },
      {
        when: isEvaluated,
        then: (s, id) => withPending(s, id, pending => abort(m, s, pending)),
      },
    ),
  );
};

/** Steps that only a seeded bug has. */
const mutatedActions = (m: CommitModel) => (machine: CommitMachine) => {
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
export const faultActions = (m: CommitModel) => (machine: CommitMachine) =>
  machine
    .use(
      fault(
        m,
        "declines",
        "declines at the trigger",
        taskActor(m),
        { task: m.tasks },
        { when: isTriggered, then: (s, task) => failAndRestart(m, s, task, failSnapshot) },
      ),
    )
    .use(
      fault(
        m,
        "declines",
        "its asynchronous snapshot fails",
        taskActor(m),
        { task: m.tasks },
        {
          when: isTriggered,
          then: (s, task) => failAndRestart(m, s, task, failAsynchronousPart),
        },
      ),
    )
    .use(
      fault(
        m,
        "timeouts",
        "the checkpoint expires",
        "CheckpointCoordinator",
        { id: m.ids },
        {
          when: (s, id) => pendingOf(s, id) !== null && pendingOf(s, id)?.stage !== "announced",
          then: (s, id) => withPending(s, id, pending => expire(m, s, pending)),
        },
      ),
    )
    .use(
      fault(
        m,
        "taskFailures",
        "fails with its region",
        ({ region }) => taskName(m.job, tasksOf(m.job, region as number)[0]),
        { region: m.regions },
        {
          when: (s, region) => s.tasks[tasksOf(m.job, region)[0]].phase === "running",
          then: (s, region) => failRegion(m, s, region),
        },
      ),
    )
    .use(
      fault(
        m,
        "globalFailures",
        "restarts everything",
        "Scheduler",
        {},
        {
          when: s => hasSomethingToLose(s),
          then: s => restoreAll(m, s),
        },
      ),
    )
    .use(restartActions(m));

const taskActor =
  (m: CommitModel) =>
  ({ task }: Readonly<Record<string, unknown>>) =>
    taskName(m.job, task as number);

/** A task declines a checkpoint that is pending. */
function isTriggered(s: Readonly<CommitWorld>, task: number): boolean {
  return pendingOf(s, s.tasks[task].trigger) !== null;
}

/** A declining task runs on, or takes its region down while the checkpoint stays pending (Z20, H13). */
function failAndRestart(m: CommitModel, s: CommitWorld, task: number, fail: (m: CommitModel, s: CommitWorld, task: number) => void): void {
  const id = s.tasks[task].trigger;
  if (m.rules.regional && m.rules.declinedTask === "restarts") {
    for (const each of tasksOf(m.job, regionOf(m.job, task))) if (each !== task) declineIfWaiting(s, id, each);
    fail(m, s, task);
    for (const each of tasksOf(m.job, regionOf(m.job, task))) endAttempt(m, s, each);
  } else fail(m, s, task);
}

function declineIfWaiting(s: CommitWorld, id: number, task: number): void {
  const pending = pendingOf(s, id);
  if (pending !== null) decline(pending, task);
}

const restartActions = (m: CommitModel) => (machine: CommitMachine) =>
  m.faults.taskFailures === 0 && !(m.rules.regional && m.rules.declinedTask === "restarts" && m.faults.declines > 0)
    ? machine
    : machine.action(
        "restarts a region",
        { region: m.regions },
        {
          actor: "Scheduler",
          when: (s, { region }) => mayRestart(s, tasksOf(m.job, region)[0]),
          then: (s, { region }) => restoreRegion(m, s, region),
        },
      );

interface Fault {
  when(s: Readonly<CommitWorld>, value: number): boolean;
  then(s: CommitWorld, value: number): void;
}

/** An action that spends from a budget, with one parameter; none if the scope has no such faults. */
const fault =
  (
    m: CommitModel,
    kind: FaultKind,
    name: string,
    actor: string | ((parameters: Readonly<Record<string, unknown>>) => string),
    domain: Readonly<Record<string, readonly number[]>>,
    { when, then }: Fault,
  ) =>
  (machine: CommitMachine): CommitMachine => {
    const [parameter] = Object.keys(domain);
    if (m.faults[kind] === 0) return machine;
    return machine.action(name, domain, {
      actor,
      fault: true,
      when: (s, parameters) => affords(s.budget, kind) && when(s, parameters[parameter] as number),
      then: (s, parameters) => {
        spend(s.budget, kind);
        then(s, parameters[parameter] as number);
      },
    });
  };
