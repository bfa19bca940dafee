/**
 * Several threads that go through the levels together, or several members that take turns in one.
 *
 *   signals   Int32Array     | order | bell | phase | cursor | table | level's end | - | ... then for each member 16 of:  | closed | reached | failed | rank | deadlocks | emptied | ...
 *   tallies   Float64Array   for each member 8 of:  | transitions | terminal | edges | spare ids | outside | ...
 *   gaps      Int32Array     for each member | from | to |     ids that it has not used in the level that it has closed
 *   reached   Int32Array     1 for each witness that was reached
 *   seen      Uint8Array     1 for each action instance that was enabled somewhere
 *   mail      Int32Array     for each pair of members, from and to, what is on its way between them: see `kernel/mailbox.ts`
 *
 * Nothing of it is written for each state: two threads that write into one cache line wait for each other, some 100 ns a time.
 *
 * The leader orders a level. Each member takes a few states at a time (`cursor`) and expands them. Of what it finds it stores what is its own share of the set, and sends the rest to
 * those whose it is (`post.ts`). When there are no states left and everything is sent, it says `emptied`; when all have, and it has stored what was sent to it, it says `closed`. When all
 * have, the level is whole, and the leader closes the gaps between the ids and decides how to go on. Whoever has nothing to do waits for the bell.
 *
 * When the set is full, whoever notices begins another phase: all stop between two states; when all have, the leader makes more tables; then all divide the old
 * tables among the new ones (`table`); when all have, they go on. Phases are counted, and what one is for is its number modulo 3.
 */

import { outside } from "../../dsl/calls.ts";
import { arenaShape } from "../../kernel/arena.ts";
import { batchRows } from "../../kernel/batch.ts";
import { Mailbox, mailboxWords } from "../../kernel/mailbox.ts";
import { allocated } from "../../kernel/memory.ts";
import { slotBits } from "../../kernel/rows.ts";
import { SharedRowsOwner, type TableShape, tableShape } from "../../kernel/sharedGrowth.ts";
import { idsAtOnce, type SharedRowsMemory } from "../../kernel/sharedRows.ts";

/** Where things are in `signals`. Level numbers count from 1 when a team begins. */
export const signal = { order: 0, bell: 1, phase: 2, cursor: 3, table: 4, levelEnd: 5 } as const;

/** The order to end. */
export const over = -1;

/** What a phase is for: its number modulo `count`; 0 to explore. */
export const phases = { stopping: 1, dividing: 2, count: 3 } as const;

/** Where things are in the signals of a member. `reached`: the phase whose work it has done. `rank`: one more than the position of the violated property; 0 while none is. */
export const said = { closed: 0, reached: 1, failed: 2, rank: 3, deadlocks: 4, emptied: 5 } as const;

/** Where things are in the tallies of a member. `spare`: ids that it has taken and not used. */
export const counted = { transitions: 0, terminalStates: 1, distinctEdges: 2, spare: 3, outside: 4 } as const;

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
  readonly mail: Int32Array;
  readonly rows: SharedRowsMemory;
}

/** What the set of a team is to be like. */
export interface SetShape {
  /** Of members; at least 2. */
  readonly count: number;
  /** Words of a row. */
  readonly width: number;
  /** Rows that it has room for from the start. */
  readonly rows: number;
  /** Action instances: so many successors a state may have. */
  readonly instances: number;
  /** Default: as large as pays. */
  readonly tables: TableShape | undefined;
  readonly memoryBytesMax: number;
}

/** The set that a team stores into. Errors: MemoryLimitError. */
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

/** What a team is to be like. */
export interface TeamShape {
  /** Of members; at least 2. */
  readonly count: number;
  readonly witnesses: number;
  /** Action instances. */
  readonly instances: number;
  /** The state to be expanded next, and one past the last one of its level. */
  readonly next: number;
  readonly levelEnd: number;
}

/** `rows`: of its set. Errors: MemoryLimitError. */
export function newTeam({ count, witnesses, instances, next, levelEnd }: TeamShape, rows: SharedRowsMemory): TeamMemory {
  const team = allocated(() => ({
    count,
    signals: new Int32Array(new SharedArrayBuffer(4 * (1 + count) * memberSignals)),
    tallies: new Float64Array(new SharedArrayBuffer(8 * count * memberTallies)),
    gaps: new Int32Array(new SharedArrayBuffer(4 * 2 * count)),
    reached: new Int32Array(new SharedArrayBuffer(4 * witnesses)),
    seen: new Uint8Array(new SharedArrayBuffer(instances)),
    mail: new Int32Array(new SharedArrayBuffer(4 * count * count * mailboxWords(rows.width))),
    rows,
  }));
  team.signals[signal.cursor] = next;
  team.signals[signal.levelEnd] = levelEnd;
  return team;
}

/**
 * Which member a row belongs to: `parts` tables each, whose numbers agree in the lowest bits, go round among the members. A power of two, as tables are: where the number of members
 * is none, there are enough of them for shares that are nearly equal.
 */
export function partsFor(members: number): number {
  const isPower = (members & (members - 1)) === 0;
  return isPower ? members : 2 ** Math.ceil(Math.log2(members * 4));
}

/** The part of the set that rows of this hash are in. */
export function partOf(hash: number, parts: number): number {
  return (hash >>> slotBits) & (parts - 1);
}

/** What is on its way from one member to another. */
export function mailboxOf({ mail, count, rows }: TeamMemory, from: number, to: number): Mailbox {
  const words = mailboxWords(rows.width);
  const at = (from * count + to) * words;
  return new Mailbox(mail.subarray(at, at + words), rows.width);
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
  return member * memberTallies;
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
  outside(() => Atomics.wait(signals, signal.bell, heard, milliseconds));
}

/** Wakes whoever waits. */
export function ring(signals: Int32Array): void {
  Atomics.add(signals, signal.bell, 1);
  Atomics.notify(signals, signal.bell);
}
