import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m50SubsumedNewer = {
  name: "M50-subsumed-newer",
  number: 50,
  about: "A checkpoint that was subsumed is counted (A22), unless a later one has succeeded.",
  replaces: {
    failures: {
      isCounted: stock => (s, pending, reason) => (reason === "subsumed" && pending.id > s.failures.succeeded) || stock.failures.isCounted(s, pending, reason),
    },
    expectations: {
      mayFailByCount:
        ({ m }) =>
        () =>
          m.limits.tolerable >= 0,
    },
  },
} as const satisfies ControlMutant;
