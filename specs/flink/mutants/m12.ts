import { isTrackedAfter } from "../parts/source-coordinator.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m12 = {
  name: "M12",
  number: 12,
  about:
    "subtaskReset returns the keys from the restored id on instead of above it (E4). Stock hides it: that key was pruned when the checkpoint completed (Z24), so this case is a regional one that prunes nothing.",
  replaces: {
    resets: {
      isReturnedByReset: stock => (s, subtask, split) => isTrackedAfter(s.coordinator, split, subtask, stock.resets.resetId(s, subtask) - 1),
    },
  },
} as const satisfies SplitMutant;
