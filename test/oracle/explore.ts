/**
 * The naive explorer: states are plain objects in a `Map` keyed by their JSON text, explored breadth first. It shares nothing with the
 * fast engine but the definition of a machine, and must agree with it on every machine small enough.
 */
import { CutcheckError } from "../../src/dsl/errors.ts";
import { type ActionDefinition, choicesOf, deadlockProperty, type MachineDefinition, type PropertyDefinition, type Step } from "../../src/dsl/machine.ts";
import type { Finding, Outcome, PlainState, StopReason, Trace, TraceStep } from "../../src/explore/outcome.ts";
import { actorOf, initialStates, invariantHolds, isEnabled, isTerminal, mapped, stepHolds, successor, witnessed } from "./calls.ts";
import { keyOf } from "./values.ts";

export interface NaiveOptions {
  /** More distinct states than this: incomplete. */
  readonly statesMax: number;
  /** Levels after the initial one. */
  readonly depthMax: number;
  /** Names of the properties to check; null: all. */
  readonly properties: readonly string[] | null;
}

interface Instance {
  readonly action: ActionDefinition;
  readonly step: Step;
}

/** A state with the step that first reached it. */
interface Found {
  readonly state: PlainState;
  readonly key: string;
  readonly parent: Found | null;
  readonly instance: Instance | null;
}

interface Violation {
  /** Position in declaration order; -1 for a deadlock. */
  readonly rank: number;
  readonly property: string;
  readonly trace: Trace;
}

/** Explores a machine. The memory is not measured: `memoryBytes` is 0. */
export function exploreNaively(machine: MachineDefinition, options: Partial<NaiveOptions> = {}): Outcome {
  return new Exploration(machine, { statesMax: Number.POSITIVE_INFINITY, depthMax: Number.POSITIVE_INFINITY, properties: null, ...options }).run();
}

class Exploration {
  private readonly machine: MachineDefinition;
  private readonly options: NaiveOptions;
  private readonly instances: readonly Instance[];
  private readonly properties: readonly PropertyDefinition[];
  /** For each `reachableIn` property the keys of the states that the other machine can reach. */
  private readonly reachable = new Map<PropertyDefinition, ReadonlySet<string>>();
  private readonly states = new Map<string, Found>();
  private readonly edges = new Set<string>();
  private readonly enabledActions = new Set<string>();
  private readonly reachedWitnesses = new Set<string>();
  private readonly levels: number[] = [];
  private transitions = 0;
  private terminalStates = 0;
  private violation: Violation | null = null;

  constructor(machine: MachineDefinition, options: NaiveOptions) {
    this.machine = machine;
    this.options = options;
    this.instances = machine.actions.flatMap(action => choicesOf(action.domains).map(parameters => ({ action, step: { action: action.name, parameters } })));
    this.properties = machine.properties.filter(property => options.properties === null || options.properties.includes(property.name));
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

  /** The keys of all reachable states. */
  keys(): ReadonlySet<string> {
    return new Set(this.states.keys());
  }

  private exploreOthers(): void {
    for (const property of this.properties) {
      if (property.kind !== "reachableIn") continue;
      const other = new Exploration({ ...property.other, properties: [], witnesses: [], terminal: "any" }, this.options);
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
      if (this.violation !== null) return { verdict: "violated", property: this.violation.property, trace: this.violation.trace };
      if (this.levels.length > this.options.depthMax) return { verdict: "incomplete", reason: "depth" };
      level = level.flatMap(found => this.expand(found));
    }
    return this.violation === null ? { verdict: "holds" } : { verdict: "violated", property: this.violation.property, trace: this.violation.trace };
  }

  private initialLevel(): readonly Found[] {
    return initialStates(this.machine).flatMap(state => this.add(state, null, null).fresh);
  }

  /** Visits every successor; returns the new ones. */
  private expand(from: Found): readonly Found[] {
    const enabled = this.instances.map(instance => this.take(from, instance)).filter(taken => taken !== null);
    this.transitions += enabled.length;
    if (enabled.length === 0) this.judgeTerminal(from);
    return enabled.flat();
  }

  /** The new states (one or none) that an instance leads to; null when it is not enabled. */
  private take(from: Found, instance: Instance): readonly Found[] | null {
    const { action, step } = instance;
    const to = this.placed(from, () =>
      isEnabled(this.machine, from.state, action, step.parameters) ? successor(this.machine, from.state, action, step.parameters) : null,
    );
    if (to === null) return null;
    this.enabledActions.add(action.name);
    const { key, fresh } = this.add(to, from, instance);
    this.edges.add(`${from.key} -> ${key}`);
    this.judgeStep(from, to, instance);
    return fresh;
  }

  private add(state: PlainState, parent: Found | null, instance: Instance | null): { readonly key: string; readonly fresh: readonly Found[] } {
    const key = keyOf(state);
    if (this.states.has(key)) return { key, fresh: [] };
    if (this.states.size >= this.options.statesMax) throw new Stop("states");
    const found: Found = { state, key, parent, instance };
    this.states.set(key, found);
    this.judgeState(found);
    return { key, fresh: [found] };
  }

  private judgeState(found: Found): void {
    this.placed(found, () => {
      const rank = this.properties.findIndex(property => !this.holdsIn(found.state, property));
      if (rank >= 0) this.violate(rank, () => traceTo(found));
      for (const witness of this.machine.witnesses) {
        if (!this.reachedWitnesses.has(witness.name) && witnessed(this.machine, witness, found.state)) this.reachedWitnesses.add(witness.name);
      }
    });
  }

  private holdsIn(state: PlainState, property: PropertyDefinition): boolean {
    if (property.kind === "step") return true;
    if (property.kind === "invariant") return invariantHolds(this.machine, state, property);
    return mapped(this.machine, state, property).every(value => this.reachable.get(property)?.has(keyOf(value)));
  }

  private judgeStep(from: Found, to: PlainState, instance: Instance): void {
    const last: Found = { state: to, key: "", parent: from, instance };
    this.placed(last, () => {
      const rank = this.properties.findIndex(property => property.kind === "step" && !stepHolds(this.machine, from.state, to, instance.step, property));
      if (rank >= 0) this.violate(rank, () => traceTo(last));
      for (const witness of this.machine.witnesses) {
        if (witness.kind === "witnessStep" && !this.reachedWitnesses.has(witness.name) && witnessed(this.machine, witness, to, from.state, instance.step))
          this.reachedWitnesses.add(witness.name);
      }
    });
  }

  private judgeTerminal(found: Found): void {
    this.terminalStates++;
    if (!this.placed(found, () => isTerminal(this.machine, found.state))) this.violate(-1, () => traceTo(found));
  }

  /** Keeps the violation of the property declared first, and of those the first one found. A deadlock's run is one step shorter than any other of its level. */
  private violate(rank: number, trace: () => Trace): void {
    if (this.violation !== null && this.violation.rank <= rank) return;
    this.violation = { rank, property: rank < 0 ? deadlockProperty : this.properties[rank]!.name, trace: trace() };
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
    const { transitions, terminalStates, levels } = this;
    return {
      finding,
      counts: { distinctStates: this.states.size, distinctEdges: this.edges.size, transitions, terminalStates, levels },
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
  if (found.parent === null || found.instance === null) return { initial: found.state, steps: [] };
  const { initial, steps } = traceTo(found.parent);
  return { initial, steps: [...steps, stepOf(found.instance, found.state)] };
}

function stepOf({ action, step }: Instance, state: PlainState): TraceStep {
  return { ...step, actor: actorOf(action, step.parameters), fault: action.fault, state };
}
