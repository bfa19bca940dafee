import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m63 = {
  name: "M63",
  number: 63,
  about: "Only the declined tasks fall back, not their region (H4, Z1).",
  replaces: {
    completion: {
      keepsOwnAnswer: stock => (s, pending, task) => stock.completion.keepsOwnAnswer(s, pending, task) || pending.tasks[task].status === "acked",
    },
  },
} as const satisfies SplitMutant;
