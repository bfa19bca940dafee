/**
 * The naive explorer: states are plain objects in a `Map` keyed by their JSON text, explored breadth first. It shares nothing with the
 * fast engine but the definition of a machine, and must agree with it on every machine small enough.
 */
import { CutcheckError } from "../dsl/errors.ts";
import { deadlockProperty, isSafety, type MachineDefinition, type PropertyDefinition, type SafetyProperty } from "../dsl/machine.ts";
import type { PlainAnswer, PlainCounts, PlainFinding, PlainRun, PlainState, PlainStop } from "./answer.ts";
import { actorOf, initialStates, invariantHolds, isEnabled, isTerminal, isWithin, mapped, stepHolds, successor, witnessed } from "./calls.ts";
import type { Found, Instance, Target, Transition } from "./found.ts";
import { keyOf, numbered } from "./keys.ts";
import { startsLike, stepsLike } from "./refinement.ts";
import { instancesOf, stepOf, traceTo } from "./run.ts";
import { bestRun } from "./shortest.ts";

export interface NaiveOptions {
  /** More distinct states than this: incomplete. */
  readonly statesMax: number;
  /** Levels after the initial one. */
  readonly depthMax: number;
  /** Names of the properties to check; null: all. */
  readonly properties: readonly string[] | null;
  /** Whether every transition is remembered: what edges, the run to show and the graph are made of. */
  readonly keepsTransitions: boolean;
}

/** Everything that a machine can do, as a graph. */
export interface NaiveGraph {
  readonly states: readonly Found[];
  readonly initials: readonly Found[];
  readonly transitions: readonly Transition[];
}

/** How an exploration ended. */
export type Ending =
  | { readonly verdict: "holds" }
  /** `steps`: the length of the shortest run that violates the property. */
  | { readonly verdict: "violated"; readonly property: string; readonly steps: number }
  | { readonly verdict: "incomplete"; readonly reason: PlainStop }
  | { readonly verdict: "error"; readonly error: CutcheckError };

const everything: NaiveOptions = Object.freeze({
  statesMax: Number.POSITIVE_INFINITY,
  depthMax: Number.POSITIVE_INFINITY,
  properties: null,
  keepsTransitions: true,
});

/** The whole graph of a machine that has no mistakes. Its properties play no part. */
export function graphNaively(machine: MachineDefinition): NaiveGraph {
  return bareExploration(machine, everything).graph();
}

/** Explores a machine, and finds the run to show. */
export function exploreNaively(machine: MachineDefinition, options: Partial<NaiveOptions> = {}): PlainAnswer {
  return new NaiveExploration(machine, options).answer();
}

