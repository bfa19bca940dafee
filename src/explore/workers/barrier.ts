/**
 * The barrier between levels, in shared memory. Members are threads that go through the levels together; in tests they take turns in one thread. Member 0
 * is the leader, the others are helpers.
 *
 *   signals   Int32Array     | order | bell | phase | cursor | table | level's end | - | ... then for each member 16 of:  | closed | reached | failed | rank | deadlocks | emptied | ...
 *   tallies   Float64Array   for each member 8 of:  | transitions | terminal | edges | spare ids | outside | ...
 *   gaps      Int32Array     for each member | from | to |     ids that it has not used in the level that it has closed
 *   reached   Int32Array     1 for each witness that was reached
 *   seen      Uint8Array     1 for each action instance that was enabled somewhere
 *   mail      Int32Array     for each pair of members, from and to, what is on its way between them: see `kernel/mailbox.ts`
 *
 * No member writes here for each state: when two threads write into one cache line, each write waits some 100 ns for the other one.
 *
 * A level, of which every state is expanded by one member:
 *
 *   1. order     the leader says where the level ends, and counts `order` up
 *   2. take      each member takes a few states at a time (`cursor`) and expands them. Each successor belongs to one member: a member stores those that
 *                belong to itself, and sends the others to the members that they belong to (`router.ts`)
 *   3. emptied   a member says it when no states are left to take and it has sent everything
 *   4. closed    a member says it when all have said `emptied` and it has stored what was sent to it
 *   5. decide    all have said `closed`: the level is whole; the leader closes the gaps between the ids, and orders the next level (1) or the end
 *
 * The first member that finds the set full begins a phase; it does so between two states. Phases are numbered; the number modulo 3 says what a phase is for:
 *
 *   1. stopping  each member says `reached` and expands nothing; when all have said it, the leader makes more tables
 *   2. dividing  each takes old tables (`table`), divides them among the new ones, and says `reached` when none is left
 *   0. exploring when all have said it, they go on with the level
 *
 * A member that has nothing to do waits for the bell. The bell is rung with every order, with every phase, and whenever a member says something.
 */

import { outside } from "../../dsl/calls.ts";
import { arenaShape } from "../../kernel/arena.ts";
import { batchRows } from "../../kernel/batch.ts";
import { Mailbox, mailboxWords } from "../../kernel/mailbox.ts";
import { allocated } from "../../kernel/memory.ts";
import { slotBits } from "../../kernel/rowStore.ts";
import { SharedRowsOwner, type TableShape, tableShape } from "../../kernel/sharedGrowth.ts";
import { idsAtOnce, type SharedRowsMemory } from "../../kernel/sharedRows.ts";

/** Where things are in `signals`. Level numbers count from 1 when the members begin. */
export const signal = { order: 0, bell: 1, phase: 2, cursor: 3, table: 4, levelEnd: 5 } as const;

/** The order to end. */
export const over = -1;

/** What a phase is for: its number modulo `count`; 0 to explore. */
export const phases = { stopping: 1, dividing: 2, count: 3 } as const;

/**
 * Where things are in the signals of a member. `reached`: the phase whose work it has done. `rank`: one more than the position of the violated
 * property; 0 while none is.
 */
export const said = { closed: 0, reached: 1, failed: 2, rank: 3, deadlocks: 4, emptied: 5 } as const;

/** Where things are in the tallies of a member. `spare`: ids that it has taken and not used. */
export const counted = { transitions: 0, terminalStates: 1, distinctEdges: 2, spare: 3, outside: 4 } as const;

const memberSignals = 16;
const memberTallies = 8;

/** The most states that a member takes at once. With more, members would stop late when a phase begins or the end is ordered. */
const statesAtOnceMax = 32;
/** The states that a member takes at once have together about this number of successors at most. */
const successorsAtOnceMax = 2048;

/** Bytes of addresses that are reserved for each byte that may be taken: a segment has its addresses before it has rows. */
const addressesPerByte = 2;

/** Why a member could not go on. */
export type Failure = "memory" | "mistake";

export interface Barrier {
  readonly count: number;
  readonly signals: Int32Array;
  readonly tallies: Float64Array;
  readonly gaps: Int32Array;
  readonly reached: Int32Array;
  readonly seen: Uint8Array;
  readonly mail: Int32Array;
  readonly rows: SharedRowsMemory;
}

