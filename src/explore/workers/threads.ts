/**
 * The threads that help the leader of an exploration, and what a helper does. Whoever has threads implements these interfaces: the command line does
 * (`cli/threads.ts`), and tests, in which members take turns in one thread.
 *
 * Functions cannot be sent to another thread. So each thread builds the machine itself, and gives `Helper` a definition that is equal to the leader's.
 */
import { whileRunning } from "../../dsl/calls.ts";
import { tamed } from "../../dsl/errors.ts";
import type { KnobValue } from "../../dsl/knobs.ts";
import type { MachineDefinition } from "../../dsl/machine.ts";
import { DefectError } from "../../kernel/assert.ts";
import { isMemoryError } from "../../kernel/memory.ts";
import type { RowsHandle } from "../../kernel/rowStore.ts";
import { rowsOf } from "../../kernel/rows.ts";
import { SharedRowsOwner, type TableShape, tableShape } from "../../kernel/sharedGrowth.ts";
import { SharedRows } from "../../kernel/sharedRows.ts";
import { type Compiled, compile, type StateBox } from "../../layout/compile.ts";
import { FoundStates } from "../found/foundStates.ts";
import { ReachableSet } from "../found/reachable.ts";
import type { Violation } from "../judge/judge.ts";
import type { SampledState } from "../mistakes/sample.ts";
import { type IsTime, never, whole } from "../work/turn.ts";
import { type Barrier, partsFor, tellFailure } from "./barrier.ts";
import { Member, type Turn } from "./member.ts";
import { Router } from "./router.ts";
import { type Position, Shard, type ShardOptions } from "./shard.ts";

/** Threads to explore with. */
export interface Threads {
  /** The number of members, the leader included; at least 2. */
  readonly count: number;
  /** The helpers begin to prepare when this number of states waits to be expanded. */
  readonly frontierMin: number;
  /** Bytes that each helper takes before it stores anything; default: none. */
  readonly bytesEach?: number;
  /** Called when a quarter of that wait: helpers may soon be wanted, so that there are so many members in all. */
  readonly announce?: (count: number) => void;
  /** States that the leader expands between two looks at the helpers, and at the world; default: as without threads. */
  readonly statesPerTurn?: number;
  /** Whether the leader waits until the helpers are ready, and does not explore alone meanwhile. Default: no. */
  readonly isPatient?: boolean;
  /** The tables of the set that all insert into. Default: as large as pays. */
  readonly tables?: TableShape;
  /** Starts `count - 1` helpers in the background, for one exploration. */
  readonly helpers: (subject: Subject, count: number) => Helpers;
  /** Ends all helpers, because their memory is needed. They are started again when they are wanted. */
  readonly giveUp?: () => void;
}

/** Where a machine comes from. */
export interface MachineSource {
  /** The name of the spec. */
  readonly spec: string;
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
}

/** What the other threads are to explore. */
export interface Subject extends ShardOptions {
  readonly source: MachineSource;
  /** The leader's definition: the one that a helper builds must be equal to it. */
  readonly machine: MachineDefinition;
  /** The name of the `reachableIn` property whose other machine it is; null for the machine itself. */
  readonly otherOf: string | null;
}

/** The helpers of one exploration. */
export interface Helpers {
  /** Whether every one of them has made the machine. */
  readonly isReady: () => boolean;
  /** What has happened to one of them that is gone, in words; null while all are there. */
  readonly failure: () => string | null;
  /** Each of them joins in and follows the leader's orders until the end is ordered. */
  readonly begin: (job: Job) => void;
  /** What they have found wrong, in their order, once the end was ordered and all have reported; null before. */
  readonly reports: () => readonly Report[] | null;
  /** Lets the leader's thread wait, at most for a moment. */
  readonly wait: (barrier: Barrier, heard: number) => void;
  /** Lets the helpers go. What they still do is not used any more. */
  readonly dismiss: () => void;
}

/** The states of another machine. */
export interface OtherStates {
  /** The name of a property that needs them. */
  readonly property: string;
  readonly set: RowsHandle;
  /** See `ReachableSet`. */
  readonly isReduced: boolean;
}

/** Everything in it can be sent to another thread. */
export interface Job {
  readonly barrier: Barrier;
  readonly position: Position;
  /** Witnesses that were not reached before. */
  readonly missingWitnesses: readonly string[];
  readonly others: readonly OtherStates[];
}

/** What a member has found wrong when the end is ordered. States found in the last level have the ids that they had before its gaps were closed. */
export interface Report {
  readonly deadlocks: readonly Violation[];
  readonly violations: readonly Violation[];
  /** See `Sample.noted`. */
  readonly sample: readonly SampledState[];
}

/** The helpers, and the first tables of the set that all insert into, take together at most this share of the memory. */
const othersShareMax = 1 / 4;

/** How many members fit into the memory; 1: no helpers. */
export function affordable({ count, bytesEach = 0, tables = tableShape }: Threads, memoryBytesMax: number): number {
  for (let threads = count; threads > 1; threads--) {
    const tableBytes = partsFor(threads) * tables.slots * 4;
    if ((threads - 1) * bytesEach + tableBytes <= memoryBytesMax * othersShareMax) return threads;
  }
  return 1;
}

/** Bytes that the helpers take, by the number of members. */
export function bytesOfThreads({ bytesEach = 0 }: Threads, count: number): number {
  return (count - 1) * bytesEach;
}

