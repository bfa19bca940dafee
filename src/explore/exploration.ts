/**
 * One breadth-first exploration: expands states level by level, and stops at the end of the level in which something is wrong. The verdict,
 * the counts and the trace depend on nothing but the machine.
 */
import { CutcheckError } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { Checksum } from "../kernel/checksum.ts";
import { isMemoryError, OwnBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import { type Compiled, compile } from "../layout/compile.ts";
import { annotated } from "./annotate.ts";
import { pointOfNoReturn } from "./avoidable.ts";
import { runToViolation } from "./concrete.ts";
import { Found } from "./found.ts";
import type { Violation } from "./judge.ts";
import type { Keepable, LevelEnd } from "./keeping.ts";
import type { StateSpace } from "./liveness/graph.ts";
import type { Counts, ExploreOptions, Finding, Outcome, Progress, StopReason } from "./outcome.ts";
import { ReachableSet } from "./reachable.ts";
import { withCounterpart } from "./refinementTrace.ts";
import { Shard } from "./shard.ts";
import { checkInitialStates } from "./symmetry.ts";

/** The share of the memory that the search for the run to show gets in any case: a violation that is found at the very end must be shown. */
const searchShareMin = 0.05;

export class Exploration implements Keepable {
  private readonly definition: MachineDefinition;
  private readonly options: ExploreOptions;
  private readonly compiled: Compiled;
  private readonly shard: Shard;
  private readonly found: Found;
  private readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  /** Bytes taken by the sets of other machines, which share the budget. */
  private readonly otherBytes: number;
  /** Sizes of the levels that are complete, the initial one first. */
  readonly levels: number[] = [];
  /** States of these levels. */
  private levelStates = 0;
  private finding: Finding | null = null;
  levelEnd: LevelEnd | null = null;

  /** Errors: CUT105 when the machine is too large to compile. */
  constructor(definition: MachineDefinition, options: ExploreOptions, others: ReadonlyMap<MachineDefinition, ReachableSet>, otherBytes: number) {
    this.definition = definition;
    this.options = options;
    this.compiled = compile(definition, options.symmetry !== false);
    const rows = new RowSet(this.compiled.packing.words, new OwnBudget(options.budget.memoryBytesMax - otherBytes));
    this.shard = new Shard(this.compiled, rows, options, others);
    this.found = new Found([this.shard]);
    this.others = others;
    this.otherBytes = otherBytes;
  }

  /** Expands up to so many states. Returns whether the exploration is over. */
  advance(states: number): boolean {
    if (this.finding !== null) return true;
    try {
      if (this.levels.length === 0) this.start();
      for (let left = states; left > 0 && this.finding === null; left--) {
        left = this.shard.expand(left);
        if (left > 0) this.endLevel();
      }
    } catch (error) {
      this.finding = this.findingOf(error);
    }
    return this.finding !== null;
  }

  /** Ends the exploration as incomplete. A violation in the level that is not finished is named, not shown: its run may not be the one to show. */
  stop(reason: StopReason): void {
    this.finding ??= this.incomplete(reason);
  }

  progress(): Progress {
    return {
      level: this.levels.length,
      distinctStates: this.found.distinctStates,
      transitions: this.shard.transitions,
      frontier: this.shard.frontier + this.shard.foundNext,
      memoryBytes: this.found.memoryBytes + this.otherBytes,
      machine: this.definition.name,
      isReduced: this.compiled.isReduced,
    };
  }

  /** What came out. Call it when `advance` has returned true. */
  outcome(): Outcome {
    const { instances } = this.compiled;
    const seen = new Set(instances.filter((_, i) => this.shard.instanceSeen[i] === 1).map(instance => instance.action));
    return {
      finding: this.finding ?? { verdict: "incomplete", reason: "interrupted" },
      counts: this.counts(),
      neverEnabled: this.definition.actions.filter((_, i) => !seen.has(i)).map(action => action.name),
      missingWitnesses: this.shard.judge.missingWitnesses(),
      ...(this.compiled.sets.length === 0 ? {} : { symmetry: this.compiled.isReduced ? "reduced" : "full" }),
      memoryBytes: this.found.memoryBytes + this.otherBytes,
    };
  }

  /** Gives back what the machine was explored with, for the next one of the same state type. Call it when nothing more is asked. */
  release(): void {
    this.compiled.release();
  }

  /** What deciding liveness needs. Of use until the exploration is released. */
  stateSpace(): StateSpace {
    return { compiled: this.compiled, box: this.shard.box, found: this.found, transitions: this.shard.transitions };
  }

  /** The states found. Of use until the exploration is released. */
  reachableSet(): ReachableSet {
    return new ReachableSet(this.definition, this.compiled.open(), this.found, this.compiled.isReduced);
  }

  get machine(): string {
    return this.definition.name;
  }

  get rowWords(): number {
    return this.compiled.packing.words;
  }

  get layout(): string {
    return Checksum.of(JSON.stringify(this.compiled.isReduced ? { reduced: this.compiled.packing } : this.compiled.packing));
  }

  get instanceCount(): number {
    return this.compiled.instances.length;
  }

  get isOver(): boolean {
    return this.finding !== null;
  }

  readRows(first: number, into: Int32Array): void {
    this.found.readInOrder(first, into);
  }

  resume(end: LevelEnd, levels: readonly number[]): void {
    for (const size of levels) this.levels.push(size);
    this.levelStates = end.states;
    this.levelEnd = end;
    this.shard.resume(end, levels);
    this.stopAtLimits();
  }

  addRows(rows: Int32Array): boolean {
    try {
      return this.shard.addRows(rows);
    } catch (error) {
      this.finding = this.findingOf(error);
      return true;
    }
  }

  private counts(): Counts {
    // What another process has found counts, even if there is no memory to go on with it.
    const distinctStates = Math.max(this.found.distinctStates, this.levelStates);
    // When a run stops early, what was found of the next level is its partial last entry.
    const partial = distinctStates - this.levelStates;
    return {
      distinctStates,
      distinctEdges: this.shard.edges === null ? null : this.shard.edges.distinct,
      transitions: this.shard.transitions,
      terminalStates: this.shard.terminalStates,
      levels: partial > 0 ? [...this.levels, partial] : [...this.levels],
    };
  }

  private start(): void {
    if (this.compiled.isReduced) checkInitialStates(this.compiled);
    this.shard.start();
    this.endLevel();
  }

  /** The limit of states is looked at here only: where it is met within a level would depend on the order in which states are found. */
  private endLevel(): void {
    const size = this.shard.foundNext;
    if (size > 0) this.levels.push(size);
    this.levelStates += size;
    this.shard.beginLevel(this.levelStates);
    const violations = this.violations();
    if (violations.length > 0) this.finding = this.violated(violations);
    else if (size === 0) this.finding = { verdict: "holds" };
    else {
      this.levelEnd = this.shard.endOfLevel(this.levels.length, this.levelEnd);
      this.stopAtLimits();
    }
  }

  private stopAtLimits(): void {
    const { budget } = this.options;
    if (this.levels.length > budget.depthMax) this.finding = { verdict: "incomplete", reason: "depth" };
    else if (this.levelStates > budget.statesMax) this.finding = { verdict: "incomplete", reason: "states" };
  }

  /** A deadlock's run ends one step earlier than that of a violation found while its level was expanded. */
  private violations(): readonly Violation[] {
    return this.shard.deadlocks.length > 0 ? this.shard.deadlocks : this.shard.judge.violations;
  }

  private violated(violations: readonly Violation[]): Finding {
    const property = violations[0].name;
    const found = runToViolation(this.compiled, this.found, violations, this.searchBytesMax());
    const trace = annotated(this.compiled, withCounterpart(this.compiled, property, found));
    const point = pointOfNoReturn(this.compiled, trace, property, this.others);
    return { verdict: "violated", property, trace: point === null ? trace : { ...trace, pointOfNoReturn: point } };
  }

  /** What is left of the memory for the search of the run to show; it gets a share even if nothing is left. */
  private searchBytesMax(): number {
    const { memoryBytesMax } = this.options.budget;
    return Math.max(memoryBytesMax - this.found.memoryBytes - this.otherBytes, memoryBytesMax * searchShareMin);
  }

  private incomplete(reason: StopReason): Finding {
    const found = this.violations()[0];
    return { verdict: "incomplete", reason, ...(found === undefined ? {} : { violated: found.name }) };
  }

  private findingOf(error: unknown): Finding {
    if (isMemoryError(error)) return this.incomplete("memory");
    if (error instanceof CutcheckError && error.trace !== null) return { verdict: "error", error };
    try {
      this.shard.diagnose(this.found);
    } catch (found) {
      if (found instanceof CutcheckError) return { verdict: "error", error: found };
    }
    if (error instanceof CutcheckError) return { verdict: "error", error };
    throw error;
  }
}
