/**
 * A job under checkpoints, as the CheckpointCoordinator and the scheduler see it: tasks, pending checkpoints, the latest completed one. What tasks
 * remember, and who else takes part in a checkpoint, a sub-model adds (`split-world.ts`, `commit-world.ts`).
 */
import { indices, range, type SetView, type Type, t } from "cutcheck";
import { type AnswerStatus, answerStatus } from "./answers.ts";
import { type Faults, limited } from "./faults.ts";
import { type Job, taskCount } from "./regions.ts";
import type { Rules } from "./rules.ts";

/** What is fixed while a machine runs. */
export interface Model extends Composition {
  readonly job: Job;
  readonly rules: Rules;
  readonly faults: Faults;
  /** Whether an acknowledgement may outlive its checkpoint. */
  readonly lateAcks: boolean;
  /** Whether the job may be stopped with a savepoint. */
  readonly savepoints: boolean;
  /** The numbers of the regions (which are those of the source subtasks), of the tasks, and the checkpoint ids. */
  readonly regions: readonly number[];
  readonly tasks: readonly number[];
  readonly ids: readonly number[];
}

/** What a sub-model selects. */
export interface Composition {
  readonly contents: Contents;
  /** Whether the coordinators' snapshots and corrections are steps of their own (A3, H6). If not, they are there at once. */
  readonly coordinatorSteps: boolean;
  readonly savepoints?: boolean;
  /** Whether tasks have no mailbox: all that is seen of them is what they answer. */
  readonly answersOnly?: boolean;
  /** Whether an answer says that its attempt has ended (`dead`). */
  readonly deadAnswers?: boolean;
  /** Whether a pending checkpoint may be a plain savepoint (`savepoint`). */
  readonly plainSavepoints?: boolean;
}

/** What a task remembers and what its snapshot holds. The methods take any view that has these fields: a task, an answer, a stored state. */
export interface Contents {
  copy(to: object, from: object): void;
  /** The state of a task that starts from nothing. */
  clear(of: object): void;
  /** Whether there is nothing to remember: then a checkpoint has no entry for the task. */
  isEmpty(of: object): boolean;
  /** What an acknowledgement that outlives its checkpoint carries. */
  late(of: object): object;
}

/**
 * Somebody who takes part in checkpoints and failovers: an operator coordinator with its gateways, the notifications to tasks, a state registry.
 * Each method is the moment that its name says. A part is bound to the model, and written for the worlds that have it.
 */
export interface Part {
  /** A checkpoint was triggered, and the coordinators are asked for their snapshots (A3). */
  triggered?(s: JobWorld, pending: Pending): void;
  /** An acknowledgement has arrived in time (A14). */
  acknowledged?(s: JobWorld, pending: Pending, task: number): void;
  /** The answers were looked at: the regions in `pending.failed` are to fall back (H4). */
  evaluated?(s: JobWorld, pending: Pending): void;
  /** Whether it lets these regions fall back (H4); what it does not let pass with fewer failed regions it does not let pass with more. */
  admits?(s: JobWorld, pending: Pending, failed: readonly number[]): boolean;
  /** The regions may not fall back: the checkpoint will abort (H4). */
  refused?(s: JobWorld, pending: Pending, failed: readonly number[]): void;
  /** The checkpoint is in the store and not yet announced (A18). */
  stored?(s: JobWorld, pending: Pending): void;
  /** A plain savepoint is complete (A19). */
  savepointTaken?(s: JobWorld, pending: Pending): void;
  /** It is announced; the regions in `pending.failed` have fallen back (A18, H8). */
  completed?(s: JobWorld, pending: Pending): void;
  /** It has come to nothing (A21). */
  aborted?(s: JobWorld, pending: Pending, reason: AbortReason): void;
  /** After both: it is not pending any more. */
  ended?(s: JobWorld, pending: Pending): void;
  /** The acknowledgement `s.lateAck` arrives (A14). */
  lateAcknowledged?(s: JobWorld): void;
  /** A task is gone (B23). */
  attemptEnded?(s: JobWorld, task: number): void;
  /** Its next attempt has its state (B25). */
  restored?(s: JobWorld, task: number): void;
  /** Regional failover: the source subtask of the region was restarted (A36, B25). */
  subtaskReset?(s: JobWorld, subtask: number): void;
  /** Global failover: everything was restarted (A36). */
  resetToCheckpoint?(s: JobWorld): void;
}

export function modelOf<J extends Job>(job: J, rules: Rules, faults: Faults, lateAcks: boolean, composition: Composition): Model & { readonly job: J } {
  const numbers = { regions: indices(job.subtasks), tasks: indices(taskCount(job)), ids: range(1, job.ids) };
  return { job, rules, faults: limited(faults), lateAcks, savepoints: false, ...numbers, ...composition };
}

