/**
 * One breadth-first exploration: expands states level by level, and stops at the end of the level in which something is wrong. The verdict,
 * the counts and the trace depend on nothing but the machine. It begins alone, and goes on with other threads when there is enough to do.
 */
import { takeMistake, whileRunning } from "../dsl/calls.ts";
import { type CutcheckError, tamed } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { DefectError } from "../kernel/assert.ts";
import { isMemoryError, OwnBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import { type Compiled, compile } from "../layout/compile.ts";
import { countsOf, endCounts, kindOfSpace, neverEnabledOf, progressOf, searchBytes, stuckFunction, violated, withPointOfNoReturn } from "./concluding.ts";
import { FoundStates } from "./found/foundStates.ts";
import { type OtherMachines, ReachableSet } from "./found/reachable.ts";
import type { Violation } from "./judge/judge.ts";
import type { StateSpace } from "./liveness/graph.ts";
import { threwElsewhere } from "./mistakes/diagnosis.ts";
import { checkInitialStates } from "./mistakes/symmetry.ts";
import type { ExploreOptions } from "./options.ts";
import { withoutRun, withRun } from "./runs/mistakenRun.ts";
import { endOfLevel, type LevelEnd } from "./work/keeping.ts";
import type { Finding, Outcome, Progress, StopReason } from "./work/outcome.ts";
import { goOn, type IsTime, never, type Work } from "./work/turn.ts";
import { Alone, type HelperSource } from "./workers/alone.ts";
import type { Mode, Obstacle, Tally } from "./workers/mode.ts";
import { Shard } from "./workers/shard.ts";
import type { Threads } from "./workers/threads.ts";

/** States of the sample that are looked at in one turn. */
const recheckedPerTurn = 32;
/**
 * One thread alone needs no memory for others, and can fill what there is more evenly. So it tries again where several had not enough; not with much memory, of which the others'
 * share is small, and which takes long to fill.
 */
const againBytesMax = 2 ** 31;

/** See `Exploration.mustBeginAgain`. */
export type Doubts = "mistake" | "memory" | "slow";

/** What an exploration is one of. */
interface Surroundings extends OtherMachines {
  /** See `Subject.otherOf`. */
  readonly otherOf: string | null;
  readonly threads: Threads | undefined;
}

export class Exploration {
  protected readonly definition: MachineDefinition;
  private readonly options: ExploreOptions;
  private readonly others: Surroundings;
  protected readonly compiled: Compiled;
  protected readonly shard: Shard;
  /** One thread, or several. */
  private mode: Mode;
  /** Whether no more levels are explored: it is found out what the last one has come to. */
  private isEnding = false;
  /** Everything is explored and nothing found wrong: what was kept of the spec's answers is compared before that is said. */
  private isRechecking = false;
  /** Sizes of the levels that are complete, the initial one first. */
  readonly levels: number[] = [];
  /** States of these levels. */
  protected levelStates = 0;
  protected finding: Finding | null = null;
  levelEnd: LevelEnd | null = null;
  private doubts: Doubts | null = null;
  protected isResumed = false;
  /** What is neither one state nor one level, a little at a time: the initial states, the run to show. */
  private work: Work<void> | null = null;
  /** What is known already of the finding that is being worked on. */
  private known: Finding | null = null;

  /** Errors: CUT105 when the machine is too large to compile. */
  constructor(definition: MachineDefinition, options: ExploreOptions, others: Surroundings) {
    this.definition = definition;
    this.options = options;
    this.others = others;
    this.compiled = compile(definition, options.symmetry !== false);
    const rows = new RowSet(this.compiled.packing.words, new OwnBudget(this.memoryBytesMax));
    this.shard = new Shard(this.compiled, this.compiled.open(), rows, options, others.sets);
    this.mode = new Alone(this.compiled, this.shard, this.helperSource());
  }

  /** Expands up to so many states, until it is time. Returns whether the exploration is over. */
  advance(states: number, isTime: IsTime = never): boolean {
    if (this.finding !== null) return true;
    try {
      // A machine without initial states has no levels when it is through.
      if (this.work === null && this.levels.length === 0 && !this.isRechecking) this.work = this.start();
      if (this.work !== null) this.goOn(this.work, states, isTime);
      else if (this.isRechecking) this.recheck();
      else this.explore(states, isTime);
    } catch (error) {
      this.explain(error);
    }
    if (this.finding !== null) this.mode.end();
    return this.finding !== null;
  }

  /**
   * Ends the exploration: as incomplete, unless more is known already. A violation in the level that is not finished is named, not shown: its run may not be the
   * one to show.
   */
  stop(reason: StopReason, detail?: string): void {
    this.finding ??= this.known ?? this.incomplete(reason, detail);
    this.mode.end();
  }

  /** Looks for the function that does not return among those that the state at hand calls; when there is none, another exploration has to begin again. */
  cutOff(): void {
    this.work = null;
    if (this.finding !== null || this.known !== null) this.stop("worker");
    else if (this.isDoubtful) this.doubt();
    else this.blame();
  }

  private blame(): void {
    const mistake = stuckFunction(this.shard, this.found);
    if (mistake !== null) this.work = this.tell(mistake);
    else {
      this.doubts = "slow";
      this.stop("worker", "a turn took too long, and no function of the spec is to blame");
    }
  }

  /**
   * Why one thread alone has to begin again, from the start; null: it need not. A function of the spec threw while several threads explored, or in a run that was resumed:
   * several may have kept it, and which mistake is reported, and by which run, must not depend on the number of threads. `memory`: what is too much for several
   * threads may be enough for one. `slow`: a turn was ended, and nobody is to blame.
   */
  get mustBeginAgain(): Doubts | null {
    return this.doubts;
  }

  /** Whether it has ended with a mistake of the spec. */
  get isMistaken(): boolean {
    return this.finding?.verdict === "error";
  }

  progress(): Progress {
    return progressOf(this.tally(), this.levels.length, this.compiled, this.others.memoryBytes);
  }

  /** What came out. Call it when `advance` has returned true. */
  outcome(): Outcome {
    return {
      finding: this.finding ?? { verdict: "incomplete", reason: "interrupted" },
      counts: countsOf(this.tally(), this.levels, this.levelStates, this.options.countEdges),
      neverEnabled: neverEnabledOf(this.compiled, this.mode.instanceSeen),
      missingWitnesses: this.mode.missingWitnesses(),
      ...kindOfSpace(this.compiled, this.tally()),
      memoryBytes: this.tally().memoryBytes + this.others.memoryBytes,
    };
  }

  /** Gives back what the machine was explored with, for the next one of the same state type. Call it when nothing more is asked. */
  release(): void {
    this.mode.release();
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

  private get memoryBytesMax(): number {
    return this.options.budget.memoryBytesMax - this.others.memoryBytes;
  }

  protected get found(): FoundStates {
    return new FoundStates(this.shard);
  }

  private tally(): Tally {
    return this.mode.tally();
  }

  /** Null when there are no other threads, or they could not make the machine. */
  private helperSource(): HelperSource | null {
    const { countEdges, symmetry, properties, source } = this.options;
    const { threads, otherOf, sets: others } = this.others;
    if (threads === undefined || source === undefined) return null;
    const subject = { source, machine: this.definition, otherOf, countEdges, symmetry: symmetry !== false, properties };
    return { threads, subject, others, memoryBytesMax: this.memoryBytesMax };
  }

  private goOn(work: Work<void>, states: number, isTime: IsTime): void {
    if (whileRunning(() => goOn(work, states, isTime)) && this.work === work) this.work = null;
  }

  private recheck(): void {
    if (whileRunning(() => this.shard.sample.recheck(recheckedPerTurn, this.found))) this.finding = { verdict: "holds" };
  }

  private *start(): Work<void> {
    if (this.compiled.isReduced) checkInitialStates(this.compiled);
    yield* this.shard.start();
    // What comes after the initial states, the run to show, may be work, too.
    this.work = null;
    this.endLevel();
    this.gather();
  }

  /** Several levels, where they are small. */
  private explore(states: number, isTime: IsTime): void {
    for (let left = states; left > 0 && !this.isEnding; ) {
      const level = this.mode.advance(left, isTime);
      left = level.left;
      if (level.isWhole) this.endLevel();
    }
    if (!this.isEnding) this.mode = this.mode.successor();
    const obstacle = this.mode.obstacle();
    if (obstacle === null) this.gather();
    else this.giveUp(obstacle);
  }

  private giveUp(obstacle: Obstacle): void {
    if (obstacle.kind === "gone") this.stop("worker", obstacle.what);
    else if (obstacle.kind === "memory") this.runOut();
    else this.doubt();
  }

  /** The limit of states is looked at here only: where it is met within a level would depend on the order in which states are found. */
  private endLevel(): void {
    const size = this.tally().distinctStates - this.levelStates;
    if (size > 0) this.levels.push(size);
    this.levelStates += size;
    const isKept = this.mode.violated() === null && size > 0;
    this.isEnding = !isKept || this.isAtLimit();
    if (isKept) this.levelEnd = endOfLevel(this.levelSoFar(), this.levelEnd);
    if (this.isEnding) {
      this.shard.beginLevel(this.levelStates);
      this.mode.end();
    } else this.mode.next(this.levelStates);
  }

  private levelSoFar(): LevelEnd {
    const { mode, levelStates: states, levels } = this;
    const counts = endCounts(mode.tally(), this.shard.edges !== null);
    return { ...counts, states, levelCount: levels.length, instanceSeen: mode.instanceSeen, missingWitnesses: mode.missingWitnesses() };
  }

  protected isAtLimit(): boolean {
    const { budget } = this.options;
    return this.levels.length > budget.depthMax || this.levelStates > budget.statesMax;
  }

  /** No more levels are explored: concludes when it is known what all have found in the last one. */
  private gather(): void {
    const violations = this.isEnding ? this.mode.violations() : null;
    if (violations !== null) this.conclude(violations);
  }

  /** Why it ends with the level that has become whole. */
  protected conclude(violations: readonly Violation[]): void {
    const { budget } = this.options;
    if (violations.length > 0) this.work = this.show(violations);
    else if (this.levels.length > budget.depthMax) this.finding = { verdict: "incomplete", reason: "depth" };
    else if (this.levelStates > budget.statesMax) this.finding = { verdict: "incomplete", reason: "states" };
    else this.isRechecking = true;
  }

  private *show(violations: readonly Violation[]): Work<void> {
    const known = yield* violated(this.compiled, this.found, violations, this.searchBytesMax());
    this.known = known;
    this.finding = yield* withPointOfNoReturn(this.compiled, known, this.others.sets);
  }

  /** A mistake of the spec, with the run that leads there. */
  private *tell(mistake: CutcheckError): Work<void> {
    this.known = { verdict: "error", error: withoutRun(mistake) };
    this.finding = { verdict: "error", error: yield* withRun(mistake, this.compiled, this.found, this.searchBytesMax()) };
  }

  private searchBytesMax(): number {
    return searchBytes(this.options.budget.memoryBytesMax, this.tally().memoryBytes + this.others.memoryBytes);
  }

  private incomplete(reason: StopReason, detail?: string): Finding {
    const violated = this.mode.violated();
    return { verdict: "incomplete", reason, ...(violated === null ? {} : { violated }), ...(detail === undefined ? {} : { detail }) };
  }

  /** What is found here counts if one thread alone finds nothing wrong. */
  private doubt(): void {
    this.doubts = "mistake";
    this.finding ??= { verdict: "error", error: threwElsewhere() };
  }

  /** Whether another mistake may be met first when it is explored once more. */
  private get isDoubtful(): boolean {
    return this.isResumed || !this.mode.isOrdered;
  }

  private runOut(): void {
    if (this.mode.isShared && this.memoryBytesMax < againBytesMax) this.doubts = "memory";
    this.stop("memory");
  }

  /** Errors: DefectError. */
  protected explain(thrown: unknown): void {
    if (thrown instanceof DefectError) {
      this.mode.end();
      throw thrown;
    }
    // The first mistake counts, whatever the spec has made of it.
    const error = takeMistake() ?? tamed(thrown);
    this.work = null;
    if (isMemoryError(error)) this.runOut();
    else if (this.isDoubtful) this.doubt();
    if (this.finding === null) this.work = this.tell(this.shard.mistakeBehind(error, this.found));
  }
}
