/**
 * The point of no return of a run that violates a property: the first step after which every continuation violates it.
 *
 * A state *avoids* the violation if it does not violate the property itself and a run goes on from it, without violating the property, to an
 * end (a state that no step changes) or for ever. Steps that change nothing are no continuation: with them every state could stay as it is.
 * From the last state of the run backwards, a depth-first search looks for such an end or a cycle; what it leaves behind without having found
 * either is doomed, and is not searched again. So it visits each doomed state once, and of the others as many as lie on one way out.
 *
 * The exploration ended with the level of the violation; the ways out lead beyond. That is why this search expands states of its own, and
 * why it has a limit.
 */
import { takeMistake } from "../dsl/calls.ts";
import { isMistake } from "../dsl/errors.ts";
import { deadlockProperty, type MachineDefinition, type PropertyDefinition } from "../dsl/machine.ts";
import type { Step } from "../dsl/steps.ts";
import { OwnBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import type { Compiled, StateBox } from "../layout/compile.ts";
import { apply, enabled, isTerminal, stepHolds, stepOf } from "./calls/run.ts";
import type { ReachableSet } from "./found/reachable.ts";
import { statePropertyHolds } from "./mistakes/diagnosis.ts";
import type { PlainState, Trace } from "./work/outcome.ts";
import type { Work } from "./work/turn.ts";

/** States that are visited in search of a continuation; beyond, the point of no return stays unknown. */
export const continuationStatesMax = 10_000;

/**
 * The number of the step after which the violation cannot be avoided any more; 0 if it cannot from the start. Null when more than `statesMax`
 * states would have to be visited, when one of them has a mistake of the spec, or for a property of another kind.
 */
export function* pointOfNoReturn(
  compiled: Compiled,
  trace: Trace,
  property: string,
  others: ReadonlyMap<MachineDefinition, ReachableSet>,
  statesMax = continuationStatesMax,
): Work<number | null> {
  if (!isAnswered(compiled.definition, property)) return null;
  const [before, after] = [compiled.borrow(), compiled.borrow()];
  const search = new ContinuationSearch(compiled, before, after, property, others, statesMax);
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  try {
    // The last state violates the property, or was reached by the step that does.
    for (let step = states.length - 2; step >= 0; step--) if (yield* search.avoids(states[step])) return step + 1;
    return 0;
  } catch (error) {
    // Beyond what was explored, functions of the spec are called in states that nobody has checked.
    if (!(error instanceof LimitError) && !isMistake(error)) throw error;
    takeMistake();
    return null;
  } finally {
    for (const box of [before, after]) compiled.giveBack(box);
  }
}

/** Whether a property is judged by states and steps alone. */
function isAnswered({ properties }: MachineDefinition, property: string): boolean {
  const kind = properties.find(each => each.name === property)?.kind;
  return property === deadlockProperty || kind === "invariant" || kind === "step" || kind === "reachableIn";
}

class LimitError extends Error {}

const onTheWay = 1;
const doomed = 2;

interface Visit {
  readonly id: number;
  /** States that its steps lead to without violating the property, itself left out. */
  readonly successors: readonly number[];
  next: number;
}

class ContinuationSearch {
  private readonly compiled: Compiled;
  private readonly box: StateBox;
  private readonly before: StateBox;
  private readonly rows: RowSet;
  private readonly statesMax: number;
  private readonly property: PropertyDefinition | null;
  private readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  private readonly steps: readonly Step[];
  /** By id: 0 for a state that was found and not visited. */
  private readonly marks: number[] = [];
  /** By id: whether the state itself violates the property. */
  private readonly violates: boolean[] = [];

  /** `before`, `box`: its own as long as it is used. */
  constructor(compiled: Compiled, before: StateBox, box: StateBox, property: string, others: ReadonlyMap<MachineDefinition, ReachableSet>, statesMax: number) {
    this.compiled = compiled;
    this.before = before;
    this.box = box;
    this.rows = new RowSet(compiled.packing.words, new OwnBudget(Number.POSITIVE_INFINITY));
    this.statesMax = statesMax;
    this.property = property === deadlockProperty ? null : (compiled.definition.properties.find(each => each.name === property) as PropertyDefinition);
    this.others = others;
    this.steps = compiled.instances.map(instance => stepOf(compiled, instance));
  }

  *avoids(state: PlainState): Work<boolean> {
    this.box.load(state);
    this.box.pack();
    const start = this.idOf();
    if (this.violates[start] || this.marks[start] === doomed) return false;
    const path: Visit[] = [];
    let entered = this.enter(start, path);
    while (!entered && path.length > 0) {
      const visit = path[path.length - 1];
      const next = visit.successors[visit.next++];
      yield;
      if (next === undefined) {
        this.marks[visit.id] = doomed;
        path.pop();
      } else if (this.marks[next] === onTheWay) return true;
      else if (this.marks[next] !== doomed) entered = this.enter(next, path);
    }
    return entered;
  }

  /** Puts a state on the way. Returns whether it is an end. */
  private enter(id: number, path: Visit[]): boolean {
    this.marks[id] = onTheWay;
    const { rows, box, before } = this;
    rows.read(id, before.words);
    before.unpack();
    const successors: number[] = [];
    let [changes, isStuck] = [false, true];
    // One checked call at a time: whatever a function throws has a code, so that a defect of ours does not look like it.
    this.compiled.instances.forEach(({ action, parameters }, instance) => {
      const definition = this.compiled.definition.actions[action];
      if (!enabled(before, definition, parameters)) return;
      isStuck = false;
      box.words.set(before.words);
      box.unpack();
      apply(box, definition, parameters);
      box.pack();
      const to = this.idOf();
      if (to === id) return;
      changes = true;
      if (!this.violates[to] && this.stepIsFine(instance)) successors.push(to);
    });
    if (isStuck && this.isDeadlock(id)) this.marks[id] = doomed;
    else if (!changes) return true;
    else path.push({ id, successors, next: 0 });
    return false;
  }

  /** A deadlock violates `no deadlock`, and ends a run that is about another property. */
  private isDeadlock(id: number): boolean {
    if (this.property !== null) return false;
    this.rows.read(id, this.before.words);
    this.before.unpack();
    return !isTerminal(this.before, this.compiled.definition);
  }

  /** The id of the packed state in the box, which is judged when it is new. */
  private idOf(): number {
    const id = this.rows.insert(this.box.words);
    if (id < 0) return ~id;
    if (this.rows.size > this.statesMax) throw new LimitError();
    this.marks[id] = 0;
    this.violates[id] = !this.stateIsFine();
    return id;
  }

  private stateIsFine(): boolean {
    const { property, box } = this;
    return (property?.kind !== "invariant" && property?.kind !== "reachableIn") || statePropertyHolds(this.others, box, property);
  }

  private stepIsFine(instance: number): boolean {
    return this.property?.kind !== "step" || stepHolds(this.before, this.box, this.property, this.steps[instance]);
  }
}
