import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m96 = {
  name: "M96",
  number: 96,
  about: "Control: a completion reaches whatever attempt there is. No property fails.",
  replaces: { notifications: { outlivesAttempt: stock => kind => kind === "complete" || stock.notifications.outlivesAttempt(kind) } },
} as const satisfies CommitMutant;