/** As {@link graphNaively}, or null where there are more states. */
export function smallGraphOf(machine: MachineDefinition, statesMax: number): NaiveGraph | null {
  try {
    return bareExploration(machine, { statesMax }).graph();
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}

/** Of the states and steps alone: the properties of a machine are its own spec's business. */
function bareExploration(machine: MachineDefinition, options: Partial<NaiveOptions>): NaiveExploration {
  return new NaiveExploration({ ...machine, properties: [], witnesses: [], terminal: "any" }, options);
}

interface Violation {
  /** Position in declaration order; -1 for a deadlock. */
  readonly rank: number;
  readonly targets: readonly Target[];
}

export class NaiveExploration {
  private readonly machine: MachineDefinition;
  private readonly options: NaiveOptions;
  private readonly instances: readonly Instance[];
  private readonly properties: readonly SafetyProperty[];
  /** For each `reachableIn` property the keys of the states that the other machine can reach. */
  private readonly reachable = new Map<PropertyDefinition, ReadonlySet<string>>();
  private readonly found = new Map<string, Found>();
  private readonly taken: Transition[] = [];
  /** How many instances are enabled in each state that was expanded. */
  private readonly enabledIn = new Map<Found, number>();
  private readonly enabledActions = new Set<string>();
  private readonly reachedWitnesses = new Set<string>();
  private readonly levels: number[] = [];
  private transitions = 0;
  private terminalStates = 0;
  private outsideStates = 0;
  private violation: Violation | null = null;

  constructor(machine: MachineDefinition, options: Partial<NaiveOptions>) {
    this.machine = machine;
    this.options = { ...everything, ...options };
    this.instances = instancesOf(machine);
    const { properties } = this.options;
    this.properties = machine.properties.filter(isSafety).filter(property => properties === null || properties.includes(property.name));
  }

  /** Explores; gives control back after each state that is expanded. */
  *inTurns(): Generator<void, Ending, void> {
    try {
      yield* this.exploreOthers();
      return yield* this.levelsUntilTheEnd();
    } catch (error) {
      if (error instanceof Stop) return { verdict: "incomplete", reason: error.reason };
      return mistakeIn(error);
    }
  }

  answer(): PlainAnswer {
    const ending = toTheEnd(this.inTurns());
    const finding: PlainFinding = ending.verdict === "violated" ? { verdict: "violated", property: ending.property, trace: this.shown() } : ending;
    const { neverEnabled, missingWitnesses, outside } = this;
    const counts = { ...this.counts(), distinctEdges: this.distinctEdges() };
    return { finding, counts, neverEnabled, missingWitnesses, ...(outside === null ? {} : { outside }) };
  }

  graph(): NaiveGraph {
    toTheEnd(this.levelsUntilTheEnd());
    return this.wholeGraph();
  }

  /** Of an exploration that is over, and has kept the transitions. */
  wholeGraph(): NaiveGraph {
    return { states: this.states, initials: this.initials, transitions: this.taken };
  }

  /** In the order in which they were found. */
  get states(): readonly Found[] {
    return [...this.found.values()];
  }

  get size(): number {
    return this.found.size;
  }

  /** How many instances are enabled in a state; null for one that was not expanded. */
  enabledCount(state: Found): number | null {
    return this.enabledIn.get(state) ?? null;
  }

  get neverEnabled(): readonly string[] {
    return this.machine.actions.map(action => action.name).filter(name => !this.enabledActions.has(name));
  }

  get missingWitnesses(): readonly string[] {
    return this.machine.witnesses.map(witness => witness.name).filter(name => !this.reachedWitnesses.has(name));
  }

  /** States beyond the constraint; null where the machine has none. */
  get outside(): number | null {
    return this.machine.within === null ? null : this.outsideStates;
  }

  counts(): Omit<PlainCounts, "distinctEdges"> {
    const { terminalStates, levels, transitions } = this;
    return { distinctStates: this.found.size, transitions, terminalStates, levels };
  }

  /** Of an exploration that has kept the transitions. */
  distinctEdges(): number {
    const ends = new Map<Found, Set<Found>>();
    for (const { from, to } of this.taken) ends.set(from, (ends.get(from) ?? new Set()).add(to));
    return [...ends.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private get initials(): readonly Found[] {
    return this.states.filter(({ depth }) => depth === 0);
  }

  private *exploreOthers(): Generator<void, void, void> {
    for (const property of this.properties) {
      if (property.kind !== "reachableIn") continue;
      const other = bareExploration(property.other, { ...this.options, depthMax: Number.POSITIVE_INFINITY, keepsTransitions: false });
      const ending = yield* other.inTurns();
      if (ending.verdict === "error") throw ending.error;
      if (ending.verdict === "incomplete") throw new Stop(ending.reason);
      this.reachable.set(property, new Set(other.found.keys()));
    }
  }

  private *levelsUntilTheEnd(): Generator<void, Ending, void> {
    let level: readonly Found[] = yield* this.initialLevel();
    while (level.length > 0) {
      this.levels.push(level.length);
      if (this.violation !== null) return this.violated(this.violation);
      if (this.levels.length > this.options.depthMax) return { verdict: "incomplete", reason: "depth" };
      const next: Found[] = [];
      for (const found of level) {
        next.push(...this.expand(found));
        yield;
      }
      level = next;
    }
    return this.violation === null ? { verdict: "holds" } : this.violated(this.violation);
  }

  private *initialLevel(): Generator<void, readonly Found[], void> {
    const level: Found[] = [];
    for (const state of initialStates(this.machine)) {
      if (state !== null) level.push(...this.addInitial(state));
      yield;
    }
    return level;
  }

  private addInitial(state: PlainState): readonly Found[] {
    const { found, fresh } = this.add(state, null, null);
    const rank = this.properties.findIndex(property => property.kind === "refines" && !this.placed(found, () => startsLike(this.machine, state, property)));
    if (rank >= 0 && fresh.length > 0) this.violate(rank, { state: found, last: null });
    return fresh;
  }

  /** Visits every successor; returns the new ones. Beyond the constraint there are none. */
  private expand(from: Found): readonly Found[] {
    if (!this.placed(from, () => isWithin(this.machine, from.state))) {
      this.outsideStates++;
      return [];
    }
    const enabled = this.instances.map(instance => this.take(from, instance)).filter(taken => taken !== null);
    this.enabledIn.set(from, enabled.length);
    if (enabled.length === 0) this.judgeTerminal(from);
    return enabled.flat();
  }

  /** The new states (one or none) that an instance leads to; null when it is not enabled. */
  private take(from: Found, instance: Instance): readonly Found[] | null {
    const { action, parameters } = instance;
    const state = this.placed(from, () =>
      isEnabled(this.machine, from.state, action, parameters) ? successor(this.machine, from.state, action, parameters) : null,
    );
    if (state === null) return null;
    this.enabledActions.add(action.name);
    this.transitions++;
    const { found: to, fresh } = this.add(state, from, instance);
    const transition = { from, to, index: instance.index, action: action.name, actor: actorOf(action, parameters), isFault: action.fault };
    if (this.options.keepsTransitions) this.taken.push(transition);
    this.judgeStep(transition, instance);
    return fresh;
  }

  private add(state: PlainState, parent: Found | null, instance: Instance | null): { readonly found: Found; readonly fresh: readonly Found[] } {
    const key = keyOf(state);
    const known = this.found.get(key);
    if (known !== undefined) return { found: known, fresh: [] };
    if (this.found.size >= this.options.statesMax) throw new Stop("states");
    const found: Found = { state, key, depth: parent === null ? 0 : parent.depth + 1, parent, instance };
    this.found.set(key, found);
    this.judgeState(found);
    return { found, fresh: [found] };
  }

  private judgeState(found: Found): void {
    this.placed(found, () => {
      const rank = this.properties.findIndex(property => !this.holdsIn(found.state, property));
      if (rank >= 0) this.violate(rank, { state: found, last: null });
      for (const witness of this.machine.witnesses) {
        if (!this.reachedWitnesses.has(witness.name) && witnessed(this.machine, witness, found.state)) this.reachedWitnesses.add(witness.name);
      }
    });
  }

  private holdsIn(state: PlainState, property: SafetyProperty): boolean {
    if (property.kind === "step" || property.kind === "refines") return true;
    if (property.kind === "invariant") return invariantHolds(this.machine, state, property);
    return mapped(this.machine, state, property).every(value => this.reachable.get(property)?.has(keyOf(value)));
  }

  private judgeStep(transition: Transition, instance: Instance): void {
    const { from, to } = transition;
    const last: Found = { state: to.state, key: "", depth: 0, parent: from, instance };
    this.placed(last, () => {
      const rank = this.properties.findIndex(property => !this.allows(transition, instance, property));
      if (rank >= 0) this.violate(rank, { state: from, last: transition });
      for (const witness of this.machine.witnesses) {
        if (witness.kind !== "witnessStep" || this.reachedWitnesses.has(witness.name)) continue;
        if (witnessed(this.machine, witness, to.state, from.state, instance.step)) this.reachedWitnesses.add(witness.name);
      }
    });
  }

  private allows({ from, to }: Transition, { step }: Instance, property: SafetyProperty): boolean {
    if (property.kind === "step") return stepHolds(this.machine, from.state, to.state, step, property);
    return property.kind !== "refines" || stepsLike(this.machine, from.state, to.state, property);
  }

  private judgeTerminal(found: Found): void {
    this.terminalStates++;
    if (!this.placed(found, () => isTerminal(this.machine, found.state))) this.violate(-1, { state: found, last: null });
  }

  /** Keeps the violations of the property declared first. A deadlock's run is one step shorter than any other of its level. */
  private violate(rank: number, target: Target): void {
    if (this.violation !== null && this.violation.rank < rank) return;
    if (this.violation?.rank === rank) (this.violation.targets as Target[]).push(target);
    else this.violation = { rank, targets: [target] };
  }

  private violated({ rank, targets: [{ state, last }] }: Violation): Ending {
    const property = rank < 0 ? deadlockProperty : this.properties[rank].name;
    return { verdict: "violated", property, steps: state.depth + (last === null ? 0 : 1) };
  }

  /** The run to show of what is violated. */
  private shown(): PlainRun {
    const { initials } = this;
    const run = bestRun(initials, this.taken, this.violation?.targets ?? []);
    const steps = run.transitions.map(({ index, to }) => stepOf(this.instances[index], to.state));
    return { initial: numbered(initials[run.order[0]].state) as PlainState, steps };
  }

  /** A mistake gets the run to the state where it was made. */
  private placed<T>(found: Found, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw error instanceof CutcheckError ? error.at({}, traceTo(found)) : error;
    }
  }
}

/** A mistake of the spec as the end of whatever met it. Errors: anything else that was thrown. */
export function mistakeIn(error: unknown): Extract<Ending, { verdict: "error" }> {
  if (error instanceof CutcheckError) return { verdict: "error", error };
  throw error;
}

function toTheEnd<T>(turns: Generator<void, T, void>): T {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}

/** A limit is reached. */
class Stop {
  readonly reason: PlainStop;

  constructor(reason: PlainStop) {
    this.reason = reason;
  }
}
