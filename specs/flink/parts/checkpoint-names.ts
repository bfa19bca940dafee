/**
 * Checkpoint ids without a largest one. The coordinator compares ids, and takes one above all that it knows; it never counts with them. So an id is a name with
 * an order, and when a checkpoint is triggered the names of those that somebody still knows are given out anew, from 1, in the same order: a run can go
 * on for ever, and come back to a state in which it was. What is counted, ages and regional checkpoints in a row, is counted by counters of its own.
 * Where the next id is not above all others, names would hide by how much it is not; P45 fails at the first such trigger.
 */
import type { ControlWorld } from "./control-world.ts";

/** As many ids as there can be at a time: an origin for each region, the pending ones, one that the failure manager remembers beside them. */
export function idsNeeded(regions: number, pending: number, savepoints: boolean): number {
  return regions + pending + (savepoints ? 1 : 0);
}

/** The ids that somebody still knows, the next one apart. */
export function knownIds(s: Readonly<ControlWorld>): readonly number[] {
  const all = [s.latest.id, s.failures.succeeded, ...s.latest.tasks.map(({ origin }) => origin), ...s.pending.map(({ id }) => id)];
  return [...new Set(all)].filter(id => id > 0).sort((a, b) => a - b);
}

/** New names for the ids that are known, and for the next one, in the same order. */
export function renameCheckpoints(s: ControlWorld): void {
  const old = [...new Set([...knownIds(s), s.next])].sort((a, b) => a - b);
  const renamed = (id: number) => old.indexOf(id) + 1;
  s.next = renamed(s.next);
  s.failures.succeeded = renamed(s.failures.succeeded);
  s.latest.id = renamed(s.latest.id);
  for (const snap of s.latest.tasks) snap.origin = renamed(snap.origin);
  for (const pending of s.pending) pending.id = renamed(pending.id);
}
