/** Regional checkpoints under the rules that hold: a fallback that does nothing, aborts that carry the newest own cut, true cuts as ids. */
import { holds } from "cutcheck";
import { concurrent, twoTasks } from "./cases-stock.ts";
import type { CommitCase, Scope, Semantics } from "./scope.ts";

const noGlobal: Scope = { globalFailures: 0, lateAcks: false };

const listeners: readonly [string, Scope, Semantics, alive: number, restarts: number][] = [
  ["legacy-2pc", noGlobal, {}, 45809, 54751],
  ["sink-v2", noGlobal, { listener: "sinkV2" }, 45809, 53457],
  ["coordinator-commit", noGlobal, { listener: "coordinatorCommit" }, 43086, 49564],
  ["incremental-state", { globalFailures: 0 }, { listener: "incrementalState", abortRpcs: "inOrder" }, 101520, 82981],
  ["local-state", {}, { listener: "localState" }, 89112, 75351],
];

export const regionalCases: readonly CommitCase[] = [
  ...listeners.flatMap(([name, scope, semantics, alive, restarts]): CommitCase[] => [
    {
      name: `regional.${name}`,
      about: "All properties; a declining task runs on.",
      scope,
      semantics: { regional: true, ...semantics },
      expect: holds({ states: alive }),
    },
    {
      name: `regional.${name}.restarts`,
      about: "All properties; a declining task takes its region down while the checkpoint stays pending.",
      scope,
      semantics: { regional: true, declinedTask: "restarts", ...semantics },
      expect: holds({ states: restarts }),
    },
  ]),
  {
    name: "regional.global-failover",
    about: "With global failover after a regional checkpoint.",
    scope: { timeouts: 0, lateAcks: false },
    semantics: { regional: true },
    expect: holds({ states: 47071 }),
  },
  {
    name: "regional.two-tasks",
    about: "A failed region has a member that acknowledged (P27).",
    scope: { ...twoTasks, globalFailures: 0 },
    semantics: { regional: true },
    expect: holds({ states: 29208 }),
  },
  {
    name: "regional.concurrent",
    about: "Two checkpoints at a time.",
    scope: { ...concurrent, ...noGlobal },
    semantics: { regional: true },
    expect: holds({ states: 28582 }),
  },
  {
    name: "regional.abort-after-evaluation",
    about: "A correction fails, and the checkpoint aborts after its evaluation.",
    scope: { ...noGlobal, timeouts: 0, finalizeFailures: 1 },
    semantics: { regional: true },
    expect: holds({ states: 30629 }),
  },
  {
    name: "regional.three-regions",
    about: "Two of three regions may fail.",
    scope: { ...noGlobal, timeouts: 0, subtasks: 3, checkpoints: 2 },
    semantics: { regional: true },
    expect: holds({ states: 44357 }),
  },
  ...large("legacy-2pc", {}, 162526),
  ...large("sink-v2", { listener: "sinkV2" }, 162526),
  ...large("coordinator-commit", { listener: "coordinatorCommit" }, 150448),
  {
    name: "regional.concurrent.faults=2",
    tier: "full",
    scope: { ...noGlobal, concurrent: 2, timeouts: 0 },
    semantics: { regional: true },
    expect: holds({ states: 100287 }),
  },
];

/** With three faults. */
function large(name: string, semantics: Semantics, states: number): readonly CommitCase[] {
  return [
    {
      name: `regional.${name}.faults=3`,
      tier: "full",
      scope: { ...noGlobal, faults: 3 },
      semantics: { regional: true, ...semantics },
      expect: holds({ states }),
    },
  ];
}
