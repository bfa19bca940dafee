/** A coordinator that sends each subtask an event behind its cut, without which the task cannot acknowledge (C5, C8): the gateway must open for it. */
import { awaited, type ControlPending, type ControlWorld } from "./control-world.ts";
import { closeGateway, freshGateway, type Gateways, isWithheld, markGateway, sendAddSplitEvent } from "./gateways.ts";

export type AwaitedEvents = ReturnType<typeof awaitedEventsOf>;

export function awaitedEventsOf(gateways: Gateways) {
  return {
    triggered(s: ControlWorld, { id }: ControlPending): void {
      for (const gateway of s.gateways) markGateway(gateway, id);
    },

    /** The coordinator's cut is taken, and it sends its event. */
    sendBehindTheCut(s: ControlWorld, id: number): void {
      for (const gateway of s.gateways) {
        closeGateway(gateway, id);
        awaited.forEach(event => {
          sendAddSplitEvent(gateway, event, s.next - 1);
        });
      }
    },

    /** The task's AcknowledgeCheckpointEvent (C8). */
    passBarrier(s: ControlWorld, task: number): void {
      gateways.openGateway(s.gateways[task], s.next - 1, s.next - 1);
    },

    /** Completed or aborted, it opens all gateways; what was not needed is not sent again. */
    ended(s: ControlWorld): void {
      for (const gateway of s.gateways) freshGateway(gateway);
    },

    attemptEnded(s: ControlWorld, task: number): void {
      freshGateway(s.gateways[task]);
    },
  };
}

export function isHeldBack(s: Readonly<ControlWorld>, task: number): boolean {
  return awaited.some(event => isWithheld(s.gateways[task], event));
}

export function isEventUnderway(s: Readonly<ControlWorld>, task: number): boolean {
  return awaited.some(event => s.gateways[task].sent.has(event));
}

export function receiveEvent(s: ControlWorld, task: number): void {
  s.gateways[task].sent.clear();
}

export function isGatewayOpen(s: Readonly<ControlWorld>, task: number): boolean {
  return s.gateways[task].slots.every(({ state }) => state !== "closed");
}
