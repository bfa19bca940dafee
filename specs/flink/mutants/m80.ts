import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m80 = {
  name: "M80",
  number: 80,
  about: "An exception in the completion leaves the checkpoint among the pending ones (Z14).",
  replaces: {
    control: {
      failCompletion: () => (_, pending) => {
        pending.stage = "leaked";
      },
    },
    /** One that is disposed of already stays as it is. */
    completion: {
      abort: stock => (s, pending, reason) => {
        if (pending.stage !== "leaked") stock.completion.abort(s, pending, reason);
      },
    },
  },
} as const satisfies ControlMutant;
