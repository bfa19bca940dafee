/** The lines of the CheckpointCoordinator: A3-A7, A14-A18, B25 of the fact sheet. */
import type { LogLine, Moves } from "cutcheck";
import { type ControlMemory, claim, isKnown, pendingWith, type World, whichIs, words } from "./control-words.ts";
import { evenUnheard, isDown, nothingUnheard, plannedBefore } from "./failure-words.ts";
import { given } from "./relaxations.ts";

const { line, step, check, change, either, relaxed } = words;
const logger = "CheckpointCoordinator";

/** A line about a checkpoint from before the log begins tells of nothing. */
const ifKnown = (memory: ControlMemory, id: number, moves: () => Moves): Moves => (isKnown(memory, id) ? moves() : []);

const isPending = (id: number) => check({ [`checkpoint ${id} is pending`]: s => pendingWith(s, id) !== undefined });
const isNotPending = (id: number) => check({ [`checkpoint ${id} is not pending`]: s => pendingWith(s, id) === undefined });

function triggers(id: number, isSavepoint: boolean, memory: ControlMemory, at: LogLine): Moves {
  const isNext = nextIs(id, memory);
  noteTriggered(id, memory);
  const begins: Moves = isSavepoint ? [step("asks for a savepoint"), step("triggers the savepoint")] : step("triggers a checkpoint");
  const isPlannedBefore = at.time - memory.failedAt <= given.R6;
  const isUndecided = at.time - memory.warnedAt <= given.X10;
  return [
    isNext,
    isPlannedBefore ? either(nothingUnheard, plannedBefore) : nothingUnheard,
    isUndecided ? either(begins, relaxed("X10", asIfUndecided(begins))) : begins,
  ];
}

/** Ids are given out one after the other; behind a failure some may be missing that were given out and not printed. */
function nextIs(id: number, memory: ControlMemory): Moves {
  const isAnyAbove = memory.lastId === 0 || memory.hasFailedSince;
  const isFirst = memory.isFromMiddle && memory.lastId === 0;
  return [
    isAnyAbove ? check({ [`no id from ${id} on was given out`]: s => isFirst || s.next <= id }) : check({ [`the next id is ${id}`]: s => s.next === id }),
    change(`the next id is ${id}`, s => {
      s.next = id;
    }),
  ];
}

function noteTriggered(id: number, memory: ControlMemory): void {
  if (memory.firstId === 0) memory.firstId = id;
  memory.lastId = id;
  memory.hasFailedSince = false;
  memory.expected.set(id, memory.running.size);
  memory.acknowledged.set(id, new Set());
}

/** The failure manager has decided, and the timer has not heard of it. */
function asIfUndecided(moves: Moves): Moves {
  return [
    check({ "the job is to fail": s => s.failing === "tolerable" }),
    change("the timer has not heard that the job is to fail", s => {
      s.failing = "no";
    }),
    moves,
    change("the job is to fail", s => {
      s.failing = "tolerable";
    }),
  ];
}

/** The last answer arrives, and the checkpoint completes. */
function completes(id: number, memory: ControlMemory): Moves {
  const acknowledged = memory.acknowledged.get(id)?.size ?? 0;
  const expected = memory.expected.get(id) ?? 0;
  memory.acknowledged.delete(id);
  memory.expected.delete(id);
  return [
    claim(`all ${expected} tasks have acknowledged checkpoint ${id}`, !memory.hasAcknowledgements || acknowledged >= expected),
    evenUnheard,
    step("acknowledges", {}, { where: whichIs(id), so: { [`checkpoint ${id} completes`]: (s: World) => pendingWith(s, id) === undefined } }),
  ];
}

