import { callbacks } from "../commit-notifications/actions.ts";
import type { CommitMutant } from "../commit-notifications/protocol.ts";
import { isCommitted } from "../parts/transactions.ts";

export const m46 = {
  name: "M46",
  number: 46,
  about: "Control: a task that is being cancelled still acts on notifications. What it commits is in the store, and no property fails.",
  replaces: {
    notifications: { mayHear: stock => (s, task) => stock.notifications.mayHear(s, task) || s.tasks[task].phase === "canceling" },
    /** That it does so is what makes it a control. */
    witnesses: {
      variantWitnesses: stock => machine =>
        machine
          .use(stock.witnesses.variantWitnesses)
          .witnessStep(
            "a task that is being cancelled commits",
            { of: [callbacks.complete] },
            (before, after, { parameters: { task } }) =>
              before.tasks[task as number].phase === "canceling" &&
              stock.m.regions.some(region => stock.m.ids.some(id => !isCommitted(before, region, id) && isCommitted(after, region, id))),
          ),
    },
  },
} as const satisfies CommitMutant;
