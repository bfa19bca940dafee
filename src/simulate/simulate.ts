/**
 * Random walks, for scopes that cannot be explored whole: driven by fast-check, so that a walk that fails is shrunk, and found again by its seed and path.
 * What was shrunk is then minimised by an exploration of all runs that are no longer, where that fits. A simulation never says that something holds.
 */
import fc from "fast-check";
import { type Instance, machineOf } from "../check/check.ts";
import { CutcheckError } from "../dsl/errors.ts";
import { deadlockProperty, isLiveness, type MachineDefinition } from "../dsl/machine.ts";
import { exploreWith, reachableSetsWith } from "../explore/explore.ts";
import { limitingCalls, NoReturnError, returningEach, stuckSeconds, within } from "../explore/work/limit.ts";
import type { Budget, Platform, StopReason, Trace } from "../explore/work/outcome.ts";
import { MemoryLimitError, OwnBudget } from "../kernel/memory.ts";
import { type WalkEnd, type Walked, Walker } from "./walk.ts";
import { type Choices, WalkArbitrary } from "./walkArbitrary.ts";

/** A failing walk is shrunk by no more other walks than this; the exploration does the rest. */
const shrinkWalksMax = 5_000;

/** A walk that is in the way of the limit of time is given so long to end by itself. */
const graceSeconds = 0.5;

export interface SimulationOptions {
  /** Walks, and steps of each at most. */
  readonly runs: number;
  readonly steps: number;
  /** A 32-bit integer. The same seed gives the same walks. */
  readonly seed: number;
  /** Only the walk at this path, as it was shrunk; null: all walks. */
  readonly path: string | null;
  /** Of the walks: seconds, and memory for the states that were met. Of each exploration: states too. */
  readonly budget: Budget;
  /** Of the explorations: see `ExploreOptions.symmetry`. Walks know nothing of it. */
  readonly symmetry?: boolean;
  /** Called after each walk. */
  readonly onWalk: (counts: WalkCounts) => void;
}

/** What the walks covered, those that only shrink another one left out. */
export interface WalkCounts {
  readonly walks: number;
  readonly steps: number;
  readonly distinctStates: number;
  /** Steps of the longest walk. */
  readonly longest: number;
  /** Walks that ended in a terminal state, before their steps were used up. */
  readonly ended: number;
  /** Walks that ended in a state beyond the constraint; absent where the machine has none. */
  readonly outside?: number;
}

/** Whether the shown run is a shortest one: `shortest` by exploring all runs up to its length; else why that could not be done. */
export type Minimised =
  | { readonly by: "shortest"; readonly distinctStates: number; readonly symmetry: "reduced" | "full" | null }
  | { readonly by: "shrinking"; readonly because: StopReason | "lost" };

export type SimulationFinding =
  | { readonly kind: "none" }
  | {
      readonly kind: "violated";
      /** The property that the shown run violates. */
      readonly property: string;
      readonly trace: Trace;
      /** Where fast-check finds the shrunk walk again. */
      readonly path: string;
      /** Steps of the walk when it was met, and when it was shrunk. */
      readonly metSteps: number;
      readonly shrunkSteps: number;
      readonly minimised: Minimised;
    }
  /** `path`: null for a mistake that is found before the first walk. */
  | { readonly kind: "mistake"; readonly error: CutcheckError; readonly path: string | null };

export interface Simulation {
  readonly instance: Instance;
  readonly options: Pick<SimulationOptions, "runs" | "steps" | "seed" | "path">;
  readonly counts: WalkCounts;
  readonly finding: SimulationFinding;
  /** Why the walks ended early; null when they did not, or when one failed. */
  readonly stopped: StopReason | null;
  /** Properties that could not be judged: the other machine, of `reachableIn`, could not be explored. */
  readonly unjudged: readonly string[];
  /** Properties of runs without end, and of what remains possible: no walk can show them violated. */
  readonly beyond: readonly string[];
  /** What no walk has met. */
  readonly neverEnabled: readonly string[];
  readonly missingWitnesses: readonly string[];
}

