import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m41 = {
  name: "M41",
  number: 41,
  about: "A restart does not commit what the restored state has prepared (D4).",
  replaces: {
    restores: {
      commitPrepared: () => (s, task, upTo) => {
        const { prepared } = s.tasks[task];
        for (const id of prepared) if (id <= upTo) prepared.delete(id);
      },
    },
  },
} as const satisfies CommitMutant;
