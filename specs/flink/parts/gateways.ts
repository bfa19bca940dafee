/**
 * The subtask gateways of the OperatorCoordinatorHolder (C2-C12): they order the coordinator's events around the barrier. One checkpoint
 * is pending at a time, so a gateway is open, marked (the coordinator's snapshot was asked for) or closed (its cut was taken) for that one.
 *
 * An event is sent, then confirmed: confirmed means that it is in the task's mailbox (C6), which here is the same as handled. Events of
 * one gateway commute, since each adds another split, so they are kept as sets.
 */
import { t, type ViewOf } from "cutcheck";
import type { SplitJob } from "./records.ts";

export function gatewayType(job: SplitJob) {
  const splits = t.set(t.int(0, job.splits - 1));
  return t.record({
    state: t.oneOf("open", "marked", "closed"),
    /** AddSplitEvents withheld by the closed gateway (C5). */
    blocked: splits,
    /** AddSplitEvents sent and not yet confirmed. */
    sent: splits,
  });
}

export type Gateway = ViewOf<ReturnType<typeof gatewayType>>;

/** The holder is asked for the coordinator's snapshot (C3). */
export function markGateway(gateway: Gateway): void {
  gateway.state = "marked";
}

/** The coordinator's cut was taken: what it sends from now on waits (C3). A gateway without a mark stays as it is. */
export function closeGateway(gateway: Gateway): void {
  if (gateway.state === "marked") gateway.state = "closed";
}

/** By the subtask's AcknowledgeCheckpointEvent, or by the end of the checkpoint (C8): what was withheld is sent (C7). */
export function openGateway(gateway: Gateway): void {
  gateway.state = "open";
  gateway.sent.addAll(gateway.blocked);
  gateway.blocked.clear();
}

/** A fresh gateway for a new attempt: the events of the old one are dropped, and it has no mark (C10). */
export function freshGateway(gateway: Gateway): void {
  gateway.state = "open";
  gateway.blocked.clear();
  gateway.sent.clear();
}

/** SubtaskGatewayImpl.sendEvent (C5). */
export function sendAddSplitEvent(gateway: Gateway, split: number): void {
  if (gateway.state === "closed") gateway.blocked.add(split);
  else gateway.sent.add(split);
}

/** Whether an AddSplitEvent for this split is on its way through this gateway; counted, for it might be there twice. */
export function eventsUnderway(gateway: Gateway, split: number): number {
  return (gateway.blocked.has(split) ? 1 : 0) + (gateway.sent.has(split) ? 1 : 0);
}
