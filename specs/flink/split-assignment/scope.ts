/** How large an instance is, and which rules it may vary. */
import { type CaseOptions, knob } from "cutcheck";
import { bugNames } from "../mutants/mutant.ts";
import { rules } from "../parts/rules.ts";
import { splitMutants } from "./mutants.ts";

export const scopeKnobs = {
  subtasks: knob.int(2, 1, 3, "source subtasks, each the head of a region of its own"),
  tasksPerRegion: knob.int(1, 1, 2, "1: source and sink are chained; 2: a source task and a sink task with a channel between them"),
  splits: knob.int(2, 1, 3, "splits of the source"),
  records: knob.int(1, 1, 2, "records of each split"),
  checkpoints: knob.int(2, 1, 4, "largest checkpoint id"),
  concurrent: knob.int(1, 1, 2, "checkpoints that may be pending at a time"),
  lateAcks: knob.bool(true, "whether an acknowledgement may outlive its checkpoint"),
  faults: knob.faults(2, 4, "faults of all kinds together"),
  declines: knob.faults(1, 4, "declined snapshots"),
  timeouts: knob.faults(1, 4, "expired checkpoints"),
  taskFailures: knob.faults(1, 4, "failed tasks"),
  globalFailures: knob.faults(1, 4, "global failovers"),
  lostEvents: knob.faults(1, 4, "lost coordinator events"),
  finalizeFailures: knob.faults(0, 4, "regional checkpoints that abort after the coordinator's correction"),
} as const;

const { regional, assignment, declinedTask, ocCorrection, correctionFrom, trackerPrune, resetId, regionMerge, lateAckAfterEval, gatewayOnFallback } = rules;

export const splitRules = {
  regional,
  assignment,
  declinedTask,
  ocCorrection,
  correctionFrom,
  trackerPrune,
  resetId,
  regionMerge,
  lateAckAfterEval,
  gatewayOnFallback,
  bug: knob.oneOf("none", bugNames(splitMutants), "a seeded bug"),
} as const;

export type SplitAssignmentCase = CaseOptions<typeof scopeKnobs, typeof splitRules>;
export type Scope = NonNullable<SplitAssignmentCase["scope"]>;
export type Semantics = NonNullable<SplitAssignmentCase["semantics"]>;

/** Two subtasks, one split, ids to 3, three faults: long enough for two regional checkpoints in a row and a failure. */
export const threeIds: Scope = { splits: 1, checkpoints: 3, faults: 3, declines: 2 };
/** Two tasks in a region, with a channel between them. */
export const twoTasks: Scope = { tasksPerRegion: 2, splits: 1 };
/** Three subtasks with a split each. */
export const threeSubtasks: Scope = { subtasks: 3, splits: 3, faults: 1 };
/** No fault but declines. */
export const declinesOnly: Scope = { timeouts: 0, taskFailures: 0, globalFailures: 0, lostEvents: 0, lateAcks: false };
/** Declines, and a failed task. */
export const oneFailure: Scope = { ...declinesOnly, taskFailures: 1 };
