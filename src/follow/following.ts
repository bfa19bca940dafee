/**
 * Follows the lines of one job: the set of states that the machine may be in, line by line.
 *
 * The set is closed under the moves that no line tells of, after every line. A line leaves those states in which its moves are possible, as they are after
 * them; what is owed and did not come in time drops the states in which it is owed. No state left: the line cannot happen.
 */
import { flat, type LogMapping, type LogSettings, type Move } from "../dsl/logs.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { guarded } from "../explore/calls/run.ts";
import type { LogEvent } from "./events.ts";
import { needsLess, type Owed, owing, type Possible, PossibleStates, settled } from "./possible.ts";
import { type Reason, Reasons } from "./reasons.ts";
import { type Moment, Stepper } from "./stepper.ts";

/** How a log is followed. */
export interface FollowLimits {
  /** Possible states at a time; beyond, the answer is incomplete. */
  readonly statesMax: number;
  /** Milliseconds by which lines of different threads may stand in another order than that of what they tell. */
  readonly jitter: number;
  /** The relaxations that may be used. */
  readonly relaxations: ReadonlySet<string>;
}

/** Lines of one moment that are read late, at most at a time. */
const lateLinesMax = 2;

/** Lines between two states to which one can return. */
const returnLines = 16;

/** Why it does not go on. `index`: the place of the line in the job's log. */
export type Stop =
  | { readonly kind: "refused"; readonly index: number; readonly reasons: readonly Reason[]; readonly overdue: readonly Owed[] }
  | { readonly kind: "left" | "ended"; readonly index: number; readonly why: string }
  | { readonly kind: "states"; readonly index: number };

/** Where one can return to: everything that the lines before `index` have left behind. */
export interface Standing {
  readonly index: number;
  readonly states: readonly Possible[];
  readonly memory: unknown;
}

export class Following {
  readonly stepper: Stepper;
  readonly events: readonly LogEvent[];
  private readonly mapping: LogMapping;
  private readonly settings: LogSettings;
  private readonly limits: FollowLimits;
  private readonly hidden: readonly (readonly Move[])[];
  private memory: unknown;
  private states: readonly Possible[] = [];
  /** Earlier places, the newest last. */
  private standings: Standing[] = [];
  /** The next line. */
  index = 0;
  stop: Stop | null = null;
  /** Lines that have told of something. */
  told = 0;
  /** The most states that were possible behind a line, and their sum over the lines that told of something. */
  statesPeak = 0;
  private statesSum = 0;

  /** Errors: whatever functions of the mapping and the spec do wrong. */
  constructor(definition: MachineDefinition, mapping: LogMapping, settings: LogSettings, events: readonly LogEvent[], limits: FollowLimits) {
    this.mapping = mapping;
    this.settings = settings;
    this.events = events;
    this.limits = limits;
    this.stepper = new Stepper(definition, mapping, settings, limits.relaxations);
    this.hidden = ask("hidden", () => mapping.hidden(settings)).map(flat);
    this.memory = ask("memory", () => mapping.memory(settings));
    this.begin();
  }

  /** The states that are possible now. */
  get possible(): readonly Possible[] {
    return this.states;
  }

  /** On average behind a line that told of something. */
  get statesMean(): number {
    return this.told === 0 ? 0 : this.statesSum / this.told;
  }

  get isOver(): boolean {
    return this.stop !== null || this.index === this.events.length;
  }

  /** Takes lines until `isTime` says that it is time for a pause. */
  advance(isTime: () => boolean): void {
    do {
      if (this.index % returnLines === 0) this.standings = [...this.standings.slice(-1), this.standing()];
      this.takeLine(this.events[this.index]);
    } while (!this.isOver && !isTime());
  }

  /** Where it stands. */
  standing(): Standing {
    return { index: this.index, states: this.states, memory: structuredClone(this.memory) };
  }

  /** A place some lines before the next one, but no earlier one than the beginning. */
  earlierStanding(): Standing {
    const [first = this.standing()] = this.standings;
    return first;
  }