/** It was pending when the log began: what is known from now on is that it is the newest one, and that nothing has failed since. */
function completesFromBefore(id: number, memory: ControlMemory): Moves {
  memory.isLatestKnown = true;
  return change(`checkpoint ${id}, which was pending before the log begins, is the newest one`, s => {
    if (s.latest.id > id) return;
    s.latest.id = id;
    for (const snap of s.latest.tasks) snap.origin = id;
    s.failures.succeeded = id;
    s.failures.count = 0;
    s.failures.since = 0;
  });
}

function restores(id: number, memory: ControlMemory): Moves {
  const isLatestKnown = memory.isLatestKnown;
  memory.isRestored = true;
  memory.isLatestKnown = true;
  memory.hasFailedSince = true;
  const isLatest = isLatestKnown
    ? check({ [`checkpoint ${id} is the newest one`]: s => s.latest.id === id })
    : change(`checkpoint ${id} is the newest one`, s => {
        s.latest.id = id;
      });
  return [nothingUnheard, check({ "a task is down": isDown }), isLatest];
}

const acknowledgement = line("an acknowledgement", {
  logger,
  text: [
    "Received acknowledge message for checkpoint {id:int} from task {task:word} of job {job:word} at {location}.",
    "Received acknowledge message for checkpoint {id:int} from task {task:word} of job {job:word}{location}.",
  ],
  means: ({ id, task }, { memory }) => {
    memory.hasAcknowledgements = true;
    return ifKnown(memory, id, () => {
      const acknowledged = memory.acknowledged.get(id);
      const isFirst = acknowledged?.has(task) !== true;
      acknowledged?.add(task);
      const isOfJob = memory.isFromMiddle || memory.ended.has(task) || [...memory.running.values()].includes(task);
      return [
        claim(`task ${task} has not acknowledged checkpoint ${id} before`, isFirst),
        claim(`task ${task} was started`, isOfJob),
        evenUnheard,
        check({ [`the barriers of checkpoint ${id} are injected`]: s => pendingWith(s, id)?.stage === "injected" }),
      ];
    });
  },
});

/** Answers that come too late, or twice: the coordinator says that it does not wait for them. */
const late = (name: string, ...text: readonly string[]) =>
  line(name, { logger, text: text as readonly "{id:int}{task:word}{job:word}"[], means: ({ id }, { memory }) => ifKnown(memory, id, () => isNotPending(id)) });

