import type { CommitMutant } from "../commit-notifications/protocol.ts";
import type { CommitPending, CommitWorld } from "../parts/commit-world.ts";

export const m43 = {
  name: "M43",
  number: 43,
  about: "Committables are emitted behind the barrier (D6).",
  replaces: {
    answers: {
      answer: stock => (s: CommitWorld, pending: CommitPending, task) => {
        stock.answers.answer(s, pending, task);
        pending.tasks[task].prepared.delete(pending.id);
      },
    },
  },
} as const satisfies CommitMutant;
