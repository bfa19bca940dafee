/** The seeded bugs of V8 that this spec can express, each against the properties of its list there. */

import { bugCase, type SeededBug } from "../mutants/bug-case.ts";
import { m1 } from "../mutants/m1.ts";
import { m2 } from "../mutants/m2.ts";
import { m3Early } from "../mutants/m3-early.ts";
import { m3Late } from "../mutants/m3-late.ts";
import { m4 } from "../mutants/m4.ts";
import { m6 } from "../mutants/m6.ts";
import { m7 } from "../mutants/m7.ts";
import { m8 } from "../mutants/m8.ts";
import { m9 } from "../mutants/m9.ts";
import { m10 } from "../mutants/m10.ts";
import { m11 } from "../mutants/m11.ts";
import { m12 } from "../mutants/m12.ts";
import { m13 } from "../mutants/m13.ts";
import { m14 } from "../mutants/m14.ts";
import { m15 } from "../mutants/m15.ts";
import { m16 } from "../mutants/m16.ts";
import { m17 } from "../mutants/m17.ts";
import { m18 } from "../mutants/m18.ts";
import { m25 } from "../mutants/m25.ts";
import { m27 } from "../mutants/m27.ts";
import { m28 } from "../mutants/m28.ts";
import { m58 } from "../mutants/m58.ts";
import { m63 } from "../mutants/m63.ts";
import type { splitMutants } from "./mutants.ts";
import { P } from "./properties.ts";
import { declinesOnly, oneFailure, type Scope, type Semantics, type SplitAssignmentCase, twoTasks } from "./scope.ts";

type Bug = SeededBug<keyof typeof P, Scope, Semantics>;

/** A mutant of stock rules. */
function stock({ name: bug, about }: (typeof splitMutants)[number], { scope, ...caught }: Bug): SplitAssignmentCase {
  return bugCase(P, bug.toLowerCase(), { about, ...caught, scope: { faults: 1, ...scope }, semantics: { bug } });
}

/** A regional rule that differs from the ones that hold. */
function regional(name: string, semantics: Semantics, caught: Bug): SplitAssignmentCase {
  return bugCase(P, name, { ...caught, semantics: { regional: true, ...semantics } });
}

