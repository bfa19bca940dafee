/** An exploration by several threads, seen from the leader: the leader's own part, the orders that it gives, and at the end what all members have found. */
import { whileRunning } from "../../dsl/calls.ts";
import { deadlockProperty, type MachineDefinition } from "../../dsl/machine.ts";
import { assert } from "../../kernel/assert.ts";
import { isMemoryError, MemoryLimitError } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import type { SharedRowsOwner } from "../../kernel/sharedGrowth.ts";
import { SharedRows } from "../../kernel/sharedRows.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { ReachableSet } from "../found/reachable.ts";
import type { Violation } from "../judge/judge.ts";
import type { IsTime } from "../work/turn.ts";
import { type Barrier, bellOf, newBarrier, newSet } from "./barrier.ts";
import { Leader } from "./leader.ts";
import { Member } from "./member.ts";
import type { LevelTurn, Mode, Obstacle, Tally } from "./mode.ts";
import { Router } from "./router.ts";
import type { Shard } from "./shard.ts";
import type { Helpers, OtherStates, Report, Threads } from "./threads.ts";

export interface SetOptions extends Pick<Threads, "count" | "tables"> {
  readonly memoryBytesMax: number;
}

/**
 * Moves the states of a shard that is alone into a set in shared memory, where others can join it. The ids stay. It is done early, while there are few states
 * to move. Null, and nothing is moved, when there is no memory for such a set.
 */
export function moveToSharedMemory(compiled: Compiled, shard: Shard, options: SetOptions): SharedRowsOwner | null {
  try {
    return moved(compiled, shard, options);
  } catch (error) {
    if (isMemoryError(error)) return null;
    throw error;
  }
}

function moved({ packing, instances }: Compiled, shard: Shard, { count, tables, memoryBytesMax }: SetOptions): SharedRowsOwner {
  const { rows } = shard;
  assert(rows instanceof RowSet, "a shard that is alone has a set of its own");
  const owner = newSet({ count, width: packing.words, rows: rows.size * 2, instances: instances.length, tables, memoryBytesMax });
  const shared = new SharedRows(owner.memory, owner);
  // Until all states are copied, both sets take memory.
  if (rows.memoryBytes + shared.memoryBytes + rows.size * 4 * rows.width > memoryBytesMax) throw new MemoryLimitError("two sets are over the limit of memory");
  rows.eachRow((segment, from, hash, id) => assert(shared.insertHashed(segment, from, hash) === id, "a state keeps its id when it is moved"));
  shard.rows = shared;
  return owner;
}

/** Hands over to several: from now on the helpers take part. `owner`: as {@link moveToSharedMemory} has returned it. */
export function together(
  compiled: Compiled,
  shard: Shard,
  helpers: Helpers,
  owner: SharedRowsOwner,
  others: ReadonlyMap<MachineDefinition, ReachableSet>,
  count: number,
): Together {
  const { definition, instances, packing } = compiled;
  const witnesses = definition.witnesses.map(each => each.name);
  const missingWitnesses = shard.judge.missingWitnesses();
  const position = shard.position();
  const { current, levelEnd } = position;
  const barrier = newBarrier({ count, witnesses: witnesses.length, instances: instances.length, next: current + 1, levelEnd }, owner.memory);
  const { rows } = shard;
  assert(rows instanceof SharedRows, "states were moved to shared memory before");
  const states = rows.size;
  rows.share();
  owner.closeGaps(rows, [rows.takeGap()]);
  rows.sync();
  assert(rows.size === states, "no state is lost when others join");
  for (const [i, name] of witnesses.entries()) barrier.reached[i] = missingWitnesses.includes(name) ? 0 : 1;
  barrier.seen.set(shard.instanceSeen);
  const router = new Router(packing.words, barrier, 0);
  shard.join(position, rows, router);
  const leader = new Leader(barrier, owner);
  const member = new Member(barrier, 0, shard, rows, router, witnesses);
  helpers.begin({ barrier, position, missingWitnesses, others: handlesOf(definition, others) });
  return new Together(shard, helpers, barrier, leader, member, rows, witnesses);
}

