import { prune } from "../parts/source-coordinator.ts";
import type { SplitPending, SplitWorld } from "../parts/split-world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m11 = {
  name: "M11",
  number: 11,
  about: "The tracker drops the entries of an aborted checkpoint (E3).",
  replaces: {
    outcomes: {
      aborted: stock => (s: SplitWorld, pending: SplitPending) => {
        prune(s.coordinator, pending.id, (_, key) => key === pending.id);
        stock.outcomes.aborted(s, pending);
      },
    },
  },
} as const satisfies SplitMutant;