/** A helper that is not wanted yet warms up by expanding this number of states at most. */
const warmStates = 50_000;

/** A set to warm up with: what V8 sees then is what it sees later. */
const warmRoom = { overshoot: 0, memoryBytesMax: Number.POSITIVE_INFINITY, tables: tableShape, arena: { bankBytes: 2 ** 30, bankCount: 1 } } as const;

interface Warming {
  readonly shard: Shard;
  readonly rows: SharedRows;
}

/** A member that is not the leader. */
export class Helper {
  private readonly machine: MachineDefinition;
  private readonly options: ShardOptions;
  private readonly compiled: Compiled;
  private readonly box: StateBox;
  private readonly others: Compiled[] = [];
  private warming: Warming | null = null;
  private job: { readonly job: Job; readonly index: number } | null = null;
  private shard: Shard | null = null;
  private member: Member | null = null;

  /** `machine`: the same one as the leader's. Errors: CUT105. */
  constructor(machine: MachineDefinition, options: ShardOptions) {
    this.machine = machine;
    this.options = options;
    this.compiled = compile(machine, options.symmetry !== false);
    this.box = this.compiled.open();
  }

  /**
   * Explores a few states for nothing, so that V8 has seen the machine's functions when it matters; returns whether more would help. Without it
   * the first 100 ms of a helper are half as fast.
   */
  warmUp(states: number, isTime: IsTime = never): boolean {
    try {
      return whileRunning(() => {
        this.warming ??= this.startWarming();
        const { shard, rows } = this.warming;
        if (shard.expand(states, isTime) > 0) shard.beginLevel(rows.count);
        return shard.frontier > 0 && rows.count < warmStates;
      });
    } catch {
      // Functions of the spec throw what they like. What is wrong will show when it counts: then the same code runs, and nothing is caught.
      return false;
    }
  }

  /** It joins in with its first turn. `index`: its number as a member, from 1. */
  begin(job: Job, index: number): void {
    this.job = { job, index };
    this.warming = null;
  }

  /** Works on up to so many states, until it is time. Errors: DefectError; of others the leader is told. */
  turn(states: number, isTime: IsTime = never): Turn {
    const { job, index } = this.job as { job: Job; index: number };
    try {
      this.member ??= this.join(job, index);
      const { member } = this;
      return whileRunning(() => member.turn(states, isTime));
    } catch (error) {
      if (error instanceof DefectError) throw error;
      tellFailure(job.barrier, index, isMemoryError(tamed(error)) ? "memory" : "mistake");
      return "over";
    }
  }

  /** A turn was ended because it took too long: the leader is told that something is wrong. */
  cutOff(): void {
    const { job, index } = this.job as { job: Job; index: number };
    tellFailure(job.barrier, index, "mistake");
  }

  /** What the helper has to report; null when it failed before it had anything. */
  report(): Report | null {
    if (this.shard === null) return null;
    const { deadlocks, judge, sample } = this.shard;
    return { deadlocks, violations: judge.violations, sample: sample.noted };
  }

  /** Call it when nothing more is asked. */
  release(): void {
    for (const compiled of [this.compiled, ...this.others]) compiled.release();
  }

  /** Without the properties that need the states of another machine, which are not here yet. */
  private startWarming(): Warming {
    const { properties } = this.options;
    const judged = this.machine.properties.filter(({ kind, name }) => kind !== "reachableIn" && (properties === null || properties.includes(name)));
    const options = { ...this.options, properties: judged.map(each => each.name) };
    const width = this.compiled.packing.words;
    const { memory } = new SharedRowsOwner({ ...warmRoom, width, rows: warmStates, tablesMin: 1 });
    const rows = new SharedRows(memory);
    const shard = new Shard(this.compiled, this.box, rows, options, new Map());
    whole(shard.start());
    shard.beginLevel(rows.count);
    return { shard, rows };
  }

  private join({ barrier, position, missingWitnesses, others }: Job, index: number): Member {
    const rows = new SharedRows(barrier.rows);
    this.shard = new Shard(this.compiled, this.box, rows, this.options, this.otherSets(others));
    this.shard.judge.resume(missingWitnesses);
    const router = new Router(rows.width, barrier, index);
    this.shard.join(position, rows, router);
    const witnesses = this.machine.witnesses.map(each => each.name);
    return new Member(barrier, index, this.shard, rows, router, witnesses);
  }

  private otherSets(others: Job["others"]): ReadonlyMap<MachineDefinition, ReachableSet> {
    const sets = others.map(({ property, set, isReduced }) => {
      const other = otherMachine(this.machine, property);
      const compiled = compile(bareMachine(other), isReduced);
      this.others.push(compiled);
      const found = new FoundStates({ rows: rowsOf(set), levelStarts: [] });
      return [other, new ReachableSet(other, compiled.open(), found, isReduced)] as const;
    });
    return new Map(sets);
  }
}

/** The machine of a `reachableIn` property. */
export function otherMachine(machine: MachineDefinition, property: string): MachineDefinition {
  const found = machine.properties.find(each => each.kind === "reachableIn" && each.name === property);
  if (found?.kind !== "reachableIn") throw new Error(`no machine for ${property}`);
  return found.other;
}

/** The machine without properties and witnesses: of another machine only the states matter, and its own spec checks the rest. */
export function bareMachine(other: MachineDefinition): MachineDefinition {
  return { ...other, properties: [], witnesses: [], terminal: "any" };
}
