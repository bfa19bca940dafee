import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m2 = {
  name: "M2",
  number: 2,
  about: "The coordinator's snapshot does not wait for unconfirmed events (C3).",
  replaces: { source: { areEventsConfirmed: () => () => true } },
} as const satisfies SplitMutant;
