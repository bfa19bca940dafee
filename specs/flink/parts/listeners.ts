/** Who is told how a checkpoint ended, and what it does (D1-D9). A spec looks at one kind of listener at a time. */
import type { CommitModel, CommitWorld } from "./commit-world.ts";
import { coordinatorCommit } from "./coordinator-commit.ts";
import { incrementalState } from "./incremental-state.ts";
import { localState } from "./local-state.ts";
import { legacyTwoPhaseCommit, sinkV2 } from "./two-phase-commit.ts";

/** The callbacks of a task's listener. */
export interface Listener {
  /** The synchronous part of a snapshot (K5). The task's position has moved on from `from`. */
  snapshot(m: CommitModel, s: CommitWorld, task: number, id: number, from: number): void;
  /** notifyCheckpointComplete. */
  complete(m: CommitModel, s: CommitWorld, task: number, id: number): void;
  /** notifyCheckpointAborted. */
  aborted(m: CommitModel, s: CommitWorld, task: number, id: number): void;
  /** notifyRegionalCheckpointFallback. */
  fallback(m: CommitModel, s: CommitWorld, task: number, id: number): void;
  /** A new attempt has its state, from the checkpoint `id`; 0: it starts from nothing. */
  restored(m: CommitModel, s: CommitWorld, task: number, id: number): void;
}

const listeners: Readonly<Record<CommitModel["rules"]["listener"], Listener>> = {
  legacy2pc: legacyTwoPhaseCommit,
  sinkV2,
  coordinatorCommit,
  incrementalState,
  localState,
};

export function listenerOf(m: CommitModel): Listener {
  return listeners[m.rules.listener];
}

/** Whether there are transactions in this model. */
export function commits(m: CommitModel): boolean {
  return ["legacy2pc", "sinkV2", "coordinatorCommit"].includes(m.rules.listener);
}
