/** Who is told how a checkpoint ended (D1-D9). */
import type { CommitWorld } from "./commit-world.ts";

/** The callbacks of a task's listener. */
export interface Listener {
  /** The synchronous part of a snapshot (K5). The task's position has moved on from `from`. */
  snapshot(s: CommitWorld, task: number, id: number, from: number): void;
  /** The asynchronous part has succeeded (B12): the state is in the checkpoint storage and, with local recovery, next to the task. */
  stored(s: CommitWorld, task: number, id: number): void;
  /** notifyCheckpointComplete. */
  complete(s: CommitWorld, task: number, id: number): void;
  /** notifyCheckpointAborted. */
  aborted(s: CommitWorld, task: number, id: number): void;
  /** notifyRegionalCheckpointFallback. */
  fallback(s: CommitWorld, task: number, id: number): void;
  /** A new attempt has its state, from the checkpoint `id`; 0: it starts from nothing. */
  restored(s: CommitWorld, task: number, id: number): void;
}
