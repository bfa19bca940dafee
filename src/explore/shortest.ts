/**
 * The counterexample to show, among all shortest runs to a violation (see `cheapest.ts`). Only the levels are known: they are expanded once
 * more, and only when something is violated.
 */
import type { Compiled } from "../layout/compile.ts";
import { cheapestRun, type Target } from "./cheapest.ts";
import type { Found } from "./found.ts";
import type { Trace } from "./outcome.ts";
import { stateOf, stepBy, stepTo } from "./trace.ts";

/**
 * The run to show for violations that are all of one property and all in one level.
 * Errors: CUT209 when no run leads to any of them any more.
 */
export function shortestTrace(compiled: Compiled, found: Found, violations: readonly Target[]): Trace {
  const { rows } = found;
  const box = compiled.scratch(2);
  const { start, steps, finalInstance } = cheapestRun(compiled, levelsTo(compiled, found, violations[0].state), violations);
  const initial = stateOf(box, rows, start);
  const shown = steps.map(([instance, child]) => stepTo(compiled, box, rows, instance, child));
  const last = steps.at(-1)?.[1] ?? start;
  return { initial, steps: finalInstance < 0 ? shown : [...shown, stepBy(compiled, box, rows, last, finalInstance)] };
}

/** The levels up to that of a state. */
function levelsTo(compiled: Compiled, { rows, levels }: Found, state: number): Parameters<typeof cheapestRun>[1] {
  const box = compiled.scratch(2);
  /** First id of each level, and one past the last. */
  const starts = [0];
  for (const size of levels) starts.push(starts[starts.length - 1] + size);
  return {
    last: starts.findIndex(start => start > state) - 1,
    eachNode: (level, visit) => {
      for (let id = starts[level]; id < starts[level + 1]; id++) visit(id);
    },
    eachStep: (id, visit) => {
      rows.read(id, box.words);
      box.expand(instance => visit(instance, rows.find(box.words)));
    },
  };
}
