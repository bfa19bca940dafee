/** What a picture of a run shows of a job under checkpoints: messages, cuts, completions, regions that fall back, failures and restarts. */
import type { Machine, Mark, Step, Underway } from "cutcheck";
import { regionOf, sourceOf, taskName } from "./regions.ts";
import type { JobWorld, Model, Pending } from "./world.ts";

const checkpointCoordinator = "CheckpointCoordinator";

export function pictureOf({ job, tasks, answersOnly }: Model) {
  const names = (of: readonly number[]): readonly string[] => of.map(task => taskName(job, task));

  return {
    /** For the worlds of all sub-models. Their own messages they add. */
    jobPicture<S extends JobWorld>(machine: Machine<S>): Machine<S> {
      return machine.underway(s => [...triggers(s), ...acknowledgements(s)]).marks(jobMarks);
    },
    jobMarks,
  };

  /** What a step means for checkpoints and regions. */
  function jobMarks(before: Readonly<JobWorld>, after: Readonly<JobWorld>, step: Step): readonly Mark[] {
    return [...cuts(before, after), ...ends(before, after), ...failures(before, after), ...restarts(before, after, step.is("restarts everything"))];
  }

  /** A trigger that waits for a source; a sink of a region of two tasks gets the barrier from its source instead. */
  function triggers(s: Readonly<JobWorld>): readonly Underway[] {
    return s.tasks.flatMap(({ trigger }, task) => {
      if (trigger === 0) return [];
      const source = sourceOf(job, regionOf(job, task));
      const from = task === source ? checkpointCoordinator : taskName(job, source);
      return [{ label: `${task === source ? "trigger" : "barrier"} ${trigger}`, barrier: trigger, from, to: taskName(job, task) }];
    });
  }

  /** Those that outlive their checkpoint are the same messages. */
  function acknowledgements(s: Readonly<JobWorld>): readonly Underway[] {
    const inTime = s.pending.flatMap(({ id, tasks: answers }) =>
      answers.flatMap(({ status }, task) => (status === "underway" ? [acknowledgement(id, task)] : [])),
    );
    return s.lateAck === null ? inTime : [...inTime, acknowledgement(s.lateAck.id, s.lateAck.task)];
  }

  function acknowledgement(id: number, task: number): Underway {
    return { label: `acknowledge ${id}`, from: taskName(job, task), to: checkpointCoordinator };
  }

  /** A task has taken its part of a checkpoint, and acknowledges. */
  function cuts(before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
    return after.pending.flatMap(({ id, tasks: answers }, slot) => {
      const earlier = before.pending[slot] as Pending;
      const taken = tasks.filter(task => hasAnswered(answers[task]) && !(earlier.id === id && hasAnswered(earlier.tasks[task])));
      return taken.length === 0 ? [] : [{ kind: "cut", checkpoint: id, lanes: names(taken) }];
    });
  }

  /** With its snapshot. Where nothing is seen but answers, it has arrived at once. */
  function hasAnswered({ status }: Pending["tasks"][number]): boolean {
    return status === "underway" || (answersOnly === true && (status === "acked" || status === "late"));
  }

  /** A checkpoint is stored, with the parts of earlier ones where regions fell back; or it has come to nothing. */
  function ends(before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
    const { id, tasks: stored } = after.latest;
    const isStored = id !== before.latest.id;
    const gone = before.pending.filter(({ id: pending }, slot) => pending > 0 && after.pending[slot].id !== pending && !(isStored && pending === id));
    const origins = [...new Set(stored.map(({ origin }) => origin))].filter(origin => isStored && origin !== id);
    return [
      ...(isStored ? [{ kind: "completed" as const, checkpoint: id }] : []),
      ...origins.map(to => ({ kind: "fellBack" as const, checkpoint: id, lanes: names(tasks.filter(task => stored[task].origin === to)), to })),
      ...gone.map(pending => ({ kind: "aborted" as const, checkpoint: pending.id })),
    ];
  }

  function failures(before: Readonly<JobWorld>, after: Readonly<JobWorld>): readonly Mark[] {
    const failed = tasks.filter(task => before.tasks[task].phase === "running" && after.tasks[task].phase === "failed");
    return failed.length === 0 ? [] : [{ kind: "failed", lanes: names(failed) }];
  }

  function restarts(before: Readonly<JobWorld>, after: Readonly<JobWorld>, isGlobal: boolean): readonly Mark[] {
    const restarted = tasks.filter(task => isGlobal || (before.tasks[task].phase === "failed" && after.tasks[task].phase === "running"));
    return restarted.length === 0 ? [] : [{ kind: "restored", checkpoint: after.latest.id, lanes: names(restarted) }];
  }
}
