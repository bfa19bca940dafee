import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m63 = {
  name: "M63",
  number: 63,
  about: "Only the declined tasks fall back, not their region (H4, Z1).",
  replaces: {
    storing: {
      keepsOwnAnswer: stock => (s, pending, task) => stock.storing.keepsOwnAnswer(s, pending, task) || pending.tasks[task].status === "acked",
    },
  },
} as const satisfies SplitMutant;
