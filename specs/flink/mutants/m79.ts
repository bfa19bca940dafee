import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m79 = {
  name: "M79",
  number: 79,
  about: "A regional checkpoint resets the counter, as a global one does.",
  replaces: {
    limits: { countRegional: () => () => {} },
    expectations: { mayForcedAbort: () => () => false },
  },
} as const satisfies ControlMutant;
