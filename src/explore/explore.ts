/** Explores a machine: the machines that its properties refer to first, then itself. */

import { closeGlobals } from "../dsl/closedWorld.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { LivenessProperty } from "../dsl/liveness.ts";
import { isLiveness, type MachineDefinition } from "../dsl/machine.ts";
import type { OtherMachines, ReachableSet } from "./found/reachable.ts";
import { KeptExploration } from "./keptExploration.ts";
import { LivenessCheck } from "./liveness/liveness.ts";
import type { ExploreOptions, World } from "./options.ts";
import { needingAll, withReduction } from "./whole.ts";
import type { Budget, Finding, Outcome, Platform, Running } from "./work/outcome.ts";
import { Turns } from "./work/turns.ts";
import { bareMachine, type Threads } from "./workers/threads.ts";

/** No limits. */
export const unlimited: Budget = Object.freeze({
  statesMax: Number.POSITIVE_INFINITY,
  depthMax: Number.POSITIVE_INFINITY,
  memoryBytesMax: Number.POSITIVE_INFINITY,
  secondsMax: Number.POSITIVE_INFINITY,
});

const defaults: ExploreOptions = Object.freeze({ budget: unlimited, countEdges: false, properties: null });

/** Explores without pause and without a clock. `budget.secondsMax` is ignored. A mistake in the spec comes out as a finding. */
export function explore(machine: MachineDefinition, options: Partial<ExploreOptions> = {}): Outcome {
  return atOnce(exploreInTurns(machine, { ...defaults, ...options }, undefined, new Turns(unlimited, null)));
}

/** Explores with pauses, so that signals are seen and progress is shown. What cannot be brought back of an exploration that was kept is a finding (CUT405). */
export async function exploreWith(machine: MachineDefinition, options: ExploreOptions, platform: World): Promise<Outcome> {
  const turns = new Turns(options.budget, platform);
  return withPauses(exploreInTurns(machine, options, platform.threads, turns), turns, platform);
}

/** Explores the machines that `reachableIn` properties name, with pauses and within a budget. `failed`: what stopped the exploration of one of them; its set is missing, and those after it. */
export async function reachableSetsWith(machine: MachineDefinition, options: ExploreOptions, platform: Platform): Promise<Others> {
  const turns = new Turns(options.budget, platform);
  return withPauses(reachableInTurns(machine, options, undefined, [], turns), turns, platform);
}

/** Does such work with pauses, in which signals are seen and progress is shown. */
export async function withPauses<T>(work: InTurns<T>, turns: Turns, platform: Platform): Promise<T> {
  let current: Running | null = null;
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return withStray(turn.value, platform);
    try {
      const kept = turn.value instanceof KeptExploration ? turn.value : null;
      if (turn.value !== current && kept !== null) await platform.keeping?.begin(kept);
      current = turn.value;
      platform.onProgress(current.progress());
      await platform.pause();
      if (kept === null || !kept.isMistaken) throwStray(platform);
      const reason = turns.reasonToStop();
      if (reason !== null) current.stop(reason);
      // What a turn that was ended has left is half done.
      if (kept !== null && !turns.wasCutOff) await platform.keeping?.afterTurn(kept);
    } catch (error) {
      return work.throw(error).value as T;
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

/** Does such work without pauses. */
export function atOnce<T>(work: InTurns<T>): T {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

/** Explorations, a turn at a time: between two turns it yields what is being worked on. */
export type InTurns<T> = Generator<Running, T, void>;

/** Explores a machine, and before it those that its properties refer to. */
export function* exploreInTurns(machine: MachineDefinition, options: ExploreOptions, threads: Threads | undefined, turns: Turns): InTurns<Outcome> {
  const used: KeptExploration[] = [];
  closeGlobals();
  try {
    const others = yield* reachableInTurns(machine, options, threads, used, turns);
    if (others.failed !== null) return unexplored(others.failed.finding, others.failed.memoryBytes);
    const asked = livenessAsked(machine, options);
    // Which state is the first in which a property's function throws depends on the ids, and so on the threads.
    const owners = asked.length > 0 ? undefined : threads;
    const isWhole = needingAll(machine, options.properties).length > 0;
    const ownOptions = isWhole ? { ...options, symmetry: false } : options;
    const exploration = yield* explored(each => new KeptExploration(machine, ownOptions, { ...others, otherOf: null, threads: each }), owners, used, turns);
    const outcome = withReduction(machine, options.properties, exploration.outcome());
    return asked.length > 0 ? yield* decideInTurns(exploration, outcome, asked, options, turns) : outcome;
  } catch (error) {
    if (error instanceof CutcheckError) return unexplored({ verdict: "error", error }, 0);
    throw error;
  } finally {
    for (const exploration of used) exploration.release();
  }
}

/** Explores to the end. Adds every exploration that is of use to `used`. */
function* explored(make: MakeExploration, threads: Threads | undefined, used: KeptExploration[], turns: Turns): InTurns<KeptExploration> {
  let exploration: KeptExploration | null = make(threads);
  used.push(exploration);
  yield* turnsOf(exploration, threads?.statesPerTurn ?? Number.POSITIVE_INFINITY, turns);
  const doubts = exploration.mustBeginAgain;
  // Once is enough: where nobody is to blame twice, that is the answer.
  if (doubts === null || (doubts === "slow" && !turns.bePatient())) return exploration;
  if (doubts === "mistake") {
    const again = yield* explored(make, undefined, used, turns);
    const { verdict } = again.outcome().finding;
    return verdict === "error" || verdict === "incomplete" ? again : exploration;
  }
  // What it takes is needed, and what it says is not.
  used.pop();
  exploration.release();
  exploration = null;
  if (doubts === "memory") threads?.giveUp?.();
  return yield* explored(make, undefined, used, turns);
}

type MakeExploration = (threads: Threads | undefined) => KeptExploration;

/** The first look at the clock and the signals comes before the first state, the last one when the exploration is over. */
function* turnsOf(exploration: KeptExploration, statesMax: number, turns: Turns): InTurns<void> {
  do yield exploration;
  while (!turns.take(exploration, statesMax));
  yield exploration;
}

/** The outcome of a finished exploration; where it has found nothing wrong, what liveness properties say decides. */
function* decideInTurns(
  exploration: KeptExploration,
  outcome: Outcome,
  asked: readonly LivenessProperty[],
  { budget }: ExploreOptions,
  turns: Turns,
): InTurns<Outcome> {
  if (outcome.finding.verdict !== "holds") return outcome;
  const check = new LivenessCheck(exploration.stateSpace(), asked, exploration.progress(), budget.memoryBytesMax);
  while (!turns.take(check)) yield check;
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

export interface Others extends OtherMachines {
  /** What stopped the exploration of another machine. */
  readonly failed: Outcome | null;
}

/** Explores the machines that `reachableIn` properties name. Adds every exploration to `used`: their sets are of use until these are released. */
export function* reachableInTurns(
  machine: MachineDefinition,
  options: ExploreOptions,
  threads: Threads | undefined,
  used: KeptExploration[],
  turns: Turns,
): InTurns<Others> {
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
    const exploration = yield* explored(each => new KeptExploration(bare, bareOptions, { ...surroundings, threads: each }), threads, used, turns);
    const outcome = exploration.outcome();
    if (outcome.finding.verdict !== "holds") return { sets, memoryBytes, failed: outcome };
    const set = exploration.reachableSet();
    memoryBytes += set.memoryBytes;
    sets.set(property.other, set);
  }
  return { sets, memoryBytes, failed: null };
}
