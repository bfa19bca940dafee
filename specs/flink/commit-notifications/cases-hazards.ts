/** The hazards that the reference predicts (H.3), decided, and what else the checker found. */
import { holds, violates } from "cutcheck";
import { twoTasks } from "./cases-stock.ts";
import { exactlyOnce, P } from "./properties.ts";
import { type CommitCase, declinesAndFailures } from "./scope.ts";

const notified: readonly CommitCase[] = [
  {
    name: "hazard.z7",
    about: "Implicit completion: after a regional completion any abort tells the failed region that it is complete, whatever it was told before.",
    scope: declinesAndFailures,
    semantics: { regional: true, abortCarriesLatest: "newest" },
    properties: [P.noCompleteForFallback],
    expect: violates(P.noCompleteForFallback, { steps: 13 }),
  },
  {
    name: "hazard.z7.aborted",
    about: "Aborted(n), sent as aborts are sent, carries n itself as the latest completed checkpoint: one message with both ends.",
    scope: declinesAndFailures,
    semantics: { regional: true, abortCarriesLatest: "newest", failedTaskNotif: "aborted" },
    properties: [P.oneTerminal],
    expect: violates(P.oneTerminal, { steps: 10 }),
  },
  {
    name: "hazard.complete.duplicate",
    about: "The failed region is told that the checkpoint is complete, commits, and fails: to the end, where the record is in the log twice.",
    scope: declinesAndFailures,
    semantics: { regional: true, failedTaskNotif: "complete" },
    properties: [P.committedOnce],
    expect: violates(P.committedOnce, { steps: 19 }),
  },
  {
    name: "hazard.drops.loss",
    about: "The failed region gives up what it prepared, and runs on: to the end, where a checkpoint does not have the record any more.",
    scope: declinesAndFailures,
    semantics: { regional: true, failedTaskNotif: "fallbackDrops" },
    properties: [P.commitOrPending],
    expect: violates(P.commitOrPending, { steps: 16 }),
  },
  {
    name: "hazard.p27.member",
    about: "A sink has acknowledged, its source has declined, and both are told that the checkpoint is complete.",
    scope: { ...twoTasks, timeouts: 0, taskFailures: 0, globalFailures: 0 },
    semantics: { regional: true, failedTaskNotif: "complete" },
    properties: [P.noRollbackOfCommitted],
    expect: violates(P.noRollbackOfCommitted, { steps: 18 }),
  },
  {
    name: "hazard.z8",
    about: "Refuted: a region that runs on commits what it kept with the next completion, and one that restarts has nothing to commit twice.",
    scope: declinesAndFailures,
    semantics: { regional: true },
    properties: exactlyOnce,
    expect: holds({ states: 30629 }),
  },
];

const restored: readonly CommitCase[] = [
  {
    name: "hazard.z9",
    about: "Orphans: a writer that sweeps above the restored id leaves the transaction that its region prepared under it.",
    scope: { globalFailures: 0, lateAcks: false },
    semantics: { regional: true, listener: "sinkV2", sweepFrom: "restored" },
    properties: [P.resolved],
    expect: violates(P.resolved, { steps: 12 }),
  },
  {
    name: "hazard.z10",
    about: "A silent task has a local copy under the id that it is restored with: told of the fallback or not, for that message may be lost.",
    scope: { globalFailures: 0, lateAcks: false },
    semantics: { regional: true, listener: "localState", localRestore: "id" },
    properties: [P.localMatches],
    expect: violates(P.localMatches, { steps: 13 }),
  },
  {
    name: "hazard.z11",
    about: "A silent region's base: the abort of a later checkpoint makes it the file of the checkpoint that fell back, whose acknowledgement is not there.",
    scope: { declines: 0, taskFailures: 0, globalFailures: 0, checkpoints: 4, timeouts: 2 },
    semantics: { regional: true, listener: "incrementalState", abortRpcs: "inOrder", abortCarriesLatest: "newest" },
    properties: [P.noUnknownPlaceholder],
    expect: violates(P.noUnknownPlaceholder, { steps: 17 }),
  },
  {
    name: "hazard.z11.complete",
    about: "As hazard.z11; the region is told that the checkpoint is complete.",
    scope: { declines: 0, taskFailures: 0, globalFailures: 0 },
    semantics: { regional: true, listener: "incrementalState", abortRpcs: "inOrder", failedTaskNotif: "complete" },
    properties: [P.noUnknownPlaceholder],
    expect: violates(P.noUnknownPlaceholder, { steps: 15 }),
  },
];

