import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m39 = {
  name: "M39",
  number: 39,
  about: "A completion commits only its own transaction (D4).",
  replaces: { sinks: { isCommittedBy: () => (prepared, completed) => prepared === completed } },
} as const satisfies CommitMutant;
