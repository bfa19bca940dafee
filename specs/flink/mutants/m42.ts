import type { CommitMutant } from "../commit-notifications/protocol.ts";
import { regionOf } from "../parts/regions.ts";

export const m42 = {
  name: "M42",
  number: 42,
  about: "A snapshot commits (D4).",
  replaces: {
    sinks: {
      keepPrepared:
        ({ m }, { transactions }) =>
        (s, task, id) =>
          transactions.commit(s, regionOf(m.job, task), id),
    },
  },
} as const satisfies CommitMutant;
