/** Checks instances one after the other, with a progress line, until the user asks to stop. */
import { type CheckOptions, check, notStarted, type Result } from "../explore/check.ts";
import { SpecsBySize, type Task } from "./instances.ts";
import { withLine } from "./load.ts";
import { listenForInterrupts, platformOf, progressOn } from "./platform.ts";

/** One result for each task, in their order. After an interruption the rest is incomplete, with nothing covered. */
export async function checkAll(tasks: readonly Task[], options: CheckOptions, wantsProgress: boolean): Promise<readonly Result[]> {
  const line = progressOn(process.stderr, wantsProgress);
  const interrupts = listenForInterrupts(line);
  const platform = platformOf(interrupts, line);
  try {
    const results: Result[] = [];
    const specs = new SpecsBySize();
    for (const task of tasks) {
      const { instance, file } = task;
      line.begin(`${instance.spec.name} ${instance.case?.name ?? "(ad hoc)"}`);
      results.push(
        interrupts.requested()
          ? notStarted(instance)
          : withLine(await check({ ...instance, spec: await specs.specOf(instance, task) }, options, platform), file),
      );
    }
    return results;
  } finally {
    line.clear();
    interrupts.release();
  }
}