/** Walks. A mistake in the spec is a finding, not an exception. */
export async function simulate(instance: Instance, options: SimulationOptions, platform: Platform): Promise<Simulation> {
  try {
    const machine = machineOf(instance).definition;
    const names = instance.properties ?? instance.case?.properties ?? null;
    const others = await reachableSetsWith(machine, { budget: options.budget, countEdges: false, symmetry: options.symmetry, properties: names }, platform);
    if (others.failed?.finding.verdict === "error") throw others.failed.finding.error;
    const asked = machine.properties.filter(each => names === null || names.includes(each.name));
    const unjudged = asked.flatMap(each => (each.kind === "reachableIn" && !others.sets.has(each.other) ? [each.name] : []));
    const walker = returningEach(() => new Walker(machine, names, others.sets, new OwnBudget(options.budget.memoryBytesMax)));
    try {
      const simulation = await new Walks(instance, walker, options, platform).simulation(machine);
      return withPlace({ ...simulation, unjudged, beyond: asked.filter(isLiveness).map(each => each.name) });
    } finally {
      walker.release();
    }
  } catch (error) {
    if (!(error instanceof CutcheckError)) throw error;
    return withPlace({ ...emptyFor(instance, options), finding: { kind: "mistake", error, path: null } });
  }
}

function emptyFor(instance: Instance, options: SimulationOptions): Simulation {
  const { runs, steps, seed, path } = options;
  const counts = { walks: 0, steps: 0, distinctStates: 0, longest: 0, ended: 0 };
  return {
    instance,
    options: { runs, steps, seed, path },
    counts,
    finding: { kind: "none" },
    stopped: null,
    unjudged: [],
    beyond: [],
    neverEnabled: [],
    missingWitnesses: [],
  };
}

function withPlace(simulation: Simulation): Simulation {
  const { instance, finding } = simulation;
  if (finding.kind !== "mistake") return simulation;
  const place = { spec: instance.spec.name, ...(instance.case === null ? {} : { case: instance.case.name }) };
  return { ...simulation, finding: { ...finding, error: finding.error.at(place) } };
}

/** The walks of one simulation, as fast-check asks for them. */
class Walks {
  private readonly instance: Instance;
  private readonly walker: Walker;
  private readonly options: SimulationOptions;
  private readonly platform: Platform;
  private readonly start: number;
  private counts: WalkCounts;
  private stopped: StopReason | null = null;
  /** What the first failing walk came to; a walk that fails otherwise is no smaller form of it. */
  private failure: { readonly key: string; readonly steps: number } | null = null;
  private shrinkWalks = 0;
  /** A walk into a function that does not return: it is not shrunk, every walk into it would take as long. */
  private stuck: Walked | null = null;

  constructor(instance: Instance, walker: Walker, options: SimulationOptions, platform: Platform) {
    this.instance = instance;
    this.walker = walker;
    this.options = options;
    this.platform = platform;
    this.start = platform.now();
    this.counts = { ...emptyFor(instance, options).counts, ...(walker.isBounded ? { outside: 0 } : {}) };
  }

  async simulation(machine: MachineDefinition): Promise<Simulation> {
    const failed = await this.failedWalk();
    await this.platform.pause();
    const stray = failed === null ? (this.platform.stray?.() ?? null) : null;
    if (stray !== null) throw stray;
    const walked = failed === null ? null : (this.stuck ?? returningEach(() => this.walker.walk(failed.choices)));
    const finding = failed === null || walked === null ? ({ kind: "none" } as const) : await this.findingOf(machine, walked, failed.path);
    return {
      ...emptyFor(this.instance, this.options),
      counts: this.counts,
      finding,
      stopped: walked === null ? this.stopped : null,
      neverEnabled: this.walker.neverEnabled(),
      missingWitnesses: this.walker.missingWitnesses(),
    };
  }

  /** The shrunk form of the first walk that fails. */
  private async failedWalk(): Promise<{ readonly choices: Choices; readonly path: string } | null> {
    const { runs, steps, seed, path } = this.options;
    const property = fc.asyncProperty(new WalkArbitrary(steps), choices => this.walk(choices));
    if (path === null) return failureIn(await fc.check(property, { numRuns: runs, seed }));
    try {
      return failureIn(await fc.check(property, { numRuns: 1, seed, path, endOnFailure: true }));
    } catch (error) {
      // A path that leads nowhere: no walk was taken, and that is what is reported.
      if (error instanceof Error && error.message.startsWith("Unable to replay")) return null;
      throw error;
    }
  }

  /** Fails, for fast-check, where the walk does. Errors: PreconditionFailure to end the walks. */
  private async walk(choices: Choices): Promise<boolean> {
    await this.platform.pause();
    this.stopped ??= this.reasonToStop();
    // A path leads to one walk; fast-check would go on with those that come after it.
    const isOver = (this.options.path !== null && this.counts.walks === 1) || this.stuck !== null;
    if (this.stopped !== null || isOver) throw new fc.PreconditionFailure(true);
    const walked = this.walkWithin(choices);
    const key = keyOf(walked.end);
    if (this.failure === null) this.count(walked);
    else if (++this.shrinkWalks > shrinkWalksMax) throw new fc.PreconditionFailure(true);
    if (key === null || (this.failure !== null && this.failure.key !== key)) return true;
    this.failure ??= { key, steps: walked.instances.length };
    if (isStuck(walked.end)) this.stuck = walked;
    return false;
  }

