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
  SubtaskCheckpointCoordinatorImpl: /Notification of checkpoint (?:COMPLETE|ABORT)|NOT finish|as aborted|Out of order/,
  AsyncCheckpointRunnable: /finished asynchronous part|could not be completed/,
  Task: /^(?:Ignoring|Ignore)/,
  TransactionSink: /prepares|commits|aborts/,
};

/** What becomes of splits. */
const splits: Kept = { NumberEnumerator: /./, NumberReader: /./ };

/** The lines that tell of what each spec is about. */
export const keptFor: Readonly<Record<"control" | "commit" | "split", Kept>> = {
  control: jobManager,
  commit: { ...jobManager, ...tasks },
  split: { ...jobManager, AsyncCheckpointRunnable: tasks.AsyncCheckpointRunnable, ...splits },
};

/** Of a stack trace: the exception, and what has caused it. */
const causesMax = 2;

/**
 * The first entries of what is kept of a log. Of a stack trace the lines stay that name an exception. Ids of 32 digits become their first 8, and the
 * folder in which checkpoints were written becomes `/checkpoints`.
 */
export function trim(log: string, kept: Kept, entriesMax: number): string {
  const entries = entriesOf(log).filter(({ logger, text }) => kept[logger]?.test(text) === true);
  return logOf(entries.slice(0, entriesMax).map(shortened));
}

function shortened(entry: Entry): Entry {
  const isFrame = /^\s+(?:at |\.\.\. )/;
  const causes = entry.rest.filter(line => !isFrame.test(line)).slice(0, causesMax);
  return { ...entry, line: short(entry.line), rest: causes.map(short) };
}

function short(line: string): string {
  return line
    .replace(/(?<![0-9a-f])([0-9a-f]{8})[0-9a-f]{24}(?![0-9a-f])/g, "$1")
    .replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "$1")
    .replace(/file:\/\S*\/checkpoints\d+/g, "file:/checkpoints");
}
