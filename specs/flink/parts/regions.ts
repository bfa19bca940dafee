/**
 * The job and its pipelined regions (B20). Every source subtask is the head of a region of its own, and no data flows between regions
 * (H2: embarrassingly parallel). A region is one task (source and sink chained) or two (a source task, a channel, a sink task).
 */
import { indices } from "cutcheck";

/** The size of a job. */
export interface Job {
  /** Source subtasks, which is the number of regions. */
  readonly subtasks: number;
  readonly splits: number;
  /** Records of each split. */
  readonly records: number;
  /** Largest checkpoint id. */
  readonly ids: number;
  /** 1: source and sink chained. 2: a source task and a sink task. */
  readonly tasksPerRegion: number;
}

export function taskCount(job: Job): number {
  return job.subtasks * job.tasksPerRegion;
}

/** The task that runs the source subtask of a region: region and subtask have the same number. */
export function sourceOf(job: Job, region: number): number {
  return region * job.tasksPerRegion;
}

/** The task that runs the sink of a region: the same task as the source when they are chained. */
export function sinkOf(job: Job, region: number): number {
  return region * job.tasksPerRegion + job.tasksPerRegion - 1;
}

export function regionOf(job: Job, task: number): number {
  return Math.floor(task / job.tasksPerRegion);
}

/** Every task of a region, upstream first. */
export function tasksOf(job: Job, region: number): readonly number[] {
  return indices(job.tasksPerRegion).map(position => sourceOf(job, region) + position);
}

/** How a trace names a task. */
export function taskName(job: Job, task: number): string {
  if (job.tasksPerRegion === 1) return `task ${task}`;
  return task === sourceOf(job, regionOf(job, task)) ? `source ${regionOf(job, task)}` : `sink ${regionOf(job, task)}`;
}
