/** One member's part in the levels (`barrier.ts`): what each of the threads does. */
import { assert } from "../../kernel/assert.ts";
import { Batch } from "../../kernel/batch.ts";
import type { SharedRows } from "../../kernel/sharedRows.ts";
import { type IsTime, never, statesPerLook } from "../work/turn.ts";
import { type Barrier, counted, over, phases, ring, said, signal, signalsOf, statesAtOnce, talliesOf } from "./barrier.ts";
import type { Router } from "./router.ts";
import type { Shard } from "./shard.ts";

/**
 * The least number of portions in which each member takes its share of a level. With fewer, one member could be idle while another one has
 * many states left.
 */
const sharesOfLevel = 8;

export type Turn = "worked" | "idle" | "closed" | "over";

/** Also the leader is one. */
export class Member {
  private readonly barrier: Barrier;
  private readonly shard: Shard;
  private readonly rows: SharedRows;
  private readonly router: Router;
  /** What has arrived. */
  private readonly arrivals: Batch;
  private readonly signals: Int32Array;
  private readonly index: number;
  /** Where its signals begin. */
  private readonly at: number;
  /** Names of the witnesses. */
  private readonly witnesses: readonly string[];
  private readonly statesAtOnce: number;
  private phase = 0;
  /** The level that it is in. */
  private level = 1;
  private levelEnd: number;
  /** States that it has taken and not expanded. */
  private next = 0;
  private end = 0;
  /** Whether there are no more states to take. */
  private isThrough = false;

  /** `rows`, `router`: what the shard stores into, and where it sends the rest. */
  constructor(barrier: Barrier, index: number, shard: Shard, rows: SharedRows, router: Router, witnesses: readonly string[]) {
    this.barrier = barrier;
    this.shard = shard;
    this.rows = rows;
    this.router = router;
    this.arrivals = new Batch(rows.width);
    this.signals = barrier.signals;
    this.index = index;
    this.at = signalsOf(index);
    this.witnesses = witnesses;
    this.statesAtOnce = statesAtOnce(barrier.seen.length);
    this.levelEnd = Atomics.load(this.signals, signal.levelEnd);
    this.publish();
  }

  /** Works on up to so many states, until it is time. Errors: whatever the spec's functions throw, MemoryLimitError. */
  turn(states: number, isTime: IsTime = never): Turn {
    const ordered = Atomics.load(this.signals, signal.order);
    if (ordered === over) return "over";
    const now = Atomics.load(this.signals, signal.phase);
    if (now % phases.count !== 0) return this.takePart(now) ? "worked" : "idle";
    if (now !== this.phase) {
      this.phase = now;
      this.rows.sync();
    }
    if (this.hasClosed() && !this.begin(ordered)) return "closed";
    const turn = this.work(states, isTime);
    if (!this.hasClosed()) this.publish();
    return turn;
  }

  /** Does its share of a phase, once. */
  private takePart(now: number): boolean {
    if (Atomics.load(this.signals, this.at + said.reached) === now) return false;
    if (now % phases.count === phases.dividing) {
      this.rows.sync();
      const half = this.rows.tableCount / 2;
      for (let i = Atomics.add(this.signals, signal.table, 1); i < half; i = Atomics.add(this.signals, signal.table, 1)) this.rows.divide(i);
    }
    this.publish();
    Atomics.store(this.signals, this.at + said.reached, now);
    ring(this.signals);
    return true;
  }

  /** Whether it has closed the level that it is in. */
  private hasClosed(): boolean {
    return Atomics.load(this.signals, this.at + said.closed) === this.level;
  }

  /** Begins the level that is ordered, if it is another one. */
  private begin(ordered: number): boolean {
    if (ordered === this.level) return false;
    assert(ordered === this.level + 1, "a member takes part in every level");
    assert(this.next === this.end, "a member has expanded what it took of a level");
    this.level = ordered;
    this.levelEnd = Atomics.load(this.signals, signal.levelEnd);
    this.isThrough = false;
    this.rows.sync();
    this.shard.judge.resume(this.witnesses.filter((_, i) => Atomics.load(this.barrier.reached, i) === 0));
    this.shard.beginLevel(this.levelEnd);
    return true;
  }

