import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m52 = {
  name: "M52",
  number: 52,
  about: "The flag that a checkpoint is being triggered stays set when that fails (A5): no other is triggered, for ever.",
  replaces: { requests: { onTriggerFailure: () => () => {} } },
} as const satisfies ControlMutant;
