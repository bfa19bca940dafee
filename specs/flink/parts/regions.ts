/**
 * The job and its pipelined regions (B20). Every source subtask is the head of a region of its own, and no data flows between regions
 * (H2: embarrassingly parallel). A region is one task (source and sink chained) or two (a source task, a channel, a sink task).
 */
import { indices } from "cutcheck";

/** How many tasks there are, and how they are connected. */
export interface Topology {
  /** Source subtasks, which is the number of regions. */
  readonly subtasks: number;
  /** 1: source and sink chained. 2: a source task and a sink task. */
  readonly tasksPerRegion: number;
}

/** The size of a job. */
export interface Job extends Topology {
  /** Largest checkpoint id. */
  readonly ids: number;
  /** Checkpoints that may be pending at a time. */
  readonly concurrent: number;
}

export function taskCount(job: Topology): number {
  return job.subtasks * job.tasksPerRegion;
}

/** The task that runs the source subtask of a region: region and subtask have the same number. */
export function sourceOf(job: Topology, region: number): number {
  return region * job.tasksPerRegion;
}

/** The task that runs the sink of a region: the same task as the source when they are chained. */
export function sinkOf(job: Topology, region: number): number {
  return region * job.tasksPerRegion + job.tasksPerRegion - 1;
}

export function regionOf(job: Topology, task: number): number {
  return Math.floor(task / job.tasksPerRegion);
}

/** Every task of a region, upstream first. */
export function tasksOf(job: Topology, region: number): readonly number[] {
  return indices(job.tasksPerRegion).map(position => sourceOf(job, region) + position);
}

/** How a trace names a task. */
export function taskName(job: Topology, task: number): string {
  if (job.tasksPerRegion === 1) return `task ${task}`;
  return task === sourceOf(job, regionOf(job, task)) ? `source ${regionOf(job, task)}` : `sink ${regionOf(job, task)}`;
}

/** Whether tasks have failed and wait for their restart (job status RESTARTING). */
export function isRestarting({ tasks }: { readonly tasks: readonly { readonly phase: string }[] }): boolean {
  return tasks.some(({ phase }) => phase !== "running");
}