  private work(states: number, isTime: IsTime): Turn {
    for (let left = states; left > 0; left--) {
      if (this.next === this.end) {
        if (!this.storeArrivals()) return "worked";
        if (this.isThrough) return this.finish();
        if (this.router.isBehind()) return "idle";
        if (!this.takeStates()) continue;
      }
      this.shard.expandState(this.next++);
      if (left % statesPerLook === 0 && isTime()) break;
    }
    return "worked";
  }

  /** Stores what the others have sent, unless the set is full; says so then. Returns whether it may go on. */
  private storeArrivals(): boolean {
    do {
      if (Atomics.load(this.signals, signal.phase) % phases.count !== 0) return false;
      if (this.rows.isFull) {
        this.askForRoom();
        return false;
      }
      this.shard.store(this.arrivals);
    } while (this.router.receive(this.arrivals));
    return true;
  }

  /** Takes some states of the level; returns whether there were any. */
  private takeStates(): boolean {
    const left = this.levelEnd - Atomics.load(this.signals, signal.cursor);
    const many = Math.max(1, Math.min(this.statesAtOnce, Math.floor(left / (this.barrier.count * sharesOfLevel))));
    this.next = Atomics.add(this.signals, signal.cursor, many);
    this.end = Math.min(this.next + many, this.levelEnd);
    if (this.next < this.end) return true;
    this.next = this.end;
    this.isThrough = true;
    this.shard.flush();
    return false;
  }

  /** There are no more states to take: sends what is left to be sent, and stores what the others still send. */
  private finish(): Turn {
    if (!this.hasEmptied(this.index)) {
      if (!this.router.send()) return "idle";
      Atomics.store(this.signals, this.at + said.emptied, this.level);
      ring(this.signals);
    }
    // A member that has said `emptied` sends nothing more in this level: when all have said it, all that will arrive is there.
    for (let i = 0; i < this.barrier.count; i++) if (!this.hasEmptied(i)) return "idle";
    if (this.storeArrivals()) this.close();
    return "worked";
  }

  private hasEmptied(member: number): boolean {
    return Atomics.load(this.signals, signalsOf(member) + said.emptied) === this.level;
  }

  private askForRoom(): void {
    const now = Atomics.load(this.signals, signal.phase);
    if (now % phases.count === 0) Atomics.compareExchange(this.signals, signal.phase, now, now + phases.stopping);
    ring(this.signals);
  }

  private close(): void {
    const { barrier, index } = this;
    const { judge, instanceSeen } = this.shard;
    const missing = new Set(judge.missingWitnesses());
    for (const [i, name] of this.witnesses.entries()) if (!missing.has(name)) Atomics.store(barrier.reached, i, 1);
    for (let i = 0; i < instanceSeen.length; i++) if (instanceSeen[i] === 1) Atomics.store(barrier.seen, i, 1);
    const gap = this.rows.takeGap();
    Atomics.store(barrier.gaps, index * 2, gap.from);
    Atomics.store(barrier.gaps, index * 2 + 1, gap.to);
    this.publish(gap.to - gap.from);
    Atomics.store(this.signals, this.at + said.closed, this.level);
    ring(this.signals);
  }

  /** `spare`: ids that it has not used. */
  private publish(spare: number = this.rows.spare): void {
    const { shard } = this;
    const { tallies } = this.barrier;
    const at = talliesOf(this.index);
    tallies[at + counted.transitions] = shard.transitions;
    tallies[at + counted.terminalStates] = shard.terminalStates;
    tallies[at + counted.distinctEdges] = shard.edges?.distinct ?? 0;
    tallies[at + counted.spare] = spare;
    tallies[at + counted.outside] = shard.outside;
    const { violatedRank } = shard.judge;
    Atomics.store(this.signals, this.at + said.rank, Number.isFinite(violatedRank) ? violatedRank + 1 : 0);
    Atomics.store(this.signals, this.at + said.deadlocks, shard.deadlocks.length);
  }
}
