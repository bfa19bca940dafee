import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m3Early = {
  name: "M3-early",
  number: 3,
  about: "Gateways close when the snapshot is asked for, and hold back what belongs before the cut (C3).",
  replaces: {
    source: {
      triggered:
        (stock, { source }) =>
        (s: SplitWorld, pending: SplitPending) => {
          stock.source.triggered(s, pending);
          source.closeGateways(s, pending);
        },
    },
  },
} as const satisfies SplitMutant;
