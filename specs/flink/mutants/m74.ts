import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m74 = {
  name: "M74",
  number: 74,
  about: "A global checkpoint does not release those that regional ones referred to (H10).",
  replaces: { references: { releaseOlder: () => () => {} } },
} as const satisfies ControlMutant;
