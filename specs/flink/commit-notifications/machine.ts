/** The machine: the state of `parts/commit-world.ts`, what happens in it, and what must hold. */
import { type Machine, machine } from "cutcheck";
import { mutated } from "../mutants/mutant.ts";
import { type CommitWorld, commitFields } from "../parts/commit-world.ts";
import { faultKinds } from "../parts/faults.ts";
import type { Model } from "../parts/world.ts";
import { observed } from "./observed.ts";
import { picture } from "./picture.ts";
import { properties } from "./properties.ts";
import { type CommitMutant, commitProtocol } from "./protocol.ts";
import { witnesses } from "./witnesses.ts";

/** A job that has processed nothing, and ends when it has used up its checkpoint ids. */
export function commitNotifications(m: Model, mutant: CommitMutant | null): Machine<CommitWorld> {
  const protocol = mutated(commitProtocol(m), mutant);
  const { actions, guards } = protocol;
  return machine("commit-notifications", commitFields(m))
    .init(s => {
      for (const kind of faultKinds) s.budget[kind] = m.faults[kind];
      s.budget.faults = m.faults.faults;
    })
    .use(actions.checkpointActions)
    .use(actions.faultActions)
    .use(properties(protocol))
    .use(witnesses(protocol))
    .use(picture(m))
    .use(observed)
    .terminal(s => guards.hasEnded(s));
}
