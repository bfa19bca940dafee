import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const noRatio = {
  name: "no-ratio",
  number: null,
  about: "The limit on failed regions is not looked at.",
  replaces: { limits: { areFewEnough: () => () => true } },
} as const satisfies ControlMutant;
