import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m53 = {
  name: "M53",
  number: 53,
  about:
    "Only checkpoints whose barriers are injected are counted as pending (A6). In stock that is all of them but the one that is being triggered, which keeps others from it anyway (m53.stock): it takes one whose corrections are awaited.",
  replaces: {
    requests: {
      counted:
        () =>
        ({ pending }) =>
          pending.filter(({ id, stage }) => id > 0 && stage === "injected").length,
    },
  },
  model: { spareSlot: true },
} as const satisfies ControlMutant;
