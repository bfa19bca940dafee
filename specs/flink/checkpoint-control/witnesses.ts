/** What must be reachable, so that "holds" means something (below V6). A witness that the scope or the rules exclude is left out. */
import { isMixed, pendingCount } from "../parts/world.ts";
import type { ControlMachine } from "./actions.ts";
import { answers, isForcedEndOf } from "./properties.ts";
import type { ControlProtocol } from "./protocol.ts";

export const witnesses = (protocol: ControlProtocol) => (machine: ControlMachine) =>
  machine
    .witness("a checkpoint completes in which every task has a part", s => s.latest.id > 0 && !isMixed(s.latest))
    .use(concurrencyWitnesses(protocol))
    .use(regionalWitnesses(protocol))
    .use(forcedWitnesses(protocol));

const concurrencyWitnesses =
  ({ m: { concurrent, savepoints }, completion }: ControlProtocol) =>
  (machine: ControlMachine) => {
    const two =
      concurrent === 1
        ? machine
        : machine.witness("two checkpoints are pending", s => s.pending.filter(each => each.id > 0 && !completion.isPlainSavepoint(each)).length === 2);
    return savepoints
      ? two.witness("a savepoint is pending beside a checkpoint", s => pendingCount(s) > 1 && s.pending.some(({ savepoint }) => savepoint))
      : two;
  };

const regionalWitnesses =
  ({ expectations }: ControlProtocol) =>
  (machine: ControlMachine) =>
    expectations.mayCompleteRegionally() ? machine.witness("a checkpoint completes regionally", s => isMixed(s.latest)) : machine;

/** Where the scope has them. */
const forcedWitnesses = (protocol: ControlProtocol) => (machine: ControlMachine) =>
  protocol.expectations.mayForcedAbort() ? machine.witnessStep("a forced checkpoint aborts", { of: answers }, isForcedEndOf(protocol)) : machine;
