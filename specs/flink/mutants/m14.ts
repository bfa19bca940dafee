import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m14 = {
  name: "M14",
  number: 14,
  about: "Regional failover resets the coordinator to the checkpoint (A36).",
  replaces: { resets: { returnSplits: stock => stock.resets.resetCoordinator } },
} as const satisfies SplitMutant;
