/** A task that is silent until the timeout, and acknowledges before, during or after the evaluation (Z5; `flip-600.md` H18, H20, H21). */
import { holds, violates } from "cutcheck";
import { twoTasks } from "./cases-stock.ts";
import { P } from "./properties.ts";
import type { CommitCase, Scope, Semantics } from "./scope.ts";

/** A timeout and a failed task. Late acknowledgements are underway before the evaluation, during it, and after the end. */
const silence: Scope = { declines: 0, globalFailures: 0, timeouts: 1 };
const member: Scope = { ...twoTasks, declines: 0, taskFailures: 0, globalFailures: 0 };

const outcomes = [
  P.regionAtomic,
  P.restoreMonotone,
  P.committedOnce,
  P.commitOrPending,
  P.commitJustified,
  P.noRollbackOfCommitted,
  P.commitOrder,
  P.outputPrefix,
  P.abortKeepsData,
  P.noCompleteForFallback,
  P.lateAckSafe,
];

type LateAck = NonNullable<Semantics["lateAckAfterEval"]>;

const abouts: Readonly<Record<LateAck, string>> = {
  accept: "An acknowledgement after the evaluation replaces what was merged.",
  drop: "An acknowledgement after the evaluation is dropped.",
  reevaluate: "An acknowledgement after the evaluation has it done again.",
};

/** The outcome for sinks, whether the evaluation was frozen, and a region of which one task is late. */
function afterEvaluation(lateAckAfterEval: LateAck, states: number, frozen: CommitCase["expect"], atomic: CommitCase["expect"]): readonly CommitCase[] {
  const semantics: Semantics = { regional: true, lateAckAfterEval };
  const about = abouts[lateAckAfterEval];
  const name = `silent.${lateAckAfterEval}`;
  return [
    { name, about: `${about} What comes out for a two-phase-commit sink.`, scope: silence, semantics, properties: outcomes, expect: holds({ states }) },
    { name: `${name}.frozen`, about, scope: { ...silence, lateAcks: false, taskFailures: 0 }, semantics, properties: [P.frozen], expect: frozen },
    { name: `${name}.two-tasks`, about: `${about} Of the region's two tasks one is late.`, scope: member, semantics, properties: outcomes, expect: atomic },
  ];
}

const notFrozen = violates(P.frozen, { steps: 11 });

export const silentCases: readonly CommitCase[] = [
  ...afterEvaluation("drop", 88080, holds({ states: 2936 }), holds({ states: 15941 })),
  ...afterEvaluation("accept", 87662, notFrozen, violates(P.regionAtomic, { steps: 18 })),
  ...afterEvaluation("reevaluate", 87662, notFrozen, holds({ states: 15925 })),
  {
    name: "silent.told-complete",
    about: "A silent task that is told that the checkpoint is complete, although its state is not in it.",
    scope: { ...silence, lateAcks: false, taskFailures: 0 },
    semantics: { regional: true, failedTaskNotif: "complete" },
    properties: [P.noRollbackOfCommitted],
    expect: violates(P.noRollbackOfCommitted, { steps: 12 }),
  },
  {
    name: "silent.implicit",
    about: "A silent task, told of the fallback; the abort of a later checkpoint completes it all the same (Z7).",
    scope: { ...silence, lateAcks: false },
    semantics: { regional: true, abortCarriesLatest: "newest" },
    properties: [P.noRollbackOfCommitted],
    expect: violates(P.noRollbackOfCommitted, { steps: 14 }),
  },
  {
    name: "silent.implicit.restarts",
    about: "As silent.implicit: that tasks which decline restart does not help, for a silent one runs on.",
    scope: { ...silence, lateAcks: false },
    semantics: { regional: true, abortCarriesLatest: "newest", declinedTask: "restarts" },
    properties: [P.noRollbackOfCommitted],
    expect: violates(P.noRollbackOfCommitted, { steps: 14 }),
  },
  {
    name: "silent.late-snapshot",
    about: "H29: the barrier reaches a silent task after the checkpoint has completed without it; its snapshot then does no harm.",
    scope: { ...silence, timeouts: 1, faults: 1, taskFailures: 0 },
    semantics: { regional: true },
    properties: outcomes,
    expect: holds({ states: 5154 }),
  },
];
