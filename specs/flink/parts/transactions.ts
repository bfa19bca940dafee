/**
 * The external log with transactions (D5): what is prepared outlives crashes until it is committed or aborted, and a commit is idempotent.
 * A subtask prepares at most one transaction under a checkpoint id, in whatever attempt: the id names it. One without records is not kept.
 */
import { assign } from "cutcheck";
import type { CommitWorld } from "./commit-world.ts";

export const transactionOf = (s: Readonly<CommitWorld>, region: number, id: number) => s.transactions[region][id - 1];

/** Pre-commit of the records from `from` up to `to` (exclusive). */
export function prepare(s: CommitWorld, region: number, id: number, from: number, to: number): void {
  assign(transactionOf(s, region, id), { state: "prepared", from, to });
}

export type Transactions = ReturnType<typeof transactionsOf>;

export function transactionsOf() {
  return {
    /** An aborted transaction cannot be committed any more: its records are gone. */
    commit(s: CommitWorld, region: number, id: number): void {
      const transaction = transactionOf(s, region, id);
      if (transaction.state === "prepared") transaction.state = "committed";
    },
  };
}

export function abortTransaction(s: CommitWorld, region: number, id: number): void {
  const transaction = transactionOf(s, region, id);
  if (transaction.state === "prepared") assign(transaction, { state: "aborted", from: 0, to: 0 });
}

export function isCommitted(s: Readonly<CommitWorld>, region: number, id: number): boolean {
  const { state } = transactionOf(s, region, id);
  return state === "committed" || state === "twice";
}

export function isPrepared(s: Readonly<CommitWorld>, region: number, id: number): boolean {
  return transactionOf(s, region, id).state === "prepared";
}

/** Whether the transaction is there, prepared or committed, and holds the record. */
export function holds(s: Readonly<CommitWorld>, region: number, id: number, record: number): boolean {
  const { state, from, to } = transactionOf(s, region, id);
  return state !== "none" && state !== "aborted" && from <= record && record < to;
}

/** How often a record is in the log. */
export function timesInLog(s: Readonly<CommitWorld>, region: number, record: number): number {
  let times = 0;
  for (const { state, from, to } of s.transactions[region]) {
    if (from <= record && record < to) times += state === "committed" ? 1 : state === "twice" ? 2 : 0;
  }
  return times;
}
