/**
 * How a log tells of commits and notifications: the JobManager's lines with acknowledgements, what tasks print of snapshots and notifications at DEBUG, and
 * what the job's own two-phase-commit sink says that it does with its transactions (`conformance/flink`, TransactionSink).
 *
 * - The log numbers transactions through the job. The machine knows the one that a region has prepared for a checkpoint, and the sink says for which one it
 *   prepares. What the sink says that it commits must be committed in the machine; what the machine commits, the sink must say.
 * - The synchronous part of a snapshot prints a line, and so does the end of the asynchronous one. The machine has one step, made at the first of them, or
 *   at the decline if the asynchronous part fails.
 * - A checkpoint that cannot be triggered is one that expires: the difference is a barrier that no task sees. So is one that a global failure aborts, some
 *   time before everything is restored.
 * - Notifications may be lost, in the machine as in a cluster. So a log without the line of an abort is no contradiction.
 * - Plain savepoints, stop-with-savepoint, a JobManager that changes and regions with more than one source are not in the machine: the log leaves it there.
 */
import { assign, type KnobValues, knob, type LogMapping, logs, logWords, type Moves } from "cutcheck";
import { commitNotifications } from "../commit-notifications/machine.ts";
import { commitModel, type commitRules, commitScope } from "../commit-notifications/scope.ts";
import type { CommitWorld } from "../parts/commit-world.ts";
import { isCommitted, isPrepared, transactionOf } from "../parts/transactions.ts";
import { pendingOf } from "../parts/world.ts";
import { answersFailure, type Claims, claimOf, isFirstOf, noClaims } from "./claims.ts";
import { type JobRegions, jobNames, learnAttempt, noRegions, regionNamed, regionOfAttempt, regionOfPlace } from "./job-regions.ts";
import { hasWaiting, isBehindAnother, type Mailboxes, noMailboxes, noteSnapshot } from "./mailboxes.ts";
import { within } from "./windows.ts";

interface Settings {
  readonly subtasks: number;
  readonly checkpoints: number;
}

/** Which transaction of the machine one of the log is. */
interface TransactionName {
  readonly region: number;
  readonly id: number;
}

interface Memory extends Mailboxes, Claims {
  readonly regions: JobRegions;
  readonly transactions: Map<number, TransactionName>;
  /** Whether the next restore is of the whole job. */
  isGlobal: boolean;
  /** What the log says has become of each transaction. */
  readonly states: Map<number, string>;
  /** Regions whose last attempt has failed because a commit threw. */
  readonly failedToCommit: Set<number>;
}

const { line, step, check, change, pay, free, forgive, defer, either, relaxed, leave, end } = logWords<CommitWorld, Memory, Settings>();

const claim = claimOf(check);

const faultsEach = 4;
const anyNumber = knob.faults(faultsEach, faultsEach);

/** A job, of the size that logs need: no action is about a pair of ids. */
const scope = {
  ...commitScope,
  subtasks: knob.int(2, 1, 4, "source subtasks, each with its sink in one task"),
  tasksPerRegion: knob.int(1, 1, 1, "source and sink are chained"),
  checkpoints: knob.int(100, 1, 200, "largest checkpoint id"),
  concurrent: knob.int(1, 1, 4, "checkpoints that may be pending at a time"),
  faults: anyNumber,
  declines: anyNumber,
  timeouts: anyNumber,
  taskFailures: anyNumber,
  globalFailures: anyNumber,
} as const;

const failing = (region: number): string => `failure of region ${region}`;
const warning = (id: number): string => `warning of checkpoint ${id}`;
const completing = (id: number): string => `completion of checkpoint ${id}`;
const committing = (region: number, id: number): string => `commit in region ${region}: checkpoint ${id}`;

const isTriggered = (task: number, id: number) => ({
  [`the trigger of task ${task} is of checkpoint ${id}`]: (s: Readonly<CommitWorld>) => s.tasks[task]?.trigger === id,
});

