import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m9 = {
  name: "M9",
  number: 9,
  about: "The gateway outlives its attempt: events for the old one reach the new one (C10).",
  replaces: { resets: { renewGateway: () => () => {} } },
} as const satisfies SplitMutant;
