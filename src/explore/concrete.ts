/**
 * Runs in an exploration that stored one representative for all renamed states. What is shown is a run of the machine itself, and the
 * same one as without reduction: backwards over the levels, the representatives from which a target is reached in time; forwards, all
 * the states that they stand for on runs to a target; and on those the search of `shortest.ts`.
 */
import type { PropertyDefinition } from "../dsl/machine.ts";
import { OwnBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";
import type { Target } from "./cheapest.ts";
import { Found } from "./found.ts";
import type { Violation } from "./judge.ts";
import type { Trace } from "./outcome.ts";
import { apply, eachInitial, enabled, stepHolds, stepOf } from "./run.ts";
import { shortestTrace } from "./shortest.ts";
import { loadState, notReproduced } from "./trace.ts";

/** The run to a stored state, and one step more if `instance` >= 0. Errors: CUT209 when there is none any more. */
export function runTo(compiled: Compiled, found: Found, target: Target): Trace {
  if (!compiled.isReduced) return shortestTrace(compiled, found, [target]);
  const unfolded = unfold(compiled, found, [target.state]);
  const box = compiled.scratch(2);
  found.read(target.state, box.words);
  const state = unfolded.find(box.words);
  return state < 0 ? notReproduced() : shortestTrace(compiled, unfolded, [{ ...target, state }]);
}

/**
 * The run to show for violations that are all of one property and all in one level. `memoryBytesMax`: what the search may take beside the states.
 * Errors: as {@link runTo}; RangeError when there is no memory for it.
 */
export function runToViolation(compiled: Compiled, found: Found, violations: readonly Violation[], memoryBytesMax: number): Trace {
  if (!compiled.isReduced) return shortestTrace(compiled, found, violations, memoryBytesMax);
  const unfolded = unfold(
    compiled,
    found,
    violations.map(({ state }) => state),
    memoryBytesMax,
  );
  const last = statesOf(compiled, unfolded, found, new Set(violations.map(({ state }) => state)));
  const property = compiled.definition.properties.find(({ name }) => name === violations[0].name);
  const targets =
    property?.kind === "step" ? last.flatMap(state => violatingSteps(compiled, unfolded, state, property)) : last.map(state => ({ state, instance: -1 }));
  return targets.length === 0 ? notReproduced() : shortestTrace(compiled, unfolded, targets, memoryBytesMax - unfolded.memoryBytes);
}

/** The states of the last level that representatives stand for. */
function statesOf(compiled: Compiled, unfolded: Found, found: Found, representatives: ReadonlySet<number>): readonly number[] {
  const box = compiled.scratch(2);
  const [level] = [...representatives].map(id => found.levelOf(id));
  const states: number[] = [];
  unfolded.eachOfLevel(level as number, state => {
    loadState(box, unfolded, state);
    if (representatives.has(representativeIn(found, box))) states.push(state);
  });
  return states;
}

function violatingSteps(compiled: Compiled, found: Found, state: number, property: Extract<PropertyDefinition, { kind: "step" }>): readonly Target[] {
  const [before, after] = [compiled.scratch(0), compiled.scratch(1)];
  loadState(before, found, state);
  return compiled.instances.flatMap((made, instance) => {
    const definition = compiled.definition.actions[made.action];
    if (!enabled(before, definition, made.parameters)) return [];
    loadState(after, found, state);
    apply(after, definition, made.parameters);
    return stepHolds(before, after, property, stepOf(compiled, made)) ? [] : [{ state, instance }];
  });
}

/** The states, by levels, on the runs to whatever the representatives `ends` (of one level) stand for. */
function unfold(compiled: Compiled, found: Found, ends: readonly number[], memoryBytesMax = Number.POSITIVE_INFINITY): Found {
  const leading = leadingTo(compiled, found, ends);
  const rows = new RowSet(compiled.packing.words, new OwnBudget(memoryBytesMax));
  const levelStarts = [0];
  const box = compiled.scratch(2);
  // All initial states: whichever of them begins the run to show is the search's business.
  eachInitial(box, compiled.definition, () => {
    box.pack();
    rows.insert(box.words);
  });
  for (let level = 1; level < leading.length; level++) {
    const [from, end] = [levelStarts[level - 1], rows.size];
    levelStarts.push(end);
    for (let id = from; id < end; id++) {
      rows.read(id, box.words);
      box.expand(() => {
        const words = box.words.slice();
        if (leading[level].has(representativeIn(found, box))) rows.insert(words);
      });
    }
  }
  levelStarts.push(rows.size);
  return new Found({ rows, levelStarts });
}

/** For each level up to that of `ends`, the representatives from which one of them is reached in the steps that are left. */
function leadingTo(compiled: Compiled, found: Found, ends: readonly number[]): readonly ReadonlySet<number>[] {
  const box = compiled.scratch(2);
  const last = found.levelOf(ends[0]);
  const leading: Set<number>[] = [];
  leading[last] = new Set(ends);
  for (let level = last - 1; level >= 0; level--) {
    const [here, next] = [new Set<number>(), leading[level + 1]];
    leading[level] = here;
    found.eachOfLevel(level, id => {
      found.read(id, box.words);
      box.expand(() => {
        if (!here.has(id) && next.has(representativeIn(found, box))) here.add(id);
      });
    });
  }
  return leading;
}

/** The id of the representative of the state in a box, which is replaced by it; -1 when it was not found. */
function representativeIn(found: Found, box: StateBox): number {
  box.canonicalise();
  box.pack();
  return found.find(box.words);
}
