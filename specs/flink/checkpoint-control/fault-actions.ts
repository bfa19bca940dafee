/** What the environment does. None of it has to happen; what breaks down is broken from then on, and goes on being so. */
import { decline, expire, whenAllResponded } from "../parts/checkpoint-coordinator.ts";
import { abort } from "../parts/completion.ts";
import { type ControlModel, type ControlWorld, isBroken, lastRegion } from "../parts/control-world.ts";
import { failTaskWithItsRegion, restoreAll } from "../parts/failover.ts";
import { forgetFailures } from "../parts/failure-manager.ts";
import { withFault } from "../parts/faults.ts";
import { forgetLimits } from "../parts/regional-limits.ts";
import { regionOf, taskName } from "../parts/regions.ts";
import { forgetRequests } from "../parts/request-queue.ts";
import { type ControlMachine, chosen, chosenToRead, isAwaited, isCorrecting, mayCompleteRegionally, whichSlot } from "./actions.ts";

export const faultActions = (m: ControlModel) => (machine: ControlMachine) =>
  machine
    .use(declineActions(m))
    .use(timeoutActions(m))
    .use(taskFailureActions(m))
    .use(coordinatorFailureActions(m))
    .use(jobManagerFailureActions(m))
    .use(breakdownActions(m));

const declineActions = (m: ControlModel) => (machine: ControlMachine) =>
  withFault(
    machine,
    m.faults,
    "declines",
    "declines",
    { task: m.tasks, ...whichSlot(m) },
    {
      actor: ({ task }) => taskName(m.job, task as number),
      when: (s, at) => chosenToRead(s, at).stage === "injected" && isAwaited(m, s, chosenToRead(s, at), at.task) && !isBroken(m, s, at.task),
      then: (s, at) => decline(m, s, chosen(s, at), at.task),
    },
  );

/** The timeout fires before a slow task has answered. */
const timeoutActions = (m: ControlModel) => (machine: ControlMachine) =>
  withFault(machine, m.faults, "timeouts", "the checkpoint expires early", whichSlot(m), {
    actor: "CheckpointCoordinator",
    when: (s, at) => chosenToRead(s, at).stage === "injected" && m.tasks.some(task => isAwaited(m, s, chosenToRead(s, at), task)),
    then: (s, at) => expire(m, s, chosen(s, at)),
  });

const taskFailureActions = (m: ControlModel) => (machine: ControlMachine) =>
  withFault(
    machine,
    m.faults,
    "taskFailures",
    "fails with its region",
    { task: m.tasks },
    {
      actor: ({ task }) => taskName(m.job, task),
      when: (s, { task }) => s.tasks[task].phase === "running",
      then: (s, { task }) => crash(m, s, task),
    },
  );

/**
 * Where a crash counts as a failed region, checkpoints that waited for this task only are evaluated; those that are evaluated already, and have the
 * region's answer, come to nothing.
 */
function crash(m: ControlModel, s: ControlWorld, task: number): void {
  failTaskWithItsRegion(m, s, task);
  if (m.rules.crashHandling === "abortsPending") return;
  for (const pending of s.pending) {
    if (isCorrecting(pending) && !pending.failed.has(regionOf(m.job, task))) abort(m, s, pending, "failover");
    else if (pending.id > 0) whenAllResponded(m, s, pending);
  }
}

/** T10, and what comes between evaluation and completion: a coordinator's correction or the store fails (A20, Z14). */
const coordinatorFailureActions = (m: ControlModel) => (machine: ControlMachine) => {
  const triggering = withFault(machine, m.faults, "triggerFailures", "cannot be triggered", whichSlot(m), {
    actor: "CheckpointCoordinator",
    when: (s, at) => chosenToRead(s, at).id > 0 && chosenToRead(s, at).stage === "triggering",
    then: (s, at) => abort(m, s, chosen(s, at), "triggerFailure"),
  });
  if (!mayCompleteRegionally(m) || (m.breakdown === "none" && m.faults.faults < 2)) return triggering;
  return withFault(triggering, m.faults, "finalizeFailures", "its regional completion fails", whichSlot(m), {
    actor: "CheckpointCoordinator",
    when: (s, at) => isCorrecting(chosenToRead(s, at)),
    then: (s, at) => {
      if (m.rules.bug === "M80") chosen(s, at).stage = "leaked";
      else abort(m, s, chosen(s, at), "finalizeFailure");
    },
  });
};

/** F6: the memory is lost, the store and the id counter are not; everything restarts. */
const jobManagerFailureActions = (m: ControlModel) => (machine: ControlMachine) =>
  withFault(
    machine,
    m.faults,
    "jobManagerFailures",
    "the JobManager fails over",
    {},
    {
      actor: "Scheduler",
      then: s => {
        restoreAll(m, s);
        forgetFailures(s);
        forgetRequests(m, s);
        if (m.rules.regional) forgetLimits(m, s);
        s.failing = "no";
        if (m.rules.bug === "M54") s.next = 1;
      },
    },
  );

const breakdownActions = (m: ControlModel) => (machine: ControlMachine) =>
  m.breakdown === "none"
    ? machine.without("declines again")
    : machine
        .action("breaks down", {
          actor: taskName(m.job, lastRegion(m.job)),
          fault: true,
          when: s => !s.broken,
          then: s => {
            s.broken = true;
          },
        })
        .use(brokenActions(m));

/** A broken region goes on declining, or failing whenever it is to take a snapshot. A silent one does nothing. */
const brokenActions = (m: ControlModel) => (machine: ControlMachine) => {
  const task = lastRegion(m.job);
  if (m.breakdown === "declines") {
    return machine.action("declines again", whichSlot(m), {
      actor: taskName(m.job, task),
      fair: "weak",
      when: (s, at) => isBroken(m, s, task) && chosenToRead(s, at).stage === "injected" && isAwaited(m, s, chosenToRead(s, at), task),
      then: (s, at) => decline(m, s, chosen(s, at), task),
    });
  }
  const declinesOnce = machine.without("declines again");
  if (m.breakdown !== "crashes") return declinesOnce;
  return declinesOnce.action("crashes again", {
    actor: taskName(m.job, task),
    fair: "weak",
    when: s => isBroken(m, s, task) && s.pending.some(pending => isAwaited(m, s, pending, task)),
    then: s => crash(m, s, task),
  });
};
