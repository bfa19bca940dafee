/** What the checkpoint coordinator, the scheduler and the tasks do: all of it they do eventually. Who may do what is decided in `parts/`. */
import { indices, type Machine } from "cutcheck";
import { isEventUnderway, isHeldBack, passBarrier, receiveEvent, sendBehindTheCut } from "../parts/awaited-event.ts";
import { acknowledge, expire, inject, trigger, whenAllResponded } from "../parts/checkpoint-coordinator.ts";
import { renameCheckpoints } from "../parts/checkpoint-names.ts";
import { complete } from "../parts/completion.ts";
import { type ControlModel, type ControlPending, type ControlWorld, isBroken } from "../parts/control-world.ts";
import { restoreAll, restoreRegion } from "../parts/failover.ts";
import { forgetJobFailure } from "../parts/failure-manager.ts";
import { taskName } from "../parts/regions.ts";
import { mayChoosePeriodic, mayChooseSavepoint } from "../parts/request-queue.ts";
import { isDead } from "../parts/world.ts";

export type ControlMachine = Machine<ControlWorld>;

const weak = { fair: "weak" } as const;

export const actions = (m: ControlModel) => (machine: ControlMachine) =>
  machine.use(triggerActions(m)).use(answerActions(m)).use(expiryActions(m)).use(regionalActions(m)).use(restartActions(m));

/** Which pending checkpoint a step is about. With one slot there is nothing to choose. */
export function whichSlot(m: ControlModel): Readonly<Record<string, readonly number[]>> {
  return m.job.concurrent === 1 ? {} : { slot: indices(m.job.concurrent) };
}

export type Parameters = Readonly<Record<string, number>>;

/** The slot that a step is about: the only one, where there is nothing to choose. */
export function slotIn(parameters: Parameters): number {
  return Object.hasOwn(parameters, "slot") ? parameters.slot : 0;
}

export function chosen(s: ControlWorld, parameters: Parameters): ControlPending {
  return s.pending[slotIn(parameters)];
}

export function chosenToRead(s: Readonly<ControlWorld>, parameters: Parameters): Readonly<ControlPending> {
  return s.pending[slotIn(parameters)];
}

/** T1 to T9: the request is chosen, the coordinators take their snapshots, the barriers are injected. */
const triggerActions = (m: ControlModel) => (machine: ControlMachine) =>
  machine
    .action("triggers a checkpoint", {
      actor: "CheckpointCoordinator",
      ...weak,
      when: s => mayChoosePeriodic(m, s),
      then: s => startCheckpoint(m, s),
    })
    .action("injects the barriers", whichSlot(m), {
      actor: "CheckpointCoordinator",
      ...weak,
      when: (s, at) => chosenToRead(s, at).id > 0 && chosenToRead(s, at).stage === "triggering",
      then: (s, at) => {
        inject(m, s, chosen(s, at));
        s.requests.triggering = false;
        if (m.rules.acknowledging === "needsEvent") sendBehindTheCut(s, chosen(s, at).id);
        // A3, step 10: whoever has failed meanwhile has declined.
        whenAllResponded(m, s, chosen(s, at));
      },
    })
    .action("the pause is over", {
      actor: "CheckpointCoordinator",
      ...weak,
      when: s => s.requests.resting,
      then: s => {
        s.requests.resting = false;
      },
    })
    .use(savepointActions(m))
    .use(mutatedPauseActions(m));

function startCheckpoint(m: ControlModel, s: ControlWorld): ControlPending {
  if (m.reusesIds) renameCheckpoints(s);
  const pending = s.pending.find(({ id }) => id === 0) as ControlPending;
  trigger(m, s, pending);
  return pending;
}

const savepointActions = (m: ControlModel) => (machine: ControlMachine) =>
  !m.savepoints
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
          when: s => mayChooseSavepoint(m, s),
          then: s => {
            startCheckpoint(m, s).savepoint = true;
            s.requests.savepoint = false;
          },
        });

const mutatedPauseActions = (m: ControlModel) => (machine: ControlMachine) =>
  m.rules.bug !== "M51"
    ? machine
    : machine.action("the pause since the trigger is over", {
        actor: "CheckpointCoordinator",
        ...weak,
        when: s => s.requests.restingSinceTrigger,
        then: s => {
          s.requests.restingSinceTrigger = false;
        },
      });

/** K5, K7, C1: a task has taken its snapshot, and its acknowledgement arrives. */
const answerActions = (m: ControlModel) => (machine: ControlMachine) =>
  machine
    .action(
      "acknowledges",
      { task: m.tasks, ...whichSlot(m) },
      {
        actor: ({ task }) => taskName(m.job, task as number),
        ...weak,
        when: (s, at) => mayAcknowledge(m, s, chosenToRead(s, at), at.task),
        then: (s, at) => acknowledge(m, s, chosen(s, at), at.task),
      },
    )
    .use(eventActions(m));

/** Whether a task is still to answer the checkpoint. The plan names attempts (A4). */
export function isAwaited(m: ControlModel, s: Readonly<ControlWorld>, { id, stage, tasks }: Readonly<ControlPending>, task: number): boolean {
  if (id === 0 || (stage !== "injected" && stage !== "correcting")) return false;
  return tasks[task].status === "waiting" && !isDead(m, tasks[task]) && s.tasks[task].phase === "running";
}

