/**
 * One breadth-first exploration: expands states level by level, and stops at the end of the level in which something is wrong. The verdict,
 * the counts and the trace depend on nothing but the machine. It begins alone, and goes on with other threads when there is enough to do.
 */
import { takeMistake, whileRunning } from "../dsl/calls.ts";
import { type CutcheckError, tamed } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { isMemoryError, OwnBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import type { SharedRowsOwner } from "../kernel/sharedGrowth.ts";
import { type Compiled, compile } from "../layout/compile.ts";
import { countsOf, endCounts, kindOfSpace, neverEnabledOf, progressOf, searchBytes, stuckFunction, violated, withPointOfNoReturn } from "./concluding.ts";
import { Found } from "./found/found.ts";
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
import { affordable, bytesOfThreads, type Crew, type Threads } from "./workers/crew.ts";
import { type Gathered, Joint, moveToSharedMemory } from "./workers/joint.ts";
import type { Tally } from "./workers/lead.ts";
import { Shard } from "./workers/shard.ts";

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
  /** Other threads, once they were started. */
  private crew: Crew | null = null;
  /** What can make their set larger. */
  private owner: SharedRowsOwner | null = null;
  /** The exploration with them, once they are ready. */
  private joint: Joint | null = null;
  private gathered: Gathered | null = null;
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
  /** Whether there is no memory for other threads. */
  private isTooDear = false;
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
  }

  /** Expands up to so many states, until it is time. Returns whether the exploration is over. */
  advance(states: number, isTime: IsTime = never): boolean {
    if (this.finding !== null) return true;
    try {
      // A machine without initial states has no levels when it is through.
      if (this.work === null && this.levels.length === 0 && !this.isRechecking) this.work = this.start();
      if (this.work !== null) this.goOn(this.work, states, isTime);
      else if (this.isRechecking) this.recheck();
      else if (this.joint === null) this.advanceAlone(states, isTime);
      else this.advanceTogether(this.joint, states, isTime);
    } catch (error) {
      this.explain(error);
    }
    if (this.finding !== null) this.joint?.orderEnd();
    return this.finding !== null;
  }

  /**
   * Ends the exploration: as incomplete, unless more is known already. A violation in the level that is not finished is named, not shown: its run may not be the
   * one to show.
   */
  stop(reason: StopReason, detail?: string): void {
    this.finding ??= this.known ?? this.incomplete(reason, detail);
    this.joint?.orderEnd();
  }

  /** Looks for the function that does not return among those that the state at hand calls; when there is none, another exploration has to begin again. */
  cutOff(): void {
    this.work = null;
    if (this.finding !== null || this.known !== null) this.stop("worker");
    else if (this.joint !== null || this.isResumed) this.doubt();
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
      neverEnabled: neverEnabledOf(this.compiled, (this.joint ?? this.shard).instanceSeen),
      missingWitnesses: this.missingWitnesses(),
      ...kindOfSpace(this.compiled, this.tally()),
      memoryBytes: this.tally().memoryBytes + this.others.memoryBytes,
    };
  }

  /** Gives back what the machine was explored with, for the next one of the same state type. Call it when nothing more is asked. */
  release(): void {
    this.crew?.dismiss();
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

  protected get found(): Found {
    return new Found(this.shard);
  }

  private missingWitnesses(): readonly string[] {
    return this.joint?.missingWitnesses() ?? this.shard.judge.missingWitnesses();
  }

  private tally(): Tally {
    return (this.joint ?? this.shard).tally();
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
  }

  private advanceAlone(states: number, isTime: IsTime): void {
    const isWaiting = this.others.threads?.isPatient === true && this.crew?.isReady() === false && this.crew.failure() === null;
    for (let left = isWaiting ? 0 : states; left > 0 && !this.isConcluded; left--) {
      const wanted = left;
      left = whileRunning(() => this.shard.expand(wanted, isTime));
      if (left > 0) this.endLevel();
    }
    if (!this.isConcluded) this.enlist();
  }

  /** Whether nothing more is to be explored. */
  private get isConcluded(): boolean {
    return this.finding !== null || this.work !== null || this.isRechecking;
  }

  /** Starts other threads when there is enough to do, and hands over to them when they are ready: anywhere in a level. */
  private enlist(): void {
    const { countEdges, symmetry, properties, source } = this.options;
    const { threads, otherOf } = this.others;
    if (threads === undefined || source === undefined || this.isTooDear) return;
    const waiting = this.shard.frontier + this.shard.foundNext;
    if (waiting < threads.frontierMin / 4) return;
    const count = affordable(threads, this.memoryBytesMax);
    if (count > 1) threads.announce?.(count);
    if (waiting < threads.frontierMin) return;
    if (this.crew === null) {
      const memoryBytesMax = this.memoryBytesMax - bytesOfThreads(threads, count);
      this.owner = count > 1 ? moveToSharedMemory(this.compiled, this.shard, { count, tables: threads.tables, memoryBytesMax }) : null;
      this.isTooDear = this.owner === null;
      if (this.isTooDear) return;
      this.crew = threads.crew({ source, machine: this.definition, otherOf, countEdges, symmetry: symmetry !== false, properties }, count);
    }
    const failure = this.crew.failure();
    if (failure !== null) this.stop("worker", failure);
    // With a violation the run ends with this level, and what the threads are told is as if there were none.
    else if (this.crew.isReady() && this.violations().length === 0) {
      this.joint = new Joint(this.compiled, this.shard, this.crew, this.owner as SharedRowsOwner, this.others.sets, count);
    }
  }

  private advanceTogether(joint: Joint, states: number, isTime: IsTime): void {
    const isWhole = !this.isEnding && joint.advance(states, isTime);
    const failure = joint.failure();
    const gone = this.crew?.failure() ?? null;
    if (gone !== null) this.stop("worker", gone);
    else if (failure === "memory") this.runOut();
    else if (failure === "mistake") this.doubt();
    else if (isWhole) this.endLevel();
    if (!this.isEnding || this.finding !== null) return;
    this.gathered = joint.gather();
    if (this.gathered !== null) this.conclude();
  }

  /** The limit of states is looked at here only: where it is met within a level would depend on the order in which states are found. */
  private endLevel(): void {
    const size = this.tally().distinctStates - this.levelStates;
    if (size > 0) this.levels.push(size);
    this.levelStates += size;
    const isViolated = this.joint === null ? this.violations().length > 0 : this.joint.violated() !== null;
    const isKept = !isViolated && size > 0;
    this.isEnding = !isKept || this.isAtLimit();
    if (isKept) this.levelEnd = endOfLevel(this.levelSoFar(), this.levelEnd);
    if (this.joint === null || this.isEnding) this.shard.beginLevel(this.levelStates);
    if (this.joint === null && this.isEnding) this.conclude();
    else if (this.isEnding) this.joint?.orderEnd();
    else this.joint?.orderNext(this.levelStates);
  }

  private levelSoFar(): LevelEnd {
    const { instanceSeen } = this.joint ?? this.shard;
    const { levelStates: states, levels } = this;
    return {
      ...endCounts(this.tally(), this.shard.edges !== null),
      states,
      levelCount: levels.length,
      instanceSeen,
      missingWitnesses: this.missingWitnesses(),
    };
  }

  protected isAtLimit(): boolean {
    const { budget } = this.options;
    return this.levels.length > budget.depthMax || this.levelStates > budget.statesMax;
  }

  /** Why it ends with the level that has become whole. */
  protected conclude(): void {
    const { budget } = this.options;
    const violations = this.violations();
    if (violations.length > 0) this.work = this.show(violations);
    else if (this.levels.length > budget.depthMax) this.finding = { verdict: "incomplete", reason: "depth" };
    else if (this.levelStates > budget.statesMax) this.finding = { verdict: "incomplete", reason: "states" };
    else this.isRechecking = true;
  }

  /** A deadlock's run ends one step earlier than that of a violation found while its level was expanded. */
  private violations(): readonly Violation[] {
    if (this.gathered !== null) return this.gathered;
    return this.shard.deadlocks.length > 0 ? this.shard.deadlocks : this.shard.judge.violations;
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
    const violated = this.joint === null ? (this.violations()[0]?.name ?? null) : this.joint.violated();
    return { verdict: "incomplete", reason, ...(violated === null ? {} : { violated }), ...(detail === undefined ? {} : { detail }) };
  }

  /** What is found here counts if one thread alone finds nothing wrong. */
  private doubt(): void {
    this.doubts = "mistake";
    this.finding ??= { verdict: "error", error: threwElsewhere() };
  }

  private runOut(): void {
    if (this.owner !== null && this.memoryBytesMax < againBytesMax) this.doubts = "memory";
    this.stop("memory");
  }

  protected explain(thrown: unknown): void {
    // The first mistake counts, whatever the spec has made of it.
    const error = takeMistake() ?? tamed(thrown);
    this.work = null;
    if (isMemoryError(error)) this.runOut();
    else if (this.joint !== null || this.isResumed) this.doubt();
    if (this.finding === null) this.work = this.tell(this.shard.mistakeBehind(error, this.found));
  }
}
