import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m40 = {
  name: "M40",
  number: 40,
  about: "An abort rolls back the transaction of its checkpoint (D3).",
  replaces: { sinks: { hearAbort: stock => stock.sinks.drop } },
} as const satisfies CommitMutant;