  /** Goes back to where it stood: whatever was done since is undone. */
  returnTo({ index, states, memory }: Standing): void {
    [this.index, this.states, this.memory, this.stop] = [index, states, structuredClone(memory), null];
  }

  /** Follows these lines from an earlier place, beside the log's own course. */
  trialFrom({ index, states, memory }: Standing, lines: readonly LogEvent[]): Trial {
    return new Trial({ index, states, memory: structuredClone(memory) }, lines, (event, standing) => this.tryLine(event, standing, this.limits));
  }

  /** The relaxations that the best way to a possible state needs. */
  get relaxationsUsed(): readonly string[] {
    const [first, ...others] = this.states;
    if (first === undefined) return [];
    const best = others.reduce((least, each) => (needsLess(each, least) ? each : least), first);
    return Object.keys(this.mapping.relaxations).filter((_, i) => (best.relaxed & (1 << i)) !== 0);
  }

  /** Gives the machine back. Nothing can be asked any more. */
  release(): void {
    this.stepper.compiled.release();
  }

  private begin(): void {
    const [first] = this.events;
    const initial = this.stepper.initial();
    if (first === undefined) return;
    const context = { line: first.line, memory: this.memory, settings: this.settings, kind: first.kind.name };
    const moves = flat(ask("begins", () => this.mapping.begins(context)));
    const moment: Moment = { time: first.line.time, event: 0, isHidden: false };
    this.states = this.closed(
      initial.flatMap(state => this.stepper.make(moves, state, moment, null)),
      moment,
    );
  }

  private takeLine(event: LogEvent): void {
    const result = this.tryLine(event, { index: this.index, states: this.states, memory: this.memory }, this.limits);
    this.stop = result.stop;
    if (result.stop !== null) return;
    this.states = result.states;
    this.index++;
    if (!result.hasTold) return;
    this.told++;
    this.statesSum += this.states.length;
    this.statesPeak = Math.max(this.statesPeak, this.states.length);
    if (this.states.length > this.limits.statesMax) this.stop = { kind: "states", index: this.index - 1 };
  }

  /** What a line leaves of the possible states. Writes the memory. */
  private tryLine(event: LogEvent, { index, states, memory }: Standing, limits: FollowLimits): LineResult {
    const { line, kind, fields } = event;
    const moment: Moment = { time: line.time, event: index, isHidden: false };
    const inTime = states.filter(state => state.owed.every(({ until }) => until >= line.time));
    if (inTime.length === 0) return refused(index, [], overdueIn(states, line.time));
    const means = kind.means as ((fields: unknown, context: unknown) => Move) | null;
    const moves = means === null ? [] : flat(ask(kind.name, () => means(fields, { line, memory, settings: this.settings })));
    const last = moves.find(move => move.kind === "leave" || move.kind === "end");
    if (last?.kind === "leave" || last?.kind === "end") {
      return { stop: { kind: last.kind === "leave" ? "left" : "ended", index, why: last.why }, states: inTime, hasTold: false };
    }
    if (moves.length === 0) return { stop: null, states: inTime, hasTold: false };
    const reasons = new Reasons();
    const next = inTime.flatMap((state, i) => {
      reasons.state = i;
      if (isHeldBack(state, line.thread)) return [];
      return [...this.stepper.make(moves, state, moment, reasons), ...this.late(event, moves, state, index, limits.jitter)];
    });
    if (next.length === 0) return refused(index, reasons.list(), []);
    return { stop: null, states: this.closed(next, moment), hasTold: true };
  }

  /** The state in which the line is read later, behind lines of other threads. */
  private late({ line }: LogEvent, moves: readonly Move[], state: Possible, index: number, jitter: number): readonly Possible[] {
    const next = this.events[index + 1];
    if (jitter === 0 || next === undefined || next.line.time > line.time + jitter) return [];
    if (state.owed.filter(each => each.event !== null).length >= lateLinesMax) return [];
    const about = `line ${line.number}, which may stand too early`;
    const event = { index, thread: line.thread };
    return [owing(state, { key: `line ${index}`, about, moves, until: line.time + jitter, event })];
  }

