/** A shorter run that differs, too: steps are left out as long as something still differs (A. Zeller and R. Hildebrandt, Simplifying failure-inducing input, 2002). */
import type { Attempts, Difference, Steps } from "./attempt.ts";

/** Runs that are tried at most. */
const triesMax = 500;

/** The shortest difference that was found, at most the given one. */
export async function shrunk(attempts: Attempts, found: Difference): Promise<Difference> {
  let best = found;
  let tries = 0;
  for (let size = Math.ceil(best.steps.instances.length / 2); size > 0 && tries < triesMax; ) {
    let isShorter = false;
    for (let from = 0; from < best.steps.instances.length && tries < triesMax; tries++) {
      attempts.tryAgain();
      const again = await attempts.execute(without(best.steps, from, size));
      if (again !== null && again.steps.instances.length < best.steps.instances.length) [best, isShorter] = [again, true];
      else from += size;
    }
    if (!isShorter || size > 1) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return best;
}

function without({ start, instances }: Steps, from: number, size: number): Steps {
  return { start, instances: [...instances.slice(0, from), ...instances.slice(from + size)] };
}