export const checkpointLines = [
  line("a checkpoint is triggered", {
    logger,
    text: "Triggering checkpoint {id:int} (type={type}) @ {at:int} for job {job:word}.",
    means: ({ id, type }, { memory, line: at }) => triggers(id, /savepoint/i.test(type), memory, at),
  }),
  line("a checkpoint is triggered (1.11)", {
    logger,
    text: "Triggering checkpoint {id:int} @ {at:int} for job {job:word}.",
    means: ({ id }, { memory, line: at }) => triggers(id, false, memory, at),
  }),
  acknowledgement,
  line("a checkpoint completes", {
    logger,
    text: "Completed checkpoint {id:int} for job {job:word} ({figures}).",
    means: ({ id }, { memory }) => (isKnown(memory, id) ? completes(id, memory) : completesFromBefore(id, memory)),
  }),
  line("a checkpoint expires", {
    logger,
    text: "Checkpoint {id:int} of job {job:word} expired before completing.",
    means: ({ id }, { memory }) =>
      ifKnown(memory, id, () => [
        evenUnheard,
        either(
          step("the checkpoint expires early", {}, { where: whichIs(id) }),
          relaxed("R4", step("the checkpoint expires early", {}, { where: { ...whichIs(id), ...isSavepoint }, amend: doNotCount })),
        ),
      ]),
  }),
  line("a checkpoint is declined", {
    logger,
    text: "Decline checkpoint {id:int} by task {task:word} of job {job:word} at {location}.",
    means: ({ id, task }, { memory, line: { more } }) => ifKnown(memory, id, () => declines(id, task, memory, more)),
  }),
  late("an answer is late", "Received late message for now expired checkpoint attempt {id:int} from task {task:word} of job {job:word}{location}"),
  late(
    "an answer is about an unknown checkpoint",
    "Received message for an unknown checkpoint {id:int} from task {task:word} of job {job:word}{location}",
    "Received decline message for unknown (too old?) checkpoint attempt {id:int} from task {task:word} of job {job:word}{location}",
    "Received another decline message for now expired checkpoint attempt {id:int} from task {task:word} of job {job:word}{location}",
  ),
  line("an acknowledgement is a duplicate", {
    logger,
    text: "Received a duplicate acknowledge message for checkpoint {id:int}, task {task:word}, job {job:word}, location {location}",
    means: ({ id }, { memory }) => ifKnown(memory, id, () => isPending(id)),
  }),
  line("the job is restored", {
    logger,
    text: "Restoring job {job:word} from {kind:word} {id:int} @ {more}",
    means: ({ id, kind }, { memory }) => {
      if (kind === "Savepoint" && memory.lastId === 0) memory.isLatestKnown = false;
      return restores(id, memory);
    },
  }),
  line("no checkpoint is found", {
    logger,
    text: "No checkpoint found during restore.",
    jobOf: "previous",
    means: (_, { memory }) => {
      const isLatestKnown = memory.isLatestKnown;
      memory.isRestored = true;
      memory.hasFailedSince = true;
      return [nothingUnheard, check({ "a task is down": isDown }), check({ "no checkpoint has completed": s => !isLatestKnown || s.latest.id === 0 })];
    },
  }),
  line("the next id is set", {
    logger,
    text: "Reset the checkpoint ID of job {job:word} to {id:int}.",
    means: ({ id }) =>
      change(`the next id is ${id}`, s => {
        s.next = id;
      }),
  }),
  line("the job starts from a savepoint", {
    logger,
    text: "Starting job {job:word} from savepoint {more}",
    means: (_, { memory }) => {
      memory.isLatestKnown = false;
      return [];
    },
  }),
  line("a trigger did not reach its task", { logger, text: "Triggering Checkpoint {id:int} for job {job:word} failed due to {reason}" }),
  line("the coordinator stops", { logger, text: "Stopping checkpoint coordinator for job {job:word}." }),
  line("nothing to restore for the master", { logger, text: "No master state to restore" }),
];

const isSavepoint = { "it is a savepoint": (s: World, { slot }: { readonly slot: number }) => s.pending[slot].savepoint === true };

type Counter = Pick<import("./control-words.ts").World, "failures" | "failing">;

/** The step is as the machine's, but the failure manager does not count it. */
function doNotCount(after: { failing: World["failing"]; readonly failures: { count: number; since: number } }, before: Counter): void {
  after.failures.count = before.failures.count;
  after.failures.since = before.failures.since;
  after.failing = before.failing;
}

/** Reasons of declines that count (A22, X11). */
const countedReasons = ["Asynchronous task checkpoint failed.", "Checkpoint was declined.", "IO-problem detected."];

function declines(id: number, task: string, memory: ControlMemory, more: readonly string[]): Moves {
  const reason = more[0] ?? "";
  const isCounted = reason === "" || countedReasons.some(each => reason.endsWith(each));
  const isRunning = memory.isFromMiddle || [...memory.running.values()].includes(task);
  const declined = step("declines", {}, { where: whichIs(id) });
  const uncounted = step("declines", {}, { where: whichIs(id), amend: doNotCount });
  const options = [
    ...(isCounted && isRunning ? [declined] : []),
    ...(isCounted ? [] : [relaxed("X11", uncounted)]),
    ...(isRunning ? [] : [relaxed("R5", uncounted)]),
  ];
  return [
    evenUnheard,
    either(
      ...(options.length === 1 && isCounted && isRunning
        ? options
        : [[claim("the decline is counted, as its reason says", isCounted && isRunning), declined], ...options]),
    ),
  ];
}
