import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m37 = {
  name: "M37",
  number: 37,
  about: "A completion does not abort the older pending checkpoint, which completes later (A18).",
  replaces: { completion: { isSubsumedBy: () => () => false } },
} as const satisfies CommitMutant;
