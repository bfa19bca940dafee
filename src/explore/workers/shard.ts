/**
 * One thread's part of an exploration. A shard expands states, stores and judges the successors that are new, and counts. Alone it expands whole levels. With
 * others it expands the states that it takes, and stores only the successors that belong to its part of the set; the router sends the rest to other members.
 */
import { type CutcheckError, isMistake, throwFirstMistake } from "../../dsl/errors.ts";
import { deadlockProperty, type MachineDefinition } from "../../dsl/machine.ts";
import type { Batch } from "../../kernel/batch.ts";
import { hashText, hashWords } from "../../kernel/hash.ts";
import type { Rows } from "../../kernel/rows.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { evaluate } from "../../layout/evaluate.ts";
import { initialStates, isTerminal } from "../calls/run.ts";
import { EdgeCounter } from "../found/edges.ts";
import { FoundStates, type Levelled } from "../found/foundStates.ts";
import type { ReachableSet } from "../found/reachable.ts";
import { Judge, type Violation } from "../judge/judge.ts";
import { diagnose, threwOnce, withTrace } from "../mistakes/diagnosis.ts";
import { Sample } from "../mistakes/sample.ts";
import { checkRenamings } from "../mistakes/symmetry.ts";
import type { LevelEnd } from "../work/keeping.ts";
import { type IsTime, never, statesPerLook, type Work } from "../work/turn.ts";
import type { Tally } from "./mode.ts";
import { Router } from "./router.ts";

/** While no more states are known, each is expanded twice, to find functions that are not deterministic; of more initial states, about this number. */
const doubleCheckedFirst = 64;
/** Of a later level, one state in this number is expanded twice; a power of two. The hash chooses them, so the number of shards does not matter. */
const doubleCheckedEvery = 32_768;

/** About the most states of a later level that are noted for the sample, which is asked once more at the end. The hash chooses them, too. */
const sampledOfLevel = 16;

/** A state with scalarsets is compared with a renaming of itself when these bits of its hash are zero: one state in 1,024. */
const renamedBits = 1023;

/** Where an exploration is in its levels when others join it. A state has the same id for all of them. */
export interface Position {
  readonly levelStarts: readonly number[];
  /** The state that was expanded last; -1: none. */
  readonly current: number;
  /** One past the last state of the level being expanded. */
  readonly levelEnd: number;
  /** See `Shard.doubleCheckedBits`. It is the same for all members, so the same states are expanded twice whoever expands them. */
  readonly doubleCheckedBits: number;
  /** See `Shard.sampledBits`. */
  readonly sampledBits: number;
}

/** What of an exploration's options concerns a shard. */
export interface ShardOptions {
  readonly countEdges: boolean;
  /** Whether states that differ by the names of members of scalarsets are stored once. Default true; without scalarsets it makes no difference. */
  readonly symmetry?: boolean;
  /** Names of the properties to check; null: all. */
  readonly properties: readonly string[] | null;
}

export class Shard implements Levelled {
  rows: Rows;
  readonly levelStarts: number[] = [0];
  readonly judge: Judge;
  readonly edges: EdgeCounter | null;
  /** 1 for each action instance that was enabled somewhere. */
  readonly instanceSeen: Uint8Array;
  /** Deadlocks of the level being expanded. */
  readonly deadlocks: Violation[] = [];
  transitions = 0;
  terminalStates = 0;
  /** States beyond the machine's constraint, which were not expanded. */
  outside = 0;
  /** The state being expanded, or the last one that was; -1 before. */
  private current = -1;
  private readonly compiled: Compiled;
  /** The box that expands fastest. Owner: this shard, until its exploration is over. */
  readonly box: StateBox;
  /** One past the last state of the level being expanded. */
  private levelEnd = 0;
  /** A state is expanded twice if its hash has none of these bits. */
  private doubleCheckedBits = 0;
  /** What is said of a state is kept if its hash has none of these bits. They are among those above. */
  private sampledBits = 0;
  readonly sample: Sample;
  private readonly sink: (instance: number) => void;
  /** Successors that are not stored yet. */
  private router: Router;

  /** `box`: the first one of the machine, which is the fastest. */
  constructor(compiled: Compiled, box: StateBox, rows: Rows, { countEdges, properties }: ShardOptions, others: ReadonlyMap<MachineDefinition, ReachableSet>) {
    this.compiled = compiled;
    this.box = box;
    this.rows = rows;
    this.judge = new Judge(compiled, properties, others);
    this.sample = new Sample(compiled, this.judge);
    this.edges = countEdges ? new EdgeCounter(rows.width) : null;
    this.instanceSeen = new Uint8Array(compiled.instances.length);
    this.router = new Router(rows.width);
    this.sink = this.makeSink();
  }

