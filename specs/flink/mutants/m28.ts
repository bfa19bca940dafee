import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m28 = {
  name: "M28",
  number: 28,
  about: "The private state of a late acknowledgement is not deleted (A14).",
  replaces: {
    outcomes: {
      lateAcknowledged: () => s => {
        if (s.lateAck !== null) s.orphanFile = true;
      },
    },
  },
} as const satisfies SplitMutant;
