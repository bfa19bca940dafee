import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m8 = {
  name: "M8",
  number: 8,
  about: "A lost event does not fail the task (C5).",
  replaces: {
    tasks: {
      loseEvent: () => (s, subtask, split) => {
        s.gateways[subtask].sent.delete(split);
      },
    },
  },
} as const satisfies SplitMutant;
