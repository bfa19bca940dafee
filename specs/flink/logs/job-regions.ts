/** Which region of a job a line is about: regions are numbered in the order in which the log names their tasks. */

/** A task, as lines name it: its vertex, and its subtask counted from 1. */
interface TaskName {
  readonly vertex: string;
  readonly subtask: number;
}

export interface JobRegions {
  readonly tasks: TaskName[];
  /** By the vertex and subtask of an attempt's id, the region. */
  readonly attempts: Map<string, number>;
}

export function noRegions(): JobRegions {
  return { tasks: [], attempts: new Map() };
}

/** The region of a task. One that was not named before is a new region. */
export function regionNamed({ tasks }: JobRegions, vertex: string, subtask: number): number {
  const known = tasks.findIndex(each => each.vertex === vertex && each.subtask === subtask);
  return known < 0 ? tasks.push({ vertex, subtask }) - 1 : known;
}

/** The region of an attempt, `<execution graph>_<vertex>_<subtask>_<attempt>`; -1: no line has named it. */
export function regionOfAttempt({ attempts }: JobRegions, attempt: string): number {
  return attempts.get(vertexAndSubtask(attempt)) ?? -1;
}

/** A line names an attempt together with its task. */
export function learnAttempt({ attempts }: JobRegions, attempt: string, region: number): void {
  attempts.set(vertexAndSubtask(attempt), region);
}

/** The region of `P0/1`, as a job's own classes name a subtask, counted from 0, of a pipeline whose operators have its name; -1: it is not known. */
export function regionOfPlace({ tasks }: JobRegions, place: string): number {
  const [pipeline, index] = place.split("/");
  return tasks.findIndex(({ vertex, subtask }) => vertex.split(/[ :]/).includes(pipeline) && subtask === Number(index) + 1);
}

/** The names of the job that a line names: by its id, and by the execution graph in an attempt's id. */
export function jobNames({ job, attempt }: Readonly<Record<string, string | number>>): readonly string[] {
  const graph = String(attempt ?? "").split("_")[0];
  return [String(job ?? ""), graph].filter(name => name !== "");
}

function vertexAndSubtask(attempt: string): string {
  return attempt.split("_").slice(1, 3).join("_");
}