const coordinators: readonly CommitCase[] = [
  {
    name: "hazard.z18",
    about: "A coordinator that only hears of the fallback: a healthy writer restarts, its committables are forgotten, and what it sends again is ignored.",
    scope: declinesAndFailures,
    semantics: { regional: true, listener: "coordinatorCommit", ocNotif: "fallback" },
    properties: exactlyOnce,
    expect: violates(P.abortKeepsData, { steps: 14 }),
  },
  {
    name: "hazard.z18.restarts",
    about: "As hazard.z18; the declining task restarts.",
    scope: declinesAndFailures,
    semantics: { regional: true, listener: "coordinatorCommit", ocNotif: "fallback", declinedTask: "restarts" },
    properties: exactlyOnce,
    expect: violates(P.abortKeepsData, { steps: 15 }),
  },
  {
    name: "hazard.f22",
    about: "A coordinator that hears of completion commits what the failed region will process again.",
    scope: declinesAndFailures,
    semantics: { regional: true, listener: "coordinatorCommit", ocNotif: "complete" },
    properties: [P.coordCommitCut],
    expect: violates(P.coordCommitCut, { steps: 10 }),
  },
  {
    name: "hazard.f22.missing",
    about: "A coordinator that hears of completion misses the committables of the failed region, and fails the job.",
    scope: declinesAndFailures,
    semantics: { regional: true, listener: "coordinatorCommit", ocNotif: "complete" },
    properties: [P.coordAccepts],
    expect: violates(P.coordAccepts, { steps: 10 }),
  },
  {
    name: "hazard.f21.reset",
    about: "subtaskReset with the restored id, after an aborted and a regional checkpoint: below it something is uncommitted, and the job fails.",
    tier: "full",
    scope: { ...declinesAndFailures, checkpoints: 4, faults: 3 },
    semantics: { regional: true, listener: "coordinatorCommit", resetId: "restored" },
    properties: [P.coordAccepts],
    expect: violates(P.coordAccepts, { steps: 17 }),
  },
];

/** Found by the checker in stock rules as the reference has them, where it predicts that P36b holds. */
const lostCompletions: readonly CommitCase[] = [
  {
    name: "found.base.late-abort",
    about: "Stock: a completion is lost, and the abort that repeats it arrives behind the next trigger: the base is a checkpoint that nobody keeps.",
    scope: { faults: 1 },
    semantics: { listener: "incrementalState" },
    properties: [P.baseAlive],
    expect: violates(P.baseAlive, { steps: 13 }),
  },
  {
    name: "found.base.late-abort.shared",
    about: "As before, to the end: the completion that would repair it is lost too, and an acknowledgement shares a file that is gone.",
    scope: { checkpoints: 4, faults: 1, declines: 0, taskFailures: 0, globalFailures: 0, lateAcks: false },
    semantics: { listener: "incrementalState" },
    properties: [P.noUnknownPlaceholder],
    expect: violates(P.noUnknownPlaceholder, { steps: 16 }),
  },
  {
    name: "found.base.slow-completion",
    about: "Stock, without any fault: two completions reach a task behind the next barrier each, which comes from upstream and overtakes them.",
    scope: { tasksPerRegion: 2, faults: 0, lateAcks: false },
    semantics: { listener: "incrementalState", abortRpcs: "inOrder" },
    properties: [P.noUnknownPlaceholder],
    expect: violates(P.noUnknownPlaceholder, { steps: 23 }),
  },
];

export const hazardCases: readonly CommitCase[] = [...notified, ...restored, ...coordinators, ...lostCompletions];
