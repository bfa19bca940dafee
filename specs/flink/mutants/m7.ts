import { gatewaySlot } from "../parts/gateways.ts";
import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m7 = {
  name: "M7",
  number: 7,
  about: "An abort drops the events that a closed gateway holds back (C8).",
  replaces: {
    outcomes: {
      aborted: stock => (s: SplitWorld, pending: SplitPending) => {
        for (const gateway of s.gateways) gatewaySlot(gateway, pending.id).blocked.clear();
        stock.outcomes.aborted(s, pending);
      },
    },
  },
} as const satisfies SplitMutant;
