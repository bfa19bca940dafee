import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m1 = {
  name: "M1",
  number: 1,
  about: "Barriers are injected before the coordinator's snapshot is there (A3).",
  replaces: {
    source: {
      triggered:
        (stock, { triggering }) =>
        (s: SplitWorld, pending: SplitPending) => {
          stock.source.triggered(s, pending);
          triggering.sendTriggers(s, pending);
        },
    },
    triggering: {
      inject:
        (_, { answers }) =>
        (s, pending) => {
          pending.stage = "injected";
          answers.whenAllResponded(s, pending);
        },
      areTriggersTaken: () => () => true,
    },
  },
} as const satisfies SplitMutant;
