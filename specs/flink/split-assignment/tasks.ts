/** What the tasks of a region do with what reaches them: a barrier, the elements of a channel, an event that is lost. */
import type { Answers } from "../parts/checkpoint-coordinator.ts";
import type { Completion } from "../parts/completion.ts";
import type { Failover } from "../parts/failover.ts";
import type { Gateways } from "../parts/gateways.ts";
import { countRecord, readRecord, type Split } from "../parts/records.ts";
import { regionOf, sinkOf, sourceOf } from "../parts/regions.ts";
import type { SplitModel, SplitPending, SplitWorld } from "../parts/split-world.ts";
import { pendingOf } from "../parts/world.ts";

/** What tasks need. */
interface Others {
  readonly answers: Answers;
  readonly completion: Completion;
  readonly failover: Failover;
  readonly gateways: Gateways;
}

export function tasksOf({ job }: SplitModel, { answers, completion, failover, gateways }: Others) {
  const tasks = {
    /** A chained sink counts the record in the same step; a separate one gets it through the channel. */
    readNextRecord(s: SplitWorld, subtask: number, split: Split): void {
      const offset = readRecord(s.tasks[sourceOf(job, subtask)], split);
      const sink = s.tasks[sinkOf(job, subtask)];
      if (job.tasksPerRegion === 1) countRecord(job, sink, split, offset);
      else sink.channel.push({ kind: "record", split, offset });
    },

    /** Back pressure: the sink's channel is full. A failed sink takes nothing. */
    isBlocked(s: Readonly<SplitWorld>, subtask: number): boolean {
      const sink = s.tasks[sinkOf(job, subtask)];
      return job.tasksPerRegion > 1 && (sink.channel.isFull || sink.phase === "failed");
    },

    /** A source takes its snapshot. Its acknowledgement is underway, or late if the checkpoint has ended. */
    takeSnapshot(s: SplitWorld, subtask: number): void {
      const source = sourceOf(job, subtask);
      const id = tasks.passBarrier(s, subtask);
      const pending = pendingOf(s, id);
      if (pending !== null) answers.answer(s, pending, source);
      else completion.outlive(s, id, source, s.tasks[source]);
    },

    /** The synchronous part: the barrier goes downstream, and the AcknowledgeCheckpointEvent opens the gateway (B10, C8). Gives the checkpoint's id. */
    passBarrier(s: SplitWorld, subtask: number): number {
      const source = s.tasks[sourceOf(job, subtask)];
      const { trigger: id } = source;
      if (job.tasksPerRegion > 1) s.tasks[sinkOf(job, subtask)].channel.push({ kind: "barrier", id });
      source.trigger = 0;
      gateways.openGateway(s.gateways[subtask], id, s.next - 1);
      return id;
    },

    /** A separate sink takes what is next in its channel: it counts a record; at the barrier of the pending checkpoint it takes its snapshot. */
    takeNextElement(s: SplitWorld, task: number): void {
      const pending = atBarrier(s, task);
      const head = s.tasks[task].channel.shift();
      if (head.kind === "record") countRecord(job, s.tasks[task], head.split, head.offset);
      else if (pending !== null) answers.answer(s, pending, task);
    },

    /** The cancel marker makes a separate sink decline as well (B6); its way through the channel is not modelled. */
    declineAtTrigger(s: SplitWorld, source: number, sink: number): void {
      const pending = pendingOf(s, s.tasks[source].trigger);
      s.tasks[source].trigger = 0;
      if (pending !== null) answers.decline(s, pending, source, [sink]);
    },

    mayFailSnapshot(s: Readonly<SplitWorld>, task: number): boolean {
      const region = regionOf(job, task);
      return task === sourceOf(job, region) ? s.tasks[task].trigger > 0 && !tasks.isBlocked(s, region) : atBarrier(s, task) !== null;
    },

    /** The synchronous part succeeds, the asynchronous one fails: the task declines (B12). */
    failAsynchronousPart(s: SplitWorld, task: number): void {
      const pending = takeBarrier(s, task);
      if (pending !== null) answers.decline(s, pending, task);
    },

    /** The RPC fails, which fails the task (C5). */
    loseEvent(s: SplitWorld, subtask: number, split: Split): void {
      s.gateways[subtask].sent.delete(split);
      failover.failTaskWithItsRegion(s, sourceOf(job, subtask));
    },
  };
  return tasks;

  /** The synchronous part, without an answer. Gives the checkpoint. */
  function takeBarrier(s: SplitWorld, task: number): SplitPending | null {
    const region = regionOf(job, task);
    if (task === sourceOf(job, region)) return pendingOf(s, tasks.passBarrier(s, region));
    const pending = atBarrier(s, task);
    s.tasks[task].channel.shift();
    return pending;
  }
}

/** The pending checkpoint whose barrier is the next element of a sink's channel, if the sink has not answered it yet. */
function atBarrier(s: Readonly<SplitWorld>, task: number): SplitPending | null {
  const head = s.tasks[task].channel.head;
  const pending = head !== null && head.kind === "barrier" ? pendingOf(s, head.id) : null;
  return pending !== null && pending.tasks[task].status === "waiting" ? pending : null;
}
