/**
 * How the log of a JobManager tells of the steps of `flink-checkpoint-control`, stock rules, from Flink 1.11 on. Facts in brackets are those of the fact
 * sheet; R and X are numbers of docs/follow.md: in what a running Flink differs from the stock rules.
 *
 * One region stands for the whole job: what the coordinator does under stock rules depends on whether every task runs, and not on which of them does not.
 * So the one task of the machine acknowledges when the last task has, fails when a task fails, and restarts when every task runs again.
 *
 * With the level DEBUG for the CheckpointCoordinator the log has a line for each acknowledgement, and a completion without all of them is refused. Without
 * these lines nothing is asked of who has acknowledged.
 */
import { type Knobs, type KnobValues, type LogMapping, logs, type Moves } from "cutcheck";
import { checkpointControl } from "../checkpoint-control/machine.ts";
import { controlModel, controlRules, controlScope } from "../checkpoint-control/scope.ts";
import type { ControlWorld } from "../parts/control-world.ts";
import { checkpointLines } from "./checkpoint-lines.ts";
import { type ControlMemory, type ControlSettings, newMemory, warningsOwed, words } from "./control-words.ts";
import { failureLines } from "./failure-lines.ts";
import { relaxations } from "./relaxations.ts";
import { hasWarnings, jobRules, jobScope } from "./settings.ts";
import { graphOf } from "./tasks.ts";

const { either, change, step } = words;

/** Beyond every id of a log. */
const idsMax = 2 ** 30 - 3;

/** More checkpoints may be pending than are counted by the limit: savepoints. */
const savepointSlots = 4;

/** What may go wrong between two lines. It is refilled after each step. */
const faults = { faults: 6, declines: 2, timeouts: 2, taskFailures: 2, finalizeFailures: 0, triggerFailures: 2, jobManagerFailures: 2 };

function defaultsOf<K extends Knobs>(knobs: K): KnobValues<K> {
  return Object.fromEntries(Object.entries(knobs).map(([name, each]) => [name, each.default])) as KnobValues<K>;
}

/** The stock machine as large as a log needs it: ids without a largest one, and never given out anew. */
function build({ concurrent }: KnobValues<typeof jobScope>, rules: KnobValues<typeof controlRules>) {
  const size = { ...defaultsOf(controlScope), regions: 1, concurrent, savepoints: 1, ...faults };
  const model = controlModel(size, { ...defaultsOf(controlRules), ...rules });
  const job = { ...model.job, ids: idsMax, concurrent: concurrent + savepointSlots };
  return checkpointControl({ ...model, job, ids: [], reusesIds: false });
}

/** How many checkpoints have failed in a row before the log begins is not known. */
function anyCount(tolerable: number): Moves {
  const counts = Array.from({ length: Math.max(0, tolerable) + 1 }, (_, count) => count);
  return either(
    ...counts.map(count =>
      change(`${count} checkpoints have failed in a row before the log begins`, s => {
        s.failures.count = count;
        s.failures.since = count;
      }),
    ),
  );
}

export const controlLogs: LogMapping = logs<ControlWorld, ControlMemory, ControlSettings>({
  scope: jobScope,
  semantics: jobRules,
  build,
  memory: newMemory,
  jobs: ({ job, task }) => [...(job === undefined ? [] : [`job ${job}`]), ...(task === undefined ? [] : [`graph ${graphOf(String(task))}`])],
  begins: ({ kind, memory, settings: { tolerable } }) => {
    if (kind === "the job is initialized" || kind === "no checkpoint is found" || kind === "the job starts from a savepoint") {
      return step("fails with its region");
    }
    memory.isFromMiddle = true;
    memory.isRestored = true;
    memory.isLatestKnown = false;
    return anyCount(tolerable);
  },
  hidden: () => [step("injects the barriers"), step("the pause is over")],
  owes: (after, before, step, { version, tolerable }) => (hasWarnings(version) ? warningsOwed(after, before, step, tolerable) : []),
  refill: s => {
    Object.assign(s.budget, faults);
    s.requests.savepointsLeft = 1;
  },
  relaxations,
  lines: [...checkpointLines, ...failureLines],
});
