/**
 * Every state that can be reached, and every transition between two of them, as numbers: what a set of runs is chosen from. Nothing is judged. States are not
 * reduced by symmetry, for in a reduced graph an edge leads to a representative, which no run reaches.
 *
 *   offsets   Uint32Array   | 0 | ... |        first edge of each state, and one past the last
 *   targets   Int32Array    | id | id | ...    where each edge leads; the edges of a state in the order of action instances
 *   labels    Uint16Array   | instance | ...   by which action instance
 *   first     Int32Array    | -1 | edge | ...  by which edge a state was found first: a shortest way to it; -1 for an initial state
 *
 * Ids are given as breadth first finds the states, in the order of initial states and action instances: they depend on the spec alone. The graph of liveness
 * (`liveness/graph.ts`) has no steps that change nothing; these are transitions here, for a running system must do them, too.
 */
import { isMistake } from "../../dsl/errors.ts";
import type { MachineDefinition } from "../../dsl/machine.ts";
import { Growing } from "../../kernel/growing.ts";
import { isMemoryError, OwnBudget } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import { type Compiled, compile, type StateBox } from "../../layout/compile.ts";
import { apply, eachInitial, enabled, isWithin } from "../calls/run.ts";
import { FoundStates } from "../found/foundStates.ts";
import { withTrace } from "../mistakes/diagnosis.ts";
import { withRun } from "../runs/mistakenRun.ts";
import { expandAgain, loadState } from "../trace/trace.ts";
import { areCallsLimited } from "../work/limit.ts";
import type { Progress, StopReason } from "../work/outcome.ts";
import { type Work, whole } from "../work/turn.ts";

export interface TransitionGraph {
  /** States are `0..size-1`. */
  readonly size: number;
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
  readonly labels: Uint16Array;
  readonly first: Int32Array;
  /** Each initial state once, in the order of declaration. */
  readonly initials: Int32Array;
  /** How many states were expanded: those with a smaller id. The others are known as targets alone. */
  readonly expanded: number;
  /** Whether a state is beyond the machine's constraint: what comes after it is not looked at. */
  isOutside(state: number): boolean;
}

/** How many transitions there are. */
export function transitionsIn({ targets }: Pick<TransitionGraph, "targets">): number {
  return targets.length;
}

export interface TransitionLimits {
  readonly statesMax: number;
  readonly memoryBytesMax: number;
}

/** A search that can be given up at any time. Whoever has it releases the machine when the graph's states are of no use any more. */
export class TransitionSearch {
  readonly compiled: Compiled;
  private readonly limits: TransitionLimits;
  private readonly box: StateBox;
  private readonly rows: RowSet;
  private readonly levelStarts: number[] = [0];
  private readonly offsets: Growing<Uint32Array>;
  private readonly targets: Growing<Int32Array>;
  private readonly labels: Growing<Uint16Array>;
  private readonly first: Growing<Int32Array>;
  private readonly initials: number[] = [];
  private readonly outside = new Set<number>();
  private expanded = 0;

  /** Errors: CUT105, CUT305. */
  constructor(machine: MachineDefinition, limits: TransitionLimits) {
    this.compiled = compile(machine, false);
    this.limits = limits;
    this.box = this.compiled.open();
    const budget = new OwnBudget(limits.memoryBytesMax);
    this.rows = new RowSet(this.compiled.packing.words, budget);
    this.offsets = new Growing(Uint32Array, budget);
    this.targets = new Growing(Int32Array, budget);
    this.labels = new Growing(Uint16Array, budget);
    this.first = new Growing(Int32Array, budget);
  }

  /** Finds all of it; or says why it ended before that. Errors: whatever mistake of the spec is met, with the run that leads there. */
  *work(): Work<StopReason | null> {
    try {
      return yield* this.levels();
    } catch (error) {
      if (isMemoryError(error)) return "memory";
      throw this.withRun(error);
    }
  }

  /** Calls functions of the spec in found states. Errors: a mistake that wants the run to its state gets it. */
  toldWithRun<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.withRun(error);
    }
  }

  private withRun(error: unknown): unknown {
    return isMistake(error) ? whole(withRun(error, this.compiled, this.found(), Number.POSITIVE_INFINITY)) : error;
  }

  /** What was found so far: of the state that was being expanded, nothing. */
  graph(): TransitionGraph {
    const { outside } = this;
    const known = this.offsets.length === 0 ? 0 : this.offsets.array[this.expanded];
    const offsets = new Uint32Array(this.rows.size + 1).fill(known);
    offsets.set(this.offsets.array.subarray(0, this.expanded + 1));
    return {
      size: this.rows.size,
      offsets,
      targets: this.targets.array.subarray(0, known),
      labels: this.labels.array.subarray(0, known),
      first: this.first.array.subarray(0, this.rows.size),
      initials: Int32Array.from(this.initials),
      expanded: this.expanded,
      isOutside: state => outside.has(state),
    };
  }

  /** The states, by their ids. */
  found(): FoundStates {
    return new FoundStates({ rows: this.rows, levelStarts: this.levelStarts });
  }

  progress(): Progress {
    return {
      level: this.levelStarts.length - 1,
      distinctStates: this.rows.size,
      transitions: this.targets.length,
      frontier: this.rows.size - this.expanded,
      memoryBytes: this.rows.memoryBytes,
      machine: this.compiled.definition.name,
    };
  }

  private *levels(): Work<StopReason | null> {
    eachInitial(this.box, this.compiled.definition, () => {
      this.box.pack();
      const id = this.arrive(-1);
      if (id >= 0) this.initials.push(id);
    });
    this.offsets.push(0);
    for (; this.expanded < this.rows.size; this.expanded++) {
      if (this.expanded === this.levelStarts.at(-1)) this.levelStarts.push(this.rows.size);
      if (this.rows.size > this.limits.statesMax) return "states";
      withTrace(this.expanded, () => this.expand(this.expanded));
      this.offsets.push(this.targets.length);
      yield;
    }
    return null;
  }

  /** The id of the state in `words` when it is new, else `~id`. */
  private arrive(edge: number): number {
    const id = this.rows.insert(this.box.words);
    if (id >= 0) this.first.push(edge);
    return id;
  }

  private expand(from: number): void {
    loadState(this.box, this.found(), from);
    const take = (instance: number): void => {
      const id = this.arrive(this.targets.length);
      this.targets.push(id < 0 ? ~id : id);
      this.labels.push(instance);
    };
    if (this.compiled.definition.within !== null && !isWithin(this.box)) this.outside.add(from);
    else if (areCallsLimited()) this.expandSlowly(from, take);
    else expandAgain(this.compiled, this.box, take);
  }

  /** One call at a time, so that each of them has a limit. */
  private expandSlowly(from: number, take: (instance: number) => void): void {
    const { definition, instances } = this.compiled;
    instances.forEach(({ action, parameters }, instance) => {
      loadState(this.box, this.found(), from);
      if (!enabled(this.box, definition.actions[action], parameters)) return;
      apply(this.box, definition.actions[action], parameters);
      this.box.pack();
      take(instance);
    });
  }
}
