/**
 * One breadth-first exploration: expands states in the order in which they were found, level by level, and stops at the end of the level
 * in which something is wrong. The verdict, the counts and the trace depend on nothing but the machine.
 */
import { CutcheckError } from "../dsl/errors.ts";
import { deadlockProperty, type MachineDefinition } from "../dsl/machine.ts";
import { MemoryLimitError, RowSet } from "../kernel/rows.ts";
import { type Compiled, compile, type StateBox } from "../layout/compile.ts";
import { annotated } from "./annotate.ts";
import { diagnose } from "./diagnosis.ts";
import { EdgeCounter } from "./edges.ts";
import type { Found } from "./found.ts";
import { Judge, type Violation } from "./judge.ts";
import type { Counts, ExploreOptions, Finding, Outcome, Progress, StopReason } from "./outcome.ts";
import { ReachableSet } from "./reachable.ts";
import { eachInitial, isTerminal } from "./run.ts";
import { shortestTrace } from "./shortest.ts";

/** States with small ids, and then every so many, are expanded twice to find functions that are not deterministic. */
const doubleCheckedFirst = 64;
const doubleCheckedEvery = 32_768;

export class Exploration implements Found {
  private readonly definition: MachineDefinition;
  private readonly options: ExploreOptions;
  private readonly compiled: Compiled;
  private readonly box: StateBox;
  readonly rows: RowSet;
  private readonly judge: Judge;
  private readonly edges: EdgeCounter | null;
  /** Bytes taken by the sets of other machines, which share the budget. */
  private readonly otherBytes: number;
  /** 1 for each action instance that was enabled somewhere. */
  private readonly instanceSeen: Uint8Array;
  private readonly sink: (instance: number) => void;
  /** The state being expanded. */
  private current = -1;
  private levelEnd = 0;
  readonly levels: number[] = [];
  private transitions = 0;
  private terminalStates = 0;
  /** Deadlocks of the level being expanded. */
  private readonly deadlocks: Violation[] = [];
  private finding: Finding | null = null;

  /** Errors: CUT105 when the machine is too large to compile. */
  constructor(definition: MachineDefinition, options: ExploreOptions, others: ReadonlyMap<MachineDefinition, ReachableSet>, otherBytes: number) {
    this.definition = definition;
    this.options = options;
    this.compiled = compile(definition);
    this.box = this.compiled.open();
    this.rows = new RowSet(this.compiled.packing.words);
    this.rows.memoryBytesMax = options.budget.memoryBytesMax - otherBytes;
    this.otherBytes = otherBytes;
    this.judge = new Judge(this.compiled, options.properties, others);
    this.edges = options.countEdges ? new EdgeCounter() : null;
    this.instanceSeen = new Uint8Array(this.compiled.instances.length);
    this.sink = this.makeSink();
  }

  /** Expands up to so many states. Returns whether the exploration is over. */
  advance(states: number): boolean {
    if (this.finding !== null) return true;
    try {
      if (this.levels.length === 0) this.start();
      for (let left = states; left > 0 && this.finding === null; left--) {
        if (this.current + 1 === this.levelEnd) this.endLevel();
        else this.expand(this.current + 1);
      }
    } catch (error) {
      this.finding = this.findingOf(error);
    }
    return this.finding !== null;
  }

  /** Ends the exploration as incomplete. A violation in the level that is not finished is named, not shown: its run may not be the one to show. */
  stop(reason: StopReason): void {
    const found = this.deadlocks[0] ?? this.judge.violations[0];
    this.finding ??= { verdict: "incomplete", reason, ...(found === undefined ? {} : { violated: found.name }) };
  }

  progress(): Progress {
    return {
      level: this.levels.length,
      distinctStates: this.rows.size,
      transitions: this.transitions,
      frontier: this.rows.size - this.current - 1,
      memoryBytes: this.rows.memoryBytes + this.otherBytes,
      machine: this.definition.name,
    };
  }

