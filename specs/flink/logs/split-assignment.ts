/**
 * How a log tells of splits: the JobManager's lines with acknowledgements, and what the job's own enumerator and readers say (`conformance/flink`,
 * NumberEnumerator and NumberReader). The runtime prints no line when a split is assigned, or comes to its reader.
 *
 * - What the enumerator says that it stores, takes back or is restored with must be unassigned in the machine; what a reader says that it stores or starts
 *   with must be its own there. Positions are left out: the machine reads no record.
 * - That barriers are injected has no line. An event may reach its task before the line in which the reader says so.
 * - The end of a snapshot is the line of its acknowledgement. The machine has one step for the whole of it, made when the reader stores its splits, or at the
 *   decline.
 * - A checkpoint that cannot be triggered is one that expires, as is one that a global failure aborts some time before everything is restored.
 * - Savepoints, stop-with-savepoint and regions with more than one source are not in the machine: the log leaves it there.
 */
import { assign, type KnobValues, knob, type LogMapping, logs, logWords, type Moves, numberOf, t } from "cutcheck";
import type { Split } from "../parts/records.ts";
import { completed } from "../parts/rules.ts";
import { type SplitModel, type SplitWorld, splitModel } from "../parts/split-world.ts";
import { pendingOf } from "../parts/world.ts";
import { splitAssignment } from "../split-assignment/machine.ts";
import { scopeKnobs, type splitRules } from "../split-assignment/scope.ts";
import { answersFailure, type Claims, claimOf, isFirstOf, noClaims } from "./claims.ts";
import { jobNames } from "./job-regions.ts";
import { isBehindAnother, type Mailboxes, noMailboxes, noteSnapshot } from "./mailboxes.ts";
import { within } from "./windows.ts";

interface Settings {
  readonly subtasks: number;
  readonly checkpoints: number;
  readonly splits: number;
  readonly concurrent: number;
}

interface Memory extends Mailboxes, Claims {
  /** Whether the next restore is of the whole job. */
  isGlobal: boolean;
  /** Whether the enumerator was made, and which readers have started. */
  isCreated: boolean;
  readonly started: Set<number>;
}

type World = Readonly<SplitWorld>;

const { line, step, check, change, pay, free, forgive, defer, either, relaxed, leave, end } = logWords<SplitWorld, Memory, Settings>();

const claim = claimOf(check);

const faultsEach = 4;
const anyNumber = knob.faults(faultsEach, faultsEach);

/** A job, of the size that logs need. */
const scope = {
  ...scopeKnobs,
  tasksPerRegion: knob.int(1, 1, 1, "source and sink are chained"),
  splits: knob.int(24, 1, 30, "splits of the source"),
  records: knob.int(1, 1, 1, "records of each split: none is read"),
  checkpoints: knob.int(100, 1, 200, "largest checkpoint id"),
  concurrent: knob.int(1, 1, 4, "checkpoints that may be pending at a time"),
  faults: anyNumber,
  declines: anyNumber,
  timeouts: anyNumber,
  taskFailures: anyNumber,
  globalFailures: anyNumber,
  lostEvents: knob.faults(0, 0),
} as const;

/** The stock machine. The log tells splits apart, so they are numbered, and each may go to any reader. */
function build(
  { subtasks, tasksPerRegion, splits, records, checkpoints, concurrent, lateAcks, ...faults }: KnobValues<typeof scope>,
  { bug: _, ...rules }: KnobValues<typeof splitRules>,
) {
  const model = splitModel({ subtasks, tasksPerRegion, splits, records, ids: checkpoints, concurrent }, completed(rules), faults, lateAcks);
  const numbered = t.numbered("split", splits);
  const told: SplitModel = { ...model, splits: numbered, job: { ...model.job, splits: numbered } };
  return splitAssignment(told);
}

/** The numbers of splits in a line's list, `[3@0, 7@250]`: without the brackets. */
function listed(list: string): readonly number[] {
  return list === ""
    ? []
    : list
        .split(", ")
        .map(each => Number(each.split("@")[0]))
        .sort((a, b) => a - b);
}

/** Parameters of a step that is about a split: which is given as its number, from 0. */
interface Given {
  readonly split: number;
  readonly subtask: number;
}

/** The log counts splits from 1. */
const numberInLog = (split: Split): number => numberOf(split) + 1;

function unassigned(s: World): readonly number[] {
  const free: number[] = [];
  s.coordinator.owner.forEach((owner, split) => {
    if (owner === null) free.push(numberInLog(split));
  });
  return free;
}

