/** The seeded bugs of V8 that this spec can express, each against the properties of its list there that this spec has. Those of gateways are in split assignment. */

import { bugCase, type SeededBug } from "../mutants/bug-case.ts";
import { m30 } from "../mutants/m30.ts";
import { m37 } from "../mutants/m37.ts";
import { m39 } from "../mutants/m39.ts";
import { m40 } from "../mutants/m40.ts";
import { m41 } from "../mutants/m41.ts";
import { m42 } from "../mutants/m42.ts";
import { m43 } from "../mutants/m43.ts";
import { m44 } from "../mutants/m44.ts";
import { m45 } from "../mutants/m45.ts";
import { m46 } from "../mutants/m46.ts";
import { m47 } from "../mutants/m47.ts";
import { m48 } from "../mutants/m48.ts";
import { m49 } from "../mutants/m49.ts";
import { m95 } from "../mutants/m95.ts";
import { m96 } from "../mutants/m96.ts";
import { m97 } from "../mutants/m97.ts";
import { m100 } from "../mutants/m100.ts";
import type { commitMutants } from "./mutants.ts";
import { P } from "./properties.ts";
import { type CommitCase, declinesAndFailures, type Scope, type Semantics } from "./scope.ts";

type Bug = SeededBug<keyof typeof P, Scope, Semantics>;

/** A mutant of stock rules. */
function stock({ name: bug, about }: (typeof commitMutants)[number], { scope, semantics, ...caught }: Bug): CommitCase {
  return bugCase(P, bug.toLowerCase(), { about, ...caught, scope: { faults: 1, ...scope }, semantics: { bug, ...semantics } });
}

/** A regional rule that differs from the ones that hold. */
function regional(name: string, { semantics, ...caught }: Bug): CommitCase {
  return bugCase(P, name, { ...caught, semantics: { regional: true, ...semantics } });
}

export const bugCases: readonly CommitCase[] = [
  stock(m30, {
    by: ["durableFirst", "restoreMonotone", "noRollbackOfCommitted"],
    caught: ["durableFirst", 5],
  }),
  stock(m37, {
    by: ["listenerMonotone", "commitOrder", "restoreMonotone"],
    scope: { concurrent: 2, globalFailures: 0, lateAcks: false },
    caught: ["listenerMonotone", 10],
  }),
  stock(m39, { by: ["resolved", "outputPrefix"], caught: ["outputPrefix", 8] }),
  stock(m40, {
    by: ["abortKeepsData", "commitOrPending"],
    caught: ["abortKeepsData", 3],
  }),
  stock(m41, {
    by: ["commitOrPending", "resolved", "abortKeepsData"],
    caught: ["abortKeepsData", 6],
  }),
  stock(m42, {
    by: ["commitJustified", "noRollbackOfCommitted", "committedOnce"],
    caught: ["noRollbackOfCommitted", 2],
  }),
  stock(m43, {
    by: ["commitOrPending"],
    semantics: { listener: "sinkV2" },
    caught: ["commitOrPending", 5],
  }),
  stock(m44, {
    by: ["outputPrefix", "commitOrPending"],
    scope: { faults: 0, lateAcks: false },
    semantics: { listener: "sinkV2", committables: "overtaken" },
    caught: ["commitOrPending", 11],
  }),
  stock(m45, { by: ["committedOnce"], caught: ["committedOnce", 7] }),
  stock(m46, {
    by: [
      "committedOnce",
      "commitOrPending",
      "noRollbackOfCommitted",
      "listenerMonotone",
      "abortKeepsData",
      "commitJustified",
      "outputPrefix",
      "commitOrder",
      "restoreMonotone",
    ],
    scope: { tasksPerRegion: 2, checkpoints: 2, lateAcks: false },
    semantics: { cancellation: "slow" },
    caught: null,
  }),
  stock(m47, {
    by: ["noUnknownPlaceholder"],
    semantics: { listener: "incrementalState", abortRpcs: "inOrder" },
    caught: ["noUnknownPlaceholder", 6],
  }),
  stock(m48, {
    by: ["baseAlive"],
    scope: { savepoints: true },
    semantics: { listener: "incrementalState", abortRpcs: "inOrder" },
    caught: ["baseAlive", 9],
  }),
  stock(m49, {
    by: ["localMatches"],
    scope: { timeouts: 0, declines: 1, faults: 3, lateAcks: false },
    semantics: { listener: "localState", regional: true, localRestore: "id" },
    caught: ["localMatches", 15],
  }),
  stock(m95, {
    by: ["restoreMonotone", "noRollbackOfCommitted", "committedOnce"],
    scope: { savepoints: true, lateAcks: false },
    caught: ["restoreMonotone", 6],
  }),
  stock(m96, {
    by: ["committedOnce", "commitOrPending", "noRollbackOfCommitted", "listenerMonotone", "abortKeepsData", "commitJustified"],
    caught: null,
  }),
  stock(m97, {
    by: ["completeBeforeReset", "outputPrefix"],
    scope: { faults: 2 },
    semantics: { listener: "coordinatorCommit" },
    caught: ["completeBeforeReset", 6],
  }),
  stock(m100, {
    by: ["reorderTolerant", "abortKeepsData", "commitOrPending"],
    caught: ["reorderTolerant", 11],
  }),
  regional("m65", {
    about: "A failed region is told that the checkpoint is complete (Z7).",
    by: ["noCompleteForFallback", "commitJustified", "noRollbackOfCommitted"],
    scope: declinesAndFailures,
    semantics: { failedTaskNotif: "complete" },
    caught: ["noCompleteForFallback", 11],
  }),
  regional("m66", {
    about: "An abort tells a failed region that the checkpoint is complete (Z7).",
    by: ["noCompleteForFallback", "commitJustified"],
    scope: declinesAndFailures,
    semantics: { abortCarriesLatest: "newest" },
    caught: ["noCompleteForFallback", 13],
  }),
  regional("m67", {
    about: "A coordinator commits what all subtasks delivered (F22).",
    by: ["coordCommitCut", "committedOnce"],
    scope: declinesAndFailures,
    semantics: { listener: "coordinatorCommit", ocNotif: "complete" },
    caught: ["coordCommitCut", 10],
  }),
  regional("m68", {
    about: "Coordinators of failed regions never hear of completion (Z18). P22b is a matter of progress; this is already a loss.",
    by: ["commitOrPending"],
    scope: declinesAndFailures,
    semantics: { listener: "coordinatorCommit", ocNotif: "fallback" },
    caught: ["commitOrPending", 16],
  }),
  regional("m81", {
    about: "A local copy under the restored id is used (Z10).",
    by: ["localMatches"],
    scope: { globalFailures: 0, lateAcks: false },
    semantics: { listener: "localState", localRestore: "id" },
    caught: ["localMatches", 13],
  }),
  regional("m82", {
    about: "The sweep of transactions starts above the restored id (Z9).",
    by: ["resolved"],
    scope: { globalFailures: 0, lateAcks: false },
    semantics: { listener: "sinkV2", sweepFrom: "restored" },
    caught: ["resolved", 12],
  }),
];
