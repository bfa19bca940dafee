import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m5 = {
  name: "M5",
  number: 5,
  about:
    "Gateways open when the checkpoint ends only (C8), and a task needs an event to acknowledge. The timeout ends the wait and opens them, so that P33 holds (m5.gateway-opens); no checkpoint completes.",
  replaces: {
    actions: { eventActions: () => machine => machine },
    /** No task ever answers. */
    expectations: { mayBeSilent: () => () => true, goesOnFailing: () => () => true },
  },
} as const satisfies ControlMutant;
