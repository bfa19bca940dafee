/**
 * The counterexample to show, among all shortest runs to a violation (see `cheapest.ts`). Only the levels are known: they are expanded once
 * more, and only when something is violated.
 */
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { eachInitial } from "../calls/run.ts";
import type { FoundStates } from "../found/foundStates.ts";
import type { Trace } from "../work/outcome.ts";
import type { Work } from "../work/turn.ts";
import { cheapestRun, type Levels, type Target } from "./cheapest.ts";
import { expandAgain, notReproduced, stateOf, stepBy, stepTo } from "./trace.ts";

/**
 * The run to show for violations that are all of one property and all in one level. `memoryBytesMax`: what the search may take beside the states.
 * Errors: CUT209 when no run leads to any of them any more; MemoryLimitError.
 */
export function* shortestTrace(compiled: Compiled, found: FoundStates, violations: readonly Target[], memoryBytesMax = Number.POSITIVE_INFINITY): Work<Trace> {
  const box = compiled.borrow();
  try {
    const { start, steps, finalInstance } = yield* cheapestRun(compiled, levelsTo(compiled, box, found, violations[0].state), violations, memoryBytesMax);
    const initial = stateOf(box, found, start);
    const shown = steps.map(([instance, child]) => stepTo(compiled, box, found, instance, child));
    const last = steps.at(-1)?.[1] ?? start;
    return { initial, steps: finalInstance < 0 ? shown : [...shown, stepBy(compiled, box, found, last, finalInstance)] };
  } finally {
    compiled.giveBack(box);
  }
}

/** The levels up to that of a state. */
function levelsTo(compiled: Compiled, box: StateBox, found: FoundStates, state: number): Levels {
  const starts = initialStates(compiled, box, found);
  return {
    last: found.levelOf(state),
    nodes: level => (level === 0 ? starts : found.ofLevel(level)),
    eachStep: (id, visit) => {
      found.read(id, box.words);
      expandAgain(compiled, box, instance => visit(instance, found.find(box.words)));
    },
  };
}

/** Their ids, in the order of the spec. Errors: CUT209 when there is one that was not found. */
function initialStates(compiled: Compiled, box: StateBox, found: FoundStates): readonly number[] {
  const ids = new Set<number>();
  eachInitial(box, compiled.definition, () => {
    box.pack();
    ids.add(found.find(box.words));
  });
  return ids.has(-1) ? notReproduced() : [...ids];
}
