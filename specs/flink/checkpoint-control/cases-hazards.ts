/** H14 to H18 of flip-600.md: what the counter outlives, whom the flag binds, which failures it counts, who fails the job, who waits. */
import { holds, violates } from "cutcheck";
import { atMostOne, persisted, threeDeclines, twoAtATime } from "./cases-regional.ts";
import { P } from "./properties.ts";
import type { ControlCase, Semantics } from "./scope.ts";

/** Tier 2 as read in the pull requests. */
const resetting: Semantics = { ...atMostOne, tier2Reset: "resetCounter" };

const durability: readonly ControlCase[] = [
  {
    name: "h14.job-manager",
    about: "H14: counter and flag are lost with the JobManager, and as many regional checkpoints are allowed again.",
    scope: { ...threeDeclines, jobManagerFailures: 1 },
    semantics: { ...atMostOne, forceFlag: "trigger" },
    properties: [P.regionalRun, P.stalenessBound],
    expect: violates(P.regionalRun, { steps: 16 }),
  },
  {
    name: "h14.job-manager.age",
    about: "H14: so does the age of a region's state.",
    scope: { ...threeDeclines, jobManagerFailures: 1 },
    semantics: { ...atMostOne, forceFlag: "trigger" },
    properties: [P.stalenessBound],
    expect: violates(P.stalenessBound, { steps: 16 }),
  },
  {
    name: "h14.savepoint",
    about: "H14: a savepoint resets the counter, and is not in the store.",
    scope: { ...threeDeclines, savepoints: 1 },
    semantics: { ...atMostOne, counterReset: "savepointToo" },
    properties: [P.stalenessBound],
    expect: violates(P.stalenessBound, { steps: 21 }),
  },
];

const concurrency: readonly ControlCase[] = [
  {
    name: "h15.evaluation",
    about: "H15, Z17: the flag is read at the evaluation, and Tier 2 has cleared it since the checkpoint was triggered, for one that was triggered before.",
    scope: twoAtATime,
    semantics: { ...resetting, forceFlag: "evaluation" },
    properties: [P.forcedOrFresh],
    expect: violates(P.forcedOrFresh, { steps: 19 }),
  },
  {
    name: "h15.evaluation.keep-forcing",
    about: "H15: where Tier 2 does not clear the flag, only a global checkpoint does, and then it is right that the next one need not be global.",
    scope: twoAtATime,
    semantics: { ...atMostOne, forceFlag: "evaluation" },
    properties: [P.forcedOrFresh],
    expect: holds({ states: 10195 }),
  },
  {
    name: "h15.trigger",
    about: "H15: taken at the trigger, the flag binds every checkpoint that was triggered while it was set.",
    scope: twoAtATime,
    semantics: resetting,
    properties: [P.forcedGlobal],
    expect: holds({ states: 10993 }),
  },
  {
    name: "h15.trigger.run",
    about: "H15: but it does not bind the one that was triggered before: one regional checkpoint too many.",
    scope: twoAtATime,
    semantics: atMostOne,
    properties: [P.regionalRun],
    expect: violates(P.regionalRun, { steps: 15 }),
  },
  {
    name: "h15.evaluation.run",
    about: "H15: reading it at the evaluation does not help: two checkpoints are evaluated before the first of them completes.",
    scope: twoAtATime,
    semantics: { ...atMostOne, forceFlag: "evaluation" },
    properties: [P.regionalRun],
    expect: violates(P.regionalRun, { steps: 15 }),
  },
];

const readings: readonly ControlCase[] = [
  {
    name: "h16.as-coded",
    about: "H16: a forced checkpoint with too many failed regions aborts before anybody looks at the flag: the next one is forced again.",
    scope: { ...threeDeclines, faults: 3 },
    semantics: resetting,
    properties: [P.attemptResets],
    expect: violates(P.attemptResets, { steps: 14 }),
  },
  {
    name: "h16.as-said",
    about: "H16: as the thread has it, any failure of a forced checkpoint resets.",
    scope: { ...threeDeclines, faults: 3 },
    semantics: { ...resetting, forcedFailure: "any" },
    properties: [P.attemptResets],
    expect: holds({ states: 961 }),
  },
  {
    name: "h17.fails-job",
    about: "H17: with no failed checkpoint tolerated, Tier 2 is a job failure after all.",
    scope: { ...threeDeclines, declines: 2 },
    semantics: { ...resetting, tolerable: 0 },
    properties: [P.noJobFailure],
    expect: violates(P.noJobFailure, { steps: 14 }),
  },
  {
    name: "h17.tolerated",
    about:
      "H17: with one tolerated, and any failure of a forced checkpoint resetting, it is not: a regional one, which counts as a success, comes before each.",
    scope: { ...threeDeclines, faults: 4, declines: 4 },
    semantics: { ...resetting, forcedFailure: "any" },
    properties: [P.noJobFailure],
    expect: holds(),
  },
];

const waiting: readonly ControlCase[] = [
  {
    name: "h18.waits",
    about:
      "H18: one region has declined, another is silent. That the checkpoint will abort is known, here for there is none to fall back to; it waits for the timeout.",
    scope: { ...threeDeclines, declines: 2, timeouts: 0 },
    semantics: { ...atMostOne, breakdown: "silent" },
    properties: [P.noVainWait],
    expect: violates(P.noVainWait, { steps: 5 }),
  },
  {
    name: "h18.lost",
    about: "H18: it aborts when it can only abort.",
    scope: { ...threeDeclines, declines: 2, timeouts: 0 },
    semantics: { ...atMostOne, breakdown: "silent", evaluation: "whenLost" },
    properties: [P.noVainWait, P.stalenessBound, P.everyIdTerminates, P.slotsFreed],
    expect: holds({ states: 1595 }),
  },
  {
    name: "admission.no-ratio",
    about: "The limit on failed regions is not looked at.",
    scope: { regions: 3, faults: 2 },
    semantics: { ...persisted, bug: "no-ratio" },
    properties: [P.admission],
    expect: violates(P.admission, { steps: 11 }),
  },
  {
    name: "z5.late-ack",
    about: "Z5: an acknowledgement that arrives between evaluation and completion makes a regional checkpoint a global one.",
    scope: { faults: 1, declines: 0 },
    semantics: { ...persisted, lateAckAfterEval: "accept" },
    properties: [P.evaluateOnce],
    expect: violates(P.evaluateOnce, { steps: 10 }),
  },
];

export const hazardCases: readonly ControlCase[] = [...durability, ...concurrency, ...readings, ...waiting];
