/**
 * Notifications to tasks (B14-B19): best effort, in any order. A completion goes to the attempt that runs when it is sent, and is gone with
 * it. Aborts are sent asynchronously to whatever attempt is current then (A21b): here they outlive a restart.
 */
import type { CommitModel, CommitWorld, Message, MessageKind } from "./commit-world.ts";
import { listenerOf } from "./listeners.ts";

/** Tells the attempt that runs now; without one the message is dropped (B17). */
export function tell(s: CommitWorld, task: number, kind: "complete" | "fallback", id: number): void {
  if (s.tasks[task].phase === "running") s.tasks[task].inbox.add({ kind, id, latest: 0 });
}

/** An abort carries the latest completed id as of now (A21b, B15). */
export function tellAborted(m: CommitModel, s: CommitWorld, task: number, id: number): void {
  const latest = m.rules.abortCarriesLatest === "newest" ? s.latest.id : s.latest.tasks[task].origin;
  s.tasks[task].inbox.add({ kind: "aborted", id, latest });
}

/** The task is gone, and with it the messages that were for this attempt. */
export function loseMessages(m: CommitModel, s: CommitWorld, task: number): void {
  s.tasks[task].inbox.removeWhere(({ kind }) => kind !== "aborted" && !(m.rules.bug === "M96" && kind === "complete"));
}

/** The completed checkpoint that a message tells its task of: its own, or the one that an abort carries; 0 for none. */
export function completionIn(message: Readonly<Message>): number {
  if (message.kind === "complete") return message.id;
  return message.kind === "aborted" ? message.latest : 0;
}

/** Takes a message out of the inbox and lets the task's listeners hear it. */
export function hear(m: CommitModel, s: CommitWorld, task: number, kind: MessageKind, id: number): void {
  const { inbox } = s.tasks[task];
  const message = inbox.take(inbox.toArray().findIndex(each => each.kind === kind && each.id === id));
  hearCompletion(m, s, task, completionIn(message));
  if (kind === "aborted") hearAborted(m, s, task, id);
  if (kind === "fallback") listenerOf(m).fallback(m, s, task, id);
}

export function isUnderway(s: Readonly<CommitWorld>, task: number, kind: MessageKind, id: number): boolean {
  return s.tasks[task].inbox.some(each => each.kind === kind && each.id === id);
}

/** Ids up to the latest reported one are ignored (B15). */
function hearCompletion(m: CommitModel, s: CommitWorld, task: number, id: number): void {
  if (id <= s.tasks[task].latestReport) return;
  s.tasks[task].latestReport = id;
  listenerOf(m).complete(m, s, task, id);
}

/** A trigger or barrier of that checkpoint meets the recorded abort (B9, B16). */
function hearAborted(m: CommitModel, s: CommitWorld, task: number, id: number): void {
  if (s.tasks[task].trigger === id) s.tasks[task].trigger = 0;
  listenerOf(m).aborted(m, s, task, id);
}