  /** Finds the initial states. Errors: whatever the spec's functions throw, MemoryLimitError. */
  *start(): Work<void> {
    const { box, rows, judge } = this;
    const { isReduced } = this.compiled;
    for (const isInitial of initialStates(box, this.compiled.definition)) {
      if (isInitial) {
        if (isReduced) box.canonicalise();
        box.pack();
        const id = rows.insert(box.words);
        if (id >= 0) judge.judgeInitial(box, id);
        throwFirstMistake();
      }
      yield;
    }
  }

  /** What another shard needs to know to go on where this one is. */
  position(): Position {
    const { current, levelEnd, doubleCheckedBits, sampledBits } = this;
    return { levelStarts: [...this.levelStarts], current, levelEnd, doubleCheckedBits, sampledBits };
  }

  /** From now on this shard is one of several: it goes on at this position, and stores its part of a set that all share. */
  join({ levelStarts, current, levelEnd, doubleCheckedBits, sampledBits }: Position, rows: Rows, router: Router): void {
    this.rows = rows;
    this.router = router;
    this.levelStarts.length = 0;
    for (const start of levelStarts) this.levelStarts.push(start);
    this.current = current;
    this.levelEnd = levelEnd;
    this.doubleCheckedBits = doubleCheckedBits;
    this.sampledBits = sampledBits;
  }

  /** What it has counted; alone that is everything. */
  tally(): Tally {
    const { rows, transitions, terminalStates, outside, edges, frontier, foundNext } = this;
    const distinctEdges = edges === null ? 0 : edges.distinct;
    const { size: distinctStates, memoryBytes } = rows;
    return { distinctStates, transitions, terminalStates, outside, distinctEdges, memoryBytes, frontier: frontier + foundNext };
  }

  /** States of the level that are not expanded yet. */
  get frontier(): number {
    return this.levelEnd - this.current - 1;
  }

  /** States found of the next level. */
  get foundNext(): number {
    return this.rows.size - this.levelEnd;
  }

  /** Expands up to so many states of the level, until it is time; returns how many are left of them: more than none when the level is through. */
  expand(states: number, isTime: IsTime = never): number {
    let left = states;
    for (; left > 0 && this.current + 1 < this.levelEnd; left--) {
      this.expandState(this.current + 1);
      if (left % statesPerLook === 0 && isTime()) {
        left = 0;
        break;
      }
    }
    this.flush();
    return left;
  }

  /** The next level begins with what was found: there are so many states now. */
  beginLevel(distinctStates: number): void {
    this.levelEnd = distinctStates;
    this.levelStarts.push(this.levelEnd);
    this.chooseStates(this.levelStarts.length - 2, distinctStates);
  }

  private chooseStates(level: number, distinctStates: number): void {
    this.doubleCheckedBits = doubleCheckedBits(level, distinctStates);
    this.sampledBits = Math.min(this.doubleCheckedBits, sampledBits(distinctStates));
  }

  /** Goes on where the shard of another process was. Its rows follow, by `addRows`. */
  resume(end: LevelEnd, levels: readonly number[]): void {
    this.transitions = end.transitions;
    this.terminalStates = end.terminalStates;
    this.outside = end.outside;
    if (this.edges !== null) this.edges.distinct = end.distinctEdges ?? 0;
    this.instanceSeen.set(end.instanceSeen);
    this.judge.resume(end.missingWitnesses);
    for (const size of levels) this.levelStarts.push((this.levelStarts.at(-1) as number) + size);
    this.levelEnd = end.states;
    this.current = (this.levelStarts.at(-2) as number) - 1;
    this.chooseStates(levels.length - 1, end.states);
  }

  /** Returns false when one of these states is there already. Errors: MemoryLimitError. */
  addRows(rows: Int32Array): boolean {
    const { width } = this.rows;
    for (let at = 0; at < rows.length; at += width) {
      if (this.rows.insertHashed(rows, at, hashWords(rows, at, width)) < 0) return false;
    }
    return true;
  }

  /** Something threw while states were expanded or judged: looks for the function of the spec that is at fault. Errors: as {@link diagnose}. */
  diagnose(found: FoundStates): void {
    let before: unknown = null;
    try {
      this.flush();
    } catch (error) {
      before = error;
    }
    this.diagnoseCurrent(found);
    if (before !== null) throw before;
  }

  /** The mistake of the spec behind an exception that was thrown while states were expanded or judged. Errors: a defect of our own. */
  mistakeBehind(error: unknown, found: FoundStates): CutcheckError {
    if (isMistake(error) && error.trace !== null) return error;
    try {
      this.diagnose(found);
    } catch (culprit) {
      if (isMistake(culprit)) return culprit;
    }
    if (isMistake(error)) return error;
    if (this.throwsAgain()) throw error;
    return threwOnce(error);
  }

