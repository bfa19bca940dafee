/** A coordinator that sends each subtask an event behind its cut, without which the task cannot acknowledge (C5, C8): the gateway must open for it. */
import { awaited, type ControlModel, type ControlPending, type ControlWorld } from "./control-world.ts";
import { closeGateway, freshGateway, isWithheld, markGateway, openGateway, sendAddSplitEvent } from "./gateways.ts";
import type { Part } from "./world.ts";

export const awaitedEvent: Part = {
  triggered(_: ControlModel, s: ControlWorld, { id }: ControlPending) {
    for (const gateway of s.gateways) markGateway(gateway, id);
  },
  /** Completed or aborted, it opens all gateways; what was not needed is not sent again. */
  ended(_: ControlModel, s: ControlWorld) {
    for (const gateway of s.gateways) freshGateway(gateway);
  },
  attemptEnded(_: ControlModel, s: ControlWorld, task: number) {
    freshGateway(s.gateways[task]);
  },
};

/** The coordinator's cut is taken, and it sends its event. */
export function sendBehindTheCut(s: ControlWorld, id: number): void {
  for (const gateway of s.gateways) {
    closeGateway(gateway, id);
    awaited.forEach(event => {
      sendAddSplitEvent(gateway, event, s.next - 1);
    });
  }
}

/** The task's AcknowledgeCheckpointEvent (C8). Under M5 nobody takes notice. */
export function passBarrier(m: ControlModel, s: ControlWorld, task: number): void {
  openGateway(s.gateways[task], s.next - 1, s.next - 1, m.rules.bug);
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
