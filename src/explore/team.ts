/**
 * Several shards that go through the levels together, in one thread or in several.
 *
 *   signals   Int32Array     | order | bell | pages | - | ... then for each member 16 of:  | sent | closed | failed | rank | deadlocks | joined | ...
 *   tallies   Float64Array   for each member 8 of:  | states | transitions | terminal | edges | bytes | frontier | ...
 *   reached   Int32Array     1 for each witness that a member has reached
 *
 * The leader orders a level. A member that has expanded its part of it says `sent`; when all have, what is still in its mailboxes is all
 * that comes, and when it has taken that in it says `closed`. When all have, the level is whole, and the leader decides how to go on.
 * Nobody sends rows of the next level before it is ordered. Whoever has nothing to do waits for the bell.
 */

import { Inbox, type Mailbox, newMailbox, Outbox } from "../kernel/mailbox.ts";
import type { MemoryBudget } from "../kernel/memory.ts";
import type { Post, Shard } from "./shard.ts";

/** Level numbers count from 1 when a team begins. */
const order = 0;
const bell = 1;
/** Memory taken by all members. */
const pages = 2;
const pageBytes = 4096;
/** The order to end. */
const over = -1;

const memberSignals = 16;
const firstMember = 16;
const sent = 0;
const closed = 1;
const failed = 2;
/** One more than the position of the violated property; 0 while none is. */
const rank = 3;
const deadlocks = 4;
const joined = 5;

const memberTallies = 8;
/** States known to all when a level is ordered: in the tallies before the first member. */
const distinctStates = 0;

/** States expanded between two looks at the mailboxes. */
const statesPerRound = 32;

/** All mailboxes together take about so much, each of them at most a tenth of it. */
const mailboxBytes = 16 * 2 ** 20;

/** Why a member could not go on. */
export type Failure = "memory" | "mistake";

export interface TeamMemory {
  readonly count: number;
  readonly signals: Int32Array;
  readonly tallies: Float64Array;
  readonly reached: Int32Array;
  /** `[from][to]`; null from a member to itself. */
  readonly mailboxes: readonly (readonly (Mailbox | null)[])[];
  /** For the sets of all members together. */
  readonly memoryBytesMax: number;
}

/** What the members count, each or together. */
export interface Tally {
  readonly distinctStates: number;
  readonly transitions: number;
  readonly terminalStates: number;
  readonly distinctEdges: number;
  readonly memoryBytes: number;
  /** States found and not expanded. */
  readonly frontier: number;
}

/** What a team is to be like. */
export interface TeamShape {
  /** Of members; at least 2. */
  readonly count: number;
  /** Words of a row. */
  readonly width: number;
  readonly witnesses: number;
  /** Rows that a mailbox must have room for: the successors of a state. */
  readonly mailboxRowsMin: number;
  /** Rows that it shall have room for, if not what memory suggests. */
  readonly mailboxRows: number | undefined;
  readonly memoryBytesMax: number;
}

export function newTeam({ count, width, witnesses, mailboxRowsMin, mailboxRows, memoryBytesMax }: TeamShape): TeamMemory {
  const bytes = Math.min(mailboxBytes / 10, mailboxBytes / (count * (count - 1)));
  const rows = Math.max(mailboxRowsMin, mailboxRows ?? Math.floor(bytes / (4 * (width + 1))));
  const members = Array.from({ length: count }, (_, i) => i);
  return {
    count,
    signals: new Int32Array(new SharedArrayBuffer(4 * (firstMember + count * memberSignals))),
    tallies: new Float64Array(new SharedArrayBuffer(8 * (1 + count) * memberTallies)),
    reached: new Int32Array(new SharedArrayBuffer(4 * witnesses)),
    mailboxes: members.map(from => members.map(to => (from === to ? null : newMailbox(width, rows)))),
    memoryBytesMax,
  };
}

export function postOf({ count, mailboxes }: TeamMemory, index: number, width: number): Post {
  const outboxes = mailboxes[index].map(mailbox => (mailbox === null ? null : new Outbox(mailbox, width)));
  const inboxes = mailboxes.flatMap(({ [index]: mailbox }) => (mailbox === null ? [] : [new Inbox(mailbox, width)]));
  return { index, count, outboxes, inboxes };
}

/** The budget that the members share. */
export class TeamBudget implements MemoryBudget {
  private readonly signals: Int32Array;
  private readonly pagesMax: number;

  constructor({ signals, memoryBytesMax }: TeamMemory) {
    this.signals = signals;
    this.pagesMax = memoryBytesMax / pageBytes;
  }

  take(bytes: number): boolean {
    const more = Math.ceil(bytes / pageBytes);
    if (Atomics.add(this.signals, pages, more) + more <= this.pagesMax) return true;
    Atomics.sub(this.signals, pages, more);
    return false;
  }
}

export type Turn = "worked" | "idle" | "closed" | "over";

/** One member's part in a team. */
export class Member {
  private readonly team: TeamMemory;
  private readonly shard: Shard;
  private readonly signals: Int32Array;
  /** Where its signals and tallies begin. */
  private readonly at: number;
  private readonly tallyAt: number;
  /** Names of the witnesses. */
  private readonly witnesses: readonly string[];
  /** The level that it is in. */
  private level = 1;
  private hasSent = false;

  constructor(team: TeamMemory, index: number, shard: Shard, witnesses: readonly string[]) {
    this.team = team;
    this.shard = shard;
    this.signals = team.signals;
    this.at = firstMember + index * memberSignals;
    this.tallyAt = (1 + index) * memberTallies;
    this.witnesses = witnesses;
    this.publish();
    Atomics.store(this.signals, this.at + joined, 1);
  }

