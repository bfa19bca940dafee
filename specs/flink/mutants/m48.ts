import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m48 = {
  name: "M48",
  number: 48,
  about:
    "An abort leaves what was uploaded, and the completion of a savepoint makes the newest of it the base (D8). In 1.20 only stop-with-savepoint is told as a completion, and no snapshot follows: P36b looks already at the base. In the shortest run the abort is lost.",
  replaces: {
    incremental: {
      complete:
        (_, { incremental }) =>
        (s, task, id) => {
          const newest = Math.max(0, ...s.tasks[task].uploaded.toArray().filter(each => each <= id));
          if (newest > 0) incremental.rebase(s, task, newest);
        },
      aborted: () => () => {},
    },
  },
} as const satisfies CommitMutant;
