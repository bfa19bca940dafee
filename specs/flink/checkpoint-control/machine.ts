/** The machine: the state of `parts/control-world.ts`, what happens in it, and what must hold. */
import { type Machine, machine } from "cutcheck";
import { mutated } from "../mutants/mutant.ts";
import { type ControlModel, type ControlWorld, controlFields } from "../parts/control-world.ts";
import { controlFaultKinds, faultKinds } from "../parts/faults.ts";
import { faultActions } from "./fault-actions.ts";
import { liveness } from "./liveness.ts";
import { observed } from "./observed.ts";
import { picture } from "./picture.ts";
import { properties } from "./properties.ts";
import { type ControlMutant, controlProtocol } from "./protocol.ts";
import { witnesses } from "./witnesses.ts";

/** A job that has processed nothing, and goes on for ever. That it stops is nothing that a state shows: it is for the properties of progress. */
export function checkpointControl(m: ControlModel, mutant: ControlMutant | null = null): Machine<ControlWorld> {
  const protocol = mutated(controlProtocol(m), mutant);
  const { actions } = protocol;
  return machine("checkpoint-control", controlFields(m))
    .init(s => {
      for (const kind of [...faultKinds, ...controlFaultKinds]) if (m.faults[kind] !== undefined) s.budget[kind] = m.faults[kind] ?? 0;
      s.budget.faults = m.faults.faults;
      if (m.savepoints) s.requests.savepointsLeft = m.savepointRequests;
    })
    .use(actions.triggerActions)
    .use(actions.answerActions)
    .use(actions.eventActions)
    .use(actions.expiryActions)
    .use(actions.regionalActions)
    .use(actions.restartActions)
    .use(faultActions(protocol))
    .use(properties(protocol))
    .use(liveness(m))
    .use(witnesses(protocol))
    .use(picture(m))
    .use(observed(m))
    .terminal("any");
}
