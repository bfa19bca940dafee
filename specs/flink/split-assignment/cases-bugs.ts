/** The seeded bugs of V8 that this spec can express, each against the properties of its list there. */
import type { splitBugs } from "../parts/rules.ts";
import { bugCase, type SeededBug } from "../parts/seeded-bugs.ts";
import { P } from "./properties.ts";
import { declinesOnly, oneFailure, type Scope, type Semantics, type SplitAssignmentCase, twoTasks } from "./scope.ts";

type Bug = SeededBug<keyof typeof P, Scope, Semantics>;

/** A mutation of a stock rule. */
function stock(bug: (typeof splitBugs)[number], { scope, semantics, ...caught }: Bug): SplitAssignmentCase {
  return bugCase(P, bug.toLowerCase(), { ...caught, scope: { faults: 1, ...scope }, semantics: { bug, ...semantics } });
}

/** A regional rule that differs from the ones that hold. */
function regional(name: string, semantics: Semantics, caught: Bug): SplitAssignmentCase {
  return bugCase(P, name, { ...caught, semantics: { regional: true, ...semantics } });
}

export const bugCases: readonly SplitAssignmentCase[] = [
  stock("M1", {
    about: "Barriers are injected before the coordinator's snapshot is there (A3).",
    by: ["assignCut", "eventBeforeCut"],
    caught: ["eventBeforeCut", 3],
  }),
  stock("M2", {
    about: "The coordinator's snapshot does not wait for unconfirmed events (C3).",
    by: ["assignCut", "noLoss", "eventBeforeCut"],
    caught: ["eventBeforeCut", 4],
  }),
  stock("M3-early", {
    about: "Gateways close when the snapshot is asked for, and hold back what belongs before the cut (C3).",
    by: ["assignCut"],
    caught: ["assignCut", 8],
  }),
  stock("M3-late", {
    about: "Gateways close after the events that follow the snapshot were sent (C4).",
    by: ["eventAfterCut"],
    caught: ["eventAfterCut", 4],
  }),
  stock("M4", { about: "Gateways never close (C5).", by: ["noDuplicate", "eventAfterCut"], caught: ["eventAfterCut", 4] }),
  stock("M6", {
    about: "A gateway that opens for an id while it is closed for an older one sends the events instead of handing them on (C7).",
    by: ["eventAfterCut"],
    caught: ["eventAfterCut", 8],
    scope: { concurrent: 2, splits: 1 },
  }),
  stock("M7", { about: "An abort drops the events that a closed gateway holds back (C8).", by: ["eventFifo", "liveOwner"], caught: ["eventFifo", 4] }),
  stock("M8", { about: "A lost event does not fail the task (C5).", by: ["noLoss", "liveOwner"], caught: ["liveOwner", 2] }),
  stock("M9", {
    about: "The gateway outlives its attempt: events for the old one reach the new one (C10).",
    by: ["noDuplicate", "liveOwner"],
    caught: ["liveOwner", 3],
  }),
  stock("M10", {
    about: "The tracker hears of the checkpoint after the enumerator's snapshot, with an assignment in between (E2).",
    by: ["assignCut", "resetExact"],
    caught: ["resetExact", 10],
  }),
  stock("M11", {
    about: "The tracker drops the entries of an aborted checkpoint (E3).",
    by: ["noLoss", "resetExact"],
    caught: ["resetExact", 5],
    scope: { faults: 2 },
  }),
  regional(
    "m12",
    { bug: "M12", trackerPrune: "nothing" },
    {
      about:
        "subtaskReset returns the keys from the restored id on instead of above it (E4). Stock hides it: that key was pruned when the checkpoint completed (Z24), so this case is a regional one that prunes nothing.",
      by: ["noDuplicate", "liveOwner"],
      caught: ["liveOwner", 18],
      scope: oneFailure,
    },
  ),
  stock("M13", {
    about: "subtaskReset returns only what is under no checkpoint yet (E4).",
    by: ["noLoss", "resetExact"],
    caught: ["resetExact", 5],
    scope: { faults: 2 },
  }),
  stock("M14", { about: "Regional failover resets the coordinator to the checkpoint (A36).", by: ["noDuplicate", "liveOwner"], caught: ["liveOwner", 3] }),
  stock("M15", { about: "Global failover does not reset the coordinator (A36).", by: ["noLoss", "liveOwner"], caught: ["liveOwner", 2] }),
  stock("M16", {
    about: "Failover does not abort the pending checkpoint, and old acknowledgements complete it (B25).",
    by: ["noMixedAttempts"],
    caught: ["noMixedAttempts", 8],
  }),
  stock("M17", {
    about: "Regional failover restarts the failed task only, not its region (B21).",
    by: ["noLoss", "noDuplicate"],
    caught: ["noLoss", 16],
    scope: { ...twoTasks, checkpoints: 1 },
  }),
  stock("M18", {
    about: "A region restarts from an older checkpoint than the others, here from none (B25).",
    by: ["sameCheckpoint"],
    caught: ["sameCheckpoint", 10],
  }),
  stock("M25", {
    about: "The plan names subtasks instead of attempts: a new attempt takes part in the checkpoint of the old one (A10, A4).",
    by: ["noMixedAttempts"],
    caught: ["noMixedAttempts", 9],
  }),
  stock("M27", { about: "A late acknowledgement counts for the checkpoint that is pending now (A14).", by: ["lateAckSafe"], caught: ["lateAckSafe", 9] }),
  stock("M28", { about: "The private state of a late acknowledgement is not deleted (A14).", by: ["lateAckSafe"], caught: ["lateAckSafe", 6] }),
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
      about:
        "As M57, and the checkpoint aborts afterwards (E26): P12 breaks with the rollback itself; the case z3.not-undone shows the damage after the abort.",
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
      about: "Only the declined tasks fall back, not their region (H4, Z1).",
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
