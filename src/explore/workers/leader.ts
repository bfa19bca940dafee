/** What the leader may ask and order at the barrier (`barrier.ts`). */
import { assert } from "../../kernel/assert.ts";
import type { SharedRowsOwner } from "../../kernel/sharedGrowth.ts";
import { bytesOf, type Gap, type SharedRows } from "../../kernel/sharedRows.ts";
import { type Barrier, counted, type Failure, over, phases, ring, said, signal, signalsOf, talliesOf } from "./barrier.ts";
import type { Tally } from "./mode.ts";

export class Leader {
  private readonly barrier: Barrier;
  private readonly owner: SharedRowsOwner;
  private level = 1;

  constructor(barrier: Barrier, owner: SharedRowsOwner) {
    this.barrier = barrier;
    this.owner = owner;
    Atomics.store(barrier.signals, signal.order, this.level);
  }

  /** Begins the next phase when every member has done its share of this one. Errors: MemoryLimitError when there is no memory for more tables. */
  attend(): void {
    const { signals } = this.barrier;
    const now = Atomics.load(signals, signal.phase);
    if (now % phases.count === 0 || !this.members(said.reached).every(each => each === now)) return;
    Atomics.store(signals, signal.table, 0);
    // Without more tables there is nothing to be divided.
    const next = now % phases.count === phases.stopping && !this.owner.grow() ? now + phases.dividing : now + 1;
    Atomics.store(signals, signal.phase, next);
    ring(signals);
  }

  /** Whether every member has closed the level that was ordered last. */
  isLevelWhole(): boolean {
    return this.members(said.closed).every(each => each === this.level);
  }

  /** Call it when the level is whole: gives its states ids without gaps. Returns the old and the new id of each state that got another one. */
  closeGaps(rows: SharedRows): ReadonlyMap<number, number> {
    const { gaps, tallies, count } = this.barrier;
    const all: Gap[] = Array.from({ length: count }, (_, i) => ({ from: gaps[i * 2], to: gaps[i * 2 + 1] }));
    const moved = this.owner.closeGaps(rows, all);
    for (let i = 0; i < count; i++) tallies[talliesOf(i) + counted.spare] = 0;
    return moved;
  }

  /** The next level begins: it ends before this state. */
  orderNext(end: number): void {
    const { signals } = this.barrier;
    const levelEnd = Atomics.load(signals, signal.levelEnd);
    assert(Atomics.load(signals, signal.cursor) >= levelEnd, "all states of a level were taken before the next one begins");
    assert(end >= levelEnd, "the next level begins where the last one ends");
    Atomics.store(signals, signal.cursor, levelEnd);
    Atomics.store(signals, signal.levelEnd, end);
    Atomics.store(signals, signal.order, ++this.level);
    ring(signals);
  }

  orderEnd(): void {
    Atomics.store(this.barrier.signals, signal.order, over);
    ring(this.barrier.signals);
  }

  /** What is wrong with a member, memory first: that stops a run at any time. */
  failure(): Failure | null {
    const found = this.members(said.failed);
    return found.includes(1) ? "memory" : found.includes(2) ? "mistake" : null;
  }

  hasDeadlock(): boolean {
    return this.members(said.deadlocks).some(count => count > 0);
  }

  /** The position of the violated property that was declared first, null while none is. */
  violatedRank(): number | null {
    const ranks = this.members(said.rank).filter(each => each > 0);
    return ranks.length === 0 ? null : Math.min(...ranks) - 1;
  }

  tally(): Tally {
    const { tallies, count, rows, signals } = this.barrier;
    const sum = (which: number): number => {
      let total = 0;
      for (let i = 0; i < count; i++) total += tallies[talliesOf(i) + which];
      return total;
    };
    const distinctStates = this.owner.given - sum(counted.spare);
    const frontier = distinctStates - Math.min(Atomics.load(signals, signal.cursor), Atomics.load(signals, signal.levelEnd));
    const [transitions, terminalStates, distinctEdges] = [sum(counted.transitions), sum(counted.terminalStates), sum(counted.distinctEdges)];
    return { distinctStates, transitions, terminalStates, outside: sum(counted.outside), distinctEdges, memoryBytes: bytesOf(rows), frontier };
  }

  private members(which: number): readonly number[] {
    return Array.from({ length: this.barrier.count }, (_, i) => Atomics.load(this.barrier.signals, signalsOf(i) + which));
  }
}
