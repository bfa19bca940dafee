/**
 * Failures as the log tells of them: a line says that a task, or the job, has failed, and a moment later the coordinator hears of it and aborts what is
 * pending. So the step of a failure is owed from its line on. What happens before it is made, the stock rules do not have: it is a relaxation, by its number.
 */
import type { Moves } from "cutcheck";
import { type World, words } from "./control-words.ts";
import { given } from "./relaxations.ts";

const { step, check, either, relaxed, defer, free, owed } = words;

/** Keys of failures that are owed. */
const keys = { soon: "failure", late: "failure, late", jobManager: "failure of the JobManager" } as const;

export const isDown = (s: World): boolean => s.tasks.some(({ phase }) => phase !== "running");

/** The tasks end, where they have not ended already. */
const tasksEnd: Moves = either(check({ "a task is down": isDown }), step("fails with its region"));

/** The failure manager has failed the job: everything restarts, and does not run yet. */
const jobEnds: Moves = [step("restarts everything"), tasksEnd];

const about = "the abort of what is pending, behind a failure";
const soon = { key: keys.soon, within: given.R1, about };
const late = { key: keys.late, within: given.R2, about };

/** A failure that the coordinator hears of now, or in a moment (R1), or when it restores (R2). */
function heard(moves: Moves): Moves {
  return either(moves, defer(soon, moves), relaxed("R2", defer(late, moves)));
}

const alreadyOwed = either(owed(keys.soon, "an earlier failure has not been heard of"), owed(keys.late, "an earlier failure has not been heard of"));

/** A task has failed, or everything without a failed checkpoint. */
export const taskFails: Moves = either(alreadyOwed, check({ "a task is down": isDown }), [check({ "every task runs": s => !isDown(s) }), heard(tasksEnd)]);

/** The job fails because too many checkpoints have: the second of two such failures may find the first one underway. */
export const jobFails: Moves = [check({ "the failure manager has failed the job": s => s.failing !== "no" }), either(alreadyOwed, heard(jobEnds))];

/** The JobManager is gone: at once, or when another one has taken over (R10). */
export const jobManagerEnds: Moves = either(
  [step("the JobManager fails over"), tasksEnd],
  relaxed("R10", defer({ key: keys.jobManager, within: given.R10, about: "the end of the JobManager" }, step("the JobManager fails over"), tasksEnd)),
);

/** Every failure was heard of. */
export const nothingUnheard: Moves = [
  free(keys.soon, "the coordinator has heard of every failure"),
  free(keys.late, "the coordinator has heard of every failure"),
  free(keys.jobManager, "the JobManager that has ended does nothing"),
];

/** What a coordinator does that has not heard of a failure. */
export const evenUnheard: Moves = either(
  nothingUnheard,
  relaxed("R1", owed(keys.soon, "a failure has not been heard of")),
  owed(keys.late, "a failure has not been heard of"),
  owed(keys.jobManager, "the JobManager has not ended yet"),
);

/** What the timer does that has made its plan before a failure, for some time behind it. */
export const plannedBefore: Moves = relaxed("R6", alreadyOwed);