  /** What came out. Call it when `advance` has returned true. */
  outcome(): Outcome {
    const finding = this.finding ?? { verdict: "incomplete", reason: "interrupted" };
    const seen = new Set(this.compiled.instances.filter((_, i) => this.instanceSeen[i] === 1).map(instance => instance.action));
    return {
      finding,
      counts: this.counts(),
      neverEnabled: this.definition.actions.filter((_, i) => !seen.has(i)).map(action => action.name),
      missingWitnesses: this.judge.missingWitnesses(),
      memoryBytes: this.rows.memoryBytes + this.otherBytes,
    };
  }

  /** Gives back what the machine was explored with, for the next one of the same state type. Call it when nothing more is asked. */
  release(): void {
    this.compiled.release();
  }

  /** The states found. Of use until the exploration is released. */
  reachableSet(): ReachableSet {
    return new ReachableSet(this.definition, this.compiled.open(), this.rows);
  }

  private counts(): Counts {
    // When a run stops early, what was found of the next level is its partial last entry.
    const partial = this.rows.size - this.levelEnd;
    return {
      distinctStates: this.rows.size,
      distinctEdges: this.edges === null ? null : this.edges.distinct,
      transitions: this.transitions,
      terminalStates: this.terminalStates,
      levels: partial > 0 ? [...this.levels, partial] : [...this.levels],
    };
  }

  private start(): void {
    eachInitial(this.box, this.definition, () => {
      this.box.pack();
      const id = this.rows.insert(this.box.words);
      if (id >= 0) this.judge.judgeState(this.box, id);
    });
    this.endLevel();
  }

  private endLevel(): void {
    const size = this.rows.size - this.levelEnd;
    if (size > 0) this.levels.push(size);
    this.levelEnd = this.rows.size;
    // A deadlock's run ends one step earlier than that of a violation found while its level was expanded.
    const violations = this.deadlocks.length > 0 ? this.deadlocks : this.judge.violations;
    if (violations.length > 0) this.finding = this.violated(violations);
    else if (size === 0) this.finding = { verdict: "holds" };
    else if (this.levels.length > this.options.budget.depthMax) this.finding = { verdict: "incomplete", reason: "depth" };
  }

  private expand(id: number): void {
    this.current = id;
    this.rows.read(id, this.box.words);
    if (id < doubleCheckedFirst || id % doubleCheckedEvery === 0) diagnose(this.compiled, this, id, this.judge);
    this.judge.enter(this.box.words);
    const enabled = this.box.expand(this.sink);
    this.transitions += enabled;
    if (enabled === 0) this.countTerminal(id);
    this.edges?.endState();
    if (this.rows.size > this.options.budget.statesMax) this.stop("states");
  }

  /** The successor is in the working row, its packed row in `words`. */
  private makeSink(): (instance: number) => void {
    const { rows, box, judge, edges, instanceSeen } = this;
    return instance => {
      instanceSeen[instance] = 1;
      const id = rows.insert(box.words);
      if (id >= 0) {
        if (!box.isCanonical()) box.verify();
        judge.judgeState(box, id);
      }
      if (judge.judgesSteps) judge.judgeStep(box, this.current, instance);
      if (edges !== null) edges.add(id >= 0 ? id : ~id);
    };
  }

  private countTerminal(id: number): void {
    this.terminalStates++;
    if (!isTerminal(this.box, this.definition)) this.deadlocks.push({ name: deadlockProperty, state: id, instance: -1 });
  }

  private violated(violations: readonly Violation[]): Finding {
    const trace = shortestTrace(this.compiled, this, violations);
    return { verdict: "violated", property: violations[0].name, trace: annotated(this.compiled, trace) };
  }

  private findingOf(error: unknown): Finding {
    if (error instanceof RangeError && (error instanceof MemoryLimitError || /alloc|memory|array length/i.test(error.message)))
      return { verdict: "incomplete", reason: "memory" };
    if (error instanceof CutcheckError && error.trace !== null) return { verdict: "error", error };
    try {
      diagnose(this.compiled, this, this.current, this.judge);
    } catch (found) {
      if (found instanceof CutcheckError) return { verdict: "error", error: found };
    }
    if (error instanceof CutcheckError) return { verdict: "error", error };
    throw error;
  }
}
