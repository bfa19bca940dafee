import type { CommitMutant } from "../commit-notifications/protocol.ts";
import { transactionOf } from "../parts/transactions.ts";

export const m45 = {
  name: "M45",
  number: 45,
  about: "A transaction that is committed again counts again (D5).",
  replaces: {
    transactions: {
      commit: stock => (s, region, id) => {
        const transaction = transactionOf(s, region, id);
        if (transaction.state === "committed") transaction.state = "twice";
        else stock.transactions.commit(s, region, id);
      },
    },
  },
} as const satisfies CommitMutant;
