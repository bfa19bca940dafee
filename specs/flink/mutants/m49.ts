import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m49 = {
  name: "M49",
  number: 49,
  about: "Local copies of aborted checkpoints stay, and ids are used again. Only a regional checkpoint makes it visible: a global one replaces the copy.",
  replaces: {
    local: { aborted: () => () => {} },
    failover: {
      /** The ids start again behind the restored one. */
      restoreAll: stock => s => {
        stock.failover.restoreAll(s);
        s.next = s.latest.id + 1;
      },
    },
    guards: { hasEnded: stock => s => s.pending.some(({ id }) => id > 0) || stock.guards.hasEnded(s) },
  },
} as const satisfies CommitMutant;