/**
 * What has become of a pending checkpoint: coordinators are asked for their snapshots, have taken them; barriers are injected, those of a savepoint
 * likewise; corrections are awaited, are there (H6). Two are stages of what must not happen: announced and not stored, disposed of and not gone.
 */
export type Stage = "triggering" | "snapshotted" | "injected" | "savepoint" | "correcting" | "corrected" | "announced" | "leaked";

/** Why a checkpoint comes to nothing, as far as somebody looks at that (A22). */
export type AbortReason = "declined" | "expired" | "finalizeFailure" | "triggerFailure" | "subsumed" | "failover";

/** `canceling`: it is told to end, and has not ended. */
export type Phase = "running" | "canceling" | "failed";

interface Task {
  phase: Phase;
  trigger: number;
}

export interface Answer {
  status: AnswerStatus;
  /** The attempt that the checkpoint's plan waits for has ended, where a sub-model looks at that. */
  dead?: boolean;
}

export interface Pending {
  id: number;
  stage: Stage;
  readonly tasks: readonly Answer[];
  readonly failed: SetView<number>;
  /** It is a plain savepoint, in a sub-model that has them. */
  savepoint?: boolean;
}

/** What every job has. */
export interface JobWorld {
  readonly tasks: readonly Task[];
  next: number;
  readonly pending: readonly Pending[];
  readonly lateAck: { readonly id: number; readonly task: number } | null;
  readonly latest: { id: number; readonly tasks: readonly { origin: number }[] };
}

export type Fields = Parameters<typeof t.record>[0];

/** Fields that only some rules have. Where the rules exclude them they are not in the state, and nobody may look at them. */
export function fieldsIf<F extends Fields>(areThere: boolean, fields: F): F {
  return areThere ? fields : ({} as F);
}

/** A task: its phase, what it remembers, the trigger (or the barrier) that waits for it, 0 for none, and what else it has. */
export function taskType<C extends Fields, M extends Fields, F extends Phase>(job: Job, phases: readonly [F, ...F[]], contents: C, more: M) {
  return t.record({ phase: t.oneOf(...phases), ...contents, trigger: t.int(0, job.ids), ...more });
}

/** A stored state of a task. `origin` is the id of the checkpoint whose barrier produced it: its true cut. */
export function snapType<C extends Fields>(job: Job, contents: C) {
  return t.record({ origin: t.int(0, job.ids), ...contents });
}

/** How a task has answered a pending checkpoint, with the state that it answered. */
export function answerType<C extends Fields>(contents: C) {
  return t.record({ status: answerStatus(), ...contents });
}

/** A slot for a pending checkpoint; id 0: it is free. */
export function pendingType<S extends Stage, V, M extends Fields>(job: Job, stages: readonly [S, ...S[]], answer: Type<V>, more: M) {
  return t.record({
    id: t.int(0, job.ids),
    stage: t.oneOf(...stages),
    tasks: t.array(taskCount(job), answer),
    ...more,
    /** After the evaluation: the regions that fall back. */
    failed: t.set(t.int(0, job.subtasks - 1)),
  });
}

/** An acknowledgement that has outlived its checkpoint. At most one is kept underway; others are lost. */
export function lateAckType<C extends Fields>(job: Job, contents: C) {
  return t.option(t.record({ id: t.int(1, job.ids), task: t.int(0, taskCount(job) - 1), ...contents }));
}

/** The slot that a checkpoint has while it is pending. */
export function slotOf<P>(s: { readonly pending: readonly P[] }, id: number): P {
  return s.pending[id % s.pending.length];
}

/** How many checkpoints are pending. */
export function pendingCount(s: { readonly pending: readonly { readonly id: number }[] }): number {
  return s.pending.filter(({ id }) => id > 0).length;
}

/** A pending checkpoint; null if the id is not pending. */
export function pendingOf<P extends Pending>(s: { readonly pending: readonly P[] }, id: number): P | null {
  const slot = slotOf(s, id);
  return id > 0 && slot.id === id ? slot : null;
}

/** Whether the answers were evaluated, and the coordinators' corrections are awaited or there (H6). */
export function isEvaluated({ stage }: Readonly<Pending>): boolean {
  return stage === "correcting" || stage === "corrected";
}

/** Whether the task states of a checkpoint come from more than one cut: it was completed regionally. */
export function isMixed({ id, tasks }: Readonly<JobWorld["latest"]>): boolean {
  return tasks.some(({ origin }) => origin !== id);
}
