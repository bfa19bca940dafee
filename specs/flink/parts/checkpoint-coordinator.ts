/** The CheckpointCoordinator: triggering (A3), acknowledgements, declines, timeout (A14-A17). Each handler is one step (A16). */
import { assign } from "cutcheck";
import { areAllAcknowledged, haveAllResponded } from "./answers.ts";
import type { Completion } from "./completion.ts";
import type { Failover } from "./failover.ts";
import type { Evaluation } from "./regional.ts";
import { isRestarting, regionOf, sourceOf, tasksOf } from "./regions.ts";
import { type Answer, isEvaluated, type JobWorld, type Model, type Part, type Pending, slotOf } from "./world.ts";

export type Triggering = ReturnType<typeof triggeringOf>;

/** A3: from the choice of an id to the barriers. */
export function triggeringOf(m: Model, parts: readonly Part[]) {
  const { job, regions } = m;

  const triggering = {
    /** A4: every task runs. A6: there is room, and no other checkpoint is being triggered. */
    mayTrigger(s: Readonly<JobWorld>): boolean {
      return s.next <= job.ids && !isRestarting(s) && slotOf(s, s.next).id === 0 && !s.pending.some(isBeforeInjection);
    },

    /** A new checkpoint: the coordinators are asked for their snapshots, where that takes steps (A3 steps 4-7). */
    trigger(s: JobWorld, pending: Pending = slotOf(s, s.next)): void {
      pending.id = s.next;
      s.next += 1;
      if (!m.coordinatorSteps) triggering.inject(s, pending);
      for (const part of parts) part.triggered?.(s, pending);
    },

    /** Stop-with-savepoint: a synchronous savepoint, while no other checkpoint is pending (A19). */
    triggerSavepoint(s: JobWorld): void {
      const pending = slotOf(s, s.next);
      triggering.trigger(s);
      pending.stage = "savepoint";
    },

    /** The coordinators' results are recorded and the sources are triggered (A3 steps 7-10). */
    inject(s: JobWorld, pending: Pending): void {
      pending.stage = "injected";
      triggering.sendTriggers(s, pending);
    },

    sendTriggers(s: JobWorld, pending: Pending): void {
      if (m.answersOnly) return;
      for (const region of regions) {
        const source = sourceOf(job, region);
        if (triggering.isInPlan(pending.tasks[source]) && s.tasks[source].phase === "running") s.tasks[source].trigger = pending.id;
      }
    },

    /** The plan names attempts (A4): a trigger for an attempt that has ended goes nowhere, and no other one answers in its place. */
    isInPlan(answer: Readonly<Answer>): boolean {
      return !(m.deadAnswers === true && answer.dead === true);
    },

    /** Whether no trigger waits for its task. A task's mailbox holds one. */
    areTriggersTaken(s: Readonly<JobWorld>): boolean {
      return regions.every(region => s.tasks[sourceOf(job, region)].trigger === 0);
    },
  };
  return triggering;
}

function isBeforeInjection({ id, stage }: Readonly<Pending>): boolean {
  return id > 0 && (stage === "triggering" || stage === "snapshotted");
}

/** What the handlers of answers need. */
interface Others {
  readonly completion: Completion;
  readonly evaluation: Evaluation;
  readonly failover: Failover;
}

export type Answers = ReturnType<typeof answersOf>;

/** What becomes of the tasks' answers, and of silence (A14-A17, H3). */
export function answersOf(m: Model, { completion, evaluation, failover }: Others, parts: readonly Part[]) {
  const { job, rules, contents, regions } = m;

  const answers = {
    /** A task's snapshot has succeeded, and the answer is underway. It carries the state as of the synchronous part. */
    answer(s: JobWorld, pending: Pending, task: number): void {
      pending.tasks[task].status = "underway";
      contents.copy(pending.tasks[task], s.tasks[task]);
    },

    /** An acknowledgement for a pending checkpoint arrives (A14, A10). */
    acknowledge(s: JobWorld, pending: Pending, task: number): void {
      for (const part of parts) part.acknowledged?.(s, pending, task);
      pending.tasks[task].status = "acked";
      if (isEvaluated(pending)) evaluation.acknowledgeAfterEvaluation(s, pending, task);
      else answers.whenAllResponded(s, pending);
    },

    /** A9, and areAllTasksResponded (H3). */
    whenAllResponded(s: JobWorld, pending: Pending): void {
      if (pending.stage !== "injected" && pending.stage !== "savepoint") return;
      if (areAllAcknowledged(pending.tasks)) completion.complete(s, pending);
      else if (rules.regional && !completion.isPlainSavepoint(pending) && (haveAllResponded(pending.tasks) || isLost(s, pending)))
        evaluation.evaluate(s, pending);
    },

    /** Whether regions have declined that may not fall back: whatever the others answer, the checkpoint will abort. */
    canOnlyAbort(s: Readonly<JobWorld>, pending: Readonly<Pending>): boolean {
      const declined = regions.filter(region => tasksOf(job, region).some(task => pending.tasks[task].status === "declined"));
      return declined.length > 0 && !evaluation.mayFallBack(s, pending, declined);
    },

    /**
     * A task declines, perhaps with others that it takes along. Stock aborts at the first decline (A15), and so do savepoints (H1). Regional checkpoints
     * record it and wait for the others (H3).
     */
    decline(s: JobWorld, pending: Pending, task: number, along: readonly number[] = []): void {
      if (!rules.regional || isSavepoint(pending)) {
        completion.abort(s, pending, "declined");
        return;
      }
      declineIfWaiting(pending, [task, ...along]);
      if (rules.declinedTask === "restarts") endRegion(s, pending, regionOf(job, task));
      answers.whenAllResponded(s, pending);
    },

    /** The canceller (A17). Regional checkpoints count the silent tasks as declined (H3), once the barriers are injected. */
    expire(s: JobWorld, pending: Pending): void {
      if (rules.regional && !isBeforeInjection(pending) && !isSavepoint(pending)) evaluation.evaluate(s, pending);
      else completion.abort(s, pending, "expired");
    },

    /** An acknowledgement arrives whose checkpoint is not pending: it is discarded with its private state (A14). */
    discardLateAck(s: JobWorld): void {
      for (const part of parts) part.lateAcknowledged?.(s);
      assign(s, { lateAck: null });
    },
  };
  return answers;

  /** Whether the regions that have declined are too many already, and the rules do not wait for the others then (`flip-600.md` H18). */
  function isLost(s: JobWorld, pending: Pending): boolean {
    return rules.evaluation === "whenLost" && answers.canOnlyAbort(s, pending);
  }

  /** The declining task takes its region down, and the checkpoint goes on: a task that has not answered has declined (Z20, H13). */
  function endRegion(s: JobWorld, pending: Pending, region: number): void {
    for (const task of tasksOf(job, region)) failover.endAttempt(s, task);
    declineIfWaiting(pending, tasksOf(job, region));
  }

  function isSavepoint(pending: Readonly<Pending>): boolean {
    return pending.stage === "savepoint" || completion.isPlainSavepoint(pending);
  }
}

function declineIfWaiting(pending: Pending, tasks: readonly number[]): void {
  for (const task of tasks) if (pending.tasks[task].status === "waiting") pending.tasks[task].status = "declined";
}
