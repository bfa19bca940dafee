/** Checks instances one after the other, with a progress line, until the user asks to stop. */

import { type CheckOptions, check, notStarted, type Result, resultOf } from "../check/check.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { watchRemembered } from "./ending.ts";
import { SpecsBySize, type Task } from "./instances.ts";
import { isCalledByUs, withLine } from "./load.ts";
import { listenForInterrupts, platformOf, progressOn } from "./platform.ts";
import type { ThreadPool } from "./threads.ts";

export interface CheckSurroundings {
  readonly wantsProgress: boolean;
  /** To explore with; null: this one alone. */
  readonly threads: ThreadPool | null;
  readonly checkpoint: Checkpoint | null;
  /** Called with each result as soon as it is there. */
  readonly onResult?: (result: Result) => void;
}

/**
 * One result for each task, in their order. After an interruption the rest is incomplete, with nothing covered. What `checkpoint` holds the answer of is
 * not explored.
 */
export async function checkAll(
  tasks: readonly Task[],
  options: CheckOptions,
  { wantsProgress, threads, checkpoint, onResult }: CheckSurroundings,
): Promise<readonly Result[]> {
  const line = progressOn(process.stderr, wantsProgress);
  const interrupts = listenForInterrupts(line);
  const platform = platformOf(interrupts, line, threads);
  const specs = new SpecsBySize();
  const checkOne = async (task: Task): Promise<Result> => {
    const { instance, file } = task;
    if (interrupts.requested()) return notStarted(instance);
    const spec = await specs.specOf(instance, task).catch(asMistake);
    // A file may load once, and not again.
    if (spec instanceof CutcheckError) return withMistake(notStarted(instance), spec);
    const swallowed = watchRemembered();
    const found = await check({ ...instance, spec }, options, { ...platform, ...checkpoint?.keeping(instance) });
    const result = withMistake(found, swallowed(isCalledByUs));
    await checkpoint?.keep(instance, result);
    return withLine(result, file);
  };
  try {
    const results: Result[] = [];
    for (const task of tasks) {
      line.begin(`${task.instance.spec.name} ${task.instance.case?.name ?? "(ad hoc)"}`);
      const result = checkpoint?.recall(task.instance) ?? (await checkOne(task));
      onResult?.(result);
      results.push(result);
    }
    return results;
  } finally {
    line.clear();
    interrupts.release();
  }
}

function asMistake(error: unknown): CutcheckError {
  if (error instanceof CutcheckError) return error;
  throw error;
}

/** What a function did and caught itself makes the answer worthless, whatever it is. */
function withMistake(result: Result, mistake: CutcheckError | null): Result {
  if (mistake === null || result.verdict === "error") return result;
  const { instance, outcome, seconds } = result;
  const error = mistake.at({ spec: instance.spec.name, ...(instance.case === null ? {} : { case: instance.case.name }) });
  return resultOf(instance, { ...outcome, finding: { verdict: "error", error } }, seconds);
}
