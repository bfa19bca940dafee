/** What the checkpoint coordinator, the scheduler and the tasks do: all of it they do eventually. Who may do what is decided in `parts/`. */
import type { Machine } from "cutcheck";
import { type AwaitedEvents, isEventUnderway, isHeldBack, receiveEvent } from "../parts/awaited-event.ts";
import type { Breakdowns, ControlModel, ControlPending, ControlWorld } from "../parts/control-world.ts";
import type { JobProtocol } from "../parts/job-protocol.ts";
import type { stepsBySlot } from "../parts/pending-steps.ts";
import { taskName } from "../parts/regions.ts";
import type { RequestQueue } from "../parts/request-queue.ts";
import { type Control, isCorrecting } from "./control.ts";
import type { Expectations } from "./expectations.ts";

export type ControlMachine = Machine<ControlWorld>;

const weak = { fair: "weak" } as const;

/** What actions are made of. */
interface Verbs extends JobProtocol {
  readonly requests: RequestQueue;
  readonly events: AwaitedEvents;
  readonly breakdowns: Breakdowns;
  readonly expectations: Expectations;
  readonly control: Control;
  readonly steps: ReturnType<typeof stepsBySlot<ControlWorld, ControlPending>>;
}

export function actionsOf(m: ControlModel, verbs: Verbs) {
  return {
    /** T1 to T9: the request is chosen, the coordinators take their snapshots, the barriers are injected. */
    triggerActions: (machine: ControlMachine): ControlMachine => machine.use(periodicActions(verbs)).use(savepointActions(m, verbs)),
    /** K5, K7, C1: a task has taken its snapshot, and its acknowledgement arrives. */
    answerActions: answerActions(m, verbs),
    /** What a task needs of its coordinator before that. */
    eventActions: eventActions(m, verbs),
    /** C3. No task that is still awaited will ever answer: sooner or later the timeout fires. That it fires earlier is a fault. */
    expiryActions: expiryActions(m, verbs),
    /** R3: the coordinators' corrections are there (H6). */
    regionalActions: regionalActions(verbs),
    /** F2 to F5. */
    restartActions: (machine: ControlMachine): ControlMachine => machine.use(regionRestart(m, verbs)).use(jobRestart(verbs)),
  };
}

const periodicActions =
  ({ requests, control, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: ControlMachine) =>
    machine
      .action("triggers a checkpoint", {
        actor: "CheckpointCoordinator",
        ...weak,
        when: requests.periodic(),
        then: s => {
          control.startCheckpoint(s);
        },
      })
      .action("injects the barriers", which, {
        actor: "CheckpointCoordinator",
        ...weak,
        when: whenPending(({ stage }) => stage === "triggering"),
        then: thenPending((pending, s) => control.injectBarriers(s, pending)),
      })
      .action("the pause is over", {
        actor: "CheckpointCoordinator",
        ...weak,
        when: s => s.requests.resting,
        then: s => {
          s.requests.resting = false;
        },
      });

const savepointActions =
  ({ savepoints }: ControlModel, { requests, control }: Verbs) =>
  (machine: ControlMachine) =>
    !savepoints
      ? machine.without("triggers the savepoint")
      : machine
          .action("asks for a savepoint", {
            actor: "user",
            when: s => s.requests.savepointsLeft > 0 && !s.requests.savepoint,
            then: s => {
              s.requests.savepoint = true;
              s.requests.savepointsLeft -= 1;
            },
          })
          .action("triggers the savepoint", {
            actor: "CheckpointCoordinator",
            ...weak,
            when: requests.savepoint(),
            then: s => {
              control.startCheckpoint(s).savepoint = true;
              s.requests.savepoint = false;
            },
          });

const answerActions =
  ({ job, tasks }: ControlModel, { answers, control, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: ControlMachine): ControlMachine =>
    machine.action(
      "acknowledges",
      { task: tasks, ...which },
      {
        actor: ({ task }) => taskName(job, task as number),
        ...weak,
        when: whenPending((pending, s, { task }) => control.mayAcknowledge(s, pending, task)),
        then: thenPending((pending, s, { task }) => answers.acknowledge(s, pending, task)),
      },
    );

const eventActions =
  ({ job, rules, tasks }: ControlModel, { events, breakdowns, control }: Verbs) =>
  (machine: ControlMachine): ControlMachine => {
    if (rules.acknowledging === "byItself") return machine;
    const each = { task: tasks };
    const actor = ({ task }: { readonly task: number }) => taskName(job, task);
    return machine
      .action("passes the barrier, and its gateway opens", each, {
        actor,
        ...weak,
        when: (s, { task }) => control.isAwaited(s, s.pending[0], task) && isHeldBack(s, task) && !breakdowns.isBroken(s, task),
        then: (s, { task }) => events.passBarrier(s, task),
      })
      .action("the awaited event arrives", each, {
        actor,
        ...weak,
        when: (s, { task }) => isEventUnderway(s, task),
        then: (s, { task }) => receiveEvent(s, task),
      });
  };

const expiryActions =
  ({ rules }: ControlModel, { answers, expectations, control, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: ControlMachine): ControlMachine =>
    rules.timeout === "never" || !expectations.mayBeSilent()
      ? machine.without("the checkpoint expires")
      : machine.action("the checkpoint expires", which, {
          actor: "CheckpointCoordinator",
          ...weak,
          when: whenPending((pending, s) => control.isWaitingInVain(s, pending)),
          then: thenPending((pending, s) => answers.expire(s, pending)),
        });

const regionalActions =
  ({ completion, expectations, steps: { which, whenPending, thenPending } }: Verbs) =>
  (machine: ControlMachine): ControlMachine =>
    !expectations.mayCompleteRegionally()
      ? machine
      : machine.action("completes regionally", which, {
          actor: "CheckpointCoordinator",
          ...weak,
          when: whenPending(isCorrecting),
          then: thenPending((pending, s) => completion.complete(s, pending)),
        });

const regionRestart =
  ({ faults, breakdown, regions }: ControlModel, { failover }: Verbs) =>
  (machine: ControlMachine) =>
    faults.taskFailures === 0 && breakdown !== "crashes"
      ? machine.without("restarts a region")
      : machine.action(
          "restarts a region",
          { region: regions },
          {
            actor: "Scheduler",
            ...weak,
            when: (s, { region }) => s.tasks[region].phase === "failed",
            then: (s, { region }) => failover.restoreRegion(s, region),
          },
        );

/** A global failure (A22). */
const jobRestart =
  ({ expectations, control }: Verbs) =>
  (machine: ControlMachine) =>
    !expectations.mayJobFail()
      ? machine.without("restarts everything")
      : machine.action("restarts everything", {
          actor: "Scheduler",
          ...weak,
          when: s => s.failing !== "no",
          then: s => control.restartFailedJob(s),
        });
