import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m4 = {
  name: "M4",
  number: 4,
  about: "Gateways never close (C5).",
  replaces: { source: { closeGateways: stock => stock.outcomes.openGateways } },
} as const satisfies SplitMutant;