  /** Whether expanding the current state, and storing what was found, throws: when no function of the spec is at fault, the engine is. */
  private throwsAgain(): boolean {
    try {
      this.rows.read(Math.max(this.current, 0), this.box.words);
      this.box.expand(() => {});
      this.flush();
      return false;
    } catch {
      return true;
    }
  }

  /** As {@link diagnose}, of the current state alone: what was found before is not judged any more. */
  diagnoseCurrent(found: FoundStates): void {
    diagnose(this.compiled, found, this.current, this.judge);
  }

  /** Expands one state of any level. Its successors are stored by the next `flush`. Errors: whatever the spec's functions throw, MemoryLimitError. */
  expandState(id: number): void {
    const { box, judge } = this;
    const { isReduced } = this.compiled;
    this.current = id;
    this.rows.read(id, box.words);
    const hash = hashWords(box.words, 0, box.words.length);
    const isDoubleChecked = (hash & this.doubleCheckedBits) === 0;
    if (isDoubleChecked) {
      this.diagnose(new FoundStates(this));
      this.rows.read(id, box.words);
    }
    if ((hash & this.sampledBits) === 0) this.noteSample();
    if (isReduced && (hash & this.doubleCheckedBits & renamedBits) === 0) this.checkRenamings(isDoubleChecked ? null : hash);
    judge.enter(box.words);
    const enabled = box.expand(this.sink);
    if (enabled < 0) this.outside++;
    else this.transitions += enabled;
    if (enabled === 0) this.countTerminal(id);
    this.edges?.endState();
  }

  // Closures for rare work have methods of their own: a method with a closure in it makes V8 allocate its variables on every call.
  private noteSample(): void {
    withTrace(this.current, () => this.sample.note(this.box.words));
  }

  private checkRenamings(hash: number | null): void {
    withTrace(this.current, () => checkRenamings(this.compiled, this.box.words, this.judge, hash));
  }

  /** The successor is in the working row, its packed row in `words`. */
  private makeSink(): (instance: number) => void {
    const { box, judge, edges, instanceSeen } = this;
    const { words } = box;
    const hashOf = hasherOf(words);
    const { isReduced } = this.compiled;
    return instance => {
      instanceSeen[instance] = 1;
      if (isReduced) {
        // The step is judged before its state is renamed: afterwards the state before it would have other names.
        if (judge.judgesSteps) judge.judgeStep(box, this.current, instance);
        if (!box.isCanonical()) box.verify();
        box.canonicalise();
        box.pack();
      } else if (judge.judgesSteps) judge.judgeStep(box, this.current, instance);
      const hash = hashOf();
      if (edges !== null) edges.add(words, hash);
      if (this.router.add(words, hash, this.current)) this.flush();
    };
  }

  /** Stores what of the successors is its own to store. Errors: as `store`. */
  flush(): void {
    this.store(this.router.batch);
  }

  /**
   * Stores the rows of a batch, empties it, and judges the states that are new. Errors: whatever a property throws, and then `current` is the state
   * before the step; MemoryLimitError.
   */
  store(batch: Batch): void {
    const { rows, current } = this;
    const { width } = rows;
    const count = batch.clear();
    rows.touch(batch.hashes, batch.entries, count);
    for (let i = 0; i < count; i++) {
      const id = rows.insertHashed(batch.rows, i * width, batch.hashes[i]);
      if (id >= 0) this.judgeNew(batch, i, id);
    }
    this.current = current;
  }

  /** The row at `index` of the batch is new. */
  private judgeNew(batch: Batch, index: number, id: number): void {
    const { box } = this;
    this.current = batch.owners[index];
    batch.read(index, box.words);
    box.unpack();
    if (!box.isCanonical()) box.verify();
    this.judge.judgeState(box, id);
    throwFirstMistake();
  }

  private countTerminal(id: number): void {
    this.terminalStates++;
    if (!isTerminal(this.box, this.compiled.definition)) this.deadlocks.push({ name: deadlockProperty, state: id, instance: -1 });
  }
}

function sampledBits(distinctStates: number): number {
  return distinctStates <= doubleCheckedFirst ? 0 : 2 ** Math.ceil(Math.log2(distinctStates / sampledOfLevel)) - 1;
}

function doubleCheckedBits(level: number, distinctStates: number): number {
  if (distinctStates <= doubleCheckedFirst) return 0;
  if (level > 0) return doubleCheckedEvery - 1;
  const share = 2 ** Math.ceil(Math.log2(distinctStates / doubleCheckedFirst));
  return Math.min(share, doubleCheckedEvery) - 1;
}

/** What hashes these words, as they are when it is called. */
function hasherOf(words: Int32Array): () => number {
  return evaluate(["words"], `return () => {\n${hashText(words.length)}\n};`)(words) as () => number;
}
