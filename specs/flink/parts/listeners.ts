/** The listeners to choose from, each with the part that acts beside its tasks. An instance looks at one kind at a time: they do not meet. */
import { committingCoordinator, coordinatorCommit } from "./coordinator-commit.ts";
import { incrementalState, sharedStateRegistry } from "./incremental-state.ts";
import type { Listener } from "./listener.ts";
import { localState } from "./local-state.ts";
import type { Rules } from "./rules.ts";
import { legacyTwoPhaseCommit, sinkV2 } from "./two-phase-commit.ts";
import type { Model, Part } from "./world.ts";

const listeners: Readonly<Record<Rules["listener"], Listener>> = {
  legacy2pc: legacyTwoPhaseCommit,
  sinkV2,
  coordinatorCommit,
  incrementalState,
  localState,
};

export function listenerOf({ rules }: Model): Listener {
  return listeners[rules.listener];
}

/** Who else takes part in checkpoints for the sake of these listeners. */
export function partsBeside(listener: Rules["listener"]): readonly Part[] {
  if (listener === "coordinatorCommit") return [committingCoordinator];
  return listener === "incrementalState" ? [sharedStateRegistry] : [];
}

/** Whether there are transactions in this model. */
export function commits({ rules }: Model): boolean {
  return ["legacy2pc", "sinkV2", "coordinatorCommit"].includes(rules.listener);
}
