/**
 * Notifications to tasks (B14-B19): best effort, in any order. A completion goes to the attempt that runs when it is sent, and is gone with
 * it. Aborts are sent asynchronously to whatever attempt is current then (A21b): here they outlive a restart.
 */
import { assign } from "cutcheck";
import type { CommitPending, CommitWorld, Message, MessageKind } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import { regionOf } from "./regions.ts";
import type { Model, Part } from "./world.ts";

export type Notifications = ReturnType<typeof notificationsOf>;

export function notificationsOf({ job, rules, tasks }: Model, listener: Listener) {
  const notifications = {
    /** sendAcknowledgeMessages, and what a failed region is told instead (H8). */
    completed(s: CommitWorld, { id, failed }: CommitPending): void {
      for (const task of tasks) {
        if (failed.has(regionOf(job, task))) tellFallback(s, task, id);
        else tell(s, task, "complete", id);
      }
      s.announced = id;
    },

    aborted(s: CommitWorld, { id }: CommitPending): void {
      for (const task of tasks) tellAborted(s, task, id);
    },

    /** The messages for this attempt are gone with it. Its transactions stay (D5). */
    attemptEnded(s: CommitWorld, task: number): void {
      assign(s.tasks[task], { latestReport: 0, uploaded: [] });
      if (rules.committables === "overtaken") s.tasks[task].inFlight.clear();
      s.tasks[task].inbox.removeWhere(({ kind }) => !notifications.outlivesAttempt(kind));
    },

    outlivesAttempt(kind: MessageKind): boolean {
      return kind === "aborted";
    },

    restored(s: CommitWorld, task: number): void {
      listener.restored(s, task, s.latest.id);
    },

    /** Task forwards notifications only while it is RUNNING (B17). */
    mayHear(s: Readonly<CommitWorld>, task: number): boolean {
      return s.tasks[task].phase === "running";
    },

    /** Takes a message out of the inbox and lets the task's listeners hear it. */
    hear(s: CommitWorld, task: number, kind: MessageKind, id: number): void {
      const { inbox } = s.tasks[task];
      const message = inbox.take(inbox.toArray().findIndex(each => each.kind === kind && each.id === id));
      // In order, what was sent before and is not there is lost.
      if (rules.notifications === "inOrder") inbox.removeWhere(each => each.id < id);
      hearCompletion(s, task, completionIn(message));
      if (kind === "aborted") hearAborted(s, task, id);
      if (kind === "fallback") listener.fallback(s, task, id);
    },
  };
  return notifications satisfies Part;

  function tellFallback(s: CommitWorld, task: number, id: number): void {
    const { failedTaskNotif } = rules;
    if (failedTaskNotif === "complete") tell(s, task, "complete", id);
    else if (failedTaskNotif === "aborted") tellAborted(s, task, id);
    else if (failedTaskNotif !== "nothing") tell(s, task, "fallback", id);
  }

  /** An abort carries the latest completed id as of now (A21b, B15). */
  function tellAborted(s: CommitWorld, task: number, id: number): void {
    const latest = rules.abortCarriesLatest === "newest" ? s.latest.id : s.latest.tasks[task].origin;
    s.tasks[task].inbox.add({ kind: "aborted", id, latest });
  }

  /** Ids up to the latest reported one are ignored (B15). */
  function hearCompletion(s: CommitWorld, task: number, id: number): void {
    if (id <= s.tasks[task].latestReport) return;
    s.tasks[task].latestReport = id;
    listener.complete(s, task, id);
  }

  /** A trigger or barrier of that checkpoint meets the recorded abort (B9, B16). */
  function hearAborted(s: CommitWorld, task: number, id: number): void {
    if (s.tasks[task].trigger === id) s.tasks[task].trigger = 0;
    listener.aborted(s, task, id);
  }
}

/** Tells the attempt that runs now; without one the message is dropped (B17). */
function tell(s: CommitWorld, task: number, kind: "complete" | "fallback", id: number): void {
  if (s.tasks[task].phase === "running") s.tasks[task].inbox.add({ kind, id, latest: 0 });
}

/** The completed checkpoint that a message tells its task of: its own, or the one that an abort carries; 0 for none. */
export function completionIn(message: Readonly<Message>): number {
  if (message.kind === "complete") return message.id;
  return message.kind === "aborted" ? message.latest : 0;
}

export function isUnderway(s: Readonly<CommitWorld>, task: number, kind: MessageKind, id: number): boolean {
  return s.tasks[task].inbox.some(each => each.kind === kind && each.id === id);
}