  private walkWithin(choices: Choices): Walked {
    try {
      return this.walkInTime(choices);
    } catch (error) {
      if (!(error instanceof MemoryLimitError)) throw error;
      this.stopped = "memory";
      throw new fc.PreconditionFailure(true);
    }
  }

  /** A walk that does not end is taken once more, one function after the other. Errors: PreconditionFailure when the time is over. */
  private walkInTime(choices: Choices): Walked {
    const left = this.options.budget.secondsMax - (this.platform.now() - this.start);
    try {
      return within(Math.min(stuckSeconds, Math.max(left, 0) + graceSeconds), () => this.walker.walk(choices));
    } catch (error) {
      if (!(error instanceof NoReturnError)) throw error;
      this.stopped = this.reasonToStop();
      if (this.stopped !== null) throw new fc.PreconditionFailure(true);
      return limitingCalls(() => this.walker.walk(choices));
    }
  }

  private reasonToStop(): StopReason | null {
    if (this.platform.interrupted()) return "interrupted";
    return this.platform.now() - this.start > this.options.budget.secondsMax ? "seconds" : null;
  }

  private count({ instances, end }: Walked): void {
    const { walks, steps, longest, ended, outside } = this.counts;
    this.counts = {
      walks: walks + 1,
      steps: steps + instances.length,
      distinctStates: this.walker.distinctStates,
      longest: Math.max(longest, instances.length),
      ended: ended + (end.kind === "terminal" ? 1 : 0),
      ...(outside === undefined ? {} : { outside: outside + (end.kind === "outside" ? 1 : 0) }),
    };
    this.options.onWalk(this.counts);
  }

  private async findingOf(machine: MachineDefinition, walked: Walked, path: string): Promise<SimulationFinding> {
    const { end } = walked;
    if (end.kind === "mistake") return { kind: "mistake", error: end.error, path };
    if (end.kind !== "violated") throw new Error("a walk that failed does not fail again");
    const shrunk = { kind: "violated", path, metSteps: this.failure?.steps ?? 0, shrunkSteps: walked.instances.length } as const;
    const found = await this.shortest(machine, end.property, walked.instances.length);
    return "because" in found
      ? { ...shrunk, property: end.property, trace: this.walker.traceOf(walked), minimised: { by: "shrinking", because: found.because } }
      : { ...shrunk, ...found };
  }

  /** Explores all runs up to the length of the shrunk one. Deadlock is always looked for, so a shorter run may end in one. */
  private async shortest(
    machine: MachineDefinition,
    property: string,
    steps: number,
  ): Promise<{ readonly property: string; readonly trace: Trace; readonly minimised: Minimised } | { readonly because: StopReason | "lost" }> {
    // Whether a state is a deadlock is known when it is expanded, one level later.
    const depthMax = property === deadlockProperty ? steps + 1 : steps;
    const budget = { ...this.options.budget, depthMax };
    const options = { budget, countEdges: false, symmetry: this.options.symmetry, properties: [property] };
    const { finding, counts, symmetry = null } = await exploreWith(machine, options, this.platform);
    if (finding.verdict === "violated") {
      return { property: finding.property, trace: finding.trace, minimised: { by: "shortest", distinctStates: counts.distinctStates, symmetry } };
    }
    if (finding.verdict === "error") throw finding.error;
    return { because: finding.verdict === "incomplete" && finding.reason !== "depth" ? finding.reason : "lost" };
  }
}

function failureIn({ counterexample, counterexamplePath }: fc.RunDetails<[Choices]>): { readonly choices: Choices; readonly path: string } | null {
  return counterexample === null || counterexamplePath === null ? null : { choices: counterexample[0], path: counterexamplePath };
}

function isStuck(end: WalkEnd): boolean {
  return end.kind === "mistake" && end.error.mistake.code === "CUT218";
}

/** What must come out again for a walk to be a smaller form of one that failed; null for a walk that did not fail. */
function keyOf(end: WalkEnd): string | null {
  if (end.kind === "violated") return end.property;
  return end.kind === "mistake" ? `${end.error.mistake.code} ${end.error.mistake.place.role ?? ""} ${end.error.mistake.place.name ?? ""}` : null;
}
