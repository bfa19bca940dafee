/** What a picture of a run shows of a job under checkpoints: messages, cuts, completions, regions that fall back, failures and restarts. */
import type { Machine, Mark, Step, Underway } from "cutcheck";
import { type Job, regionOf, sourceOf, taskName } from "./regions.ts";
import type { JobWorld, Model, Pending } from "./world.ts";

const checkpointCoordinator = "CheckpointCoordinator";

/** For the worlds of all sub-models. Their own messages they add. */
export const jobPicture =
  (m: Model) =>
  <S extends JobWorld>(machine: Machine<S>): Machine<S> =>
    machine.underway(s => [...triggers(m, s), ...acknowledgements(m, s)]).marks((before, after, step) => jobMarks(m, before, after, step));

/** What a step means for checkpoints and regions. */
export function jobMarks(m: Model, before: Readonly<JobWorld>, after: Readonly<JobWorld>, step: Step): readonly Mark[] {
  return [...cuts(m, before, after), ...ends(m, before, after), ...failures(m, before, after), ...restarts(m, before, after, step.is("restarts everything"))];
}

/** A trigger that waits for a source; a sink of a region of two tasks gets the barrier from its source instead. */
function triggers(m: Model, s: Readonly<JobWorld>): readonly Underway[] {
  return s.tasks.flatMap(({ trigger }, task) => {
    if (trigger === 0) return [];
    const isSource = task === sourceOf(m.job, regionOf(m.job, task));
    const from = isSource ? checkpointCoordinator : taskName(m.job, sourceOf(m.job, regionOf(m.job, task)));
    return [{ label: `${isSource ? "trigger" : "barrier"} ${trigger}`, barrier: trigger, from, to: taskName(m.job, task) }];
  });
}

/** Those that outlive their checkpoint are the same messages. */
function acknowledgements(m: Model, s: Readonly<JobWorld>): readonly Underway[] {
  const inTime = s.pending.flatMap(({ id, tasks }) => tasks.flatMap(({ status }, task) => (status === "underway" ? [acknowledgement(m, id, task)] : [])));
  return s.lateAck === null ? inTime : [...inTime, acknowledgement(m, s.lateAck.id, s.lateAck.task)];
}

function acknowledgement(m: Model, id: number, task: number): Underway {
  return { label: `acknowledge ${id}`, from: taskName(m.job, task), to: checkpointCoordinator };
}

/** A task has taken its part of a checkpoint, and acknowledges. */
function cuts(m: Model, before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
  return after.pending.flatMap(({ id, tasks }, slot) => {
    const earlier = before.pending[slot] as Pending;
    const taken = m.tasks.filter(task => hasAnswered(m, tasks[task]) && !(earlier.id === id && hasAnswered(m, earlier.tasks[task])));
    return taken.length === 0 ? [] : [{ kind: "cut", checkpoint: id, lanes: names(m, taken) }];
  });
}

/** With its snapshot. Where nothing is seen but answers, it has arrived at once. */
function hasAnswered({ answersOnly }: Model, { status }: Pending["tasks"][number]): boolean {
  return status === "underway" || (answersOnly === true && (status === "acked" || status === "late"));
}

/** A checkpoint is stored, with the parts of earlier ones where regions fell back; or it has come to nothing. */
function ends(m: Model, before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
  const { id, tasks } = after.latest;
  const isStored = id !== before.latest.id;
  const gone = before.pending.filter(({ id: pending }, slot) => pending > 0 && after.pending[slot].id !== pending && !(isStored && pending === id));
  const origins = [...new Set(tasks.map(({ origin }) => origin))].filter(origin => isStored && origin !== id);
  return [
    ...(isStored ? [{ kind: "completed" as const, checkpoint: id }] : []),
    ...origins.map(to => ({
      kind: "fellBack" as const,
      checkpoint: id,
      lanes: names(
        m,
        m.tasks.filter(task => tasks[task].origin === to),
      ),
      to,
    })),
    ...gone.map(pending => ({ kind: "aborted" as const, checkpoint: pending.id })),
  ];
}

function failures(m: Model, before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
  const failed = m.tasks.filter(task => before.tasks[task].phase === "running" && after.tasks[task].phase === "failed");
  return failed.length === 0 ? [] : [{ kind: "failed", lanes: names(m, failed) }];
}

function restarts(m: Model, before: Readonly<JobWorld>, after: Readonly<JobWorld>, isGlobal: boolean): readonly Mark[] {
  const restarted = m.tasks.filter(task => isGlobal || (before.tasks[task].phase === "failed" && after.tasks[task].phase === "running"));
  return restarted.length === 0 ? [] : [{ kind: "restored", checkpoint: after.latest.id, lanes: names(m, restarted) }];
}

function names({ job }: { readonly job: Job }, tasks: readonly number[]): readonly string[] {
  return tasks.map(task => taskName(job, task));
}