export const bugCases: readonly SplitAssignmentCase[] = [
  stock(m1, {
    by: ["assignCut", "eventBeforeCut"],
    caught: ["eventBeforeCut", 3],
  }),
  stock(m2, {
    by: ["assignCut", "noLoss", "eventBeforeCut"],
    caught: ["eventBeforeCut", 4],
  }),
  stock(m3Early, {
    by: ["assignCut"],
    caught: ["assignCut", 8],
  }),
  stock(m3Late, {
    by: ["eventAfterCut"],
    caught: ["eventAfterCut", 4],
  }),
  stock(m4, { by: ["noDuplicate", "eventAfterCut"], caught: ["eventAfterCut", 4] }),
  stock(m6, {
    by: ["eventAfterCut"],
    caught: ["eventAfterCut", 8],
    scope: { concurrent: 2, splits: 1 },
  }),
  stock(m7, { by: ["eventFifo", "liveOwner"], caught: ["eventFifo", 4] }),
  stock(m8, { by: ["noLoss", "liveOwner"], caught: ["liveOwner", 2] }),
  stock(m9, {
    by: ["noDuplicate", "liveOwner"],
    caught: ["liveOwner", 3],
  }),
  stock(m10, {
    by: ["assignCut", "resetExact"],
    caught: ["resetExact", 10],
  }),
  stock(m11, {
    by: ["noLoss", "resetExact"],
    caught: ["resetExact", 5],
    scope: { faults: 2 },
  }),
  regional(
    "m12",
    { bug: "M12", trackerPrune: "nothing" },
    {
      about: m12.about,
      by: ["noDuplicate", "liveOwner"],
      caught: ["liveOwner", 18],
      scope: oneFailure,
    },
  ),
  stock(m13, {
    by: ["noLoss", "resetExact"],
    caught: ["resetExact", 5],
    scope: { faults: 2 },
  }),
  stock(m14, { by: ["noDuplicate", "liveOwner"], caught: ["liveOwner", 3] }),
  stock(m15, { by: ["noLoss", "liveOwner"], caught: ["liveOwner", 2] }),
  stock(m16, {
    by: ["noMixedAttempts"],
    caught: ["noMixedAttempts", 8],
  }),
  stock(m17, {
    by: ["noLoss", "noDuplicate"],
    caught: ["noLoss", 16],
    scope: { ...twoTasks, checkpoints: 1 },
  }),
  stock(m18, {
    by: ["sameCheckpoint"],
    caught: ["sameCheckpoint", 10],
  }),
  stock(m25, {
    by: ["noMixedAttempts"],
    caught: ["noMixedAttempts", 9],
  }),
  stock(m27, { by: ["lateAckSafe"], caught: ["lateAckSafe", 9] }),
  stock(m28, { by: ["lateAckSafe"], caught: ["lateAckSafe", 6] }),
  regional(
    "m55",
    { ocCorrection: "none" },
    { about: "No correction of the coordinator's part (E16).", by: ["assignCut", "noLoss"], caught: ["assignCut", 17], scope: declinesOnly },
  ),
  regional(
    "m56",
    { ocCorrection: "now-copy" },
    { about: "The correction is made on current state (Z4).", by: ["healthyUntouched", "noLoss"], caught: ["healthyUntouched", 16], scope: declinesOnly },
  ),
  regional(
    "m57",
    { ocCorrection: "now-live" },
    {
      about: "The correction is made on live state while the task is alive (Z3).",
      by: ["noDuplicate", "liveOwner"],
      caught: ["liveOwner", 15],
      scope: declinesOnly,
    },
  ),
  regional(
    "m58",
    { ocCorrection: "now-live", bug: "M58" },
    {
      about: m58.about,
      by: ["liveOwner", "resetExact"],
      caught: ["liveOwner", 15],
      scope: { ...declinesOnly, finalizeFailures: 1 },
    },
  ),
  regional(
    "m59",
    { trackerPrune: "all" },
    { about: "The tracker is pruned for failed subtasks too (E24).", by: ["noLoss", "resetExact"], caught: ["resetExact", 19], scope: oneFailure },
  ),
  regional(
    "m60",
    { resetId: "restored" },
    { about: "subtaskReset names the regional checkpoint (Z6).", by: ["noLoss", "resetExact"], caught: ["resetExact", 19], scope: oneFailure },
  ),
  regional(
    "m61",
    { correctionFrom: "fallback" },
    {
      about: "The interval of the correction starts at the fallback checkpoint (E25).",
      by: ["correctionIsReference", "resetExact"],
      caught: ["correctionIsReference", 25],
      scope: { ...declinesOnly, splits: 1, checkpoints: 3, declines: 2 },
    },
  ),
  regional(
    "m63",
    { bug: "M63" },
    {
      about: m63.about,
      by: ["regionAtomic"],
      caught: ["regionAtomic", 23],
      scope: { ...declinesOnly, ...twoTasks },
    },
  ),
  regional(
    "m64",
    { regionMerge: "replaceIfPresent" },
    {
      about: "A member that acknowledged keeps its state when the fallback checkpoint has none (H5, Z1).",
      by: ["regionAtomic"],
      caught: ["regionAtomic", 23],
      scope: { ...declinesOnly, ...twoTasks },
    },
  ),
  regional(
    "m69",
    { gatewayOnFallback: "leave" },
    {
      about: "Gateways do not open when a coordinator hears of a fallback (Z19). P33 is a matter of progress; P33a is its part that a state shows.",
      by: ["gatewayCanOpen"],
      caught: ["gatewayCanOpen", 15],
      scope: declinesOnly,
    },
  ),
  regional(
    "m70",
    { lateAckAfterEval: "accept" },
    {
      about: "The evaluation is not frozen (Z5).",
      by: ["regionAtomic", "lateAckSafe", "frozen"],
      caught: ["frozen", 15],
      scope: { ...declinesOnly, timeouts: 1 },
    },
  ),
  regional(
    "m70.two-tasks",
    { lateAckAfterEval: "accept" },
    {
      about: "The evaluation is not frozen: the region is mixed (Z5).",
      by: ["regionAtomic"],
      caught: ["regionAtomic", 23],
      scope: { ...declinesOnly, ...twoTasks, timeouts: 1 },
    },
  ),
];
