/** The hazards that the fact sheet derives (Z1, Z3-Z6; H6a-H6d in flip-600.md), each put to the checker. */
import { violates } from "cutcheck";
import { asRead } from "./cases-regional.ts";
import { P } from "./properties.ts";
import { declinesOnly, oneFailure, type SplitAssignmentCase, twoTasks } from "./scope.ts";

export const hazardCases: readonly SplitAssignmentCase[] = [
  {
    name: "z3.two-readers",
    about: "Z3, H6a: the live coordinator is rolled back while the declining reader runs on, and hands its split to another one.",
    scope: declinesOnly,
    semantics: { regional: true, ocCorrection: "now-live" },
    properties: [P.oneReader],
    expect: violates(P.oneReader, { steps: 18 }),
  },
  {
    name: "z3.not-undone",
    about: "Z3, H6c: the rollback is not undone when the regional checkpoint aborts after it, and spoils the next full checkpoint.",
    scope: { ...declinesOnly, checkpoints: 3, finalizeFailures: 1 },
    semantics: { regional: true, ocCorrection: "now-live", bug: "M58" },
    properties: [P.noDuplicate],
    expect: violates(P.noDuplicate, { steps: 24 }),
  },
  {
    name: "z3.restart-race",
    about: "H6d: the failed region has restarted and got new splits before the live coordinator is rolled back.",
    scope: declinesOnly,
    semantics: { regional: true, ocCorrection: "now-live", declinedTask: "restarts" },
    properties: [P.oneReader],
    expect: violates(P.oneReader, { steps: 19 }),
  },
  {
    name: "z4.healthy-side",
    about:
      "Z4, H6b: a correction on current state calls a split assigned that went to a healthy reader after its barrier: it is in no reader's state and lost.",
    scope: declinesOnly,
    semantics: { regional: true, ocCorrection: "now-copy" },
    properties: [P.noLoss],
    expect: violates(P.noLoss, { steps: 16 }),
  },
  {
    name: "z5.late-ack",
    about: "Z5, H20: an acknowledgement between evaluation and completion replaces the merged state, but the coordinator has already returned the split.",
    scope: { ...declinesOnly, timeouts: 1 },
    semantics: { regional: true, lateAckAfterEval: "accept" },
    properties: [P.noDuplicate],
    expect: violates(P.noDuplicate, { steps: 18 }),
  },
  {
    name: "z6.reset-id",
    about:
      "Z6, H6a: the region restarts under the regional id, and subtaskReset looks only above it: the splits assigned since the fallback checkpoint are lost.",
    scope: oneFailure,
    semantics: { regional: true, resetId: "restored" },
    properties: [P.resetExact],
    expect: violates(P.resetExact, { steps: 19 }),
  },
  {
    name: "z6.restart",
    about: "Z6, H6a: the same for a task that restarts because it declined.",
    scope: declinesOnly,
    semantics: { regional: true, resetId: "restored", declinedTask: "restarts" },
    properties: [P.resetExact],
    expect: violates(P.resetExact, { steps: 18 }),
  },
  {
    name: "z1.mixed-region",
    about:
      "Z1: the sink of a region fails, and its source, which acknowledged, keeps its state because the fallback checkpoint has none of it: it keeps a split that the coordinator returns.",
    scope: { ...declinesOnly, ...twoTasks },
    semantics: { regional: true, regionMerge: "replaceIfPresent" },
    properties: [P.noDuplicate],
    expect: violates(P.noDuplicate, { steps: 25 }),
  },
  {
    name: "e25.transitive",
    about: "E25: after two regional checkpoints in a row the interval starts at the fallback checkpoint instead of at the true cut.",
    scope: { ...declinesOnly, splits: 1, checkpoints: 3, declines: 2 },
    semantics: { regional: true, correctionFrom: "fallback" },
    properties: [P.noLoss],
    expect: violates(P.noLoss, { steps: 25 }),
  },
  {
    name: "restart-race.history",
    about:
      "Not in the fact sheet: the correction is taken from the coordinator's own cut, but with the tracker as it is now, and subtaskReset of the restarted region has emptied that.",
    scope: declinesOnly,
    semantics: { regional: true, ocCorrection: "cut-live-history", declinedTask: "restarts" },
    properties: [P.noLoss],
    expect: violates(P.noLoss, { steps: 18 }),
  },
  {
    name: "as-read.two-readers",
    about: "These rules, as read in the pull requests: one split, two readers.",
    scope: declinesOnly,
    semantics: asRead,
    properties: [P.oneReader],
    expect: violates(P.oneReader, { steps: 18 }),
  },
  {
    name: "as-read.loss",
    about: "These rules, as read in the pull requests: a record is lost.",
    scope: declinesOnly,
    semantics: asRead,
    properties: [P.noLoss],
    expect: violates(P.noLoss, { steps: 16 }),
  },
  {
    name: "as-read.duplicate",
    about: "These rules, as read in the pull requests: a record is counted twice.",
    scope: { ...declinesOnly, checkpoints: 3 },
    semantics: asRead,
    properties: [P.noDuplicate],
    expect: violates(P.noDuplicate, { steps: 24 }),
  },
];
