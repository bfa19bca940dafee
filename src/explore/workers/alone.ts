/** An exploration by one thread. When there is enough to do it starts others, and goes on alone until they are ready. */
import { whileRunning } from "../../dsl/calls.ts";
import type { MachineDefinition } from "../../dsl/machine.ts";
import type { SharedRowsOwner } from "../../kernel/sharedGrowth.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { ReachableSet } from "../found/reachable.ts";
import type { Violation } from "../judge/judge.ts";
import type { IsTime } from "../work/turn.ts";
import { affordable, bytesOfThreads, type Crew, type Subject, type Threads } from "./crew.ts";
import type { LevelTurn, Mode, Obstacle, Tally } from "./mode.ts";
import type { Shard } from "./shard.ts";
import { moveToSharedMemory, together } from "./together.ts";

/** Who could explore, too. */
export interface Recruits {
  readonly threads: Threads;
  /** What they are to explore. */
  readonly subject: Subject;
  /** The machines that its properties refer to. */
  readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  /** Bytes for all of it. */
  readonly memoryBytesMax: number;
}

/** Others that were started, and what makes the set larger that they will insert into. */
interface Started {
  readonly crew: Crew;
  readonly owner: SharedRowsOwner;
}

export class Alone implements Mode {
  readonly isOrdered = true;
  private readonly compiled: Compiled;
  private readonly shard: Shard;
  /** Null: there is nobody else, now or later. */
  private recruits: Recruits | null;
  private started: Started | null = null;
  /** What has happened to one of them that was wanted and is gone; null while all are there. */
  private gone: string | null = null;

  constructor(compiled: Compiled, shard: Shard, recruits: Recruits | null) {
    this.compiled = compiled;
    this.shard = shard;
    this.recruits = recruits;
  }

  advance(states: number, isTime: IsTime): LevelTurn {
    if (this.isWaiting()) return { isWhole: false, left: 0 };
    const left = whileRunning(() => this.shard.expand(states, isTime));
    return { isWhole: left > 0, left };
  }

  /** Starts other threads when there is enough to do, and hands over to them when they are ready: anywhere in a level. */
  successor(): Mode {
    const { recruits, shard } = this;
    if (recruits === null) return this;
    const { threads, memoryBytesMax } = recruits;
    const waiting = shard.frontier + shard.foundNext;
    if (waiting < threads.frontierMin / 4) return this;
    const count = affordable(threads, memoryBytesMax);
    if (count > 1) threads.announce?.(count);
    if (waiting < threads.frontierMin) return this;
    this.started ??= this.start(recruits, count);
    if (this.started === null) this.recruits = null;
    return this.started === null ? this : this.handOver(recruits, this.started, count);
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
    this.started?.crew.dismiss();
  }

  /** Whether it does nothing until the others are ready. */
  private isWaiting(): boolean {
    return this.recruits?.threads.isPatient === true && this.started?.crew.isReady() === false && this.started.crew.failure() === null;
  }

  /** Starts others; null, and nothing has happened, when there is no memory for them. */
  private start({ threads, subject, memoryBytesMax }: Recruits, count: number): Started | null {
    if (count === 1) return null;
    const left = memoryBytesMax - bytesOfThreads(threads, count);
    const owner = moveToSharedMemory(this.compiled, this.shard, { count, tables: threads.tables, memoryBytesMax: left });
    return owner === null ? null : { owner, crew: threads.crew(subject, count) };
  }

  private handOver({ others }: Recruits, { crew, owner }: Started, count: number): Mode {
    this.gone = crew.failure();
    // With a violation the run ends with this level, and what the threads are told is as if there were none.
    if (this.gone !== null || !crew.isReady() || this.violations().length > 0) return this;
    return together(this.compiled, this.shard, crew, owner, others, count);
  }
}
