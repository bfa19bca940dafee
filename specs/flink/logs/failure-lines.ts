/** The lines of the failure manager (A22), the scheduler and the execution graph (B20-B26), and of the JobMaster. */
import type { Moves } from "cutcheck";
import type { ControlWorld } from "../parts/control-world.ts";
import { type ControlMemory, claim, isKnown, warningKey, words } from "./control-words.ts";
import { isDown, jobFails, jobManagerEnds, nothingUnheard, taskFails } from "./failure-words.ts";
import { given } from "./relaxations.ts";
import { doAllRun, forgetTasks, mayRun, noteAllEnded, noteEnded, noteRunning, noteVertex, taskOf } from "./tasks.ts";

const { line, step, check, change, either, relaxed, defer, pay, leave, end } = words;

/** The failure manager has counted a checkpoint once more. */
function countAgain(s: ControlWorld, tolerable: number): void {
  if (tolerable < 0) return;
  s.failures.count = Math.min(tolerable + 1, s.failures.count + 1);
  if (s.failures.count <= tolerable) return;
  s.failures.count = 0;
  s.failing = "tolerable";
}

/** R3: the second warning of a checkpoint, which may fail the job a second time, behind its first failure. */
function warnedTwice(id: number, tolerable: number): Moves {
  const again = change(`checkpoint ${id} is counted again`, s => countAgain(s, tolerable));
  const isSecond = { key: `second failure by ${id}`, within: given.R3, about: `the second failure of the job by checkpoint ${id}` };
  return relaxed(
    "R3",
    either(
      [check({ "the job is not to fail": s => s.failing === "no" }), again],
      [check({ "the job is to fail": s => s.failing !== "no" }), defer(isSecond, check({ "the job is not to fail": s => s.failing === "no" }), again)],
    ),
  );
}

function warns(id: number, count: number, reason: string, memory: ControlMemory, tolerable: number): Moves {
  const isPaid = pay(warningKey(id, count, tolerable), `the warning that checkpoint ${id} failed, behind ${count} others`);
  const isTrigger = reason.endsWith("Trigger checkpoint failure.");
  const isSecond = memory.warned.has(id);
  memory.warned.add(id);
  const whichOne = { [`checkpoint ${id} is pending`]: (s: ControlWorld, { slot }: { readonly slot: number }) => s.pending[slot].id === id };
  return either(
    isPaid,
    ...(isTrigger ? [[nothingUnheard, step("cannot be triggered", {}, { where: whichOne }), isPaid]] : []),
    ...(isSecond && reason.endsWith("expired before completing.") ? [warnedTwice(id, tolerable)] : []),
  );
}

const managerLines = [
  line("a warning that a checkpoint failed", {
    logger: "CheckpointFailureManager",
    text: "Failed to trigger or complete checkpoint {name:word} for job {job:word}. ({count:int} consecutive failed attempts so far)",
    means: ({ name, count }, { memory, line: { time, more }, settings: { tolerable } }) => {
      memory.warnedAt = time;
      const id = Number(name);
      return Number.isInteger(id) && isKnown(memory, id) ? warns(id, count, more[0] ?? "", memory, tolerable) : [];
    },
  }),
  line("no checkpoint can be triggered", {
    logger: "CheckpointFailureManager",
    text: "Failed to trigger checkpoint for job {job:word} since {reason}",
  }),
];

const schedulerLines = [
  line("the job fails", {
    logger: ["JobMaster", "DefaultScheduler", "AdaptiveScheduler", "SchedulerBase"],
    text: "Trying to recover from a global failure.",
    means: (_, { memory, line: { time, more } }) => {
      memory.failedAt = time;
      memory.hasFailedSince = true;
      noteAllEnded(memory, time);
      const isByCount = more.some(each => each.includes("tolerable failure threshold"));
      return isByCount ? jobFails : relaxed("R8", taskFails);
    },
  }),
  line("everything is to restart", {
    logger: ["JobMaster", "DefaultScheduler"],
    text: "{count:int} tasks will be restarted to recover from a global failure.",
    means: ({ count }, { memory }) => {
      memory.toStart = count;
      return [];
    },
  }),
  line("a region is to restart", {
    logger: ["JobMaster", "DefaultScheduler"],
    text: "{count:int} tasks will be restarted to recover the failed task {task:word}.",
    means: ({ count, task }, { memory }) => {
      memory.toStart = Math.max(memory.toStart, count);
      return claim(`task ${task} has failed`, memory.isFromMiddle || memory.ended.has(task));
    },
  }),
  line("a savepoint is asked for", { logger: "JobMaster", text: "Triggering savepoint for job {job:word}." }),
  line("a manual checkpoint is asked for", { logger: "JobMaster", text: "Triggering a manual checkpoint for job {job:word}." }),
  line("the job is to stop with a savepoint", {
    logger: "JobMaster",
    text: "Triggering stop-with-savepoint for job {job:word}.",
    means: () => leave("stop-with-savepoint: the coordinator is suspended first, which the machine does not have (R7)"),
  }),
  line("the job is to be cancelled with a savepoint", {
    logger: "JobMaster",
    text: "Triggering cancel-with-savepoint for job {job:word}.",
    means: () => leave("cancel-with-savepoint: the coordinator is suspended first, which the machine does not have (R7)"),
  }),
];

