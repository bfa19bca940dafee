/** The second pass of `check --twice`: every instance that is small enough, explored again by the other engine. */
import type { Result } from "../check/check.ts";
import { checkTwice, type Twice } from "../check/twice.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { count } from "../render/numbers.ts";
import { listenForInterrupts, platformOf, progressOn } from "./platform.ts";

/** One answer for each result, in their order. What was interrupted the first time is not begun again. */
export async function lookTwice(results: readonly Result[], statesMax: number, budget: Budget, wantsProgress: boolean): Promise<readonly Twice[]> {
  const line = progressOn(process.stderr, wantsProgress);
  const interrupts = listenForInterrupts(line);
  const platform = platformOf(interrupts, line);
  const wasInterrupted = results.some(({ outcome: { finding } }) => finding.verdict === "incomplete" && finding.reason === "interrupted");
  const options = { statesMax, secondsMax: budget.secondsMax, memoryBytesMax: budget.memoryBytesMax };
  const lookAt = (result: Result): Promise<Twice> => {
    const { spec, case: of } = result.instance;
    const label = `${spec.name} ${of?.name ?? "(ad hoc)"}`;
    return checkTwice(result, options, platform, states => line.say(`${label}: a second time, ${count(states)} states`));
  };
  try {
    const answers: Twice[] = [];
    for (const result of results) {
      answers.push(wasInterrupted || interrupts.requested() ? { said: "stopped", reason: "interrupted" } : await lookAt(result));
    }
    return answers;
  } finally {
    line.clear();
    interrupts.release();
  }
}
