/**
 * Several threads that go through the levels together, or several members that take turns in one.
 *
 *   signals   Int32Array     | order | bell | phase | cursor | table | - | ... then for each member 16 of:  | closed | reached | failed | rank | deadlocks | ...
 *   tallies   Float64Array   | level's end | - | ... then for each member 8 of:  | transitions | terminal | edges | spare ids | ...
 *   gaps      Int32Array     for each member | from | to |     ids that it has not used in the level that it has closed
 *   reached   Int32Array     1 for each witness that was reached
 *   seen      Uint8Array     1 for each action instance that was enabled somewhere
 *
 * Nothing of it is written for each state: two threads that write into one cache line wait for each other, some 100 ns a time.
 *
 * The leader orders a level. Each member takes a few states at a time (`cursor`), expands them, and puts what it finds into the one set; when there are none left,
 * it says `closed`. When all have, the level is whole, and the leader closes the gaps between the ids and decides how to go on. Whoever has nothing to do waits for the bell.
 *
 * When the set is full, whoever notices begins another phase: all stop between two states; when all have, the leader makes more tables; then all divide the old
 * tables among the new ones (`table`); when all have, they go on. Phases are counted, and what one is for is its number modulo 3.
 */

import { arenaShape } from "../kernel/arena.ts";
import { batchRows } from "../kernel/batch.ts";
import { SharedRowsOwner, type TableShape, tableShape } from "../kernel/sharedGrowth.ts";
import { idsAtOnce, type SharedRowsMemory } from "../kernel/sharedRows.ts";

/** Where things are in `signals`. Level numbers count from 1 when a team begins. */
export const signal = { order: 0, bell: 1, phase: 2, cursor: 3, table: 4 } as const;

/** The order to end. */
export const over = -1;

/** What a phase is for: its number modulo `count`; 0 to explore. */
export const phases = { stopping: 1, dividing: 2, count: 3 } as const;

/** Where things are in the signals of a member. `reached`: the phase whose work it has done. `rank`: one more than the position of the violated property; 0 while none is. */
export const said = { closed: 0, reached: 1, failed: 2, rank: 3, deadlocks: 4 } as const;

/** Where things are in the tallies of a member. `spare`: ids that it has taken and not used. */
export const counted = { transitions: 0, terminalStates: 1, distinctEdges: 2, spare: 3 } as const;

/** One past the last state of the level that is ordered, which is also the number of states known then: in the tallies before the first member. */
export const levelEnd = 0;

const memberSignals = 16;
const memberTallies = 8;

/** A member takes at most so many states at once, so that all stop soon when they shall. */
const statesAtOnceMax = 32;
/** In so many states there are at most about so many successors. */
const successorsAtOnceMax = 2048;

/** Addresses are reserved for so many times the memory that may be taken: segments are there before their rows. */
const addressesPerByte = 2;

/** Why a member could not go on. */
export type Failure = "memory" | "mistake";

export interface TeamMemory {
  readonly count: number;
  readonly signals: Int32Array;
  readonly tallies: Float64Array;
  readonly gaps: Int32Array;
  readonly reached: Int32Array;
  readonly seen: Uint8Array;
  readonly rows: SharedRowsMemory;
}

/** What a team is to be like. */
export interface TeamShape {
  /** Of members; at least 2. */
  readonly count: number;
  /** Words of a row. */
  readonly width: number;
  /** Rows that are there. */
  readonly rows: number;
  readonly witnesses: number;
  /** Action instances: so many successors a state may have. */
  readonly instances: number;
  /** The state to be expanded next, and one past the last one of its level. */
  readonly next: number;
  readonly levelEnd: number;
  /** Default: as large as pays. */
  readonly tables: TableShape | undefined;
  readonly memoryBytesMax: number;
}

/** A team, and what its leader has of it. Errors: RangeError (MemoryLimitError when it is the limit) when memory cannot be had. */
export function newTeam(shape: TeamShape): { readonly team: TeamMemory; readonly owner: SharedRowsOwner } {
  const { count, width, rows, witnesses, instances, memoryBytesMax } = shape;
  const owner = new SharedRowsOwner({
    width,
    rows: rows * 2,
    overshoot: count * (statesAtOnce(instances) * instances + batchRows + idsAtOnce),
    memoryBytesMax,
    tables: shape.tables ?? tableShape,
    arena: arenaShape(shape.tables === undefined ? memoryBytesMax * addressesPerByte : 0),
  });
  const team = {
    count,
    signals: new Int32Array(new SharedArrayBuffer(4 * (1 + count) * memberSignals)),
    tallies: new Float64Array(new SharedArrayBuffer(8 * (1 + count) * memberTallies)),
    gaps: new Int32Array(new SharedArrayBuffer(4 * 2 * count)),
    reached: new Int32Array(new SharedArrayBuffer(4 * witnesses)),
    seen: new Uint8Array(new SharedArrayBuffer(instances)),
    rows: owner.memory,
  };
  team.signals[signal.cursor] = shape.next;
  team.tallies[levelEnd] = shape.levelEnd;
  return { team, owner };
}

/** How many states a member takes at once, of a machine with so many action instances. */
export function statesAtOnce(instances: number): number {
  return Math.max(1, Math.min(statesAtOnceMax, Math.floor(successorsAtOnceMax / Math.max(1, instances))));
}

/** Where the signals of a member begin. */
export function signalsOf(member: number): number {
  return (1 + member) * memberSignals;
}

/** Where the tallies of a member begin. */
export function talliesOf(member: number): number {
  return (1 + member) * memberTallies;
}

/** Tells the leader that a member cannot go on. */
export function tellFailure({ signals }: TeamMemory, index: number, failure: Failure): void {
  Atomics.store(signals, signalsOf(index) + said.failed, failure === "memory" ? 1 : 2);
  ring(signals);
}

/** How often the bell was rung: who finds nothing to do after having looked here may wait until it is rung once more. */
export function bellOf({ signals }: TeamMemory): number {
  return Atomics.load(signals, signal.bell);
}

/** Blocks the thread until the bell is rung, or for so long. `heard`: what `bellOf` said before there was nothing to do. */
export function waitForBell({ signals }: TeamMemory, heard: number, milliseconds: number): void {
  Atomics.wait(signals, signal.bell, heard, milliseconds);
}

/** Wakes whoever waits. */
export function ring(signals: Int32Array): void {
  Atomics.add(signals, signal.bell, 1);
  Atomics.notify(signals, signal.bell);
}
