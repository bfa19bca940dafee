/** Work that has no turns of its own, done with pauses: signals are seen, and the limits of the budget kept. */
import { limitingCalls, NoReturnError, stuckSeconds, within } from "./limit.ts";
import type { Platform, StopReason } from "./outcome.ts";
import type { Work } from "./turn.ts";
import type { Turns } from "./turns.ts";

/** Why work was given up before it came to its end. */
export interface Stopped {
  readonly stopped: StopReason;
}

/**
 * Does the work. When a function of the spec does not return, all of it is done once more, one function after the other: `make` begins anew. `onPause` is
 * called at each pause. Errors: CUT218, and whatever the work throws.
 */
export async function withoutHaste<T>(make: () => Work<T>, turns: Turns, platform: Platform, onPause: () => void = () => {}): Promise<T | Stopped> {
  try {
    return await inTurns(make(), work => within(stuckSeconds, () => someOf(work, turns)), turns, platform, onPause);
  } catch (error) {
    if (!(error instanceof NoReturnError)) throw error;
    return inTurns(make(), work => limitingCalls(() => someOf(work, turns)), turns, platform, onPause);
  }
}

type Turn<T> = (work: Work<T>) => { readonly value: T } | null;

async function inTurns<T>(work: Work<T>, turn: Turn<T>, turns: Turns, platform: Platform, onPause: () => void): Promise<T | Stopped> {
  for (;;) {
    const done = turn(work);
    if (done !== null) return done.value;
    onPause();
    await platform.pause();
    const stopped = turns.reasonToStop();
    if (stopped !== null) return { stopped };
  }
}

/** The result, if the work comes to its end before it is time for a pause. */
function someOf<T>(work: Work<T>, turns: Turns): { readonly value: T } | null {
  for (;;) {
    const step = work.next();
    if (step.done === true) return { value: step.value };
    if (turns.isTime()) return null;
  }
}
