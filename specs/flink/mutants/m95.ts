import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m95 = {
  name: "M95",
  number: 95,
  about: "After the completion of stop-with-savepoint was told, a failure restarts the job from the last stored checkpoint (A19).",
  replaces: {
    storing: {
      store:
        (stock, { storing }) =>
        (s, pending) => {
          if (pending.stage === "savepoint") storing.stopTriggering(s);
          else stock.storing.store(s, pending);
        },
    },
  },
} as const satisfies CommitMutant;
