/** The listeners to choose from, each with the part that acts beside its tasks. An instance looks at one kind at a time: they do not meet. */
import { committingCoordinatorOf, committingWriter } from "./coordinator-commit.ts";
import { incrementalStateOf, sharedStateRegistry } from "./incremental-state.ts";
import type { Listener } from "./listener.ts";
import { localStateOf } from "./local-state.ts";
import type { Rules } from "./rules.ts";
import { transactionsOf } from "./transactions.ts";
import { legacyTwoPhaseCommit, sinkRestoresOf, sinksOf, sinkV2 } from "./two-phase-commit.ts";
import type { Model, Part } from "./world.ts";

/** What listeners do. */
export function listenersOf(m: Model) {
  const transactions = transactionsOf();
  const sinks = sinksOf(m, transactions);
  const restores = sinkRestoresOf(m, transactions);
  const committer = committingCoordinatorOf(m, transactions);
  return { transactions, sinks, restores, committer, incremental: incrementalStateOf(m), local: localStateOf(m) };
}

type Listeners = ReturnType<typeof listenersOf>;

/** The one that listens to a machine's notifications. */
export function listenerOf(m: Model, { sinks, restores, incremental, local }: Listeners): Listener {
  const listeners: Readonly<Record<Rules["listener"], Listener>> = {
    legacy2pc: legacyTwoPhaseCommit(m, sinks, restores),
    sinkV2: sinkV2(m, sinks, restores),
    coordinatorCommit: committingWriter(m),
    incrementalState: incremental,
    localState: local,
  };
  return listeners[m.rules.listener];
}

/** Who else takes part in checkpoints for the sake of this listener. */
export function partsBeside(m: Model, { committer }: Listeners): readonly Part[] {
  if (m.rules.listener === "coordinatorCommit") return [committer];
  return m.rules.listener === "incrementalState" ? [sharedStateRegistry(m)] : [];
}

/** Whether there are transactions in this model. */
export function commits({ rules }: Model): boolean {
  return ["legacy2pc", "sinkV2", "coordinatorCommit"].includes(rules.listener);
}
