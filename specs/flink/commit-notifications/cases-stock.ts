/** Stock rules, with each listener: every property holds. One exception, which is about lost completions, is in `cases-hazards.ts`. */
import { holds } from "cutcheck";
import type { CommitCase, Scope, Semantics } from "./scope.ts";

/** Two tasks in a region, with a barrier between them. */
export const twoTasks: Scope = { tasksPerRegion: 2, checkpoints: 2, faults: 1, lateAcks: false };
/** Two checkpoints may be pending. */
export const concurrent: Scope = { concurrent: 2, faults: 1 };

/** One decline at most, and no acknowledgement outlives its checkpoint. */
const small: Scope = { declines: 1, lateAcks: false };

const listeners: readonly [string, string, Semantics, states: number, statesLarge: number][] = [
  ["legacy-2pc", "A two-phase-commit sink.", {}, 46107, 127555],
  ["sink-v2", "A Sink V2 committer, whose writer sweeps.", { listener: "sinkV2" }, 43855, 118433],
  ["coordinator-commit", "A coordinator that commits.", { listener: "coordinatorCommit" }, 44034, 122754],
  [
    "incremental-state",
    "An incremental state backend, if aborts arrive in order with triggers.",
    { listener: "incrementalState", abortRpcs: "inOrder" },
    37930,
    119633,
  ],
  ["local-state", "Local copies, found by the restored id.", { listener: "localState", localRestore: "id" }, 26358, 80493],
];

export const stockCases: readonly CommitCase[] = [
  ...listeners.flatMap(([name, about, semantics, states, statesLarge]): CommitCase[] => [
    { name: `stock.${name}`, about, scope: small, semantics, expect: holds({ states }) },
    {
      name: `stock.${name}.large`,
      about: `${about} With late acknowledgements and two declines.`,
      tier: "full",
      semantics,
      expect: holds({ states: statesLarge }),
    },
  ]),
  { name: "stock.two-tasks", about: "Source and sink are tasks of their own.", scope: twoTasks, expect: holds({ states: 26258 }) },
  { name: "stock.concurrent", about: "Two checkpoints at a time: the older one is subsumed.", scope: concurrent, expect: holds({ states: 53378 }) },
];
