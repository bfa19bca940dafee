import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m50Subsumed = {
  name: "M50-subsumed",
  number: 50,
  about: "A checkpoint that was subsumed is counted (A22), although a later one has succeeded. Without the second half nothing is wrong (m50.subsumed-newer).",
  replaces: {
    failures: { isCounted: stock => (s, pending, reason) => reason === "subsumed" || stock.failures.isCounted(s, pending, reason) },
    expectations: {
      mayFailByCount:
        ({ m }) =>
        () =>
          m.limits.tolerable >= 0,
    },
  },
} as const satisfies ControlMutant;
