import { records } from "../parts/records.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m25 = {
  name: "M25",
  number: 25,
  about: "The plan names subtasks instead of attempts: a new attempt takes part in the checkpoint of the old one (A10, A4).",
  replaces: {
    triggering: { isInPlan: () => () => true },
    failover: { abortsPending: () => () => false },
    resets: {
      leavePlans: stock => (s, task) => {
        stock.resets.leavePlans(s, task);
        for (const { tasks } of s.pending) {
          tasks[task].status = "waiting";
          records.clear(tasks[task]);
        }
      },
    },
  },
} as const satisfies SplitMutant;
