import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m6 = {
  name: "M6",
  number: 6,
  about: "A gateway that opens for an id while it is closed for an older one sends the events instead of handing them on (C7).",
  replaces: {
    gateways: {
      behind:
        () =>
        ({ sent }) =>
          sent,
    },
  },
} as const satisfies SplitMutant;