/** What the set that all members store into is to be like. */
export interface SetShape {
  /** Of members; at least 2. */
  readonly count: number;
  /** Words of a row. */
  readonly width: number;
  /** Rows that it has room for from the start. */
  readonly rows: number;
  /** Action instances of the machine: the most successors that a state may have. */
  readonly instances: number;
  /** Default: as large as pays. */
  readonly tables: TableShape | undefined;
  readonly memoryBytesMax: number;
}

/** The set that all members store into. Errors: MemoryLimitError. */
export function newSet({ count, width, rows, instances, tables, memoryBytesMax }: SetShape): SharedRowsOwner {
  return new SharedRowsOwner({
    width,
    rows,
    tablesMin: partsFor(count),
    overshoot: count * (statesAtOnce(instances) * instances + 2 * batchRows + idsAtOnce),
    memoryBytesMax,
    tables: tables ?? tableShape,
    arena: arenaShape(tables === undefined ? memoryBytesMax * addressesPerByte : 0),
  });
}

/** What a barrier is to be like. */
export interface BarrierShape {
  /** Of members; at least 2. */
  readonly count: number;
  readonly witnesses: number;
  /** Action instances. */
  readonly instances: number;
  /** The state to be expanded next, and one past the last one of its level. */
  readonly next: number;
  readonly levelEnd: number;
}

/** `rows`: of the set of all members. Errors: MemoryLimitError. */
export function newBarrier({ count, witnesses, instances, next, levelEnd }: BarrierShape, rows: SharedRowsMemory): Barrier {
  const barrier = allocated(() => ({
    count,
    signals: new Int32Array(new SharedArrayBuffer(4 * (1 + count) * memberSignals)),
    tallies: new Float64Array(new SharedArrayBuffer(8 * count * memberTallies)),
    gaps: new Int32Array(new SharedArrayBuffer(4 * 2 * count)),
    reached: new Int32Array(new SharedArrayBuffer(4 * witnesses)),
    seen: new Uint8Array(new SharedArrayBuffer(instances)),
    mail: new Int32Array(new SharedArrayBuffer(4 * count * count * mailboxWords(rows.width))),
    rows,
  }));
  barrier.signals[signal.cursor] = next;
  barrier.signals[signal.levelEnd] = levelEnd;
  return barrier;
}

/**
 * Into how many parts the set is divided. Tables whose numbers agree in the lowest bits are one part, and the parts are dealt to the members in turn. There is
 * a power of two of parts, because there is one of tables. Where the number of members is none, there are several parts for each, so that shares are
 * nearly equal.
 */
export function partsFor(members: number): number {
  const isPower = (members & (members - 1)) === 0;
  return isPower ? members : 2 ** Math.ceil(Math.log2(members * 4));
}

/** The part of the set that rows of this hash are in. */
export function partOf(hash: number, parts: number): number {
  return (hash >>> slotBits) & (parts - 1);
}

/** The mailbox for batches from one member to another. */
export function mailboxOf({ mail, count, rows }: Barrier, from: number, to: number): Mailbox {
  const words = mailboxWords(rows.width);
  const at = (from * count + to) * words;
  return new Mailbox(mail.subarray(at, at + words), rows.width);
}

/** How many states a member takes at once. `instances`: action instances of the machine. */
export function statesAtOnce(instances: number): number {
  return Math.max(1, Math.min(statesAtOnceMax, Math.floor(successorsAtOnceMax / Math.max(1, instances))));
}

/** Where the signals of a member begin. */
export function signalsOf(member: number): number {
  return (1 + member) * memberSignals;
}

/** Where the tallies of a member begin. */
export function talliesOf(member: number): number {
  return member * memberTallies;
}

/** Tells the leader that a member cannot go on. */
export function tellFailure({ signals }: Barrier, index: number, failure: Failure): void {
  Atomics.store(signals, signalsOf(index) + said.failed, failure === "memory" ? 1 : 2);
  ring(signals);
}

/** How often the bell was rung. A member reads it, looks for work, and when it finds none waits until the bell is rung once more: no ring is missed. */
export function bellOf({ signals }: Barrier): number {
  return Atomics.load(signals, signal.bell);
}

/** Blocks the thread until the bell is rung, at most for `milliseconds`. `heard`: what `bellOf` said before the member looked for work. */
export function waitForBell({ signals }: Barrier, heard: number, milliseconds: number): void {
  outside(() => Atomics.wait(signals, signal.bell, heard, milliseconds));
}

/** Wakes whoever waits. */
export function ring(signals: Int32Array): void {
  Atomics.add(signals, signal.bell, 1);
  Atomics.notify(signals, signal.bell);
}
