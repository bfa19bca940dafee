import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m54 = {
  name: "M54",
  number: 54,
  about: "The id counter starts again when the JobManager fails over (A38).",
  replaces: {
    control: {
      failOverJobManager: stock => s => {
        stock.control.failOverJobManager(s);
        s.next = 1;
      },
    },
  },
} as const satisfies ControlMutant;
