/** Makes a log small enough to be kept as a file: only the classes and the lines that matter, short ids, no stack traces. */
import { type Entry, entriesOf, logOf } from "./entries.ts";

/** Which lines are kept, by the logger's class. */
export type Kept = Readonly<Record<string, RegExp>>;

/** What a JobManager says of checkpoints and of failures. */
const jobManager: Kept = {
  CheckpointCoordinator:
    /^(?:Triggering|Completed checkpoint|Checkpoint \d+ of job|Decline|Received|Restoring job|No checkpoint found|Reset the checkpoint|Stopping|Could not)/,
  CheckpointFailureManager: /./,
  DefaultCheckpointStatsTracker: /^Failed/,
  ExecutionGraph: /switched from (?:state|RUNNING|CANCELING|INITIALIZING)/,
  ExecutionTrackingCheckpointCoordinatorDeActivator: /./,
  JobMaster: /^(?:Trying to recover|\d+ tasks will|Triggering|Starting execution|Stopping the JobMaster)/,
  OperatorCoordinatorHolder: /./,
  SourceCoordinator: /^(?:Marking|Recovering|Removing|Restoring|Starting)/,
};

/** What tasks say of snapshots and notifications. */
const tasks: Kept = {
  StreamTask: /^(?:Starting checkpoint|Notify checkpoint)/,
  SubtaskCheckpointCoordinatorImpl: /Notification|NOT finish|as aborted|Out of order|finished synchronous part/,
  AsyncCheckpointRunnable: /finished asynchronous part|could not be completed/,
  Task: /^(?:Ignoring|Ignore)/,
  TransactionSink: /./,
  TwoPhaseCommitSinkFunction: /committing transaction|recovered/,
};

/** What becomes of splits. */
const splits: Kept = { NumberEnumerator: /./, NumberReader: /./ };

/** The lines that tell of what each spec is about. */
export const keptFor: Readonly<Record<"control" | "commit" | "split", Kept>> = {
  control: jobManager,
  commit: { ...jobManager, ...tasks },
  split: { ...jobManager, StreamTask: tasks.StreamTask, AsyncCheckpointRunnable: tasks.AsyncCheckpointRunnable, ...splits },
};

/**
 * The first entries of what is kept of a log. Of a stack trace its first line stays, which names the exception. Ids of 32 digits become their first 8, and the
 * folder in which checkpoints were written becomes `/checkpoints`.
 */
export function trim(log: string, kept: Kept, entriesMax: number): string {
  const entries = entriesOf(log).filter(({ logger, text }) => kept[logger]?.test(text) === true);
  return logOf(entries.slice(0, entriesMax).map(shortened));
}

function shortened(entry: Entry): Entry {
  return { ...entry, line: short(entry.line), rest: entry.rest.slice(0, 1).map(short) };
}

function short(line: string): string {
  return line
    .replace(/\b([0-9a-f]{8})[0-9a-f]{24}(?![0-9a-f])/g, "$1")
    .replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "$1")
    .replace(/file:\/\S*\/checkpoints\d+/g, "file:/checkpoints");
}
