/** What the environment does. None of it has to happen; what breaks down is broken from then on, and goes on being so. */
import { lastRegion } from "../parts/control-world.ts";
import { withFault, withTaskFailure } from "../parts/faults.ts";
import { taskName } from "../parts/regions.ts";
import type { ControlMachine } from "./actions.ts";
import { isCorrecting } from "./control.ts";
import type { ControlProtocol } from "./protocol.ts";

export const faultActions = (protocol: ControlProtocol) => (machine: ControlMachine) =>
  machine
    .use(declineActions(protocol))
    .use(timeoutActions(protocol))
    .use(taskFailureActions(protocol))
    .use(triggerFailureActions(protocol))
    .use(finalizeFailureActions(protocol))
    .use(jobManagerFailureActions(protocol))
    .use(breakdownActions(protocol));

const declineActions =
  ({ m: { job, faults, tasks }, answers, breakdowns, control, steps: { which, whenPending, thenPending } }: ControlProtocol) =>
  (machine: ControlMachine) =>
    withFault(
      machine,
      faults,
      "declines",
      "declines",
      { task: tasks, ...which },
      {
        actor: ({ task }) => taskName(job, task as number),
        when: whenPending((pending, s, { task }) => pending.stage === "injected" && control.isAwaited(s, pending, task) && !breakdowns.isBroken(s, task)),
        then: thenPending((pending, s, { task }) => answers.decline(s, pending, task)),
      },
    );

/** The timeout fires before a slow task has answered. */
const timeoutActions =
  ({ m: { faults, tasks }, answers, control, steps: { which, whenPending, thenPending } }: ControlProtocol) =>
  (machine: ControlMachine) =>
    withFault(machine, faults, "timeouts", "the checkpoint expires early", which, {
      actor: "CheckpointCoordinator",
      when: whenPending((pending, s) => pending.stage === "injected" && tasks.some(task => control.isAwaited(s, pending, task))),
      then: thenPending((pending, s) => answers.expire(s, pending)),
    });

const taskFailureActions =
  ({ m, control }: ControlProtocol) =>
  (machine: ControlMachine) =>
    withTaskFailure(
      machine,
      m,
      { task: m.tasks },
      ({ task }) => task,
      (s, task) => control.crash(s, task),
    );

/** T10. */
const triggerFailureActions =
  ({ m: { faults }, completion, steps: { which, whenPending, thenPending } }: ControlProtocol) =>
  (machine: ControlMachine) =>
    withFault(machine, faults, "triggerFailures", "cannot be triggered", which, {
      actor: "CheckpointCoordinator",
      when: whenPending(({ stage }) => stage === "triggering"),
      then: thenPending((pending, s) => completion.abort(s, pending, "triggerFailure")),
    });

const finalizeFailureActions =
  ({ m: { faults, breakdown }, expectations, control, steps: { which, whenPending, thenPending } }: ControlProtocol) =>
  (machine: ControlMachine) =>
    !expectations.mayCompleteRegionally() || (breakdown === "none" && faults.faults < 2)
      ? machine
      : withFault(machine, faults, "finalizeFailures", "the finalization fails", which, {
          actor: "CheckpointCoordinator",
          when: whenPending(isCorrecting),
          then: thenPending((pending, s) => control.failCompletion(s, pending)),
        });

const jobManagerFailureActions =
  ({ m: { faults }, control }: ControlProtocol) =>
  (machine: ControlMachine) =>
    withFault(machine, faults, "jobManagerFailures", "the JobManager fails over", {}, { actor: "Scheduler", then: s => control.failOverJobManager(s) });

const breakdownActions = (protocol: ControlProtocol) => (machine: ControlMachine) =>
  protocol.m.breakdown === "none"
    ? machine.without("declines again")
    : machine
        .action("breaks down", {
          actor: taskName(protocol.m.job, lastRegion(protocol.m.job)),
          fault: true,
          when: s => !s.broken,
          then: s => {
            s.broken = true;
          },
        })
        .use(brokenActions(protocol));

/** A broken region goes on declining, or failing whenever it is to take a snapshot. A silent one does nothing. */
const brokenActions =
  ({ m: { job, breakdown }, answers, breakdowns, control, steps: { which, whenPending, thenPending } }: ControlProtocol) =>
  (machine: ControlMachine) => {
    const task = lastRegion(job);
    if (breakdown === "declines") {
      return machine.action("declines again", which, {
        actor: taskName(job, task),
        fair: "weak",
        when: whenPending((pending, s) => breakdowns.isBroken(s, task) && pending.stage === "injected" && control.isAwaited(s, pending, task)),
        then: thenPending((pending, s) => answers.decline(s, pending, task)),
      });
    }
    const declinesOnce = machine.without("declines again");
    if (breakdown !== "crashes") return declinesOnce;
    return declinesOnce.action("crashes again", {
      actor: taskName(job, task),
      fair: "weak",
      when: s => breakdowns.isBroken(s, task) && s.pending.some(pending => control.isAwaited(s, pending, task)),
      then: s => control.crash(s, task),
    });
  };
