import type { ControlMutant } from "../checkpoint-control/protocol.ts";

export const m101 = {
  name: "M101",
  number: 101,
  about:
    "A global checkpoint does not clear the flag, only Tier 2 does (H9). P49 and P51 hold (m101.progress): a checkpoint that is forced without need may abort, but the flag forbids nothing that all regions acknowledge.",
  replaces: { limits: { clearFlag: () => () => {} } },
} as const satisfies ControlMutant;
