/** The seeded bugs of V8 that this spec can express, each against the properties of its list there that this spec has. Those of gateways are in split assignment. */
import type { commitBugs } from "../parts/rules.ts";
import { bugCase, type SeededBug } from "../parts/seeded-bugs.ts";
import { P } from "./properties.ts";
import { type CommitCase, declinesAndFailures, type Scope, type Semantics } from "./scope.ts";

type Bug = SeededBug<keyof typeof P, Scope, Semantics>;

/** A mutation of a stock rule. */
function stock(bug: (typeof commitBugs)[number], { scope, semantics, ...caught }: Bug): CommitCase {
  return bugCase(P, bug.toLowerCase(), { ...caught, scope: { faults: 1, ...scope }, semantics: { bug, ...semantics } });
}

/** A regional rule that differs from the ones that hold. */
function regional(name: string, { semantics, ...caught }: Bug): CommitCase {
  return bugCase(P, name, { ...caught, semantics: { regional: true, ...semantics } });
}

export const bugCases: readonly CommitCase[] = [
  stock("M30", {
    about: "Completions are sent before the checkpoint is stored (A18).",
    by: ["durableFirst", "restoreMonotone", "noRollbackOfCommitted"],
    caught: ["durableFirst", 5],
  }),
  stock("M37", {
    about: "A completion does not abort the older pending checkpoint, which completes later (A18).",
    by: ["listenerMonotone", "commitOrder", "restoreMonotone"],
    scope: { concurrent: 2, globalFailures: 0, lateAcks: false },
    caught: ["listenerMonotone", 10],
  }),
  stock("M39", { about: "A completion commits only its own transaction (D4).", by: ["resolved", "outputPrefix"], caught: ["outputPrefix", 8] }),
  stock("M40", {
    about: "An abort rolls back the transaction of its checkpoint (D3).",
    by: ["abortKeepsData", "commitOrPending"],
    caught: ["abortKeepsData", 3],
  }),
  stock("M41", {
    about: "A restart does not commit what the restored state has prepared (D4).",
    by: ["commitOrPending", "resolved", "abortKeepsData"],
    caught: ["abortKeepsData", 6],
  }),
  stock("M42", {
    about: "A snapshot commits (D4).",
    by: ["commitJustified", "noRollbackOfCommitted", "committedOnce"],
    caught: ["noRollbackOfCommitted", 2],
  }),
  stock("M43", {
    about: "Committables are emitted behind the barrier (D6).",
    by: ["commitOrPending"],
    semantics: { listener: "sinkV2" },
    caught: ["commitOrPending", 5],
  }),
  stock("M44", {
    about: "The committer takes an id for done although not all of its committables have arrived (D6): an unaligned barrier has overtaken them.",
    by: ["outputPrefix", "commitOrPending"],
    scope: { faults: 0, lateAcks: false },
    semantics: { listener: "sinkV2", committables: "overtaken" },
    caught: ["commitOrPending", 11],
  }),
  stock("M45", { about: "A transaction that is committed again counts again (D5).", by: ["committedOnce"], caught: ["committedOnce", 7] }),
  stock("M46", {
    about: "Control: a task that is being cancelled still acts on notifications. What it commits is in the store, and no property fails.",
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
  stock("M47", {
    about: "The base of incremental snapshots is the last one taken (D9). P37 looks at what arrives; P36b already at the base.",
    by: ["noUnknownPlaceholder"],
    semantics: { listener: "incrementalState", abortRpcs: "inOrder" },
    caught: ["noUnknownPlaceholder", 6],
  }),
  stock("M48", {
    about:
      "An abort leaves what was uploaded, and the completion of a savepoint makes the newest of it the base (D8). In 1.20 only stop-with-savepoint is told as a completion, and no snapshot follows: P36b looks already at the base. In the shortest run the abort is lost.",
    by: ["baseAlive"],
    scope: { savepoints: true },
    semantics: { listener: "incrementalState", abortRpcs: "inOrder" },
    caught: ["baseAlive", 9],
  }),
  stock("M49", {
    about: "Local copies of aborted checkpoints stay, and ids are used again. Only a regional checkpoint makes it visible: a global one replaces the copy.",
    by: ["localMatches"],
    scope: { timeouts: 0, declines: 1, faults: 3, lateAcks: false },
    semantics: { listener: "localState", regional: true, localRestore: "id" },
    caught: ["localMatches", 15],
  }),
  stock("M95", {
    about: "After the completion of stop-with-savepoint was told, a failure restarts the job from the last stored checkpoint (A19).",
    by: ["restoreMonotone", "noRollbackOfCommitted", "committedOnce"],
    scope: { savepoints: true, lateAcks: false },
    caught: ["restoreMonotone", 6],
  }),
  stock("M96", {
    about: "Control: a completion reaches whatever attempt there is. No property fails.",
    by: ["committedOnce", "commitOrPending", "noRollbackOfCommitted", "listenerMonotone", "abortKeepsData", "commitJustified"],
    caught: null,
  }),
  stock("M97", {
    about: "Pending checkpoints survive a failure, and the reset overtakes the completion at the coordinator (Z24).",
    by: ["completeBeforeReset", "outputPrefix"],
    scope: { faults: 2 },
    semantics: { listener: "coordinatorCommit" },
    caught: ["completeBeforeReset", 6],
  }),
  stock("M100", {
    about: "A listener takes a late abort for a rollback: it assumes that notifications arrive in order (A21b).",
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
