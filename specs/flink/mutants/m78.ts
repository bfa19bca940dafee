import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m78 = {
  name: "M78",
  number: 78,
  about: "A forced checkpoint completes regionally (H4).",
  replaces: {
    limits: { mayBeRegional: () => () => true },
    expectations: { mayForcedAbort: () => () => false },
  },
} as const satisfies ControlMutant;
