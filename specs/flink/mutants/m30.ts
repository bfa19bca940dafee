import type { CommitMutant } from "../commit-notifications/protocol.ts";
import type { CommitWorld } from "../parts/commit-world.ts";

export const m30 = {
  name: "M30",
  number: 30,
  about: "Completions are sent before the checkpoint is stored (A18).",
  replaces: {
    completion: {
      complete: stock => (s, pending) => {
        if (pending.stage === "announced") stock.completion.complete(s, pending);
        else {
          pending.stage = "announced";
          stock.completion.announce(s, pending);
        }
      },
      announce: () => () => {},
      /** One that was announced ends, and nobody is told otherwise. */
      abortAll:
        (_, { completion }) =>
        s => {
          for (const pending of s.pending) {
            if (pending.stage === "announced") completion.end(s, pending);
            else if (pending.id > 0) completion.abort(s, pending, "failover");
          }
        },
    },
    actions: {
      checkpointActions:
        (stock, { completion }) =>
        machine =>
          machine.use(stock.actions.checkpointActions).action("the store is written", {
            actor: "CheckpointCoordinator",
            when: hasAnnounced,
            then: s => {
              for (const pending of s.pending) if (pending.stage === "announced") completion.complete(s, pending);
            },
          }),
    },
    /** Until the store is written, nothing else happens to checkpoints. */
    guards: {
      isAtPeace: stock => s => !hasAnnounced(s) && stock.guards.isAtPeace(s),
      mayExpire:
        () =>
        ({ stage }) =>
          stage !== "announced",
      mayRestart: stock => (s, region) => !hasAnnounced(s) && stock.guards.mayRestart(s, region),
    },
  },
} as const satisfies CommitMutant;

function hasAnnounced({ pending }: Readonly<CommitWorld>): boolean {
  return pending.some(({ stage }) => stage === "announced");
}
