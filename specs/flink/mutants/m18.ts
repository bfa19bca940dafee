import { regionOf } from "../parts/regions.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m18 = {
  name: "M18",
  number: 18,
  about: "A region restarts from an older checkpoint than the others, here from none (B25).",
  replaces: {
    failover: {
      restartAll:
        ({ m }, { failover }) =>
        s => {
          for (const task of m.tasks) {
            if (regionOf(m.job, task) === 0) failover.start(s, task);
            else failover.restart(s, task);
          }
        },
    },
  },
} as const satisfies SplitMutant;
