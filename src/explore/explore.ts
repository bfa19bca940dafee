/** Explores a machine: the machines that its properties refer to first, then itself. */

import { closeGlobals } from "../dsl/closedWorld.ts";
import { CutcheckError } from "../dsl/errors.ts";
import { isLiveness, type LivenessProperty, type MachineDefinition } from "../dsl/machine.ts";
import { bareMachine, type Threads } from "./crew.ts";
import { Exploration } from "./exploration.ts";
import { LivenessCheck } from "./liveness/liveness.ts";
import type { ExploreOptions, World } from "./options.ts";
import type { Budget, Finding, Outcome, Platform, Running, StopReason } from "./outcome.ts";
import type { OtherMachines, ReachableSet } from "./reachable.ts";
import { needingAll, withReduction } from "./whole.ts";

/** No limits. */
export const unlimited: Budget = Object.freeze({
  statesMax: Number.POSITIVE_INFINITY,
  depthMax: Number.POSITIVE_INFINITY,
  memoryBytesMax: Number.POSITIVE_INFINITY,
  secondsMax: Number.POSITIVE_INFINITY,
});

const defaults: ExploreOptions = Object.freeze({ budget: unlimited, countEdges: false, properties: null });

/** States expanded between two looks at the clock, the signals and the terminal. About 5 to 50 ms. */
const statesPerTurn = 8192;

/** Explores without pause and without a clock. `budget.secondsMax` is ignored. A mistake in the spec comes out as a finding. */
export function explore(machine: MachineDefinition, options: Partial<ExploreOptions> = {}): Outcome {
  const turns = exploreInTurns(machine, { ...defaults, ...options }, undefined);
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}

/** Explores with pauses, so that signals are seen and progress is shown. What cannot be brought back of an exploration that was kept is a finding (CUT405). */
export async function exploreWith(machine: MachineDefinition, options: ExploreOptions, platform: World): Promise<Outcome> {
  return withPauses(exploreInTurns(machine, options, platform.threads), options.budget, platform);
}

/** As {@link reachableSets}, with pauses and within a budget. `failed`: what stopped the exploration of one of them; its set is missing, and those after it. */
export async function reachableSetsWith(machine: MachineDefinition, options: ExploreOptions, platform: Platform): Promise<Others> {
  return withPauses(reachableInTurns(machine, options, undefined, []), options.budget, platform);
}

async function withPauses<T>(turns: Turns<T>, budget: Budget, platform: Platform): Promise<T> {
  const start = platform.now();
  let current: Running | null = null;
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return withStray(turn.value, platform);
    try {
      const kept = turn.value instanceof Exploration ? turn.value : null;
      if (turn.value !== current && kept !== null) await platform.keeping?.begin(kept);
      current = turn.value;
      platform.onProgress(current.progress());
      await platform.pause();
      if (kept === null || !kept.isMistaken) throwStray(platform);
      const reason = reasonToStop(budget, platform, start);
      if (reason !== null) current.stop(reason);
      if (kept !== null) await platform.keeping?.afterTurn(kept);
    } catch (error) {
      return turns.throw(error).value as T;
    }
  }
}

/** Errors: what a function of the spec has started, and what failed after it had returned. */
function throwStray({ stray }: Platform): void {
  const error = stray?.() ?? null;
  if (error !== null) throw error;
}

/** What came out, unless the last turn has left something behind that fails now. A mistake that was found says more: its place, its run. */
async function withStray<T>(value: T, platform: Platform): Promise<T> {
  await platform.pause();
  const { finding } = value as Partial<Outcome>;
  if (finding?.verdict === "error") platform.stray?.();
  else throwStray(platform);
  return value;
}

function reasonToStop({ secondsMax, memoryBytesMax }: Budget, platform: Platform, start: number): StopReason | null {
  if (platform.interrupted()) return "interrupted";
  if (platform.now() - start > secondsMax) return "seconds";
  return platform.isOverMemory?.(memoryBytesMax) === true ? "memory" : null;
}

/** Explores the machines that `reachableIn` properties name. Used by replay, which needs their sets alone. */
export function reachableSets(machine: MachineDefinition): ReadonlyMap<MachineDefinition, ReachableSet> {
  const turns = reachableInTurns(machine, defaults, undefined, []);
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value.sets;
  }
}

type Turns<T> = Generator<Running, T, void>;

