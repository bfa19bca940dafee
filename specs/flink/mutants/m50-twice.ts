import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m50Twice = {
  name: "M50-twice",
  number: 50,
  about: "Every decline is counted, and not every checkpoint (A22).",
  replaces: {
    failures: {
      failuresOf:
        () =>
        ({ tasks }) =>
          Math.max(1, tasks.filter(({ status }) => status === "declined").length),
    },
    expectations: {
      mayFailByCount:
        ({ m }) =>
        () =>
          m.limits.tolerable >= 0,
    },
  },
} as const satisfies ControlMutant;
