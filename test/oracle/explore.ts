/**
 * The naive explorer: states are plain objects in a `Map` keyed by their JSON text, explored breadth first. It shares nothing with the
 * fast engine but the definition of a machine, and must agree with it on every machine small enough.
 */
import { CutcheckError } from "../../src/dsl/errors.ts";
import { choicesOf, deadlockProperty, isSafety, type MachineDefinition, type PropertyDefinition, type SafetyProperty } from "../../src/dsl/machine.ts";
import { givenOf } from "../../src/dsl/parameters.ts";
import { stepBy } from "../../src/dsl/steps.ts";
import type { Finding, Outcome, PlainState, StopReason, Trace, TraceStep } from "../../src/explore/outcome.ts";
import { actorOf, initialStates, invariantHolds, isEnabled, isTerminal, mapped, stepHolds, successor, witnessed } from "./calls.ts";
import type { Found, Instance, Target, Transition } from "./found.ts";
import { startsLike, stepsLike } from "./refinement.ts";
import { bestRun } from "./shortest.ts";
import { keyOf, numbered } from "./values.ts";

export interface NaiveOptions {
  /** More distinct states than this: incomplete. */
  readonly statesMax: number;
  /** Levels after the initial one. */
  readonly depthMax: number;
  /** Names of the properties to check; null: all. */
  readonly properties: readonly string[] | null;
}

/** Everything that a machine can do, as a graph. */
export interface NaiveGraph {
  readonly states: readonly Found[];
  readonly initials: readonly Found[];
  readonly transitions: readonly Transition[];
}

/** The whole graph of a machine that has no mistakes. Its properties play no part. */
export function graphNaively(machine: MachineDefinition): NaiveGraph {
  const bare: MachineDefinition = { ...machine, properties: [], witnesses: [], terminal: "any" };
  return new Exploration(bare, { statesMax: Number.POSITIVE_INFINITY, depthMax: Number.POSITIVE_INFINITY, properties: null }).graph();
}

interface Violation {
  /** Position in declaration order; -1 for a deadlock. */
  readonly rank: number;
  readonly targets: readonly Target[];
}

/** Explores a machine. The memory is not measured: `memoryBytes` is 0. */
export function exploreNaively(machine: MachineDefinition, options: Partial<NaiveOptions> = {}): Outcome {
  return new Exploration(machine, { statesMax: Number.POSITIVE_INFINITY, depthMax: Number.POSITIVE_INFINITY, properties: null, ...options }).run();
}

