import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m44 = {
  name: "M44",
  number: 44,
  about: "The committer takes an id for done although not all of its committables have arrived (D6): an unaligned barrier has overtaken them.",
  replaces: {
    sinks: {
      waitFor: () => (s, task, id) => {
        s.tasks[task].prepared.delete(id);
      },
    },
  },
} as const satisfies CommitMutant;
