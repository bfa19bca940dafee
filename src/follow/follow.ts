/** Follows the jobs of a log: verdicts, explanations, the settings that fit. */
import { buildFollowing, type LogMapping, type LogSettings } from "../dsl/logs.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { actorOf } from "../explore/calls/run.ts";
import { limitingCalls, NoReturnError, returning, stuckSeconds, within } from "../explore/work/limit.ts";
import type { PlainState, Trace } from "../explore/work/outcome.ts";
import type { JobLog } from "./events.ts";
import { explanationOf } from "./explain.ts";
import { Following, type FollowLimits, type Stop } from "./following.ts";
import type { Fits, FollowVerdict, JobOutcome, Refusal, RelaxedFurther } from "./outcome.ts";
import type { Possible, Way } from "./possible.ts";

/** Steps of the run that are shown. */
const stepsShownMax = 12;
/** Possible states that are looked at for what could have happened instead. */
const statesShownMax = 200;
/** Longer logs are not followed again and again to find out which relaxation would do. */
const eventsAgainMax = 20_000;
const turnSeconds = 0.08;

/** What following may know of the world. */
export interface FollowWorld {
  /** Seconds on a monotonic clock. */
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  /** Why to stop: an interruption, a limit; null: go on. */
  readonly reasonToStop: () => string | null;
}

export interface FollowOptions extends FollowLimits {
  readonly scope: LogSettings;
  readonly semantics: LogSettings;
  /** Settings to try, each in place of those of `scope` and `semantics`. */
  readonly infer: readonly { readonly scope: LogSettings; readonly semantics: LogSettings }[];
  readonly inferred: readonly string[];
}

/** Stopped by a limit or by the user. */
class Stopped extends Error {}

/** Follows one job. Errors: whatever functions of the mapping and of the spec do wrong. */
export async function followJob(mapping: LogMapping, spec: string, log: JobLog, options: FollowOptions, world: FollowWorld): Promise<JobOutcome> {
  const runs = new Runs(mapping, spec, log, options, world);
  try {
    return await runs.outcome();
  } finally {
    runs.release();
  }
}

class Runs {
  private readonly mapping: LogMapping;
  private readonly spec: string;
  private readonly log: JobLog;
  private readonly options: FollowOptions;
  private readonly world: FollowWorld;
  private readonly open = new Set<Following>();

  constructor(mapping: LogMapping, spec: string, log: JobLog, options: FollowOptions, world: FollowWorld) {
    this.mapping = mapping;
    this.spec = spec;
    this.log = log;
    this.options = options;
    this.world = world;
  }

  async outcome(): Promise<JobOutcome> {
    const { options, log } = this;
    const following = this.start(options, options.relaxations);
    let why = await this.finish(following);
    const { stop } = following;
    let [refusal, fits, needed]: [Refusal | null, Fits | null, readonly string[]] = [null, null, []];
    const verdict = why === null ? verdictOf(following) : "incomplete";
    try {
      if (why === null && stop?.kind === "refused") refusal = await this.refusalOf(following, stop);
      if (why === null) needed = await this.neededOf(following);
      if (why === null && options.infer.length > 0) fits = await this.fitsOf();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      why = error.message;
    }
    return {
      job: log.name,
      settings: { ...options.scope, ...options.semantics },
      verdict,
      known: log.events.length,
      told: following.told,
      statesPeak: following.statesPeak,
      statesMean: following.statesMean,
      stoppedAt: stoppedAt(following, why),
      refusal,
      needed,
      fits,
    };
  }

  release(): void {
    for (const each of this.open) each.release();
  }

  private start({ scope, semantics }: { readonly scope: LogSettings; readonly semantics: LogSettings }, relaxations: ReadonlySet<string>): Following {
    const { statesMax, jitter } = this.options;
    const place = { spec: this.spec };
    const machine = returning("The build of logs", () => buildFollowing(this.mapping, scope, semantics, place));
    const limits = { statesMax, jitter, relaxations };
    const following = new Following(machine.definition, this.mapping, { ...scope, ...semantics }, this.log.events, limits);
    this.open.add(following);
    return following;
  }

