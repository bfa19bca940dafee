/** An exploration by one thread. When enough states wait, it starts helpers; until they are ready, it explores alone. */
import { whileRunning } from "../../dsl/calls.ts";
import type { MachineDefinition } from "../../dsl/machine.ts";
import type { SharedRowsOwner } from "../../kernel/sharedGrowth.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { ReachableSet } from "../found/reachable.ts";
import type { Violation } from "../judge/judge.ts";
import type { IsTime } from "../work/turn.ts";
import type { LevelTurn, Mode, Obstacle, Tally } from "./mode.ts";
import type { Shard } from "./shard.ts";
import { affordable, bytesOfThreads, type Helpers, type Subject, type Threads } from "./threads.ts";
import { moveToSharedMemory, together } from "./together.ts";

/** Where helpers come from, and what they are told. */
export interface HelperSource {
  readonly threads: Threads;
  /** What they are to explore. */
  readonly subject: Subject;
  /** The machines that its properties refer to. */
  readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  /** Bytes for all of it. */
  readonly memoryBytesMax: number;
}

/** Helpers that were started, and the owner of the set that they will insert into: it makes that set larger. */
interface Started {
  readonly helpers: Helpers;
  readonly owner: SharedRowsOwner;
}

export class Alone implements Mode {
  readonly isOrdered = true;
  private readonly compiled: Compiled;
  private readonly shard: Shard;
  /** Null: there are no helpers, now or later. */
  private helperSource: HelperSource | null;
  private started: Started | null = null;
  /** What has happened to a helper that was started and is gone, in words; null while all are there. */
  private gone: string | null = null;

  constructor(compiled: Compiled, shard: Shard, helperSource: HelperSource | null) {
    this.compiled = compiled;
    this.shard = shard;
    this.helperSource = helperSource;
  }

  advance(states: number, isTime: IsTime): LevelTurn {
    if (this.isWaiting()) return { isWhole: false, left: 0 };
    const left = whileRunning(() => this.shard.expand(states, isTime));
    return { isWhole: left > 0, left };
  }

  /** Starts helpers when enough states wait, and lets them join when they are ready. That may be in the middle of a level. */
  successor(): Mode {
    const { helperSource, shard } = this;
    if (helperSource === null) return this;
    const { threads, memoryBytesMax } = helperSource;
    const waiting = shard.frontier + shard.foundNext;
    if (waiting < threads.frontierMin / 4) return this;
    const count = affordable(threads, memoryBytesMax);
    if (count > 1) threads.announce?.(count);
    if (waiting < threads.frontierMin) return this;
    this.started ??= this.start(helperSource, count);
    if (this.started === null) this.helperSource = null;
    return this.started === null ? this : this.handOver(helperSource, this.started, count);
  }

  obstacle(): Obstacle | null {
    return this.gone === null ? null : { kind: "gone", what: this.gone };
  }

  next(states: number): void {
    this.shard.beginLevel(states);
  }

  end(): void {}

  /** A deadlock's run ends one step earlier than that of a violation found while its level was expanded. */
  violations(): readonly Violation[] {
    return this.shard.deadlocks.length > 0 ? this.shard.deadlocks : this.shard.judge.violations;
  }

  violated(): string | null {
    return this.violations()[0]?.name ?? null;
  }

  tally(): Tally {
    return this.shard.tally();
  }

  get instanceSeen(): Uint8Array {
    return this.shard.instanceSeen;
  }

  missingWitnesses(): readonly string[] {
    return this.shard.judge.missingWitnesses();
  }

  get isShared(): boolean {
    return this.started !== null;
  }

  release(): void {
    this.started?.helpers.dismiss();
  }

  /** Whether this thread waits until the helpers are ready, and expands nothing meanwhile. */
  private isWaiting(): boolean {
    return this.helperSource?.threads.isPatient === true && this.started?.helpers.isReady() === false && this.started.helpers.failure() === null;
  }

  /** Starts helpers; null, and nothing has happened, when there is no memory for them. */
  private start({ threads, subject, memoryBytesMax }: HelperSource, count: number): Started | null {
    if (count === 1) return null;
    const left = memoryBytesMax - bytesOfThreads(threads, count);
    const owner = moveToSharedMemory(this.compiled, this.shard, { count, tables: threads.tables, memoryBytesMax: left });
    return owner === null ? null : { owner, helpers: threads.helpers(subject, count) };
  }

  private handOver({ others }: HelperSource, { helpers, owner }: Started, count: number): Mode {
    this.gone = helpers.failure();
    // With a violation the run ends with this level, and what the threads are told is as if there were none.
    if (this.gone !== null || !helpers.isReady() || this.violations().length > 0) return this;
    return together(this.compiled, this.shard, helpers, owner, others, count);
  }
}
