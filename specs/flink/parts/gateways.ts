/**
 * The subtask gateways of the OperatorCoordinatorHolder (C2-C12): they order the coordinator's events around the barrier. For each checkpoint that is
 * pending (a slot, as in `world.ts`) a gateway is open, marked (the coordinator's snapshot was asked for) or closed (its cut was taken).
 *
 * An event is sent, then confirmed: confirmed means that it is in the task's mailbox (C6), which here is the same as handled. Events that wait for the
 * same opening commute, since each adds another split, so they are kept as sets.
 */
import { t, type ViewOf } from "cutcheck";
import type { Split, SplitJob } from "./records.ts";
import type { Rules } from "./rules.ts";

export function gatewayType(job: SplitJob, rules: Rules) {
  const splits = t.set(job.splits);
  return t.record({
    slots: t.array(
      gatewaySlots(job, rules),
      t.record({
        state: t.oneOf("open", "marked", "closed"),
        /** AddSplitEvents withheld until the gateway opens for this checkpoint (C5). */
        blocked: splits,
      }),
    ),
    /** AddSplitEvents sent and not yet confirmed. */
    sent: splits,
  });
}

export type Gateway = ViewOf<ReturnType<typeof gatewayType>>;

/** A slot for each checkpoint that may be pending; for each id, where a gateway may stay closed for one that is not. */
function gatewaySlots({ concurrent, ids }: SplitJob, { gatewayOnFallback }: Rules): number {
  return gatewayOnFallback === "leave" ? ids : concurrent;
}

export function gatewaySlot({ slots }: Gateway, id: number): Gateway["slots"][number] {
  return slots[id % slots.length];
}

/** The ids with which the gateway is marked or for which it is closed, the newest first. Ids follow each other, so the newest one tells what slots stand for. */
export function marksOf(gateway: Gateway, newest: number): readonly number[] {
  return idsInState(gateway, newest, state => state !== "open");
}

/** The ids for which the gateway is closed, the newest first. */
export function closedFor(gateway: Gateway, newest: number): readonly number[] {
  return idsInState(gateway, newest, state => state === "closed");
}

function idsInState(gateway: Gateway, newest: number, test: (state: Gateway["slots"][number]["state"]) => boolean): readonly number[] {
  const ids: number[] = [];
  for (let id = newest; id > Math.max(0, newest - gateway.slots.length); id--) if (test(gatewaySlot(gateway, id).state)) ids.push(id);
  return ids;
}

/** The holder is asked for the coordinator's snapshot (C3). */
export function markGateway(gateway: Gateway, id: number): void {
  gatewaySlot(gateway, id).state = "marked";
}

/** The coordinator's cut was taken: what it sends from now on waits (C3). A gateway without a mark stays as it is. */
export function closeGateway(gateway: Gateway, id: number): void {
  if (gatewaySlot(gateway, id).state === "marked") gatewaySlot(gateway, id).state = "closed";
}

export type Gateways = ReturnType<typeof gatewaysOf>;

export function gatewaysOf() {
  const gateways = {
    /** By the subtask's AcknowledgeCheckpointEvent, or by the end of the checkpoint (C8). What was withheld goes on. */
    openGateway(gateway: Gateway, id: number, newest: number): void {
      const slot = gatewaySlot(gateway, id);
      gateways.behind(gateway, id, newest).addAll(slot.blocked);
      slot.state = "open";
      slot.blocked.clear();
    },

    /** What was withheld is sent, unless the gateway is still closed for an older checkpoint: then it waits for that one (C7). */
    behind(gateway: Gateway, id: number, newest: number): Gateway["sent"] {
      const older = closedFor(gateway, newest).find(each => each < id);
      return older === undefined ? gateway.sent : gatewaySlot(gateway, older).blocked;
    },
  };
  return gateways;
}

/** A fresh gateway for a new attempt: the events of the old one are dropped, and it has no mark (C10). */
export function freshGateway(gateway: Gateway): void {
  for (const slot of gateway.slots) {
    slot.state = "open";
    slot.blocked.clear();
  }
  gateway.sent.clear();
}

/** SubtaskGatewayImpl.sendEvent: a closed gateway appends to the list of the largest id (C5). */
export function sendAddSplitEvent(gateway: Gateway, split: Split, newest: number): void {
  const [id] = closedFor(gateway, newest);
  if (id === undefined) gateway.sent.add(split);
  else gatewaySlot(gateway, id).blocked.add(split);
}

/** Whether a closed gateway holds the event back. */
export function isWithheld({ slots }: Gateway, split: Split): boolean {
  return slots.some(({ blocked }) => blocked.has(split));
}

/** Whether an AddSplitEvent for this split is on its way through this gateway; counted, for it might be there twice. */
export function eventsUnderway({ slots, sent }: Gateway, split: Split): number {
  let count = sent.has(split) ? 1 : 0;
  for (const { blocked } of slots) if (blocked.has(split)) count++;
  return count;
}
