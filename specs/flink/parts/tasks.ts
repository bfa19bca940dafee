/**
 * Tasks: source readers and sinks. A reader's state is its splits with their positions (E7); a sink's state is what it has counted.
 * The state of a sink is a ghost of exactly-once: a record counted twice or skipped stays visible.
 */
import { assign, t, type ViewOf } from "cutcheck";
import type { Job } from "./regions.ts";

/** What a task remembers, and what its snapshot holds. */
export function contents(job: Job) {
  return {
    /** Reader: the position in each split that it owns, null for the others. */
    own: t.array(job.splits, t.option(t.int(0, job.records))),
    /** Sink: how many records of each split it has counted, each once; or {@link twice}; or {@link missed}. */
    counted: t.array(job.splits, t.int(0, job.records + 2)),
  };
}

/** A stored state of a task. `origin` is the id of the checkpoint whose barrier produced it: its true cut. */
export function snapType(job: Job) {
  return t.record({ origin: t.int(0, job.ids), ...contents(job) });
}

/** A task: its state, its phase, the trigger waiting in its mailbox (0: none), and, of a separate sink, its input channel. */
export function taskType(job: Job) {
  const element = t.union({ record: { split: t.int(0, job.splits - 1), offset: t.int(0, job.records - 1) }, barrier: { id: t.int(1, job.ids) } });
  return t.record({
    phase: t.oneOf("running", "failed"),
    ...contents(job),
    trigger: t.int(0, job.ids),
    channel: t.fifo(element, channelCapacity),
  });
}

const contentsType = (job: Job) => t.record(contents(job));
export type Contents = ViewOf<ReturnType<typeof contentsType>>;
export type Snap = ViewOf<ReturnType<typeof snapType>>;
export type Task = ViewOf<ReturnType<typeof taskType>>;

/** Elements of a channel between two tasks. A full channel is back pressure. */
const channelCapacity = 2;

/** The mark of a sink that counted a record of a split twice. */
export const twice = (job: Job): number => job.records + 1;
/** The mark of a sink that counted a later record of a split and not an earlier one. */
export const missed = (job: Job): number => job.records + 2;

/** Copies the state of a task, a snapshot or a response into another. */
export function copyContents(to: Contents, from: Contents): void {
  to.own = from.own;
  to.counted = from.counted;
}

/** The state of a task that starts from nothing. */
export function clearContents(task: Contents): void {
  task.own.fill(null);
  task.counted.fill(0);
}

/** Whether a task has nothing to remember. Its acknowledgement then carries no state, and a checkpoint has no entry for it. */
export function isEmpty(task: Contents): boolean {
  return task.own.every(position => position === null) && task.counted.every(count => count === 0);
}

export function sameContents(a: Contents, b: Contents): boolean {
  return a.own.every((position, split) => position === b.own.get(split)) && a.counted.every((count, split) => count === b.counted.get(split));
}

/** An AddSplitEvent is handled: reading starts at the beginning of the split (Kafka-like: the enumerator knows no positions, E12). */
export function addSplit(task: Task, split: number): void {
  task.own.set(split, 0);
}

export function hasNextRecord(job: Job, task: Contents, split: number): boolean {
  const position = task.own.get(split);
  return position !== null && position < job.records;
}

/** Reads the next record of a split and gives its offset. */
export function readRecord(task: Contents, split: number): number {
  const offset = task.own.get(split) ?? 0;
  task.own.set(split, offset + 1);
  return offset;
}

/** A sink counts a record. What once went wrong stays wrong. */
export function countRecord(job: Job, sink: Contents, split: number, offset: number): void {
  const count = sink.counted.get(split);
  if (count > job.records) return;
  sink.counted.set(split, offset === count ? count + 1 : offset < count ? twice(job) : missed(job));
}

/** The task is gone: nothing of it is left but the messages that it sent. */
export function failTask(task: Task): void {
  clearContents(task);
  assign(task, { phase: "failed", trigger: 0, channel: [] });
}

/** A new attempt starts from a stored state, or from nothing. */
export function restartTask(task: Task, from: Snap | null): void {
  if (from === null) clearContents(task);
  else copyContents(task, from);
  assign(task, { phase: "running", trigger: 0, channel: [] });
}
