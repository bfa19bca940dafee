import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m13 = {
  name: "M13",
  number: 13,
  about: "subtaskReset returns only what is under no checkpoint yet (E4).",
  replaces: {
    resets: {
      isReturnedByReset:
        () =>
        ({ coordinator: { trackedTo, trackedKey } }, subtask, split) =>
          trackedTo.get(split) === subtask && trackedKey.get(split) === 0,
    },
  },
} as const satisfies SplitMutant;
