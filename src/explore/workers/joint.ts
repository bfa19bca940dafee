/** An exploration by several threads, as the one that leads it sees it: its own part, the team's orders, and in the end what all have found. */
import { whileRunning } from "../../dsl/calls.ts";
import { deadlockProperty, type MachineDefinition } from "../../dsl/machine.ts";
import { isMemoryError, MemoryLimitError } from "../../kernel/memory.ts";
import type { SharedRowsOwner } from "../../kernel/sharedGrowth.ts";
import { SharedRows } from "../../kernel/sharedRows.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { ReachableSet } from "../found/reachable.ts";
import type { Violation } from "../judge/judge.ts";
import type { IsTime } from "../work/turn.ts";
import type { Crew, OtherStates, Report, Threads } from "./crew.ts";
import { Lead, type Tally } from "./lead.ts";
import { Member } from "./member.ts";
import { Post } from "./post.ts";
import type { Shard } from "./shard.ts";
import { bellOf, type Failure, newSet, newTeam, type TeamMemory } from "./team.ts";

/** What all members have found wrong: of the property declared first among the violated ones, or deadlocks if there are any. */
export type Gathered = readonly Violation[];

export interface SetOptions extends Pick<Threads, "count" | "tables"> {
  readonly memoryBytesMax: number;
}

/**
 * Moves the states of a shard that is alone to where others can join it, with the same ids: early, because that is little work then. Null, and nothing is moved, when there is no
 * memory for a set that several insert into.
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
  const owner = newSet({ count, width: packing.words, rows: rows.size * 2, instances: instances.length, tables, memoryBytesMax });
  const shared = new SharedRows(owner.memory, owner);
  // While they are copied, both sets are there.
  if (rows.memoryBytes + shared.memoryBytes + rows.size * 4 * rows.width > memoryBytesMax) throw new MemoryLimitError("two sets are over the limit of memory");
  rows.eachRow((segment, from, hash) => shared.insertHashed(segment, from, hash));
  shard.rows = shared;
  return owner;
}

export class Joint {
  private readonly shard: Shard;
  private readonly crew: Crew;
  private readonly team: TeamMemory;
  private readonly lead: Lead;
  private readonly member: Member;
  private readonly rows: SharedRows;
  private readonly witnesses: readonly string[];
  /** Of the last level: states that have other ids since its gaps were closed. */
  private moved: ReadonlyMap<number, number> = new Map();

  /** From now on the crew takes part. `owner`: as {@link moveToSharedMemory} has returned it. */
  constructor(compiled: Compiled, shard: Shard, crew: Crew, owner: SharedRowsOwner, others: ReadonlyMap<MachineDefinition, ReachableSet>, count: number) {
    const { definition, instances, packing } = compiled;
    const missingWitnesses = shard.judge.missingWitnesses();
    const whereabouts = shard.whereabouts();
    const { current, levelEnd } = whereabouts;
    const team = newTeam({ count, witnesses: definition.witnesses.length, instances: instances.length, next: current + 1, levelEnd }, owner.memory);
    this.witnesses = definition.witnesses.map(each => each.name);
    this.shard = shard;
    this.crew = crew;
    this.team = team;
    this.lead = new Lead(team, owner);
    this.rows = shard.rows as SharedRows;
    this.rows.share();
    owner.closeGaps(this.rows, [this.rows.takeGap()]);
    this.rows.sync();
    for (const [i, name] of this.witnesses.entries()) team.reached[i] = missingWitnesses.includes(name) ? 0 : 1;
    team.seen.set(shard.instanceSeen);
    const post = new Post(packing.words, team, 0);
    shard.join(whereabouts, this.rows, post);
    this.member = new Member(team, 0, shard, this.rows, post, this.witnesses);
    crew.begin({ team, whereabouts, missingWitnesses, others: handlesOf(definition, others) });
  }

  /** Does some of the leader's own part, until it is time, or waits a moment. Returns whether the level is whole. Errors: as of `Member.turn`. */
  advance(states: number, isTime: IsTime): boolean {
    const heard = bellOf(this.team);
    const turn = whileRunning(() => this.member.turn(states, isTime));
    this.lead.attend();
    if (this.lead.isLevelWhole()) {
      this.moved = this.lead.closeGaps(this.rows);
      this.rows.sync();
      return true;
    }
    if (turn !== "worked") this.crew.wait(this.team, heard);
    return false;
  }

  failure(): Failure | null {
    return this.lead.failure();
  }

  tally(): Tally {
    return this.lead.tally();
  }

  /** The name of what is violated, as far as is known: it may be another one when the level is whole. */
  violated(): string | null {
    if (this.lead.hasDeadlock()) return deadlockProperty;
    const rank = this.lead.violatedRank();
    return rank === null ? null : this.shard.judge.properties[rank].name;
  }

  /** 1 for each action instance that was enabled somewhere, before the last level that is whole had ended. */
  get instanceSeen(): Uint8Array {
    return this.team.seen;
  }

  /** Witnesses that nobody had reached when the last level was whole. */
  missingWitnesses(): readonly string[] {
    return this.witnesses.filter((_, i) => Atomics.load(this.team.reached, i) === 0);
  }

  /** The next level may begin. `states`: that are known now. */
  orderNext(states: number): void {
    this.lead.orderNext(states);
  }

  orderEnd(): void {
    this.lead.orderEnd();
  }

  /** Everything together, once the end was ordered and all have reported; null before, after a moment. */
  gather(): Gathered | null {
    const heard = bellOf(this.team);
    const reports = this.crew.reports();
    if (reports !== null) return this.merged(reports);
    this.crew.wait(this.team, heard);
    return null;
  }

  private merged(reports: readonly Report[]): Gathered {
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
