import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m47 = {
  name: "M47",
  number: 47,
  about: "The base of incremental snapshots is the last one taken (D9). P37 looks at what arrives; P36b already at the base.",
  replaces: {
    incremental: {
      stored: stock => (s, task, id) => {
        stock.incremental.stored(s, task, id);
        s.tasks[task].base = id;
      },
    },
  },
} as const satisfies CommitMutant;
