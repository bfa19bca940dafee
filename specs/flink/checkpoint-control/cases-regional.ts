/** Regional checkpoints under rules whose promises hold: forced until a global one succeeds, the flag taken at the trigger and kept durably. */
import { holds, violates } from "cutcheck";
import { always, bounded, P } from "./properties.ts";
import type { ControlCase, Scope, Semantics } from "./scope.ts";

/** All that is promised, with one checkpoint at a time. */
const promised = [...always, ...bounded];
export const persisted: Semantics = { regional: true, forceFlag: "persisted" };
/** The first regional checkpoint is the last one in a row. */
export const atMostOne: Semantics = { ...persisted, maxRegional: 1 };
export const threeDeclines: Scope = { faults: 3, declines: 3 };
export const twoAtATime: Scope = { ...threeDeclines, concurrent: 2 };

const exact: readonly string[] = [P.regionalRun, P.stalenessBound, P.boundedRetention];
const besides = [...promised.filter(name => !exact.includes(name)), P.everySecondTerminates];
/** With a counter for each region there is no flag, and regional checkpoints may follow each other for ever. */
const perRegion: Semantics = { ...persisted, staleCounter: "perRegion" };
const ofEachRegion = [...always, P.stalenessBound, P.slackBound, P.evaluateOnce, P.admission, P.forcedProgress, P.noLeak];

export const regionalCases: readonly ControlCase[] = [
  { name: "regional", scope: threeDeclines, semantics: persisted, properties: promised, expect: holds({ states: 1081 }) },
  { name: "regional.one", scope: threeDeclines, semantics: atMostOne, properties: promised, expect: holds({ states: 909 }) },
  {
    name: "regional.savepoints",
    scope: { ...threeDeclines, savepoints: 1 },
    semantics: atMostOne,
    properties: [...promised, P.everySecondTerminates],
    expect: holds({ states: 7903 }),
  },
  {
    name: "regional.concurrent",
    about: "H15: with two checkpoints at a time, the limits are exceeded by one at most.",
    scope: twoAtATime,
    semantics: atMostOne,
    properties: besides,
    expect: holds({ states: 9781 }),
  },
  {
    name: "regional.three-regions",
    scope: { ...threeDeclines, regions: 3 },
    semantics: { ...atMostOne, failedRegions: 2 },
    properties: promised,
    expect: holds({ states: 2570 }),
  },
  {
    name: "regional.large",
    tier: "full",
    scope: { regions: 3, concurrent: 2, faults: 3, declines: 3, taskFailures: 0, triggerFailures: 0 },
    semantics: { ...persisted, failedRegions: 2 },
    properties: besides,
    expect: holds({ states: 73237 }),
  },
  {
    name: "regional.fail-job",
    about: "After two forced checkpoints that come to nothing the job fails.",
    scope: { ...threeDeclines, declines: 3 },
    semantics: { ...atMostOne, tier2Reset: "failJob", tolerable: 3 },
    properties: promised,
    expect: holds({ states: 980 }),
  },
  {
    name: "regional.when-lost",
    about: "H18: a checkpoint that can only abort does so at once, and not when the last task has answered.",
    scope: threeDeclines,
    semantics: { ...persisted, evaluation: "whenLost" },
    properties: [...promised, P.noVainWait],
    expect: holds({ states: 1040 }),
  },
  { name: "regional.per-region", scope: threeDeclines, semantics: perRegion, properties: ofEachRegion, expect: holds({ states: 1117 }) },
  {
    name: "regional.per-region.memory",
    about: "What is counted from the stored origins needs no memory of its own: it outlives the JobManager, and savepoints do not reset it.",
    scope: { faults: 3, declines: 3, savepoints: 1 },
    semantics: { ...perRegion, forceFlag: "trigger", maxRegional: 1, counterReset: "savepointToo" },
    properties: ofEachRegion,
    expect: holds({ states: 8803 }),
  },
  {
    name: "regional.per-region.concurrent",
    about: "H15: with two checkpoints at a time a region's state is used once more than the limit allows, at most.",
    scope: twoAtATime,
    semantics: { ...perRegion, maxRegional: 1 },
    properties: [...ofEachRegion.filter(name => name !== P.stalenessBound), P.everySecondTerminates],
    expect: holds(),
  },
  {
    name: "regional.per-region.retention",
    about: "Regions that fail in turn are none of them old, but no checkpoint is a global one, and each refers to the one before: all of them are kept.",
    scope: threeDeclines,
    semantics: perRegion,
    properties: [P.boundedRetention],
    expect: violates(P.boundedRetention, { steps: 22 }),
  },
  {
    name: "regional.crash-counts",
    about: "A failed task counts as a failed region of what is pending, and the checkpoint goes on (H13).",
    scope: { ...threeDeclines, taskFailures: 2 },
    semantics: { ...atMostOne, crashHandling: "failedRegion" },
    properties: [...promised.filter(name => name !== P.failoverClears), P.deadAnswers],
    expect: holds({ states: 1525 }),
  },
  {
    name: "regional.crash-counts.pending",
    about: "So the checkpoint is still pending when the region has restarted, which stock rules exclude (B25).",
    scope: { faults: 1, declines: 0, timeouts: 0, taskFailures: 1 },
    semantics: { ...atMostOne, crashHandling: "failedRegion" },
    properties: [P.failoverClears],
    expect: violates(P.failoverClears, { steps: 3 }),
  },
];
