import { assign } from "cutcheck";
import { type Records, records } from "../parts/records.ts";
import type { SplitWorld } from "../parts/split-world.ts";
import { slotOf } from "../parts/world.ts";
import type { SplitMutant } from "../split-assignment/protocol.ts";

export const m27 = {
  name: "M27",
  number: 27,
  about: "A late acknowledgement counts for the checkpoint that is pending now (A14).",
  replaces: {
    completion: {
      outlive:
        ({ m }) =>
        (s: SplitWorld, id, task, state: Records) => {
          if (m.lateAcks && s.lateAck === null) assign(s, { lateAck: { id, task, own: state.own, counted: state.counted } });
        },
    },
    outcomes: {
      lateAcknowledged:
        (_, { answers }) =>
        (s: SplitWorld) => {
          if (s.lateAck === null) return;
          const pending = slotOf(s, s.next - 1);
          const answer = pending.tasks[s.lateAck.task];
          if (pending.stage !== "injected" || answer.status !== "waiting") return;
          records.copy(answer, s.lateAck);
          answer.status = "acked";
          answers.whenAllResponded(s, pending);
        },
    },
  },
} as const satisfies SplitMutant;
