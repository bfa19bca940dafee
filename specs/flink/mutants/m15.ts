import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m15 = {
  name: "M15",
  number: 15,
  about: "Global failover does not reset the coordinator (A36).",
  replaces: { resets: { resetCoordinator: () => () => {} } },
} as const satisfies SplitMutant;
