import type { CommitMutant } from "../commit-notifications/protocol.ts";

export const m97 = {
  name: "M97",
  number: 97,
  about: "Pending checkpoints survive a failure, and the reset overtakes the completion at the coordinator (Z24).",
  replaces: {
    failover: { abortsPending: () => () => false },
    committer: {
      tellCompletion: () => (s, id) => {
        s.coordinator.unheard = id;
      },
      resetToCheckpoint: stock => s => {
        stock.committer.resetToCheckpoint(s);
        s.coordinator.unheard = 0;
      },
    },
    actions: {
      checkpointActions:
        (stock, { committer }) =>
        machine =>
          machine.use(stock.actions.checkpointActions).action("the coordinator hears of the completion", {
            actor: "OperatorCoordinator",
            when: s => s.coordinator.unheard > 0,
            then: s => {
              committer.hearCompletion(s, s.coordinator.unheard, []);
              s.coordinator.unheard = 0;
            },
          }),
    },
    witnesses: { commitsOnRestore: () => () => true },
    guards: { hasEnded: stock => s => s.pending.some(({ id }) => id > 0) || stock.guards.hasEnded(s) },
  },
} as const satisfies CommitMutant;