  /** Works on up to so many states. Errors: whatever the spec's functions throw, MemoryLimitError. */
  turn(states: number): Turn {
    const ordered = Atomics.load(this.signals, order);
    if (ordered === over) return "over";
    if (this.hasClosed() && !this.begin(ordered)) return "closed";
    const worked = this.work(states);
    if (this.shard.frontier === 0 && !this.hasSent) {
      this.hasSent = true;
      this.say(sent);
    }
    if (this.hasSent && hasEveryone(this.team, sent, this.level)) this.close();
    else this.publish();
    return worked ? "worked" : this.hasClosed() ? "closed" : "idle";
  }

  /** Whether it has closed the level that it is in. */
  private hasClosed(): boolean {
    return Atomics.load(this.signals, this.at + closed) === this.level;
  }

  /** Begins the level that is ordered, if it is another one. */
  private begin(ordered: number): boolean {
    if (ordered === this.level) return false;
    this.level = ordered;
    this.hasSent = false;
    this.shard.judge.resume(this.witnesses.filter((_, i) => Atomics.load(this.team.reached, i) === 0));
    this.shard.beginLevel(this.team.tallies[distinctStates]);
    return true;
  }

  private work(states: number): boolean {
    let [left, worked] = [states, false];
    while (left > 0) {
      const round = Math.min(left, statesPerRound);
      const expanded = round - this.shard.expand(round);
      const received = this.shard.receive();
      if (expanded + received === 0) return worked;
      worked = true;
      left -= round;
    }
    return worked;
  }

  private close(): void {
    while (this.shard.receive() > 0);
    const { judge } = this.shard;
    const missing = new Set(judge.missingWitnesses());
    for (const [i, name] of this.witnesses.entries()) if (!missing.has(name)) Atomics.store(this.team.reached, i, 1);
    this.publish();
    this.say(closed);
  }

  private say(what: number): void {
    Atomics.store(this.signals, this.at + what, this.level);
    ring(this.signals);
  }

  private publish(): void {
    const { shard, tallyAt } = this;
    const { tallies } = this.team;
    tallies[tallyAt] = shard.rows.size;
    tallies[tallyAt + 1] = shard.transitions;
    tallies[tallyAt + 2] = shard.terminalStates;
    tallies[tallyAt + 3] = shard.edges?.distinct ?? 0;
    tallies[tallyAt + 4] = shard.rows.memoryBytes;
    tallies[tallyAt + 5] = shard.frontier + shard.foundNext;
    const { violatedRank } = shard.judge;
    Atomics.store(this.signals, this.at + rank, Number.isFinite(violatedRank) ? violatedRank + 1 : 0);
    Atomics.store(this.signals, this.at + deadlocks, shard.deadlocks.length);
  }
}

/** What the leader of a team may ask and order. */
export class Lead {
  private readonly team: TeamMemory;
  private level = 1;

  constructor(team: TeamMemory) {
    this.team = team;
    Atomics.store(team.signals, order, this.level);
  }

  /** Whether every member has closed the level that was ordered last. */
  isLevelWhole(): boolean {
    return hasEveryone(this.team, closed, this.level);
  }

  orderNext(states: number): void {
    this.team.tallies[distinctStates] = states;
    Atomics.store(this.team.signals, order, ++this.level);
    ring(this.team.signals);
  }

  orderEnd(): void {
    Atomics.store(this.team.signals, order, over);
    ring(this.team.signals);
  }

  /** What is wrong with a member, memory first: that stops a run at any time. */
  failure(): Failure | null {
    const found = this.members(failed);
    return found.includes(1) ? "memory" : found.includes(2) ? "mistake" : null;
  }

  hasDeadlock(): boolean {
    return this.members(deadlocks).some(count => count > 0);
  }

  /** The position of the violated property that was declared first, null while none is. */
  violatedRank(): number | null {
    const ranks = this.members(rank).filter(each => each > 0);
    return ranks.length === 0 ? null : Math.min(...ranks) - 1;
  }

  /** Null while some members have not taken their part yet. */
  tally(): Tally | null {
    if (!hasEveryone(this.team, joined, 1)) return null;
    const { tallies, count } = this.team;
    const sum = (which: number): number => {
      let total = 0;
      for (let i = 1; i <= count; i++) total += tallies[i * memberTallies + which];
      return total;
    };
    return { distinctStates: sum(0), transitions: sum(1), terminalStates: sum(2), distinctEdges: sum(3), memoryBytes: sum(4), frontier: sum(5) };
  }

  private members(which: number): readonly number[] {
    return Array.from({ length: this.team.count }, (_, i) => Atomics.load(this.team.signals, firstMember + i * memberSignals + which));
  }
}

/** Tells the leader that a member cannot go on. */
export function tellFailure({ signals }: TeamMemory, index: number, failure: Failure): void {
  Atomics.store(signals, firstMember + index * memberSignals + failed, failure === "memory" ? 1 : 2);
  ring(signals);
}

/** How often the bell was rung: who finds nothing to do after having looked here may wait until it is rung once more. */
export function bellOf({ signals }: TeamMemory): number {
  return Atomics.load(signals, bell);
}

/** Blocks the thread until the bell is rung, or for so long. `heard`: what `bellOf` said before there was nothing to do. */
export function waitForBell({ signals }: TeamMemory, heard: number, milliseconds: number): void {
  Atomics.wait(signals, bell, heard, milliseconds);
}

function ring(signals: Int32Array): void {
  Atomics.add(signals, bell, 1);
  Atomics.notify(signals, bell);
}

function hasEveryone({ signals, count }: TeamMemory, said: number, level: number): boolean {
  for (let i = 0; i < count; i++) if (Atomics.load(signals, firstMember + i * memberSignals + said) < level) return false;
  return true;
}
