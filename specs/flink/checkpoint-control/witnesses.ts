/** What must be reachable, so that "holds" means something (below V6). A witness that the scope or the rules exclude is left out. */
import type { ControlModel } from "../parts/control-world.ts";
import { isMixed, isPlainSavepoint, pendingCount } from "../parts/world.ts";
import { type ControlMachine, mayCompleteRegionally } from "./actions.ts";
import { answers, isForcedEnd } from "./properties.ts";

export const witnesses = (m: ControlModel) => (machine: ControlMachine) =>
  machine
    .witness("a checkpoint completes in which every task has a part", s => s.latest.id > 0 && !isMixed(s.latest))
    .use(concurrencyWitnesses(m))
    .use(regionalWitnesses(m))
    .use(forcedWitnesses(m));

const concurrencyWitnesses = (m: ControlModel) => (machine: ControlMachine) => {
  const two =
    m.concurrent === 1
      ? machine
      : machine.witness("two checkpoints are pending", s => s.pending.filter(each => each.id > 0 && !isPlainSavepoint(m, each)).length === 2);
  return m.savepoints
    ? two.witness("a savepoint is pending beside a checkpoint", s => pendingCount(s) > 1 && s.pending.some(({ savepoint }) => savepoint))
    : two;
};

const regionalWitnesses = (m: ControlModel) => (machine: ControlMachine) =>
  mayCompleteRegionally(m) ? machine.witness("a checkpoint completes regionally", s => isMixed(s.latest)) : machine;

/** As many regional checkpoints as the limit allows, and another failure: where the scope has them. */
const forcedWitnesses = (m: ControlModel) => (machine: ControlMachine) => {
  const { rules, limits, faults, breakdown } = m;
  const isReached = breakdown === "declines" || breakdown === "silent" || faults.declines > limits.maxRegional;
  if (!mayCompleteRegionally(m) || !isReached || rules.staleCounter === "perRegion" || rules.bug === "M79" || rules.bug === "M78") return machine;
  return machine.witnessStep("a forced checkpoint aborts", { of: answers }, (before, after) => isForcedEnd(m, before, after));
};
