import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m17 = {
  name: "M17",
  number: 17,
  about: "Regional failover restarts the failed task only, not its region (B21).",
  replaces: { failover: { affectedBy: () => task => [task] } },
} as const satisfies SplitMutant;
