/**
 * Notifications to tasks (B14-B19): best effort, in any order. A completion goes to the attempt that runs when it is sent, and is gone with
 * it. Aborts are sent asynchronously to whatever attempt is current then (A21b): here they outlive a restart.
 */
import { assign } from "cutcheck";
import type { CommitPending, CommitWorld, Message, MessageKind } from "./commit-world.ts";
import { listenerOf } from "./listeners.ts";
import { regionOf } from "./regions.ts";
import type { Model, Part } from "./world.ts";

export const notifications: Part = {
  /** sendAcknowledgeMessages, and what a failed region is told instead (H8). */
  completed(m: Model, s: CommitWorld, { id, failed }: CommitPending) {
    for (const task of m.tasks) {
      if (failed.has(regionOf(m.job, task))) tellFallback(m, s, task, id);
      else tell(s, task, "complete", id);
    }
    s.announced = id;
  },
  aborted(m: Model, s: CommitWorld, { id }: CommitPending) {
    for (const task of m.tasks) tellAborted(m, s, task, id);
  },
  /** The messages for this attempt are gone with it. Its transactions stay (D5). */
  attemptEnded(m: Model, s: CommitWorld, task: number) {
    assign(s.tasks[task], { latestReport: 0, uploaded: [] });
    if (m.rules.committables === "overtaken") s.tasks[task].inFlight.clear();
    s.tasks[task].inbox.removeWhere(({ kind }) => kind !== "aborted" && !(m.rules.bug === "M96" && kind === "complete"));
  },
  restored(m: Model, s: CommitWorld, task: number) {
    listenerOf(m).restored(m, s, task, s.latest.id);
  },
};

function tellFallback(m: Model, s: CommitWorld, task: number, id: number): void {
  const { failedTaskNotif } = m.rules;
  if (failedTaskNotif === "complete") tell(s, task, "complete", id);
  else if (failedTaskNotif === "aborted") tellAborted(m, s, task, id);
  else if (failedTaskNotif !== "nothing") tell(s, task, "fallback", id);
}

/** Tells the attempt that runs now; without one the message is dropped (B17). */
function tell(s: CommitWorld, task: number, kind: "complete" | "fallback", id: number): void {
  if (s.tasks[task].phase === "running") s.tasks[task].inbox.add({ kind, id, latest: 0 });
}

/** An abort carries the latest completed id as of now (A21b, B15). */
function tellAborted(m: Model, s: CommitWorld, task: number, id: number): void {
  const latest = m.rules.abortCarriesLatest === "newest" ? s.latest.id : s.latest.tasks[task].origin;
  s.tasks[task].inbox.add({ kind: "aborted", id, latest });
}

/** The completed checkpoint that a message tells its task of: its own, or the one that an abort carries; 0 for none. */
export function completionIn(message: Readonly<Message>): number {
  if (message.kind === "complete") return message.id;
  return message.kind === "aborted" ? message.latest : 0;
}

/** Takes a message out of the inbox and lets the task's listeners hear it. */
export function hear(m: Model, s: CommitWorld, task: number, kind: MessageKind, id: number): void {
  const { inbox } = s.tasks[task];
  const message = inbox.take(inbox.toArray().findIndex(each => each.kind === kind && each.id === id));
  // In order, what was sent before and is not there is lost.
  if (m.rules.notifications === "inOrder") inbox.removeWhere(each => each.id < id);
  hearCompletion(m, s, task, completionIn(message));
  if (kind === "aborted") hearAborted(m, s, task, id);
  if (kind === "fallback") listenerOf(m).fallback(m, s, task, id);
}

/** Task forwards notifications only while it is RUNNING (B17); under M46 while it is CANCELING too. */
export function mayHear(m: Model, s: Readonly<CommitWorld>, task: number): boolean {
  return s.tasks[task].phase === "running" || (m.rules.bug === "M46" && s.tasks[task].phase === "canceling");
}

export function isUnderway(s: Readonly<CommitWorld>, task: number, kind: MessageKind, id: number): boolean {
  return s.tasks[task].inbox.some(each => each.kind === kind && each.id === id);
}

/** Ids up to the latest reported one are ignored (B15). */
function hearCompletion(m: Model, s: CommitWorld, task: number, id: number): void {
  if (id <= s.tasks[task].latestReport) return;
  s.tasks[task].latestReport = id;
  listenerOf(m).complete(m, s, task, id);
}

/** A trigger or barrier of that checkpoint meets the recorded abort (B9, B16). */
function hearAborted(m: Model, s: CommitWorld, task: number, id: number): void {
  if (s.tasks[task].trigger === id) s.tasks[task].trigger = 0;
  listenerOf(m).aborted(m, s, task, id);
}
