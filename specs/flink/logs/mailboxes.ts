/**
 * Barriers that wait at tasks, as the log tells of them. The machines have room for one at each task: where a second one comes before the first was taken,
 * the log leaves them.
 */

/** Plain data, as a part of a mapping's memory. */
export interface Mailboxes {
  /** The checkpoints that were triggered, in their order. */
  readonly triggered: number[];
  /** Those that have completed, or come to nothing. */
  readonly ended: Set<number>;
  /** The newest one for which each task has taken its snapshot. */
  readonly snapshots: Map<number, number>;
}

export function noMailboxes(): Mailboxes {
  return { triggered: [], ended: new Set(), snapshots: new Map() };
}

export function noteSnapshot({ snapshots }: Mailboxes, task: number, id: number): void {
  snapshots.set(task, Math.max(id, snapshots.get(task) ?? 0));
}

/** Whether a task takes its snapshot for an old checkpoint, or for a new one while another task has not yet taken that for an older one. */
export function isBehindAnother({ triggered, ended, snapshots }: Mailboxes, task: number, id: number): boolean {
  if (ended.has(id)) return triggered.some(each => each > id);
  const older = triggered.filter(each => each < id && !ended.has(each));
  return older.some(each => [...snapshots].some(([other, newest]) => other !== task && newest < each));
}

/** Whether the newest checkpoint waits for a task that has taken earlier snapshots, and not yet this one. */
export function hasWaiting({ triggered, ended, snapshots }: Mailboxes): boolean {
  const newest = triggered.at(-1);
  return newest !== undefined && !ended.has(newest) && [...snapshots.values()].some(id => id < newest);
}
