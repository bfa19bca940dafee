import { t } from "cutcheck";
import type { ControlMutant } from "../checkpoint-control/protocol.ts";
import type { ControlWorld } from "../parts/control-world.ts";

export const m51 = {
  name: "M51",
  number: 51,
  about: "The minimal pause is measured from the trigger (A7).",
  replaces: {
    requests: {
      triggered: stock => s => {
        stock.requests.triggered(s);
        queueOf(s).restingSinceTrigger = true;
      },
      isPauseOver: () => s => !queueOf(s).restingSinceTrigger,
      forgetRequests: stock => s => {
        stock.requests.forgetRequests(s);
        queueOf(s).restingSinceTrigger = false;
      },
    },
    actions: {
      triggerActions: stock => machine =>
        machine.use(stock.actions.triggerActions).action("the pause since the trigger is over", {
          actor: "CheckpointCoordinator",
          fair: "weak",
          when: s => queueOf(s).restingSinceTrigger,
          then: s => {
            queueOf(s).restingSinceTrigger = false;
          },
        }),
    },
  },
  model: { moreRequestFields: { restingSinceTrigger: t.bool() } },
} as const satisfies ControlMutant;

/** The bit that its model has besides. */
type Queue = ControlWorld["requests"] & { restingSinceTrigger: boolean };

function queueOf({ requests }: Readonly<ControlWorld>): Queue {
  return requests as Queue;
}
