import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m3Late = {
  name: "M3-late",
  number: 3,
  about: "Gateways close after the events that follow the snapshot were sent (C4).",
  replaces: {
    source: {
      closeGateways: () => () => {},
      injectBarriers: stock => (s: SplitWorld, pending: SplitPending) => {
        stock.source.closeGateways(s, pending);
        stock.source.injectBarriers(s, pending);
      },
    },
  },
} as const satisfies SplitMutant;
