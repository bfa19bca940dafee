import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m100 = {
  name: "M100",
  number: 100,
  about: "A listener takes a late abort for a rollback: it assumes that notifications arrive in order (A21b).",
  replaces: {
    sinks: {
      hearAbort:
        (_, { sinks }) =>
        (s, task, id) => {
          const { latestReport, prepared } = s.tasks[task];
          if (id < latestReport) for (const each of prepared) sinks.drop(s, task, each);
        },
    },
  },
} as const satisfies CommitMutant;