class Together implements Mode {
  readonly isOrdered = false;
  readonly isShared = true;
  private readonly shard: Shard;
  private readonly helpers: Helpers;
  private readonly barrier: Barrier;
  private readonly leader: Leader;
  /** The leader's own part. */
  private readonly member: Member;
  private readonly rows: SharedRows;
  private readonly witnesses: readonly string[];
  /** Of the last level: states that have other ids since its gaps were closed. */
  private moved: ReadonlyMap<number, number> = new Map();
  private gathered: readonly Violation[] | null = null;

  constructor(shard: Shard, helpers: Helpers, barrier: Barrier, leader: Leader, member: Member, rows: SharedRows, witnesses: readonly string[]) {
    this.shard = shard;
    this.helpers = helpers;
    this.barrier = barrier;
    this.leader = leader;
    this.member = member;
    this.rows = rows;
    this.witnesses = witnesses;
  }

  /** Works on the leader's own part for a while, or waits a moment where it has nothing to do. */
  advance(states: number, isTime: IsTime): LevelTurn {
    const heard = bellOf(this.barrier);
    const turn = whileRunning(() => this.member.turn(states, isTime));
    this.leader.attend();
    if (this.leader.isLevelWhole()) {
      this.moved = this.leader.closeGaps(this.rows);
      this.rows.sync();
      // The others need the next order, and may have said why they cannot follow it.
      return { isWhole: this.obstacle() === null, left: 0 };
    }
    if (turn !== "worked") this.helpers.wait(this.barrier, heard);
    return { isWhole: false, left: 0 };
  }

  successor(): Mode {
    return this;
  }

  obstacle(): Obstacle | null {
    const what = this.helpers.failure();
    if (what !== null) return { kind: "gone", what };
    const failure = this.leader.failure();
    return failure === null ? null : { kind: failure };
  }

  next(states: number): void {
    this.leader.orderNext(states);
  }

  end(): void {
    this.leader.orderEnd();
  }

  /** Waits a moment when not all have reported. */
  violations(): readonly Violation[] | null {
    this.gathered ??= this.gather();
    return this.gathered;
  }

  violated(): string | null {
    if (this.leader.hasDeadlock()) return deadlockProperty;
    const rank = this.leader.violatedRank();
    return rank === null ? null : this.shard.judge.properties[rank].name;
  }

  tally(): Tally {
    return this.leader.tally();
  }

  /** Before the last level that is whole had ended. */
  get instanceSeen(): Uint8Array {
    return this.barrier.seen;
  }

  /** When the last level was whole. */
  missingWitnesses(): readonly string[] {
    return this.witnesses.filter((_, i) => Atomics.load(this.barrier.reached, i) === 0);
  }

  release(): void {
    this.helpers.dismiss();
  }

  private gather(): readonly Violation[] | null {
    const heard = bellOf(this.barrier);
    const reports = this.helpers.reports();
    if (reports !== null) return this.merged(reports);
    this.helpers.wait(this.barrier, heard);
    return null;
  }

  private merged(reports: readonly Report[]): readonly Violation[] {
    for (const { sample } of reports) this.shard.sample.add(sample);
    const all: readonly Omit<Report, "sample">[] = [...reports, { deadlocks: this.shard.deadlocks, violations: this.shard.judge.violations }];
    const deadlocks = all.flatMap(report => report.deadlocks);
    if (deadlocks.length > 0) return deadlocks;
    const violated = this.violated();
    const violations = all.flatMap(report => report.violations).filter(({ name }) => name === violated);
    return violations.map(violation => ({ ...violation, state: this.moved.get(violation.state) ?? violation.state }));
  }
}

/** The sets of other machines, each once, by the name of a property that needs it. */
function handlesOf(definition: MachineDefinition, others: ReadonlyMap<MachineDefinition, ReachableSet>): readonly OtherStates[] {
  return [...others].flatMap(([other, set]) => {
    const property = definition.properties.find(each => each.kind === "reachableIn" && each.other === other);
    return property === undefined ? [] : [{ property: property.name, set: set.handle(), isReduced: set.isReduced }];
  });
}