function ownedBy(s: World, task: number): readonly number[] {
  const owned: number[] = [];
  s.tasks[task]?.own.forEach((position, split) => {
    if (position !== null) owned.push(numberInLog(split));
  });
  return owned;
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

const failing = (region: number): string => `failure of region ${region}`;
const warning = (id: number): string => `warning of checkpoint ${id}`;
const completing = (id: number): string => `completion of checkpoint ${id}`;
const receiving = (task: number, split: number): string => `reader ${task}: receives ${split}`;
const starting = (task: number, splits: readonly number[]): string => `reader ${task}: starts with ${splits.join()}`;
const returning = (task: number, splits: readonly number[]): string => `enumerator: takes back ${splits.join()} of ${task}`;
const making = (splits: readonly number[]): string => `enumerator: is made with ${splits.join()}`;

/** The task of an attempt, `<execution graph>_<vertex>_<subtask>_<attempt>`. */
const taskOf = (attempt: string): number => Number(attempt.split("_")[2]);

/** How a step names its checkpoint: by the id only where several may be pending. */
const which = (id: number, { concurrent }: Settings): Readonly<Record<string, number>> => (concurrent === 1 ? {} : { id });
const isPending = (id: number) => ({ [`checkpoint ${id} is pending`]: (s: World) => pendingOf(s, id) !== null });
const isTriggered = (task: number, id: number) => ({ [`the trigger of task ${task} is of checkpoint ${id}`]: (s: World) => s.tasks[task]?.trigger === id });

/** Lines of the CheckpointCoordinator. */
const coordinatorLines = [
  line("triggers a checkpoint", {
    logger: "CheckpointCoordinator",
    text: "Triggering checkpoint {id:int} (type={type}) @ {at:int} for job {job:word}.",
    means({ id, type }, { memory, settings }) {
      if (type.includes("Savepoint")) return leave("a savepoint");
      if (id > settings.checkpoints) return leave(`checkpoint ${id} is beyond the largest id, ${settings.checkpoints}`);
      memory.triggered.push(id);
      return [noFailure(settings.subtasks), nextIs(id), step("triggers a checkpoint")];
    },
  }),
  line("receives an acknowledgement", {
    logger: "CheckpointCoordinator",
    text: "Received acknowledge message for checkpoint {id:int} from task {attempt:word} of job {job:word} at {location}.",
    means: ({ id, attempt }, { settings }) => step("receiveAcknowledgeMessage", { task: taskOf(attempt), ...which(id, settings) }, { where: isPending(id) }),
  }),
  line("completes a checkpoint", {
    logger: "CheckpointCoordinator",
    text: "Completed checkpoint {id:int} for job {job:word} ({sizes}).",
    means({ id }, { memory }) {
      memory.ended.add(id);
      return pay(completing(id), `checkpoint ${id} completes when the last task has acknowledged it`);
    },
  }),
  line("a checkpoint expires", {
    logger: "CheckpointCoordinator",
    text: "Checkpoint {id:int} of job {job:word} expired before completing.",
    means({ id }, { memory, settings }) {
      memory.ended.add(id);
      return expires(id, settings);
    },
  }),
  line("a task declines", {
    logger: "CheckpointCoordinator",
    text: "Decline checkpoint {id:int} by task {attempt:word} of job {job:word} at {location}.",
    means({ id, attempt }, { memory, settings }) {
      memory.ended.add(id);
      const task = taskOf(attempt);
      const its = { where: isTriggered(task, id) };
      return either(
        step("its asynchronous snapshot fails", { task }, its),
        step("declines at the trigger", { subtask: task }, its),
        relaxed("R5", expires(id, settings)),
      );
    },
  }),
  line("restores", {
    logger: "CheckpointCoordinator",
    text: "Restoring job {job:word} from Checkpoint {id:int} @ {at:int} for {sameJob:word} located at {path}.",
    means: ({ id }, { memory, settings }) => restores(id, memory, settings),
  }),
  line("restores nothing", {
    logger: "CheckpointCoordinator",
    text: "No checkpoint found during restore.",
    means: (_, { memory, settings }) => restores(0, memory, settings),
  }),
  line("a checkpoint comes to nothing", {
    logger: "CheckpointFailureManager",
    text: "Failed to trigger or complete checkpoint {id:int} for job {job:word}. ({count:int} consecutive failed attempts so far)",
    means({ id }, { memory, settings, line: { more } }) {
      memory.ended.add(id);
      const isTrigger = more.some(each => each.includes("Trigger checkpoint failure"));
      const due = pay(warning(id), `checkpoint ${id} has come to nothing`);
      const expiry = isTrigger || memory.isGlobal ? [[expires(id, settings), due]] : [];
      return either(due, ...expiry, ...(isFirstOf(memory, `warning of ${id}`) ? [] : [relaxed("R3", [])]));
    },
  }),
];

/** Lines of the scheduler. */
const schedulerLines = [
  line("a task runs", {
    logger: "ExecutionGraph",
    text: "{vertex} ({subtask:int}/{parallelism:int}) ({attempt:word}) switched from {before:word} to RUNNING.",
    means({ vertex, subtask, parallelism, attempt }, { memory, settings }) {
      const region = subtask - 1;
      if (!vertex.includes("->")) return leave("a region with more than one task");
      if (parallelism !== settings.subtasks) return leave(`the job has ${parallelism} subtasks, not ${settings.subtasks}`);
      return [
        claim("this attempt has not run before, and was restored", isFirstOf(memory, `run ${attempt}`) && memory.hasRestored),
        free(failing(region), "the region has failed, and is restored"),
        check({ "the region runs": s => s.tasks[region]?.phase === "running" }),
      ];
    },
  }),
  line("a task fails", {
    logger: "ExecutionGraph",
    text: "{vertex} ({subtask:int}/{parallelism:int}) ({attempt:word}) switched from {before:word} to FAILED on {location}.",
    means({ subtask, attempt }, { memory }) {
      memory.unanswered++;
      const isFirst = claim("this attempt has not failed before", isFirstOf(memory, `failure ${attempt}`));
      return [isFirst, ...failureOf(subtask - 1), forgive(`reader ${subtask - 1}:`)];
    },
  }),
  line("a global failure", {
    logger: "JobMaster",
    text: "Trying to recover from a global failure.",
    means(_, { memory }) {
      memory.isGlobal = true;
      memory.unanswered++;
      return [];
    },
  }),
  line("the JobManager stops", {
    logger: "JobMaster",
    text: "Stopping the JobMaster for job {name} ({job:word}).",
    means: () => leave("the JobManager stops"),
  }),
  line("stops with a savepoint", {
    logger: "JobMaster",
    text: "Triggering stop-with-savepoint for job {job:word}.",
    means: () => leave("stop-with-savepoint"),
  }),
  line("the job ends", {
    logger: "ExecutionGraph",
    text: "Job {name} ({job:word}) switched from state {before:word} to {after:word}.",
    means: ({ after }) => (["CANCELLING", "FAILING", "FINISHED"].includes(after) ? end(`the job is ${after}`) : []),
  }),
];

/** Lines of the job's enumerator. */
const enumeratorLines = [
  line("the enumerator is made", {
    logger: "NumberEnumerator",
    text: ["Enumerator of {pipeline:word} is created with splits [{splits}].", "Enumerator of {pipeline:word} is restored with splits [{splits}]."],
    means({ pipeline, splits }, { memory, settings }) {
      if (pipeline !== "P0") return leave("a second source");
      const all = listed(splits);
      if (all.some(split => split > settings.splits)) return leave(`the source has more than ${settings.splits} splits`);
      const isFirst = !memory.isCreated;
      memory.isCreated = true;
      return isFirst ? [] : pay(making(all), `an enumerator is made with the splits ${all.join(", ")}`);
    },
  }),
  line("the enumerator assigns", {
    logger: "NumberEnumerator",
    text: "Enumerator of {pipeline:word} assigns split {split:int}@{position:int} to subtask {subtask:int}.",
    means: ({ split, subtask }) => step("assignSplits", { subtask }, { where: { [`it is split ${split}`]: (_, given: Given) => given.split + 1 === split } }),
  }),
  line("the enumerator takes back", {
    logger: "NumberEnumerator",
    text: "Enumerator of {pipeline:word} takes back splits [{splits}] of subtask {subtask:int}.",
    means: ({ splits, subtask }) =>
      pay(returning(subtask, listed(splits)), `the reset of subtask ${subtask} gives back the splits ${listed(splits).join(", ")}`),
  }),
  line("the enumerator stores", {
    logger: "NumberEnumerator",
    text: "Enumerator of {pipeline:word} stores splits [{splits}] in checkpoint {id:int}.",
    means({ splits, id }, { settings }) {
      const all = listed(splits);
      const so = { [`the splits ${all.join(", ")} are unassigned`]: (s: World) => isSame(unassigned(s), all) };
      const stores = step("checkpointCoordinator", which(id, settings), { where: isPending(id), so });
      const isLate = check({ [`checkpoint ${id} is not pending any more`]: s => pendingOf(s, id) === null, ...so });
      return either(stores, relaxed("X12", isLate));
    },
  }),
];

/** Lines of the job's readers. */
const readerLines = [
  line("a reader starts", {
    logger: "NumberReader",
    text: "Reader of {pipeline:word}/{task:int} starts with splits [{splits}].",
    means({ task, splits }, { memory }) {
      const isFirst = !memory.started.has(task);
      memory.started.add(task);
      return isFirst ? [] : pay(starting(task, listed(splits)), `reader ${task} is restored with the splits ${listed(splits).join(", ")}`);
    },
  }),
  line("a reader receives", {
    logger: "NumberReader",
    text: "Reader of {pipeline:word}/{task:int} receives splits [{splits}].",
    means: ({ task, splits }) =>
      listed(splits).map(split => pay(receiving(task, split), `split ${split} is assigned to subtask ${task}, and its event arrives`)),
  }),
  line("a reader stores", {
    logger: "NumberReader",
    text: "Reader of {pipeline:word}/{task:int} stores splits [{splits}] in checkpoint {id:int}.",
    means({ task, splits, id }, { memory }) {
      const hasEnded = memory.ended.has(id);
      if (!hasEnded && isBehindAnother(memory, task, id)) return leave("a barrier that waits with another one at a task: the machine has room for one");
      noteSnapshot(memory, task, id);
      const isFirst = claim("it has not stored them before", isFirstOf(memory, `snapshot ${task} ${id}`));
      const all = listed(splits);
      const received = all.map(split => free(receiving(task, split), `reader ${task} has received split ${split}`));
      const own = { [`the reader has the splits ${all.join(", ")}`]: (s: World) => isSame(ownedBy(s, task), all) };
      const its = isTriggered(task, id);
      const takes = step("takes its snapshot", { subtask: task }, { where: { ...its, ...own } });
      const fails = check({ ...its, ...own });
      // With its end the machine forgets a barrier that was not taken: a snapshot that comes all the same changes nothing.
      const isLate = hasEnded ? [check(own)] : [];
      return [isFirst, received, either(takes, fails, relaxed("N1", overtakes(task, id, all)), ...isLate)];
    },
  }),
];

/** A barrier overtakes events: the reader has them, and its snapshot has not. */
function overtakes(task: number, id: number, stored: readonly number[]): Moves {
  const has = { "the reader has these splits, and more": (s: World) => stored.every(split => ownedBy(s, task).includes(split)) };
  return step(
    "takes its snapshot",
    { subtask: task },
    {
      where: { ...isTriggered(task, id), ...has },
      amend: (after: SplitWorld) => {
        const answer = pendingOf(after, id)?.tasks[task];
        after.tasks[task].own.forEach((_, split) => {
          if (answer !== undefined && !stored.includes(numberInLog(split))) answer.own.set(split, null);
        });
      },
    },
  );
}

function expires(id: number, settings: Settings): Moves {
  return step("the checkpoint expires", which(id, settings), { where: isPending(id) });
}

/** The machine's next id is that of the log: it may have given others away, for checkpoints of which no line tells. */
function nextIs(id: number): Moves {
  const raised = change(`the next checkpoint is ${id}`, s => {
    if (s.next < id) s.next = id;
  });
  return [raised, check({ [`checkpoint ${id} is the next one`]: s => s.next === id })];
}

/** A trigger whose plan was made before a task failed (R6) stands behind the failure. */
function noFailure(subtasks: number): Moves {
  const none = Array.from({ length: subtasks }, (_, region) => free(failing(region), "no task has failed"));
  return either(none, relaxed("R6", []));
}

/** A region fails, and what is pending is aborted: at once, or with a relaxation a while later. */
function failureOf(region: number): readonly Moves[] {
  const fails = step("fails with its region", { task: region });
  const later = (relaxation: "R1" | "R2"): Moves =>
    relaxed(relaxation, [
      check({ "the region runs": s => s.tasks[region]?.phase === "running" }),
      defer({ key: failing(region), about: `the failure of region ${region}`, within: within[relaxation] }, fails),
    ]);
  return [either(fails, check({ "the region has failed already": s => s.tasks[region]?.phase !== "running" }), later("R1"), later("R2"))];
}

/** Every region that has failed may be among those that are restored; after a global failure all are. */
function restores(id: number, memory: Memory, { subtasks }: Settings): Moves {
  const isLatest = check({ [`checkpoint ${id} is the latest`]: s => s.latest.id === id });
  const isAnswer = claim("something has failed since the last restore", answersFailure(memory));
  const { isGlobal } = memory;
  memory.isGlobal = false;
  if (isGlobal) return [isAnswer, isLatest, forgive("failure of region"), forgive("reader "), forgive("enumerator: "), step("restarts everything")];
  const each = (region: number): Moves =>
    either([], [free(failing(region), "the region has failed"), forgive(`reader ${region}:`), step("restarts a region", { region })]);
  return [isAnswer, isLatest, ...Array.from({ length: subtasks }, (_, region) => each(region))];
}

interface Debt {
  readonly key: string;
  readonly about: string;
  readonly within: number;
}

/** What steps owe: a completion its line, an event that arrives its reader's, a restart those of the enumerator and of the readers. */
function owes(
  after: World,
  before: World,
  { action, parameters }: { readonly action: string; readonly parameters: Readonly<Record<string, unknown>> },
): readonly Debt[] {
  if (action === "AddSplitEvent arrives") {
    const { split: number, subtask: task } = parameters as unknown as Given;
    const split = number + 1;
    return [{ key: receiving(task, split), about: `that reader ${task} receives split ${split}`, within: within.restart }];
  }
  if (action === "restarts a region") return restartOwes(after, before, parameters.region as number);
  const warnings = warningsOwed(after, before);
  if (action === "restarts everything") return [...warnings, madeWith(unassigned(after)), ...after.tasks.map((_, task) => startsWith(after, task))];
  if (after.latest.id === before.latest.id) return warnings;
  const { id } = after.latest;
  return [...warnings, { key: completing(id), about: `the line of the completion of checkpoint ${id}`, within: within.completion }];
}

/** A checkpoint that is not pending any more, and has not completed, is warned of. */
function warningsOwed(after: World, before: World): readonly Debt[] {
  const gone = before.pending.filter(({ id }) => id > 0 && id !== after.latest.id && pendingOf(after, id) === null);
  return gone.map(({ id }) => ({ key: warning(id), about: `the warning that checkpoint ${id} has come to nothing`, within: within.warning }));
}

function restartOwes(after: World, before: World, region: number): readonly Debt[] {
  const returned = unassigned(after).filter(split => !unassigned(before).includes(split));
  const about = `that the enumerator takes back ${returned.join(", ") || "nothing"} of subtask ${region}`;
  return [{ key: returning(region, returned), about, within: within.restart }, startsWith(after, region)];
}

function startsWith(s: World, task: number): Debt {
  const splits = ownedBy(s, task);
  return { key: starting(task, splits), about: `that reader ${task} starts with ${splits.join(", ") || "nothing"}`, within: within.restart };
}

function madeWith(splits: readonly number[]): Debt {
  return { key: making(splits), about: `that an enumerator is made with ${splits.join(", ") || "nothing"}`, within: within.restart };
}

/** How the logs of a job are followed whose enumerator and readers say what they do. */
export const splitLogs: LogMapping = logs<SplitWorld, Memory, Settings>({
  scope,
  build,
  memory: () => ({ ...noMailboxes(), ...noClaims(), isGlobal: false, isCreated: false, started: new Set() }),
  jobs: jobNames,
  hidden: () => [step("injects the barriers"), step("AddSplitEvent arrives")],
  owes,
  refill: s => {
    const each = faultsEach;
    assign(s.budget, { faults: each, declines: each, timeouts: each, taskFailures: each, globalFailures: each });
  },
  relaxations: {
    N1: { about: "2.1 and later, unaligned: a barrier overtakes an event that was sent before it. The snapshot of its reader lacks the split." },
    R3: { about: "A checkpoint that expires while it is triggered is warned of twice." },
    R1: { about: `A failed task aborts pending checkpoints up to ${within.R1} ms later: until then they may complete or expire.` },
    R2: { about: `2.3.0: pending checkpoints live through RESTARTING, up to ${within.R2} ms.` },
    R5: { about: "A decline by an attempt that does not run any more aborts the checkpoint." },
    R6: { about: "A checkpoint is triggered behind a failure, for its plan was made before." },
    X12: { about: "A coordinator's snapshot is taken for a checkpoint that was aborted before." },
  },
  lines: [...coordinatorLines, ...schedulerLines, ...enumeratorLines, ...readerLines],
});