  /** With all states that can be reached by moves that no line tells of. Beyond the limit it is left as it is. */
  private closed(states: readonly Possible[], moment: Moment): readonly Possible[] {
    const all = new PossibleStates();
    const todo = states.filter(state => all.add(state));
    const silent: Moment = { ...moment, isHidden: true };
    for (let state = todo.pop(); state !== undefined && all.size <= this.limits.statesMax; state = todo.pop()) {
      for (const next of this.silentSteps(state, silent)) if (all.add(next)) todo.push(next);
    }
    return all.values();
  }

  private silentSteps(state: Possible, moment: Moment): readonly Possible[] {
    const free = this.hidden.flatMap(moves => this.stepper.make(moves, state, moment, null));
    const deferred = state.owed.flatMap(({ key, moves, event }) => {
      if (moves === null) return [];
      const when = event === null ? moment : { ...moment, event: event.index, isHidden: false };
      return this.stepper.make(
        moves,
        settled(state, each => each === key),
        when,
        null,
      );
    });
    return [...free, ...deferred];
  }
}

interface LineResult {
  readonly stop: Stop | null;
  readonly states: readonly Possible[];
  readonly hasTold: boolean;
}

/** Follows lines beside the log's own course. */
export class Trial {
  private readonly lines: readonly LogEvent[];
  private readonly take: (event: LogEvent, standing: Standing) => LineResult;
  private standing: Standing;
  /** How many of the lines were possible, one after the other. */
  taken = 0;
  private isStopped = false;

  constructor(standing: Standing, lines: readonly LogEvent[], take: (event: LogEvent, standing: Standing) => LineResult) {
    this.standing = standing;
    this.lines = lines;
    this.take = take;
  }

  get states(): readonly Possible[] {
    return this.standing.states;
  }

  /** Puts others in the place of the possible states. */
  replace(states: readonly Possible[]): void {
    this.standing = { ...this.standing, states };
  }

  /** A copy that can be followed in another way. */
  copy(): Trial {
    const copy = new Trial({ ...this.standing, memory: structuredClone(this.standing.memory) }, this.lines, this.take);
    copy.taken = this.taken;
    copy.isStopped = this.isStopped;
    return copy;
  }

  /** Takes so many lines, all together, as far as they are possible. The end of the run, or of what the machine has, is possible. */
  takeUpTo(count: number): this {
    while (!this.isStopped && this.taken < Math.min(count, this.lines.length)) {
      const { index, memory } = this.standing;
      const { stop, states } = this.take(this.lines[this.taken], this.standing);
      this.isStopped = stop !== null;
      if (stop === null) this.taken++;
      else if (stop.kind === "left" || stop.kind === "ended") this.taken = this.lines.length;
      this.standing = { index: index + 1, states, memory };
    }
    return this;
  }
}

function refused(index: number, reasons: readonly Reason[], overdue: readonly Owed[]): LineResult {
  return { stop: { kind: "refused", index, reasons, overdue }, states: [], hasTold: false };
}

/** What was owed and is too late, each key once. */
function overdueIn(states: readonly Possible[], time: number): readonly Owed[] {
  const late = states.flatMap(({ owed }) => owed.filter(({ until }) => until < time));
  return [...new Map(late.map(each => [each.key, each])).values()];
}

/** Whether an earlier line of this thread waits: lines of one thread keep their order. */
function isHeldBack({ owed }: Possible, thread: string): boolean {
  return owed.some(({ event }) => event !== null && thread !== "" && event.thread === thread);
}

/** Calls a function of the mapping. Errors: CUT208, CUT213 and what it finds. */
function ask<T>(name: string, call: () => T): T {
  return guarded({ role: "logs", name }, null, call);
}
