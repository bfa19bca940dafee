import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m10 = {
  name: "M10",
  number: 10,
  about: "The tracker hears of the checkpoint after the enumerator's snapshot, with an assignment in between (E2).",
  replaces: {
    source: {
      trackAssignments: () => () => {},
      injectBarriers: stock => (s: SplitWorld, pending: SplitPending) => {
        stock.source.trackAssignments(s, pending);
        stock.source.injectBarriers(s, pending);
      },
    },
  },
} as const satisfies SplitMutant;
