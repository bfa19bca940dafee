/** The machine: the state of `parts/commit-world.ts`, what happens in it, and what must hold. */
import { type Machine, machine } from "cutcheck";
import { type CommitWorld, commitFields } from "../parts/commit-world.ts";
import { faultKinds } from "../parts/faults.ts";
import type { Model } from "../parts/world.ts";
import { checkpointActions, faultActions } from "./actions.ts";
import { picture } from "./picture.ts";
import { properties } from "./properties.ts";
import { witnesses } from "./witnesses.ts";

/** A job that has processed nothing, and ends when it has used up its checkpoint ids. */
export function commitNotifications(m: Model): Machine<CommitWorld> {
  return machine("commit-notifications", commitFields(m))
    .init(s => {
      for (const kind of faultKinds) s.budget[kind] = m.faults[kind];
      s.budget.faults = m.faults.faults;
    })
    .use(checkpointActions(m))
    .use(faultActions(m))
    .use(properties(m))
    .use(witnesses(m))
    .use(picture(m))
    .terminal(s => ["M49", "M97"].includes(m.rules.bug) && s.pending.some(({ id }) => id > 0))
    .terminal(s => s.coordinator.refused || (s.next > m.job.ids && s.pending.every(({ id }) => id === 0)));
}
