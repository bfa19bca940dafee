/**
 * Regional checkpoints in each meaning, at two scopes, against P2: is the composed checkpoint a state that the job could have been in?
 * The defaults of the rules are the meaning that holds; every other case names what it changes.
 */
import { type Expectation, holds, violates } from "cutcheck";
import { P } from "./properties.ts";
import { type Scope, type Semantics, type SplitAssignmentCase, threeIds, twoTasks } from "./scope.ts";

/** The rules that hold: correction on a copy of the coordinator's own cut, history kept for failed regions, true cuts as reset ids. */
const regional: Semantics = { regional: true };

/** These rules, as read in the pull requests: live rollback on current state (H12), no completion for coordinators (H8), ids of the fallback. */
export const asRead: Semantics = {
  regional: true,
  ocCorrection: "now-live",
  correctionFrom: "fallback",
  trackerPrune: "nothing",
  resetId: "restored",
  regionMerge: "replaceIfPresent",
  lateAckAfterEval: "accept",
};

type Correction = NonNullable<Semantics["ocCorrection"]>;

/** The verdict on P2 of one meaning of the correction, for a declining task that runs on and for one that restarts, at both scopes. */
function corrections(
  ocCorrection: Correction,
  about: string,
  expectations: Readonly<Record<"alive" | "restarts", readonly [Expectation, Expectation]>>,
): readonly SplitAssignmentCase[] {
  return (["alive", "restarts"] as const).flatMap(declinedTask =>
    ([{}, threeIds] satisfies Scope[]).map((scope, at) => ({
      name: `correction.${ocCorrection}.${declinedTask}${at === 0 ? "" : ".ids=3"}`,
      about: `${about} The declining task ${declinedTask === "alive" ? "runs on" : "restarts while the checkpoint is pending"}.`,
      scope,
      semantics: { ...regional, ocCorrection, declinedTask },
      properties: [P.reachable],
      expect: expectations[declinedTask][at],
    })),
  );
}

const p2 = (steps: number) => violates(P.reachable, { steps });

export const regionalCases: readonly SplitAssignmentCase[] = [
  {
    name: "regional",
    about: "All properties, under the rules that hold.",
    semantics: regional,
    expect: holds({ states: 52_192, withoutSymmetry: { states: 97_873 } }),
  },
  {
    name: "regional.ids=3",
    about: "As regional, with two regional checkpoints in a row and a failure after them.",
    scope: threeIds,
    semantics: regional,
    expect: holds({ states: 78849 }),
  },
  {
    name: "regional.restarts",
    about: "As regional; a declining task takes its region down while the checkpoint stays pending.",
    semantics: { ...regional, declinedTask: "restarts" },
    expect: holds({ states: 56_203, withoutSymmetry: { states: 105_607 } }),
  },
  { name: "regional.restarts.ids=3", scope: threeIds, semantics: { ...regional, declinedTask: "restarts" }, expect: holds({ states: 82342 }) },
  {
    name: "regional.two-tasks",
    about: "As regional, with a channel inside the region.",
    scope: twoTasks,
    semantics: regional,
    expect: holds({ states: 77310 }),
  },
  {
    name: "regional.no-prune",
    about: "As regional; a regional completion prunes nothing from the tracker: entries are kept longer, which does no harm.",
    semantics: { ...regional, trackerPrune: "nothing" },
    expect: holds({ states: 52_966, withoutSymmetry: { states: 99_371 } }),
  },
  {
    name: "regional.abort-if-absent",
    about: "As regional; aborts when a member of a failed region has no state in the fallback checkpoint.",
    semantics: { ...regional, regionMerge: "abortIfAbsent" },
    expect: holds({ states: 46_660, withoutSymmetry: { states: 87_536 } }),
  },
  {
    name: "regional.replace-if-present",
    about: "As regional; a member without state in the fallback checkpoint keeps its answer. Harmless where a region is one task: see z1.mixed-region.",
    semantics: { ...regional, regionMerge: "replaceIfPresent" },
    expect: holds({ states: 52_192, withoutSymmetry: { states: 97_873 } }),
  },
  {
    name: "regional.reevaluate",
    about:
      "As regional; an acknowledgement after the evaluation makes a new evaluation from the coordinator's own cut. P54 forbids exactly that and is left out.",
    semantics: { ...regional, lateAckAfterEval: "reevaluate" },
    properties: Object.values(P).filter(name => name !== P.frozen),
    expect: holds({ states: 51_432, withoutSymmetry: { states: 96_429 } }),
  },
  {
    name: "as-read",
    about: "These rules, as read in the pull requests: the first property that breaks.",
    semantics: asRead,
    expect: violates(P.liveOwner, { steps: 15 }),
  },
  {
    name: "as-read.valid",
    about: "These rules, as read in the pull requests: is the composed checkpoint valid?",
    semantics: asRead,
    properties: [P.reachable],
    expect: p2(16),
  },
  {
    name: "as-read.valid.ids=3",
    about: "As as-read.valid, one split and three ids.",
    scope: threeIds,
    semantics: asRead,
    properties: [P.reachable],
    expect: p2(16),
  },
  ...corrections("none", "The coordinator's part is its own cut, uncorrected.", { alive: [p2(17), p2(17)], restarts: [p2(17), p2(17)] }),
  ...corrections("now-live", "The live coordinator is rolled back for the failed subtasks and snapshotted again.", {
    alive: [p2(16), p2(16)],
    restarts: [p2(16), p2(16)],
  }),
  ...corrections("now-copy", "The live coordinator is snapshotted again; the failed subtasks' splits are returned in the copy.", {
    alive: [p2(16), p2(16)],
    restarts: [p2(16), p2(16)],
  }),
  ...corrections("cut-live-history", "The coordinator's own cut is corrected with the tracker as it is at the evaluation.", {
    alive: [holds({ states: 52_192, withoutSymmetry: { states: 97_873 } }), holds({ states: 78849 })],
    restarts: [p2(18), p2(18)],
  }),
  ...corrections("cut-copy", "The coordinator's own cut is corrected with the tracker as it was at that cut.", {
    alive: [holds({ states: 52_192, withoutSymmetry: { states: 97_873 } }), holds({ states: 78849 })],
    restarts: [holds({ states: 56_203, withoutSymmetry: { states: 105_607 } }), holds({ states: 82342 })],
  }),
];