/** The same, or null where there are more states. */
export function smallGraphOf(machine: MachineDefinition, statesMax: number): NaiveGraph | null {
  try {
    return new Exploration(
      { ...machine, properties: [], witnesses: [], terminal: "any" },
      { statesMax, depthMax: Number.POSITIVE_INFINITY, properties: null },
    ).graph();
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}

class Exploration {
  private readonly machine: MachineDefinition;
  private readonly options: NaiveOptions;
  private readonly instances: readonly Instance[];
  private readonly properties: readonly SafetyProperty[];
  /** For each `reachableIn` property the keys of the states that the other machine can reach. */
  private readonly reachable = new Map<PropertyDefinition, ReadonlySet<string>>();
  private readonly states = new Map<string, Found>();
  private readonly taken: Transition[] = [];
  private readonly enabledActions = new Set<string>();
  private readonly reachedWitnesses = new Set<string>();
  private readonly levels: number[] = [];
  private terminalStates = 0;
  private violation: Violation | null = null;

  constructor(machine: MachineDefinition, options: NaiveOptions) {
    this.machine = machine;
    this.options = options;
    this.instances = machine.actions
      .flatMap(action =>
        choicesOf(action.domains).map(parameters => ({
          action,
          parameters,
          step: stepBy(machine, action.name, givenOf(action.members, parameters)),
        })),
      )
      .map((instance, index) => ({ ...instance, index }));
    this.properties = machine.properties.filter(isSafety).filter(property => options.properties === null || options.properties.includes(property.name));
  }

  run(): Outcome {
    try {
      this.exploreOthers();
      return this.outcome(this.levelsUntilTheEnd());
    } catch (error) {
      if (error instanceof CutcheckError) return this.outcome({ verdict: "error", error });
      if (error instanceof Stop) return this.outcome({ verdict: "incomplete", reason: error.reason });
      throw error;
    }
  }

  graph(): NaiveGraph {
    this.levelsUntilTheEnd();
    const states = [...this.states.values()];
    return { states, initials: states.filter(({ depth }) => depth === 0), transitions: this.taken };
  }

  /** The keys of all reachable states. */
  keys(): ReadonlySet<string> {
    return new Set(this.states.keys());
  }

  private exploreOthers(): void {
    for (const property of this.properties) {
      if (property.kind !== "reachableIn") continue;
      const other = new Exploration(
        { ...property.other, properties: [], witnesses: [], terminal: "any" },
        { ...this.options, depthMax: Number.POSITIVE_INFINITY },
      );
      const { finding } = other.run();
      if (finding.verdict === "error") throw finding.error;
      if (finding.verdict === "incomplete") throw new Stop(finding.reason);
      this.reachable.set(property, other.keys());
    }
  }

  private levelsUntilTheEnd(): Finding {
    let level = this.initialLevel();
    while (level.length > 0) {
      this.levels.push(level.length);
      if (this.violation !== null) return this.violated(this.violation);
      if (this.levels.length > this.options.depthMax) return { verdict: "incomplete", reason: "depth" };
      level = level.flatMap(found => this.expand(found));
    }
    return this.violation === null ? { verdict: "holds" } : this.violated(this.violation);
  }

  private initialLevel(): readonly Found[] {
    return initialStates(this.machine).flatMap(state => {
      const { found, fresh } = this.add(state, null, null);
      const rank = this.properties.findIndex(property => property.kind === "refines" && !this.placed(found, () => startsLike(this.machine, state, property)));
      if (rank >= 0 && fresh.length > 0) this.violate(rank, { state: found, last: null });
      return fresh;
    });
  }

  /** Visits every successor; returns the new ones. */
  private expand(from: Found): readonly Found[] {
    const enabled = this.instances.map(instance => this.take(from, instance)).filter(taken => taken !== null);
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
    const { found: to, fresh } = this.add(state, from, instance);
    const transition = { from, to, index: instance.index, action: action.name, actor: actorOf(action, parameters), isFault: action.fault };
    this.taken.push(transition);
    this.judgeStep(transition, instance);
    return fresh;
  }

  private add(state: PlainState, parent: Found | null, instance: Instance | null): { readonly found: Found; readonly fresh: readonly Found[] } {
    const key = keyOf(state);
    const known = this.states.get(key);
    if (known !== undefined) return { found: known, fresh: [] };
    if (this.states.size >= this.options.statesMax) throw new Stop("states");
    const found: Found = { state, key, depth: parent === null ? 0 : parent.depth + 1, parent, instance };
    this.states.set(key, found);
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
    const earlier = this.violation?.rank === rank ? this.violation.targets : [];
    this.violation = { rank, targets: [...earlier, target] };
  }

  private violated({ rank, targets }: Violation): Finding {
    const initials = [...this.states.values()].filter(({ depth }) => depth === 0);
    const run = bestRun(initials, this.taken, targets);
    const steps = run.transitions.map(({ index, to }) => stepOf(this.instances[index]!, to.state));
    return {
      verdict: "violated",
      property: rank < 0 ? deadlockProperty : this.properties[rank]!.name,
      trace: { initial: numbered(initials[run.order[0]!]!.state) as PlainState, steps },
    };
  }

  /** A mistake gets the run to the state where it was made. */
  private placed<T>(found: Found, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw error instanceof CutcheckError ? error.at({}, traceTo(found)) : error;
    }
  }

  private outcome(finding: Finding): Outcome {
    const { terminalStates, levels } = this;
    const distinctEdges = new Set(this.taken.map(({ from, to }) => `${from.key} -> ${to.key}`)).size;
    return {
      finding,
      counts: { distinctStates: this.states.size, distinctEdges, transitions: this.taken.length, terminalStates, levels },
      neverEnabled: this.machine.actions.map(action => action.name).filter(name => !this.enabledActions.has(name)),
      missingWitnesses: this.machine.witnesses.map(witness => witness.name).filter(name => !this.reachedWitnesses.has(name)),
      memoryBytes: 0,
    };
  }
}

/** A budget is used up. */
class Stop extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason);
    this.reason = reason;
  }
}

function traceTo(found: Found): Trace {
  if (found.parent === null || found.instance === null) return { initial: numbered(found.state) as PlainState, steps: [] };
  const { initial, steps } = traceTo(found.parent);
  return { initial, steps: [...steps, stepOf(found.instance, found.state)] };
}

function stepOf({ action, parameters }: Instance, state: PlainState): TraceStep {
  return { action: action.name, parameters, actor: actorOf(action, parameters), fault: action.fault, state: numbered(state) as PlainState };
}
