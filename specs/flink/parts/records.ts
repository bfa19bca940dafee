/**
 * What source readers and sinks remember: a reader its splits with their positions (E7), a sink what it has counted. The state of a sink is a
 * ghost of exactly-once: a record counted twice or skipped stays visible.
 */
import { numberOf, type Scalarset, t, type ViewOf } from "cutcheck";
import type { Job } from "./regions.ts";
import type { Rules } from "./rules.ts";
import type { Contents } from "./world.ts";

export type Splits = Scalarset<"split">;
export type Split = ViewOf<Splits>;

/** A job that reads splits. */
export interface SplitJob extends Job {
  readonly splits: Splits;
  /** Records of each split. */
  readonly records: number;
}

/** Where a split may go to any reader all splits are alike. Hashed, each has a number, which says whose it is. */
export function splitsOf(count: number, { assignment }: Rules): Splits {
  return assignment === "any" ? t.scalarset("split", count) : t.numbered("split", count);
}

/** Whether a split may go to a reader. */
export function mayOwn({ subtasks }: Job, { assignment }: Rules, split: Split, subtask: number): boolean {
  return assignment === "any" || numberOf(split) % subtasks === subtask;
}

/** What a task remembers, and what its snapshot holds. */
export function recordFields(job: SplitJob) {
  return {
    /** Reader: the position in each split that it owns, null for the others. */
    own: t.array(job.splits, t.option(t.int(0, job.records))),
    /** Sink: how many records of each split it has counted, each once; or {@link twice}; or {@link missed}. */
    counted: t.array(job.splits, t.int(0, job.records + 2)),
  };
}

const recordsType = (job: SplitJob) => t.record(recordFields(job));
export type Records = ViewOf<ReturnType<typeof recordsType>>;

/** The input channel of a sink that is a task of its own. */
export function channelType(job: SplitJob) {
  const element = t.union({ record: { split: job.splits, offset: t.int(0, job.records - 1) }, barrier: { id: t.int(1, job.ids) } });
  return t.fifo(element, channelCapacity);
}

/** Elements of a channel between two tasks. A full channel is back pressure. */
const channelCapacity = 2;

/** The mark of a sink that counted a record of a split twice. */
export const twice = (job: SplitJob): number => job.records + 1;
/** The mark of a sink that counted a later record of a split and not an earlier one. */
export const missed = (job: SplitJob): number => job.records + 2;

/** A task with nothing to remember stores nothing: its acknowledgement carries no state, and a checkpoint has no entry for it. */
export const records: Contents = {
  copy(to: Records, from: Records) {
    to.own = from.own;
    to.counted = from.counted;
  },
  clear(of: Records) {
    of.own.fill(null);
    of.counted.fill(0);
  },
  isEmpty: (of: Records) => of.own.every(position => position === null) && of.counted.every(count => count === 0),
  /** Nobody looks at the content of a late acknowledgement, which is therefore forgotten. */
  late: ({ own, counted }: Records) => ({ own: ofEach(own, null), counted: ofEach(counted, 0) }),
};

/** The same value for every split. */
function ofEach<V>(of: Records["own"] | Records["counted"], value: V): readonly (readonly [Split, V])[] {
  const values: (readonly [Split, V])[] = [];
  of.forEach((_, split) => {
    values.push([split, value]);
  });
  return values;
}

export function sameRecords(a: Records, b: Records): boolean {
  return a.own.every((position, split) => position === b.own.get(split)) && a.counted.every((count, split) => count === b.counted.get(split));
}

/** An AddSplitEvent is handled: reading starts at the beginning of the split (Kafka-like: the enumerator knows no positions, E12). */
export function addSplit(task: Records, split: Split): void {
  task.own.set(split, 0);
}

export function hasNextRecord(job: SplitJob, task: Records, split: Split): boolean {
  const position = task.own.get(split);
  return position !== null && position < job.records;
}

/** Reads the next record of a split and gives its offset. */
export function readRecord(task: Records, split: Split): number {
  const offset = task.own.get(split) ?? 0;
  task.own.set(split, offset + 1);
  return offset;
}

/** A sink counts a record. What once went wrong stays wrong. */
export function countRecord(job: SplitJob, sink: Records, split: Split, offset: number): void {
  const count = sink.counted.get(split);
  if (count > job.records) return;
  sink.counted.set(split, offset === count ? count + 1 : offset < count ? twice(job) : missed(job));
}
