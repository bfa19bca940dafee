/** The listeners to choose from. An instance looks at one kind at a time: they do not meet. */
import type { CommitModel } from "./commit-world.ts";
import { coordinatorCommit } from "./coordinator-commit.ts";
import { incrementalState } from "./incremental-state.ts";
import type { Listener } from "./listener.ts";
import { localState } from "./local-state.ts";
import { legacyTwoPhaseCommit, sinkV2 } from "./two-phase-commit.ts";

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
