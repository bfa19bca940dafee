/**
 * Runs in an exploration that stored one representative for all renamed states. What is shown is a run of the machine itself, and the
 * same one as without reduction: backwards over the levels, the representatives from which a target is reached in time; forwards, all
 * the states that they stand for on runs to a target; and on those the search of `trace/shortest.ts`.
 */
import type { PropertyDefinition } from "../../dsl/machine.ts";
import { allocated, MemoryLimitError, OwnBudget } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { apply, enabled, initialStates, stepHolds, stepOf } from "../calls/run.ts";
import { FoundStates } from "../found/foundStates.ts";
import type { Violation } from "../judge/judge.ts";
import type { Target } from "../trace/cheapest.ts";
import { shortestTrace } from "../trace/shortest.ts";
import { expandAgain, loadState, notReproduced } from "../trace/trace.ts";
import type { Trace } from "../work/outcome.ts";
import type { Work } from "../work/turn.ts";

/** The run to a stored state, and one step more if `instance` >= 0. Errors: CUT209 when there is none any more; MemoryLimitError. */
export function* runTo(compiled: Compiled, found: FoundStates, target: Target, memoryBytesMax = Number.POSITIVE_INFINITY): Work<Trace> {
  if (!compiled.isReduced) return yield* shortestTrace(compiled, found, [target], memoryBytesMax);
  const unfolded = yield* unfold(compiled, found, [target.state], memoryBytesMax);
  const words = new Int32Array(compiled.packing.words);
  found.read(target.state, words);
  const state = unfolded.find(words);
  return state < 0 ? notReproduced() : yield* shortestTrace(compiled, unfolded, [{ ...target, state }], memoryBytesMax - unfolded.memoryBytes);
}

/**
 * The run to show for violations that are all of one property and all in one level. `memoryBytesMax`: what the search may take beside the states.
 * Errors: as {@link runTo}.
 */
export function* runToViolation(compiled: Compiled, found: FoundStates, violations: readonly Violation[], memoryBytesMax: number): Work<Trace> {
  if (!compiled.isReduced) return yield* shortestTrace(compiled, found, violations, memoryBytesMax);
  const unfolded = yield* unfold(
    compiled,
    found,
    violations.map(({ state }) => state),
    memoryBytesMax,
  );
  const left = memoryBytesMax - unfolded.memoryBytes;
  const ends = new StateBits(found.distinctStates, left);
  for (const { state } of violations) ends.add(state);
  const property = compiled.definition.properties.find(({ name }) => name === violations[0].name);
  const targets: Target[] = [];
  for (const state of lastLevel(unfolded)) {
    yield;
    if (!isEnd(compiled, unfolded, found, state, ends)) continue;
    if (property?.kind === "step") targets.push(...compiled.lendTwo((before, after) => violatingSteps(compiled, before, after, unfolded, state, property)));
    else targets.push({ state, instance: -1 });
  }
  return targets.length === 0 ? notReproduced() : yield* shortestTrace(compiled, unfolded, targets, left);
}

/** Set bits of states, by their ids. A set of JavaScript would hold no more than 2^24 of them. */
class StateBits {
  readonly memoryBytes: number;
  private readonly bits: Uint32Array;

  /** Errors: MemoryLimitError. */
  constructor(states: number, memoryBytesMax: number) {
    const words = Math.ceil(states / 32);
    this.memoryBytes = words * 4;
    if (this.memoryBytes > memoryBytesMax) throw new MemoryLimitError(`a bit for each of ${states} states is over the limit of memory`);
    this.bits = allocated(() => new Uint32Array(words));
  }

  add(id: number): void {
    this.bits[id >>> 5] |= 1 << (id & 31);
  }

  has(id: number): boolean {
    return ((this.bits[id >>> 5] >>> (id & 31)) & 1) === 1;
  }
}

function lastLevel(unfolded: FoundStates): Iterable<number> {
  return unfolded.ofLevel(unfolded.levelCount - 1);
}

/** Whether the representative of a state is one of the ends. */
function isEnd(compiled: Compiled, unfolded: FoundStates, found: FoundStates, state: number, ends: StateBits): boolean {
  return compiled.lend(box => {
    loadState(box, unfolded, state);
    return ends.has(representativeIn(found, box));
  });
}

function violatingSteps(
  compiled: Compiled,
  before: StateBox,
  after: StateBox,
  found: FoundStates,
  state: number,
  property: Extract<PropertyDefinition, { kind: "step" }>,
): readonly Target[] {
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
function* unfold(compiled: Compiled, found: FoundStates, ends: readonly number[], memoryBytesMax: number): Work<FoundStates> {
  const box = compiled.borrow();
  try {
    return yield* unfoldIn(compiled, box, found, ends, memoryBytesMax);
  } finally {
    compiled.giveBack(box);
  }
}

function* unfoldIn(compiled: Compiled, box: StateBox, found: FoundStates, ends: readonly number[], memoryBytesMax: number): Work<FoundStates> {
  const leading = yield* leadingTo(compiled, box, found, ends, memoryBytesMax);
  const rows = new RowSet(compiled.packing.words, new OwnBudget(memoryBytesMax - leading.memoryBytes));
  const last = found.levelOf(ends[0]);
  const levelStarts = [0];
  // All initial states: whichever of them begins the run to show is the search's business.
  for (const isInitial of initialStates(box, compiled.definition)) {
    if (isInitial) {
      box.pack();
      rows.insert(box.words);
    }
    yield;
  }
  for (let level = 1; level <= last; level++) {
    const [from, end] = [levelStarts[level - 1], rows.size];
    levelStarts.push(end);
    for (let id = from; id < end; id++) {
      rows.read(id, box.words);
      expandAgain(compiled, box, () => {
        const words = box.words.slice();
        const representative = representativeIn(found, box);
        if (found.isOfLevel(representative, level) && leading.has(representative)) rows.insert(words);
      });
      yield;
    }
  }
  levelStarts.push(rows.size);
  return new FoundStates({ rows, levelStarts });
}

/** The representatives, in all levels up to that of `ends`, from which one of these is reached in the steps that are left. Each is in one level only. */
function* leadingTo(compiled: Compiled, box: StateBox, found: FoundStates, ends: readonly number[], memoryBytesMax: number): Work<StateBits> {
  const leading = new StateBits(found.distinctStates, memoryBytesMax);
  for (const id of ends) leading.add(id);
  for (let level = found.levelOf(ends[0]) - 1; level >= 0; level--) {
    for (const id of found.ofLevel(level)) {
      let leads = false;
      found.read(id, box.words);
      expandAgain(compiled, box, () => {
        if (leads) return;
        const next = representativeIn(found, box);
        leads = found.isOfLevel(next, level + 1) && leading.has(next);
      });
      if (leads) leading.add(id);
      yield;
    }
  }
  return leading;
}

/** The id of the representative of the state in a box, which is replaced by it; -1 when it was not found. */
function representativeIn(found: FoundStates, box: StateBox): number {
  box.canonicalise();
  box.pack();
  return found.find(box.words);
}
