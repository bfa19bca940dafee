/** The machine: the state of `parts/split-world.ts`, what happens in it, and what must hold. */
import { type Machine, machine } from "cutcheck";
import { mutated } from "../mutants/mutant.ts";
import { faultKinds } from "../parts/faults.ts";
import { type SplitModel, type SplitWorld, splitFields } from "../parts/split-world.ts";
import { checkpointActions, regionalActions, sinkActions, sourceActions, sourceCoordinatorActions } from "./actions.ts";
import { faultActions } from "./fault-actions.ts";
import { observed } from "./observed.ts";
import { picture } from "./picture.ts";
import { properties } from "./properties.ts";
import { type SplitMutant, splitProtocol } from "./protocol.ts";
import { witnesses } from "./witnesses.ts";

/** A job that starts with every split unassigned and no checkpoint, and ends when it has used up its checkpoint ids. */
export function splitAssignment(m: SplitModel, mutant: SplitMutant | null = null): Machine<SplitWorld> {
  const protocol = mutated(splitProtocol(m), mutant);
  return machine("split-assignment", splitFields(m))
    .init(s => {
      for (const kind of faultKinds) s.budget[kind] = m.faults[kind];
      s.budget.faults = m.faults.faults;
    })
    .use(sourceCoordinatorActions(protocol))
    .use(sourceActions(protocol))
    .use(sinkActions(protocol))
    .use(checkpointActions(protocol))
    .use(regionalActions(protocol))
    .use(faultActions(protocol))
    .use(properties(protocol))
    .use(witnesses(m))
    .use(picture(m))
    .use(observed(m))
    .terminal(s => s.pending.every(({ id }) => id === 0) && s.next > m.job.ids);
}