  private close(following: Following): void {
    this.open.delete(following);
    following.release();
  }

  /** Follows to the end, or to the line that stops it. Returns why it was stopped before; null: it was not. */
  private async finish(following: Following): Promise<string | null> {
    while (!following.isOver) {
      this.takeTurn(following);
      await this.world.pause();
      const reason = this.world.reasonToStop();
      if (reason !== null && !following.isOver) return reason;
    }
    return null;
  }

  /** A turn that is ended because a function does not return is done again, each function with a limit of its own. */
  private takeTurn(following: Following): void {
    const standing = following.standing();
    const began = this.world.now();
    const advance = (): void => following.advance(() => this.world.now() - began > turnSeconds);
    try {
      within(stuckSeconds, advance);
    } catch (error) {
      if (!(error instanceof NoReturnError)) throw error;
      following.returnTo(standing);
      limitingCalls(() => following.advance(() => true));
    }
  }

  private async pauseIn(): Promise<void> {
    await this.world.pause();
    const reason = this.world.reasonToStop();
    if (reason !== null) throw new Stopped(reason);
  }

  private async refusalOf(following: Following, { index, reasons, overdue }: Stop & { readonly kind: "refused" }): Promise<Refusal> {
    const event = this.log.events[index];
    const states = following.possible.slice(0, statesShownMax);
    const plain = states.map(state => following.stepper.plain(state));
    const { actions } = following.stepper.compiled.definition;
    const instances = [...new Set(states.flatMap(state => following.stepper.enabledIn(state)))];
    return {
      line: event.line,
      kind: event.kind.name,
      reasons,
      overdue: overdue.map(({ about }) => about),
      states: following.possible.length,
      state: plain[0],
      initial: following.stepper.plain(following.stepper.initial()[0]),
      types: following.stepper.compiled.definition.state,
      differing: differingFields(plain),
      instead: instances.map(({ action, parameters }) => ({
        action: actions[action].name,
        parameters: parameters as Readonly<Record<string, string | number | boolean>>,
      })),
      ...this.runTo(following, states[0]),
      explanation: await this.explain(following, index),
      relaxations: await this.relaxedFurther(index),
    };
  }

  private async explain(following: Following, index: number): Promise<Refusal["explanation"]> {
    const search = explanationOf(following, index);
    for (;;) {
      const { done, value } = search.next();
      if (done === true) return value;
      await this.pauseIn();
    }
  }

  /** The last steps of the way to a possible state. */
  private runTo({ stepper }: Following, to: Possible): Pick<Refusal, "run" | "runLines" | "stepsBefore"> {
    const ways: Way[] = [];
    for (let way = to.way; way !== null; way = way.before) ways.push(way);
    const shown = ways.slice(0, stepsShownMax).reverse();
    const before = ways.at(shown.length);
    const initial = before === undefined ? (stepper.initial()[0] as Possible) : before;
    const run: Trace = { initial: stepper.plain(initial), steps: shown.map(way => stepOf(stepper.compiled.definition, way, stepper.plain(way))) };
    const runLines = shown.map(({ event, isHidden }) => (isHidden ? null : (this.log.events[event]?.line.number ?? null)));
    return { run, runLines, stepsBefore: ways.length - shown.length };
  }

  /** Which relaxations make the refused line possible, each by itself; and where none leads to the end, which of them together lead farther. */
  private async relaxedFurther(refused: number): Promise<readonly RelaxedFurther[]> {
    if (this.log.events.length > eventsAgainMax) return [];
    const allowed = [...this.options.relaxations];
    const others = Object.keys(this.mapping.relaxations).filter(name => !allowed.includes(name));
    const found: { readonly names: readonly string[]; readonly reached: number }[] = [];
    for (const name of others) found.push({ names: [name], reached: await this.reachedWith([...allowed, name]) });
    const best = Math.max(refused, ...found.map(({ reached }) => reached));
    const all = others.length < 2 ? best : await this.reachedWith([...allowed, ...others]);
    if (all > best) found.push({ names: await this.fewest(others, allowed, all), reached: all });
    return found.filter(({ reached }) => reached > refused).map(({ names, reached }) => ({ names, refusedAt: this.refusedAt(reached) }));
  }