/** Lines of the CheckpointCoordinator. */
const coordinatorLines = [
  line("triggers a checkpoint", {
    logger: "CheckpointCoordinator",
    text: "Triggering checkpoint {id:int} (type={type}) @ {at:int} for job {job:word}.",
    means({ id, type }, { memory, settings }) {
      if (type.includes("Savepoint")) return leave("a savepoint");
      if (id > settings.checkpoints) return leave(`checkpoint ${id} is beyond the largest id, ${settings.checkpoints}`);
      if (hasWaiting(memory)) return leave("a barrier while another waits at a task: the machine has room for one");
      memory.triggered.push(id);
      return [noFailure(settings.subtasks), nextIs(id), step("triggers a checkpoint")];
    },
  }),
  line("receives an acknowledgement", {
    logger: "CheckpointCoordinator",
    text: "Received acknowledge message for checkpoint {id:int} from task {attempt:word} of job {job:word} at {location}.",
    means: ({ id, attempt }, { memory }) => step("receiveAcknowledgeMessage", { task: regionOfAttempt(memory.regions, attempt), id }),
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
    means({ id }, { memory }) {
      memory.ended.add(id);
      return step("the checkpoint expires", { id });
    },
  }),
  line("a task declines", {
    logger: "CheckpointCoordinator",
    text: "Decline checkpoint {id:int} by task {attempt:word} of job {job:word} at {location}.",
    means({ id, attempt }, { memory }) {
      memory.ended.add(id);
      const task = regionOfAttempt(memory.regions, attempt);
      const its = { where: isTriggered(task, id) };
      return either(
        step("its asynchronous snapshot fails", { task }, its),
        step("declines at the trigger", { task }, its),
        relaxed("R5", step("the checkpoint expires", { id })),
      );
    },
  }),
  line("a late message arrives", {
    logger: "CheckpointCoordinator",
    text: "Received late message for now expired checkpoint attempt {id:int} from task {attempt:word} of job {job:word} at {location}.",
    means: () => either([], step("a late acknowledgement arrives")),
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
];

/** The only line of what is aborted because of a failover, or could not be triggered. */
const failureManagerLines = [
  line("a checkpoint comes to nothing", {
    logger: "CheckpointFailureManager",
    text: "Failed to trigger or complete checkpoint {id:int} for job {job:word}. ({count:int} consecutive failed attempts so far)",
    means({ id }, { memory, line: { more } }) {
      memory.ended.add(id);
      const isTrigger = more.some(each => each.includes("Trigger checkpoint failure"));
      const isFirst = isFirstOf(memory, `warning of ${id}`);
      const due = pay(warning(id), `checkpoint ${id} has come to nothing`);
      const expiry = isTrigger || memory.isGlobal ? [[step("the checkpoint expires", { id }), due]] : [];
      return either(due, ...expiry, ...(isFirst ? [] : [relaxed("R3", [])]));
    },
  }),
];

/** Lines of the scheduler. */
const schedulerLines = [
  line("a task runs", {
    logger: "ExecutionGraph",
    text: "{vertex} ({subtask:int}/{parallelism:int}) ({attempt:word}) switched from {before:word} to RUNNING.",
    means({ vertex, subtask, attempt }, { memory, settings }) {
      if (!vertex.includes("->")) return leave("a region with more than one task");
      const region = regionNamed(memory.regions, vertex, subtask);
      if (region >= settings.subtasks) return leave(`the job has more than ${settings.subtasks} regions`);
      learnAttempt(memory.regions, attempt, region);
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
    means({ vertex, subtask, attempt }, { memory, line: { more } }) {
      memory.unanswered++;
      const isFirst = claim("this attempt has not failed before", isFirstOf(memory, `failure ${attempt}`));
      const region = regionNamed(memory.regions, vertex, subtask);
      if (more.some(each => each.includes("Committing one of transactions failed"))) memory.failedToCommit.add(region);
      return [isFirst, ...failureOf(region), forgive(`commit in region ${region}:`)];
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

/** Lines of tasks. */
const taskLines = [
  line("a snapshot is complete", {
    logger: "AsyncCheckpointRunnable",
    level: "DEBUG",
    text: "{vertex} ({subtask:int}/{parallelism:int})#{execution:int} - finished asynchronous part of checkpoint {id:int}. Asynchronous duration: {duration:int} ms",
    means({ vertex, subtask, id }, { memory, settings }) {
      const region = regionNamed(memory.regions, vertex, subtask);
      if (region >= settings.subtasks || !memory.triggered.includes(id)) return claim(`checkpoint ${id} was triggered, and the task is one of the job`, false);
      const isFirst = claim("its snapshot was not complete before", isFirstOf(memory, `snapshot ${region} ${id}`));
      return [isFirst, check({ [`region ${region} has taken its snapshot for checkpoint ${id}`]: s => transactionOf(s, region, id).state !== "none" })];
    },
  }),
  line("a task hears of a completion", {
    logger: "SubtaskCheckpointCoordinatorImpl",
    level: "DEBUG",
    text: "Notification of checkpoint COMPLETE {id:int} for task {vertex} ({subtask:int}/{parallelism:int})#{execution:int}",
    means({ vertex, subtask, id }, { memory }) {
      const task = regionNamed(memory.regions, vertex, subtask);
      const isNew = {
        [`the task knows of ${id} and of no later one`]: (s: Readonly<CommitWorld>) => s.tasks[task].latestReport === id,
      };
      // An abort carries the latest completed id, and prints the same line for it before its own.
      const carried = step("notifyCheckpointAborted", { task }, { where: { "the task did not know of it": s => s.tasks[task].latestReport < id }, so: isNew });
      return either(step("notifyCheckpointComplete", { task, id }, { so: isNew }), carried);
    },
  }),
  line("a task hears of an abort", {
    logger: "SubtaskCheckpointCoordinatorImpl",
    level: "DEBUG",
    text: "Notification of checkpoint ABORT {id:int} for task {vertex} ({subtask:int}/{parallelism:int})#{execution:int}",
    means({ vertex, subtask, id }, { memory }) {
      const task = regionNamed(memory.regions, vertex, subtask);
      const owed = pay(hearing(task, id), "the coordinator has aborted the checkpoint and told the task");
      return either(owed, [step("notifyCheckpointAborted", { task, id }), owed]);
    },
  }),
];

const hearing = (task: number, id: number): string => `abort at task ${task}: checkpoint ${id}`;

/** Lines of the job's sink. */
const sinkLines = [
  line("the sink prepares", {
    logger: "TransactionSink",
    text: "Sink of {pipeline:word}/{subtask:int} prepares transaction {transaction:int} with {records:int} records for checkpoint {id:int}.",
    means({ pipeline, subtask, transaction, id }, { memory }) {
      const region = regionOfPlace(memory.regions, `${pipeline}/${subtask}`);
      if (region < 0 || !memory.triggered.includes(id)) return claim("its task runs, and the checkpoint was triggered", false);
      const isNew = claim(`transaction ${transaction} is open`, (memory.states.get(transaction) ?? "OPEN") === "OPEN");
      memory.transactions.set(transaction, { region, id });
      memory.states.set(transaction, "PREPARED");
      if (isBehindAnother(memory, region, id)) return leave("a barrier that waits with another one at a task: the machine has room for one");
      noteSnapshot(memory, region, id);
      const its = { where: isTriggered(region, id) };
      const wasTriggered = check({ [`checkpoint ${id} was triggered`]: s => id < s.next });
      const takes = step("takes its snapshot", { task: region }, its);
      const later = defer({ key: `snapshot of region ${region}`, about: "a completion that the barrier has overtaken", within: within.mail }, takes);
      return [isNew, either(takes, [wasTriggered, notTaken(region, id)], relaxed("N1", later))];
    },
  }),
  line("the sink commits", {
    logger: "TransactionSink",
    text: [
      "Sink of {pipeline:word}/{subtask:int} commits transaction {transaction:int}, which was {before:word}.",
      "Sink of {pipeline:word}/{subtask:int} commits restored transaction {transaction:int}, which was {before:word}.",
    ],
    means({ transaction, before }, { memory }) {
      const was = became(memory, transaction, before, "COMMITTED");
      return [was, commits(memory.transactions.get(transaction), before, memory)];
    },
  }),
  line("the sink aborts", {
    logger: "TransactionSink",
    text: [
      "Sink of {pipeline:word}/{subtask:int} aborts transaction {transaction:int}, which was {before:word}.",
      "Sink of {pipeline:word}/{subtask:int} aborts restored transaction {transaction:int}, which was {before:word}.",
    ],
    means({ transaction, before }, { memory }) {
      const was = became(memory, transaction, before, before === "COMMITTED" ? "COMMITTED" : "ABORTED");
      const name = memory.transactions.get(transaction);
      if (name === undefined) return was;
      return [was, check({ "the transaction is not committed": s => !isCommitted(s, name.region, name.id) })];
    },
  }),
];

/** The sink says what a transaction was: that must be what it has said before. */
function became({ states }: Memory, transaction: number, before: string, after: string): Moves {
  const was = states.get(transaction) ?? "OPEN";
  states.set(transaction, after);
  return claim(`the log says that transaction ${transaction} was ${was}`, was === before);
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
  const fails = step("fails with its region", { region });
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
  const { isGlobal } = memory;
  const isAnswer = claim("something has failed since the last restore", answersFailure(memory));
  memory.isGlobal = false;
  if (isGlobal)
    return [isAnswer, isLatest, forgive("failure of region"), either(step("restarts everything"), check({ "nothing has happened yet": s => s.next === 1 }))];
  const each = (region: number): Moves => {
    const hasFailed = free(failing(region), "the region has failed");
    return either([], [hasFailed, step("restarts a region", { region })]);
  };
  return [isAnswer, isLatest, ...Array.from({ length: subtasks }, (_, region) => each(region))];
}

/** The synchronous part was taken, and the asynchronous one fails: the snapshot comes with the decline. */
function notTaken(region: number, id: number): Moves {
  return check({ [`the task has not taken its snapshot for checkpoint ${id}`]: s => transactionOf(s, region, id).state === "none" });
}

/** What the machine has just committed is owed; what was committed before, a restored sink commits again. */
function commits(name: TransactionName | undefined, before: string, { failedToCommit }: Memory): Moves {
  if (name === undefined) return check({ "the transaction was prepared for a checkpoint": () => false });
  const { region, id } = name;
  const isDone = check({ "the transaction is committed": s => isCommitted(s, region, id) });
  if (before === "COMMITTED") return isDone;
  const due = pay(
    committing(region, id),
    `the transaction of region ${region} for checkpoint ${id} is committed when its task hears of the completion, or restores it`,
  );
  return failedToCommit.has(region) ? either(due, relaxed("X14", isDone)) : due;
}

/** What steps owe: a completion its line, a commit the sink's, an abort that was heard the task's. */
function owes(after: Readonly<CommitWorld>, before: Readonly<CommitWorld>, { action, parameters }: { readonly action: string; readonly parameters: object }) {
  const debts: { readonly key: string; readonly about: string; readonly within: number }[] = [];
  if (after.latest.id > before.latest.id) {
    const { id } = after.latest;
    debts.push({ key: completing(id), about: `the line of the completion of checkpoint ${id}`, within: within.completion });
  }
  for (const { id } of before.pending) {
    if (id === 0 || id === after.latest.id || pendingOf(after, id) !== null) continue;
    debts.push({ key: warning(id), about: `the warning that checkpoint ${id} has come to nothing`, within: within.warning });
  }
  if (action === "notifyCheckpointAborted") {
    const { task, id } = parameters as { readonly task: number; readonly id: number };
    debts.push({ key: hearing(task, id), about: `the line of the abort of checkpoint ${id} at task ${task}`, within: within.mail });
  }
  return [...debts, ...commitsOwed(after, before, action)];
}

/** A task commits what it has prepared, and forgets it; one that is restored commits what the checkpoint says. */
function commitsOwed(after: Readonly<CommitWorld>, before: Readonly<CommitWorld>, action: string) {
  const isRestart = action.startsWith("restarts");
  if (!isRestart && !action.startsWith("notify")) return [];
  return (isRestart ? before.latest.tasks : before.tasks).flatMap(({ prepared }, region) =>
    prepared.toArray().flatMap(id => {
      if (!isPrepared(before, region, id) || !isCommitted(after, region, id)) return [];
      const about = `the sink's commit of its transaction of region ${region} for checkpoint ${id}`;
      return [{ key: committing(region, id), about, within: isRestart ? within.restart : within.mail }];
    }),
  );
}

/** How the logs of a job with a two-phase-commit sink are followed. */
export const commitLogs: LogMapping = logs<CommitWorld, Memory, Settings>({
  scope,
  build: (size: KnobValues<typeof commitScope>, rules: KnobValues<typeof commitRules>) => commitNotifications(commitModel(size, rules), null),
  memory: () => ({
    ...noMailboxes(),
    ...noClaims(),
    regions: noRegions(),
    transactions: new Map(),
    isGlobal: false,
    states: new Map(),
    failedToCommit: new Set(),
  }),
  jobs: jobNames,
  owes,
  refill: s => {
    const each = faultsEach;
    assign(s.budget, { faults: each, declines: each, timeouts: each, taskFailures: each, globalFailures: each });
  },
  relaxations: {
    N1: { about: "2.1 and later, unaligned: a barrier overtakes a completion that was sent before it." },
    X14: { about: "A commit may throw: then it is made up for when the task is restored." },
    R3: { about: "A checkpoint that expires while it is triggered is warned of twice." },
    R1: { about: `A failed task aborts pending checkpoints up to ${within.R1} ms later: until then they may complete or expire.` },
    R2: { about: `2.3.0: pending checkpoints live through RESTARTING, up to ${within.R2} ms.` },
    R5: { about: "A decline by an attempt that does not run any more aborts the checkpoint." },
    R6: { about: "A checkpoint is triggered behind a failure, for its plan was made before." },
  },
  lines: [...coordinatorLines, ...failureManagerLines, ...schedulerLines, ...taskLines, ...sinkLines],
});