function mayAcknowledge(m: ControlModel, s: Readonly<ControlWorld>, pending: Readonly<ControlPending>, task: number): boolean {
  return isAwaited(m, s, pending, task) && !isBroken(m, s, task) && !lacksEvent(m, s, task);
}

function lacksEvent(m: ControlModel, s: Readonly<ControlWorld>, task: number): boolean {
  return m.rules.acknowledging === "needsEvent" && (isHeldBack(s, task) || isEventUnderway(s, task));
}

const eventActions = (m: ControlModel) => (machine: ControlMachine) => {
  if (m.rules.acknowledging === "byItself" || m.rules.bug === "M5") return machine;
  const each = { task: m.tasks };
  const actor = ({ task }: { readonly task: number }) => taskName(m.job, task);
  return machine
    .action("passes the barrier, and its gateway opens", each, {
      actor,
      ...weak,
      when: (s, { task }) => isAwaited(m, s, s.pending[0], task) && isHeldBack(s, task) && !isBroken(m, s, task),
      then: (s, { task }) => passBarrier(m, s, task),
    })
    .action("the awaited event arrives", each, {
      actor,
      ...weak,
      when: (s, { task }) => isEventUnderway(s, task),
      then: (s, { task }) => receiveEvent(s, task),
    });
};

/** C3. No task that is still awaited will ever answer: sooner or later the timeout fires. That it fires earlier is a fault. */
const expiryActions = (m: ControlModel) => (machine: ControlMachine) =>
  m.rules.timeout === "never" || !mayBeSilent(m)
    ? machine.without("the checkpoint expires")
    : machine.action("the checkpoint expires", whichSlot(m), {
        actor: "CheckpointCoordinator",
        ...weak,
        when: (s, at) => isWaitingInVain(m, s, chosenToRead(s, at)),
        then: (s, at) => expire(m, s, chosen(s, at)),
      });

function mayBeSilent(m: ControlModel): boolean {
  return m.breakdown === "silent" || m.rules.bug === "M5";
}

function isWaitingInVain(m: ControlModel, s: Readonly<ControlWorld>, pending: Readonly<ControlPending>): boolean {
  const awaited = m.tasks.filter(task => isAwaited(m, s, pending, task));
  return pending.stage === "injected" && awaited.length > 0 && awaited.every(task => isBroken(m, s, task, "silent") || lacksEvent(m, s, task));
}

/** R3: the coordinators' corrections are there (H6). */
const regionalActions = (m: ControlModel) => (machine: ControlMachine) =>
  !mayCompleteRegionally(m)
    ? machine
    : machine.action("completes regionally", whichSlot(m), {
        actor: "CheckpointCoordinator",
        ...weak,
        when: (s, at) => isCorrecting(chosenToRead(s, at)),
        then: (s, at) => complete(m, s, chosen(s, at)),
      });

export function isCorrecting({ id, stage }: Readonly<ControlPending>): boolean {
  return id > 0 && stage === "correcting";
}

/** Whether the rules and the scope let a region fall back. */
export function mayCompleteRegionally({ rules, job, limits, faults, breakdown }: ControlModel): boolean {
  const { declines, timeouts, taskFailures } = faults;
  const crashesCount = rules.crashHandling === "failedRegion";
  const failures = declines + timeouts + (crashesCount ? taskFailures : 0);
  return rules.regional && job.subtasks > 1 && limits.failedRegions > 0 && (failures > 0 || goesOnFailing(breakdown, crashesCount));
}

function goesOnFailing(breakdown: ControlModel["breakdown"], crashesCount: boolean): boolean {
  return breakdown === "declines" || breakdown === "silent" || (breakdown === "crashes" && crashesCount);
}

/** F2 to F5. */
const restartActions = (m: ControlModel) => (machine: ControlMachine) => machine.use(regionRestart(m)).use(jobRestart(m));

const regionRestart = (m: ControlModel) => (machine: ControlMachine) =>
  m.faults.taskFailures === 0 && m.breakdown !== "crashes"
    ? machine.without("restarts a region")
    : machine.action(
        "restarts a region",
        { region: m.regions },
        {
          actor: "Scheduler",
          ...weak,
          when: (s, { region }) => s.tasks[region].phase === "failed",
          then: (s, { region }) => restoreRegion(m, s, region),
        },
      );

/** The failure manager, or the limit on forced checkpoints, has the job fail, which is a global failure (A22). */
const jobRestart = (m: ControlModel) => (machine: ControlMachine) =>
  !mayJobFail(m)
    ? machine.without("restarts everything")
    : machine.action("restarts everything", {
        actor: "Scheduler",
        ...weak,
        when: s => s.failing !== "no",
        then: s => {
          restoreAll(m, s);
          if (s.failing === "tolerable") forgetJobFailure(m, s);
          else s.limits.forcedAborts = 0;
          s.failing = "no";
        },
      });

function mayJobFail({ limits, rules, faults, breakdown }: ControlModel): boolean {
  const failing = Math.min(faults.faults, faults.declines + faults.timeouts);
  const goesOn = goesOnFailing(breakdown, rules.crashHandling === "failedRegion") || rules.bug === "M5";
  const byCount = limits.tolerable >= 0 && (failing > limits.tolerable || goesOn || rules.bug.startsWith("M50"));
  const byAge = goesOn || failing >= limits.maxRegional + limits.forcedAborts;
  return byCount || (rules.regional && rules.tier2Reset === "failJob" && byAge);
}
