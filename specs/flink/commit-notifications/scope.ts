/** How large an instance is, and which rules it may vary. */
import { type CaseOptions, type KnobValues, knob } from "cutcheck";
import { bugNames } from "../mutants/mutant.ts";
import { prepared } from "../parts/commit-world.ts";
import { completed, rules } from "../parts/rules.ts";
import { type Model, modelOf } from "../parts/world.ts";
import { commitMutants } from "./mutants.ts";

export const commitScope = {
  subtasks: knob.int(2, 1, 3, "source subtasks, each the head of a region of its own"),
  tasksPerRegion: knob.int(1, 1, 2, "1: source and sink are chained; 2: a source task and a sink task"),
  checkpoints: knob.int(3, 1, 5, "largest checkpoint id"),
  concurrent: knob.int(1, 1, 2, "checkpoints that may be pending at a time"),
  savepoints: knob.bool(false, "whether the job may be stopped with a savepoint"),
  lateAcks: knob.bool(true, "whether an acknowledgement may outlive its checkpoint"),
  faults: knob.faults(2, 4, "faults of all kinds together"),
  declines: knob.faults(2, 4, "declined snapshots"),
  timeouts: knob.faults(1, 4, "expired checkpoints"),
  taskFailures: knob.faults(1, 4, "failed tasks, each with its region"),
  globalFailures: knob.faults(1, 4, "global failovers"),
  finalizeFailures: knob.faults(0, 4, "regional checkpoints that abort after the evaluation"),
} as const;

const {
  regional,
  declinedTask,
  lateAckAfterEval,
  resetId,
  listener,
  failedTaskNotif,
  abortCarriesLatest,
  abortRpcs,
  notifications,
  committables,
  cancellation,
  ocNotif,
  localRestore,
  sweepFrom,
} = rules;

export const commitRules = {
  regional,
  declinedTask,
  lateAckAfterEval,
  resetId,
  listener,
  failedTaskNotif,
  abortCarriesLatest,
  abortRpcs,
  notifications,
  committables,
  cancellation,
  ocNotif,
  localRestore,
  sweepFrom,
  bug: knob.oneOf("none", bugNames(commitMutants), "a seeded bug"),
} as const;

export type CommitCase = CaseOptions<typeof commitScope, typeof commitRules>;
export type Scope = NonNullable<CommitCase["scope"]>;
export type Semantics = NonNullable<CommitCase["semantics"]>;

/** The model of an instance. */
export function commitModel(
  { subtasks, tasksPerRegion, checkpoints, concurrent, savepoints, lateAcks, ...faults }: KnobValues<typeof commitScope>,
  { bug: _, ...selected }: KnobValues<typeof commitRules>,
): Model {
  const job = { subtasks, tasksPerRegion, ids: checkpoints, concurrent };
  return modelOf(job, completed(selected), { lostEvents: 0, ...faults }, lateAcks, { contents: prepared, coordinatorSteps: false, savepoints });
}

/** Declines and task failures only, and no acknowledgement that comes late. */
export const declinesAndFailures: Scope = { timeouts: 0, globalFailures: 0, lateAcks: false };
