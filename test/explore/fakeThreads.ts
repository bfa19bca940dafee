/** Threads that are none: all members take turns in one thread, as a schedule says, so that every interleaving can be tried and repeated. */
import type { MachineDefinition } from "../../src/dsl/machine.ts";
import { exploreWith, unlimited } from "../../src/explore/explore.ts";
import type { Keeping } from "../../src/explore/work/keeping.ts";
import type { Budget, Outcome } from "../../src/explore/work/outcome.ts";
import { Helper, type Helpers, type Job, type Report, type Subject, type Threads } from "../../src/explore/workers/threads.ts";
import type { TableShape } from "../../src/kernel/sharedGrowth.ts";

/** How a run with such threads goes. */
export interface Schedule {
  readonly count: number;
  /** Looks of the leader before the others are ready. */
  readonly delay: number;
  /** States that the leader expands between two looks. */
  readonly statesPerTurn: number;
  readonly tables: TableShape;
  /** How much the others do when it is their turn, one number after the other, over and over. */
  readonly turns: readonly number[];
}

/** What happened, for tests of the tests. */
export interface Seen {
  handedOver: boolean;
}

/** Explores with fake threads. `keeping`: keeps what they explore. */
export function exploreTogether(
  machine: MachineDefinition,
  schedule: Schedule,
  budget: Partial<Budget> = {},
  seen: Seen = { handedOver: false },
  symmetry = true,
  keeping?: Keeping,
): Promise<Outcome> {
  const started: FakeHelpers[] = [];
  const threads: Threads = {
    ...schedule,
    frontierMin: 1,
    helpers: (subject, count) => {
      const helpers = new FakeHelpers(subject, { ...schedule, count }, seen);
      started.push(helpers);
      return helpers;
    },
  };
  const pause = async (): Promise<void> => {
    for (const helpers of started) helpers.work();
  };
  const source = { spec: "", scope: {}, semantics: {} };
  const options = { countEdges: true, symmetry, properties: null, budget: { ...unlimited, ...budget }, source };
  return exploreWith(machine, options, {
    now: () => 0,
    pause,
    interrupted: () => false,
    onProgress: () => {},
    threads,
    ...(keeping === undefined ? {} : { keeping }),
  });
}

class FakeHelpers implements Helpers {
  private readonly subject: Subject;
  private readonly schedule: Schedule;
  private readonly seen: Seen;
  private looks = 0;
  private turn = 0;
  private helpers: readonly Helper[] = [];
  private readonly done = new Set<Helper>();

  constructor(subject: Subject, schedule: Schedule, seen: Seen) {
    this.subject = subject;
    this.schedule = schedule;
    this.seen = seen;
  }

  isReady(): boolean {
    return ++this.looks > this.schedule.delay;
  }

  failure(): string | null {
    return null;
  }

  begin(job: Job): void {
    this.seen.handedOver = true;
    this.helpers = Array.from({ length: this.schedule.count - 1 }, (_, i) => {
      const helper = new Helper(this.subject.machine, this.subject);
      if (i % 2 === 0) helper.warmUp(10);
      helper.begin(job, i + 1);
      return helper;
    });
  }

  reports(): readonly Report[] | null {
    return this.done.size < this.helpers.length ? null : this.helpers.map(helper => helper.report()!);
  }

  wait(): void {
    for (const _ of this.helpers) this.work();
  }

  dismiss(): void {
    for (const helper of this.helpers) helper.release();
  }

  /** One of the others takes its turn. */
  work(): void {
    if (this.helpers.length === 0) return;
    const { turns } = this.schedule;
    const helper = this.helpers[this.turn % this.helpers.length]!;
    if (!this.done.has(helper) && helper.turn(turns[this.turn % turns.length]!) === "over") this.done.add(helper);
    this.turn++;
  }
}
