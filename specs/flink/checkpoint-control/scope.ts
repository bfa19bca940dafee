/** How large an instance is, and which rules it may vary. */
import { type CaseOptions, type KnobValues, knob } from "cutcheck";
import { bugNames, mutantOf } from "../mutants/mutant.ts";
import { idsNeeded } from "../parts/checkpoint-names.ts";
import { type ControlModel, nothing } from "../parts/control-world.ts";
import { completed, rules } from "../parts/rules.ts";
import { modelOf } from "../parts/world.ts";
import { controlMutants } from "./mutants.ts";
import type { ControlMutant } from "./protocol.ts";

export const controlScope = {
  regions: knob.int(2, 1, 3, "pipelined regions, each of one task"),
  concurrent: knob.int(1, 1, 2, "checkpoints that may be pending at a time"),
  savepoints: knob.int(0, 0, 2, "savepoints that the user asks for, one at a time"),
  faults: knob.faults(2, 6, "faults of all kinds together"),
  declines: knob.faults(2, 6, "declined snapshots"),
  timeouts: knob.faults(1, 4, "checkpoints that expire before a slow task has answered"),
  taskFailures: knob.faults(1, 4, "failed tasks, each with its region"),
  finalizeFailures: knob.faults(1, 4, "regional checkpoints of which the corrections or the store fail"),
  triggerFailures: knob.faults(1, 4, "checkpoints that cannot be triggered: a coordinator's snapshot fails (A5)"),
  jobManagerFailures: knob.faults(1, 4, "failovers of the JobManager"),
} as const;

const {
  regional,
  evaluation,
  lateAckAfterEval,
  forceFlag,
  tier2Reset,
  forcedFailure,
  staleCounter,
  counterReset,
  regionalReport,
  crashHandling,
  timeout,
  acknowledging,
} = rules;

export const controlRules = {
  regional,
  failedRegions: knob.int(1, 0, 2, "how many regions may fail (max-failure-ratio)"),
  maxRegional: knob.int(2, 1, 3, "regional checkpoints before one must be global (max-consecutive-failures)"),
  tolerable: knob.int(1, -1, 3, "failed checkpoints in a row that do not fail the job (tolerable-failed-checkpoints); -1: any number"),
  forcedAborts: knob.int(2, 1, 3, "with tier2Reset=failJob: forced checkpoints in a row that may come to nothing"),
  evaluation,
  lateAckAfterEval,
  forceFlag,
  tier2Reset,
  forcedFailure,
  staleCounter,
  counterReset,
  regionalReport,
  crashHandling,
  timeout,
  acknowledging,
  breakdown: knob.oneOf(
    "none",
    ["none", "declines", "silent", "crashes"],
    "what the last region does from some time on, for ever: it declines every checkpoint, never answers, or fails whenever it is to take a snapshot",
  ),
  bug: knob.oneOf("none", bugNames(controlMutants), "a seeded bug"),
} as const;

export type ControlCase = CaseOptions<typeof controlScope, typeof controlRules>;
export type Scope = NonNullable<ControlCase["scope"]>;
export type Semantics = NonNullable<ControlCase["semantics"]>;

/** The model of an instance. Where tasks wait for events, there is one checkpoint at a time: gateways know ids by their number. */
export function controlModel(
  { regions, concurrent: many, savepoints: requests, ...faults }: KnobValues<typeof controlScope>,
  { failedRegions, maxRegional, tolerable, forcedAborts, breakdown, bug, ...selected }: KnobValues<typeof controlRules>,
): ControlModel {
  const [concurrent, savepointRequests] = selected.acknowledging === "needsEvent" ? [1, 0] : [many, requests];
  const savepoints = savepointRequests > 0;
  const { spareSlot = savepoints, deadAnswers = selected.crashHandling === "failedRegion", moreRequestFields = {} } = modelOfMutant(bug);
  const slots = concurrent + (spareSlot ? 1 : 0);
  const job = { subtasks: regions, tasksPerRegion: 1, ids: idsNeeded(regions, slots, savepoints), concurrent: slots };
  const composition = { contents: nothing, coordinatorSteps: true, savepoints, plainSavepoints: savepoints, deadAnswers, answersOnly: true };
  return {
    ...modelOf(job, completed(selected), { globalFailures: 0, lostEvents: 0, ...faults }, false, composition),
    limits: { failedRegions, maxRegional, tolerable, forcedAborts },
    breakdown,
    concurrent,
    reusesIds: true,
    savepointRequests,
    moreRequestFields,
  };
}

function modelOfMutant(bug: string): NonNullable<ControlMutant["model"]> {
  return (mutantOf(controlMutants, bug) as ControlMutant | null)?.model ?? {};
}
