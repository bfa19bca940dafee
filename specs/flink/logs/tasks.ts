/** What the lines of the ExecutionGraph and of the scheduler tell of tasks: which attempts run, which have ended, and how many are still to be started. */

/** Plain data: a mapping's memory of the lines. */
export interface TaskMemory {
  /** The attempt that runs, by its task: `execution_vertex_subtask`. */
  readonly running: Map<string, string>;
  /** Attempts that have ended, with the time of it, in milliseconds. */
  readonly ended: Map<string, number>;
  /** Tasks that are known to be down. */
  readonly down: Set<string>;
  readonly finished: Set<string>;
  /** By the name of a vertex: how many subtasks it has, and which tasks of it were seen. */
  readonly vertices: Map<string, { readonly parallelism: number; readonly seen: Set<string> }>;
  /** Attempts that are still to run, as the scheduler has said. */
  toStart: number;
  /** Whether a checkpoint was restored, or none was found, since something failed. */
  isRestored: boolean;
}

export function newTaskMemory(): TaskMemory {
  return {
    running: new Map(),
    ended: new Map(),
    down: new Set(),
    finished: new Set(),
    vertices: new Map(),
    toStart: 0,
    isRestored: false,
  };
}

/** The task of an attempt: without the number of the attempt. */
export function taskOf(attempt: string): string {
  return attempt.replace(/_\d+$/, "");
}

/** The execution graph of an attempt: one for each job, and each JobManager that runs it. */
export function graphOf(attempt: string): string {
  return attempt.split("_")[0];
}

/** A task was named with its vertex: `Source: events -> Map (1/2)`. */
export function noteVertex({ vertices }: TaskMemory, vertex: string, attempt: string): void {
  const [, name = vertex, parallelism = "1"] = /^(.*) \(\d+\/(\d+)\)$/.exec(vertex) ?? [];
  const known = vertices.get(name) ?? { parallelism: Number(parallelism), seen: new Set<string>() };
  known.seen.add(taskOf(attempt));
  vertices.set(name, known);
}

/** Whether the attempt is one that may start to run now. */
export function mayRun({ running, ended, isRestored }: TaskMemory, attempt: string): boolean {
  return isRestored && running.get(taskOf(attempt)) !== attempt && !ended.has(attempt);
}

export function noteRunning(memory: TaskMemory, attempt: string): void {
  const task = taskOf(attempt);
  memory.running.set(task, attempt);
  memory.down.delete(task);
  memory.toStart = Math.max(0, memory.toStart - 1);
}

export function noteEnded(memory: TaskMemory, attempt: string, time: number): void {
  const task = taskOf(attempt);
  memory.ended.set(attempt, time);
  if (memory.running.get(task) === attempt) memory.running.delete(task);
  memory.down.add(task);
  memory.isRestored = false;
}

/** Everything is told to end. */
export function noteAllEnded(memory: TaskMemory, time: number): void {
  for (const attempt of memory.running.values()) noteEnded(memory, attempt, time);
  memory.down.clear();
  memory.toStart = 0;
  memory.isRestored = false;
}

/** The JobManager is gone: another one will make an execution graph of its own. */
export function forgetTasks(memory: TaskMemory): void {
  for (const each of [memory.running, memory.ended, memory.down, memory.finished, memory.vertices]) each.clear();
  memory.toStart = 0;
  memory.isRestored = false;
}

/** Whether every task that the log has named runs, or has finished. */
export function doAllRun({ running, down, finished, vertices, toStart }: TaskMemory): boolean {
  const isThere = (task: string): boolean => running.has(task) || finished.has(task);
  return toStart === 0 && down.size === 0 && [...vertices.values()].every(({ parallelism, seen }) => seen.size >= parallelism && [...seen].every(isThere));
}