  /** The number of the line at this place, which cannot happen; null: it was not refused. */
  private refusedAt(reached: number): number | null {
    return reached === this.log.events.length ? null : this.log.events[reached].line.number;
  }

  /** The place of the first line that cannot happen with these relaxations; behind the last one where the log is not refused. */
  private async reachedWith(names: readonly string[]): Promise<number> {
    const following = this.start(this.options, new Set(names));
    const reason = await this.finish(following);
    const { stop } = following;
    this.close(following);
    if (reason !== null) throw new Stopped(reason);
    return stop?.kind === "refused" ? stop.index : this.log.events.length;
  }

  /** Some of these relaxations that lead as far as all, and none of which can be left out. */
  private async fewest(names: readonly string[], besides: readonly string[], reached: number): Promise<readonly string[]> {
    let fewest = names;
    for (const name of [...names].reverse()) {
      const without = fewest.filter(each => each !== name);
      if ((await this.reachedWith([...besides, ...without])) >= reached) fewest = without;
    }
    return fewest;
  }

  /** Of the relaxations that were used, those without which the log is refused earlier. */
  private async neededOf(following: Following): Promise<readonly string[]> {
    const used = following.relaxationsUsed;
    if (used.length === 0 || this.log.events.length > eventsAgainMax) return used;
    const { stop, index, events } = following;
    return this.fewest(used, [], stop?.kind === "refused" ? index : events.length);
  }

  private async fitsOf(): Promise<Fits> {
    const { infer, inferred } = this.options;
    const tried: Fits["tried"][number][] = [];
    for (const settings of infer) {
      const following = this.start(settings, this.options.relaxations);
      const reason = await this.finish(following);
      const all = { ...settings.scope, ...settings.semantics };
      const values = Object.fromEntries(inferred.map(name => [name, all[name]]));
      const { stop } = following;
      const refusedAt = stop?.kind === "refused" ? this.refusedAt(stop.index) : null;
      tried.push({ values, verdict: verdictOf(following), refusedAt });
      this.close(following);
      if (reason !== null) throw new Stopped(reason);
    }
    return { knobs: inferred, tried };
  }
}

function verdictOf({ stop, told }: Following): FollowVerdict {
  const reached = told === 0 ? "vacuous" : "followed";
  return stop === null ? reached : ({ refused: "refused", states: "incomplete", left: "left", ended: reached } as const)[stop.kind];
}

function stoppedAt({ stop, index, events, possible }: Following, reason: string | null): JobOutcome["stoppedAt"] {
  if (reason !== null) return { line: events[Math.min(index, events.length - 1)].line.number, why: reason };
  if (stop === null) return null;
  const { line } = events[stop.index];
  if (stop.kind === "states") return { line: line.number, why: `${possible.length} states are possible behind it, more than the limit` };
  return { line: line.number, why: stop.kind === "refused" ? "it cannot happen" : stop.why };
}

function stepOf(definition: MachineDefinition, { action, about, parameters }: Way, state: PlainState): Trace["steps"][number] {
  const found = definition.actions.find(({ name }) => name === action);
  if (found === undefined) return { action: about, parameters, actor: "the log", fault: false, state };
  return { action: found.name, parameters, actor: actorOf(found, parameters), fault: found.fault, state };
}

/** The fields of a state in which some of these states differ. */
function differingFields(states: readonly PlainState[]): readonly string[] {
  const [first, ...others] = states;
  if (first === undefined) return [];
  return Object.keys(first).filter(name => others.some(each => JSON.stringify(each[name]) !== JSON.stringify(first[name])));
}
