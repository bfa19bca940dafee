import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m38 = {
  name: "M38",
  number: 38,
  about:
    "A completion aborts the later pending checkpoints (A18). P52 holds, for each abort is paid for by a completion (m38.progress): what is broken is that only older ones are subsumed.",
  replaces: {
    completion: {
      isSubsumedBy:
        (stock, { completion }) =>
        (other, completed) =>
          stock.completion.isSubsumedBy(other, completed) || (other.id > completed.id && !completion.isPlainSavepoint(other)),
    },
  },
} as const satisfies ControlMutant;
