/** The words in which the lines of a JobManager are mapped to steps of `flink-checkpoint-control`. */
import { type Debt, type KnobValues, type LoggedStep, logWords } from "cutcheck";
import type { ControlPending, ControlWorld } from "../parts/control-world.ts";
import type { controlKnobs } from "./settings.ts";
import { newTaskMemory, type TaskMemory } from "./tasks.ts";

export type ControlSettings = KnobValues<typeof controlKnobs>;

export interface ControlMemory extends TaskMemory {
  /** The log begins in the midst of a run. */
  isFromMiddle: boolean;
  /** The first id that the log has triggered: of older ones it knows nothing. 0: none yet. */
  firstId: number;
  /** The newest id that was triggered. */
  lastId: number;
  /** Whether something failed since: ids that were given out and not printed may be missing then. */
  hasFailedSince: boolean;
  /** Whether the newest completed checkpoint is known. */
  isLatestKnown: boolean;
  /** Whether the log has lines for acknowledgements. */
  hasAcknowledgements: boolean;
  /** By checkpoint: the attempts that have acknowledged, and how many ran when it was triggered. */
  readonly acknowledged: Map<number, Set<string>>;
  readonly expected: Map<number, number>;
  /** When a task, or the job, has failed last, and when the failure manager has warned last, in milliseconds. */
  failedAt: number;
  warnedAt: number;
  /** Checkpoints that the failure manager has warned of. */
  readonly warned: Set<number>;
}

export function newMemory(): ControlMemory {
  return {
    ...newTaskMemory(),
    isFromMiddle: false,
    firstId: 0,
    lastId: 0,
    hasFailedSince: false,
    isLatestKnown: true,
    hasAcknowledgements: false,
    acknowledged: new Map(),
    expected: new Map(),
    failedAt: Number.NEGATIVE_INFINITY,
    warnedAt: Number.NEGATIVE_INFINITY,
    warned: new Set(),
  };
}

export const words = logWords<ControlWorld, ControlMemory, ControlSettings>();

const { check } = words;

export type World = Readonly<ControlWorld>;

export function pendingWith(s: World, id: number): Readonly<ControlPending> | undefined {
  return s.pending.find(each => each.id === id);
}

/** Which pending checkpoint a step is about, by the id that the line has. */
export const whichIs = (id: number) => ({
  [`checkpoint ${id} is pending`]: (s: World, { slot }: { readonly slot: number }) => s.pending[slot].id === id,
});

/** Something that the lines before say, whatever the machine does. */
export const claim = (what: string, isTrue: boolean) => check({ [what]: () => isTrue });

/** Whether the log knows a checkpoint: older ones were triggered before it begins. */
export function isKnown({ isFromMiddle, firstId }: ControlMemory, id: number): boolean {
  return !isFromMiddle || (firstId > 0 && id >= firstId);
}

/** Milliseconds in which the failure manager prints its warning of a checkpoint that came to nothing. */
const warningMilliseconds = 1_000;

/** The key under which the warning of a checkpoint is owed: with how many had failed in a row before it, where that is counted. */
export function warningKey(id: number, failed: number, tolerable: number): string {
  return tolerable < 0 ? `warning of ${id}` : `warning of ${id} behind ${failed}`;
}

/** A checkpoint that is not pending any more, and has not completed, is warned of (A22). */
export function warningsOwed(after: World, before: World, step: LoggedStep, tolerable: number): readonly Debt[] {
  const gone = before.pending.filter(({ id }) => id > 0 && pendingWith(after, id) === undefined);
  const completed = completedBy(after, before, step);
  return gone
    .filter(({ id }) => id !== completed)
    .map(({ id }) => ({
      key: warningKey(id, before.failures.count, tolerable),
      within: warningMilliseconds,
      about: `the warning that checkpoint ${id} failed${tolerable < 0 ? "" : `, behind ${before.failures.count} others`}`,
    }));
}

/** The checkpoint that a step has completed; 0: none. A plain savepoint is not stored: it is the one that was acknowledged. */
function completedBy(after: World, before: World, { action, parameters }: LoggedStep): number {
  if (action !== "acknowledges") return 0;
  const { id } = before.pending[parameters.slot as number];
  return pendingWith(after, id) === undefined ? id : 0;
}