const taskLine = line("a task changes", {
  logger: "ExecutionGraph",
  text: [
    "{vertex} ({task:word}) switched from {from:word} to {to:word} on {location}",
    "{vertex} ({task:word}) switched from {from:word} to {to:word}{location}",
  ],
  means: ({ vertex, task, to }, { memory, line: { time } }) => {
    noteVertex(memory, vertex, task);
    switch (to) {
      case "RUNNING":
        return runs(task, memory);
      case "FAILED":
        return fails(task, time, memory);
      case "CANCELING":
      case "CANCELED":
        noteEnded(memory, task, time);
        return [];
      case "FINISHED":
        memory.running.delete(taskOf(task));
        memory.finished.add(taskOf(task));
        return [];
      default:
        return [];
    }
  },
});

/** The last task that has to run runs: the machine restarts its region. */
function runs(task: string, memory: ControlMemory): Moves {
  const isFirst = mayRun(memory, task);
  noteRunning(memory, task);
  const isAllowed = claim(`task ${task} was restored, and did not run before`, isFirst || memory.isFromMiddle);
  if (!doAllRun(memory)) return isAllowed;
  return [isAllowed, nothingUnheard, either(check({ "every task runs": s => !isDown(s) }), step("restarts a region"))];
}

function fails(task: string, time: number, memory: ControlMemory): Moves {
  const isFirst = memory.ended.get(task) === undefined;
  noteEnded(memory, task, time);
  memory.failedAt = time;
  memory.hasFailedSince = true;
  return [claim(`task ${task} has not ended before`, isFirst), taskFails];
}

const jobLine = line("the job changes", {
  logger: "ExecutionGraph",
  text: "Job {name} ({job:word}) switched from state {from:word} to {to:word}.",
  means: ({ to }) => {
    switch (to) {
      case "FAILED":
      case "FAILING":
      case "CANCELED":
      case "CANCELLING":
      case "FINISHED":
        return end(`the job is ${to}`);
      default:
        return [];
    }
  },
});

const masterLines = [
  line("the job is initialized", { logger: "JobMaster", text: "Initializing job '{name}' ({job:word})." }),
  line("the job is executed", { logger: "JobMaster", text: "Starting execution of job '{name}' ({job:word}) under job master id {id:word}." }),
  line("the JobMaster stops", {
    logger: "JobMaster",
    text: "Stopping the JobMaster for job '{name}' ({job:word}).",
    means: (_, { memory, line: { time } }) => {
      memory.failedAt = time;
      memory.hasFailedSince = true;
      forgetTasks(memory);
      return jobManagerEnds;
    },
  }),
];

/** What else a JobManager prints of checkpoints: the source coordinator hears of the end of a checkpoint in a thread of its own. */
const otherLines = [
  line("a source hears that a checkpoint completed", {
    logger: "SourceCoordinator",
    text: "Marking checkpoint {id:int} as completed for source {source}.",
    means: ({ id }, { memory }) => (isKnown(memory, id) ? check({ [`checkpoint ${id} has completed`]: s => s.latest.id >= id }) : []),
  }),
  line("a source hears that a checkpoint was aborted", {
    logger: "SourceCoordinator",
    text: "Marking checkpoint {id:int} as aborted for source {source}.",
    means: ({ id }, { memory }) => (isKnown(memory, id) ? check({ [`checkpoint ${id} is not pending`]: s => s.pending.every(each => each.id !== id) }) : []),
  }),
  line("a source recovers a subtask", { logger: "SourceCoordinator", text: "Recovering subtask {subtask:int} to checkpoint {id:int} for source {source}" }),
  line("a source forgets a reader", { logger: "SourceCoordinator", text: "Removing registered reader after failure for subtask {subtask:int} {more}" }),
  line("a source is restored", { logger: "SourceCoordinator", text: "Restoring SplitEnumerator of source {source}" }),
  line("a coordinator awaits events", { logger: "OperatorCoordinatorHolder", text: "Coordinator checkpoint {id:int} {more}" }),
  line("the scheduler of checkpoints starts", {
    logger: ["ExecutionTrackingCheckpointCoordinatorDeActivator", "CheckpointCoordinatorDeActivator"],
    text: "Starting checkpoint scheduler{more}",
  }),
  line("the scheduler of checkpoints stops", {
    logger: ["ExecutionTrackingCheckpointCoordinatorDeActivator", "CheckpointCoordinatorDeActivator"],
    text: "Stopping checkpoint scheduler{more}",
  }),
];

export const failureLines = [...otherLines, ...managerLines, ...schedulerLines, jobLine, taskLine, ...masterLines];