function* exploreInTurns(machine: MachineDefinition, options: ExploreOptions, threads: Threads | undefined): Turns<Outcome> {
  const used: Exploration[] = [];
  closeGlobals();
  try {
    const others = yield* reachableInTurns(machine, options, threads, used);
    if (others.failed !== null) return unexplored(others.failed.finding, others.failed.memoryBytes);
    const asked = livenessAsked(machine, options);
    // Which state is the first in which a property's function throws depends on the ids, and so on the threads.
    const owners = asked.length > 0 ? undefined : threads;
    const isWhole = needingAll(machine, options.properties).length > 0;
    const ownOptions = isWhole ? { ...options, symmetry: false } : options;
    const exploration = yield* explored(each => new Exploration(machine, ownOptions, { ...others, otherOf: null, threads: each }), owners, used);
    const outcome = withReduction(machine, options.properties, exploration.outcome());
    return asked.length > 0 ? yield* decideInTurns(exploration, outcome, asked, options) : outcome;
  } catch (error) {
    if (error instanceof CutcheckError) return unexplored({ verdict: "error", error }, 0);
    throw error;
  } finally {
    for (const exploration of used) exploration.release();
  }
}

/** Explores to the end. Adds every exploration to `used`. */
function* explored(make: (threads: Threads | undefined) => Exploration, threads: Threads | undefined, used: Exploration[]): Turns<Exploration> {
  const exploration = make(threads);
  used.push(exploration);
  yield* turnsOf(exploration, threads?.statesPerTurn ?? statesPerTurn);
  if (!exploration.mustBeginAlone) return exploration;
  const again = yield* explored(make, undefined, used);
  const { verdict } = again.outcome().finding;
  return verdict === "error" || verdict === "incomplete" ? again : exploration;
}

/** The first look at the clock and the signals comes before the first state, the last one when the exploration is over. */
function* turnsOf(exploration: Exploration, states: number): Turns<void> {
  do yield exploration;
  while (!exploration.advance(states));
  yield exploration;
}

/** The outcome of a finished exploration; where it has found nothing wrong, what liveness properties say decides. */
function* decideInTurns(exploration: Exploration, outcome: Outcome, asked: readonly LivenessProperty[], { budget }: ExploreOptions): Turns<Outcome> {
  if (outcome.finding.verdict !== "holds") return outcome;
  const check = new LivenessCheck(exploration.stateSpace(), asked, exploration.progress(), budget.memoryBytesMax);
  while (!check.advance(statesPerTurn)) yield check;
  return { ...outcome, finding: check.finding(), memoryBytes: check.memoryBytes };
}

function livenessAsked(machine: MachineDefinition, { properties }: ExploreOptions): readonly LivenessProperty[] {
  return machine.properties.filter(isLiveness).filter(property => properties === null || properties.includes(property.name));
}

/** Nothing was explored of the machine itself: its definition cannot be compiled, or another machine stood in the way. */
function unexplored(finding: Finding, memoryBytes: number): Outcome {
  const counts = { distinctStates: 0, distinctEdges: null, transitions: 0, terminalStates: 0, levels: [] };
  return { finding, counts, neverEnabled: [], missingWitnesses: [], memoryBytes };
}

interface Others extends OtherMachines {
  /** What stopped the exploration of another machine. */
  readonly failed: Outcome | null;
}

/** Adds every exploration to `used`: their sets are of use until these are released. */
function* reachableInTurns(machine: MachineDefinition, options: ExploreOptions, threads: Threads | undefined, used: Exploration[]): Turns<Others> {
  const sets = new Map<MachineDefinition, ReachableSet>();
  let memoryBytes = 0;
  for (const property of machine.properties) {
    if (property.kind !== "reachableIn" || sets.has(property.other)) continue;
    if (options.properties !== null && !options.properties.includes(property.name)) continue;
    // Only its states matter here: its own properties are its own spec's business.
    const bare = bareMachine(property.other);
    // A limit on depth is about the machine itself: without the whole set nothing can be said at any depth.
    const budget = { ...options.budget, depthMax: Number.POSITIVE_INFINITY };
    const surroundings = { sets: new Map(), memoryBytes, otherOf: property.name };
    const bareOptions = { ...options, budget, countEdges: false, properties: [] };
    const exploration = yield* explored(each => new Exploration(bare, bareOptions, { ...surroundings, threads: each }), threads, used);
    const outcome = exploration.outcome();
    if (outcome.finding.verdict !== "holds") return { sets, memoryBytes, failed: outcome };
    const set = exploration.reachableSet();
    memoryBytes += set.memoryBytes;
    sets.set(property.other, set);
  }
  return { sets, memoryBytes, failed: null };
}
