/**
 * What is not usual and must not matter: committables that a barrier has overtaken, a task that takes its time to be cancelled, stop-with-savepoint;
 * and what P29 asks, that the order of notifications does not matter, seen from a listener for which it does.
 */
import { holds } from "cutcheck";
import type { CommitCase, Scope, Semantics } from "./scope.ts";

const oneFault: Scope = { faults: 1, lateAcks: false };
const savepoint: Scope = { ...oneFault, savepoints: true };

function savepoints(listener: NonNullable<Semantics["listener"]>, name: string, states: number, semantics: Semantics = {}): CommitCase {
  return {
    name: `stock.savepoint.${name}`,
    about: "The job may be stopped with a savepoint, which is told as a completion and is not in the store (A19).",
    scope: savepoint,
    semantics: { listener, ...semantics },
    expect: holds({ states }),
  };
}

export const variantCases: readonly CommitCase[] = [
  savepoints("legacy2pc", "legacy-2pc", 8864),
  savepoints("sinkV2", "sink-v2", 8864),
  savepoints("coordinatorCommit", "coordinator-commit", 8563),
  savepoints("incrementalState", "incremental-state", 9663, { abortRpcs: "inOrder" }),
  {
    name: "regional.savepoint",
    about: "Stop-with-savepoint where checkpoints may be regional: a savepoint never is (H1).",
    scope: { ...savepoint, timeouts: 0, globalFailures: 0, faults: 2 },
    semantics: { regional: true },
    expect: holds({ states: 57282 }),
  },
  {
    name: "stock.sink-v2.overtaken",
    about: "Unaligned: barriers overtake committables, and a completion may reach the committer before them (B7, D6).",
    scope: oneFault,
    semantics: { listener: "sinkV2", committables: "overtaken" },
    expect: holds({ states: 59229 }),
  },
  {
    name: "regional.sink-v2.overtaken",
    about: "As stock.sink-v2.overtaken, with regional checkpoints.",
    scope: { ...oneFault, timeouts: 0, globalFailures: 0, checkpoints: 2 },
    semantics: { regional: true, listener: "sinkV2", committables: "overtaken" },
    expect: holds({ states: 4510 }),
  },
  {
    name: "stock.slow-cancellation",
    about: "The sink of a failed region stays CANCELING for a while, and is told nothing any more (B17).",
    scope: { ...oneFault, tasksPerRegion: 2, checkpoints: 2 },
    semantics: { cancellation: "slow" },
    expect: holds({ states: 26916 }),
  },
  {
    name: "p29.in-order",
    about:
      "A listener that takes a late abort for a rollback (M100) is right as long as notifications come in order: only the bag of messages shows that it is not.",
    scope: { faults: 1 },
    semantics: { notifications: "inOrder", bug: "M100" },
    expect: holds({ states: 7802 }),
  },
];
