/** An exploration by several threads, as the one that leads it sees it: its own part, the team's orders, and in the end what all have found. */
import { deadlockProperty, type MachineDefinition } from "../dsl/machine.ts";
import { RowSet, rowsOf } from "../kernel/rows.ts";
import type { Compiled } from "../layout/compile.ts";
import type { Crew, OtherStates, Report, Threads } from "./crew.ts";
import { Found } from "./found.ts";
import type { Violation } from "./judge.ts";
import type { ReachableSet } from "./reachable.ts";
import type { Shard } from "./shard.ts";
import { bellOf, type Failure, Lead, Member, newTeam, postOf, type Tally, TeamBudget, type TeamMemory } from "./team.ts";

/** What all members have found. */
export interface Gathered {
  readonly found: Found;
  /** Of the property declared first among the violated ones, or deadlocks if there are any. */
  readonly violations: readonly Violation[];
  /** 1 for each action instance that was enabled somewhere. */
  readonly instanceSeen: Uint8Array;
  readonly missingWitnesses: readonly string[];
}

export interface JointOptions extends Pick<Threads, "count" | "mailboxRows"> {
  /** For the sets of all members together. */
  readonly memoryBytesMax: number;
  /** What was found before there were others. */
  readonly before: Tally;
}

export class Joint {
  private readonly shard: Shard;
  private readonly crew: Crew;
  private readonly team: TeamMemory;
  private readonly lead: Lead;
  private readonly member: Member;
  private readonly before: Tally;

  /** Hands over to the crew. Errors: MemoryLimitError. */
  constructor(
    compiled: Compiled,
    shard: Shard,
    crew: Crew,
    others: ReadonlyMap<MachineDefinition, ReachableSet>,
    { count, mailboxRows, memoryBytesMax, before }: JointOptions,
  ) {
    const { definition, instances, packing } = compiled;
    const witnesses = definition.witnesses.map(each => each.name);
    this.shard = shard;
    this.crew = crew;
    this.before = before;
    const shape = { count, width: packing.words, witnesses: witnesses.length, mailboxRowsMin: instances.length, mailboxRows, memoryBytesMax };
    this.team = newTeam(shape);
    this.lead = new Lead(this.team);
    const snapshot = shard.snapshot();
    crew.begin({ team: this.team, snapshot, missingWitnesses: shard.judge.missingWitnesses(), others: handlesOf(definition, others) });
    try {
      shard.join(postOf(this.team, 0, packing.words), snapshot, new RowSet(packing.words, new TeamBudget(this.team), "shared"));
    } catch (error) {
      this.lead.orderEnd();
      throw error;
    }
    this.member = new Member(this.team, 0, shard, witnesses);
  }

  /** Does some of the leader's own part, or waits a moment. Returns whether the level is whole. Errors: as of `Member.turn`. */
  advance(states: number): boolean {
    const heard = bellOf(this.team);
    const turn = this.member.turn(states);
    if (this.lead.isLevelWhole()) return true;
    if (turn !== "worked") this.crew.wait(this.team, heard);
    return false;
  }

  failure(): Failure | null {
    return this.lead.failure();
  }

  tally(): Tally {
    return this.lead.tally() ?? this.before;
  }

  /** The name of what is violated, as far as is known: it may be another one when the level is whole. */
  violated(): string | null {
    if (this.lead.hasDeadlock()) return deadlockProperty;
    const rank = this.lead.violatedRank();
    return rank === null ? null : this.shard.judge.properties[rank].name;
  }

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
    const { shard } = this;
    const all = [{ ...ownReport(shard), rows: shard.rows }, ...reports.map(report => ({ ...report, rows: rowsOf(report.rows) }))];
    const named = (of: (report: (typeof all)[number]) => readonly Violation[]): readonly Violation[] =>
      all.flatMap((report, index) => of(report).map(violation => ({ ...violation, state: violation.state * all.length + index })));
    const deadlocks = named(report => report.deadlocks);
    const violated = this.violated();
    return {
      found: new Found(all),
      violations: deadlocks.length > 0 ? deadlocks : named(report => report.violations).filter(({ name }) => name === violated),
      instanceSeen: shard.instanceSeen.map((seen, i) => (all.some(({ instanceSeen }) => instanceSeen[i] === 1) ? 1 : seen)),
      missingWitnesses: shard.judge.missingWitnesses().filter(name => all.every(({ missingWitnesses }) => missingWitnesses.includes(name))),
    };
  }
}

function ownReport({ levelStarts, deadlocks, judge, instanceSeen }: Shard): Omit<Report, "rows"> {
  return { levelStarts, deadlocks, violations: judge.violations, instanceSeen, missingWitnesses: judge.missingWitnesses() };
}

/** The sets of other machines, each once, by the name of a property that needs it. */
function handlesOf(definition: MachineDefinition, others: ReadonlyMap<MachineDefinition, ReachableSet>): readonly OtherStates[] {
  return [...others].flatMap(([other, set]) => {
    const property = definition.properties.find(each => each.kind === "reachableIn" && each.other === other);
    return property === undefined ? [] : [{ property: property.name, sets: set.handles(), isReduced: set.isReduced }];
  });
}
