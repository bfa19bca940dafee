/**
 * Liveness on the whole graph, the plain way: sets of states, strongly connected components by Tarjan's algorithm, and promises of fairness counted in each
 * component. What violates a property and in how many steps it can be reached, not the run itself. A run may stay where it is for ever unless a promise
 * forbids it, and only steps that change the state count.
 */
import type { LivenessProperty } from "../dsl/liveness.ts";
import { choicesOf, type MachineDefinition } from "../dsl/machine.ts";
import { isWithin, livenessOf, livenessOfStep } from "./calls.ts";
import type { NaiveGraph } from "./explore.ts";
import type { Found, Transition } from "./found.ts";
import { instancesOf } from "./run.ts";

/** The property that is violated first in declaration order, and the fewest steps to where a run can stay for ever, or to a state with no way back. */
export interface LivenessViolation {
  readonly property: string;
  readonly stem: number;
}

type Test = (state: Found) => boolean;
type StepTest = (step: Transition) => boolean;

/** What a property waits for, as questions. What waits for steps says no of states, and the other way round. */
interface Asked {
  readonly first: Test;
  readonly second: Test;
  readonly firstStep: StepTest;
  readonly secondStep: StepTest;
  readonly isOutside: Test;
}

/** Gives control back while it asks the properties' functions. Errors: what is wrong with these. */
export function* violatedLiveness(
  machine: MachineDefinition,
  graph: NaiveGraph,
  properties: readonly LivenessProperty[],
): Generator<void, LivenessViolation | null, void> {
  const steps = new Steps(machine, graph);
  const instances = instancesOf(machine);
  const outside = new Set(graph.states.filter(({ state }) => !isWithin(machine, state)));
  for (const property of properties) {
    const said = new Map<Found | Transition, readonly [boolean, boolean]>();
    for (const state of graph.states) {
      said.set(state, livenessOf(machine, state.state, property));
      for (const step of steps.outOf(state)) said.set(step, livenessOfStep(machine, state.state, step.to.state, instances[step.index].step, property));
      yield;
    }
    const [first, second] = [0, 1].map(which => (of: Found | Transition) => said.get(of)?.[which] === true);
    const stem = stemOf(property, steps, { first, second, firstStep: first, secondStep: second, isOutside: state => outside.has(state) });
    if (stem !== null) return { property: property.name, stem };
  }
  return null;
}

/** Where a run goes wrong, and the fewest steps to there; null: nowhere. */
function stemOf(property: LivenessProperty, steps: Steps, { first, second, firstStep, secondStep, isOutside }: Asked): number | null {
  const anywhere: Test = state => !isOutside(state);
  const isNot: Test = state => !first(state) && !isOutside(state);
  const never: Stay = { isIn: isNot, takes: step => !firstStep(step) };
  const always: Stay = { isIn: anywhere, takes: () => true };
  switch (property.kind) {
    case "alwaysPossible":
      return steps.nearest(
        steps.lost(state => first(state) || isOutside(state)),
        { state: anywhere },
        always,
      );
    case "eventually":
      return steps.nearest(steps.fair(never, anywhere), { state: state => state.depth === 0 }, never);
    case "infinitelyOften":
      return steps.nearest(steps.fair(never, anywhere), { state: anywhere }, never);
    case "eventuallyAlways":
      return steps.nearest(steps.fair(always, isNot), { state: anywhere }, always);
    case "leadsTo": {
      const unanswered: Stay = { isIn: state => !second(state) && !isOutside(state), takes: step => !secondStep(step) };
      const begins: Begin = typeof property.from === "function" ? { state: first } : { step: firstStep };
      return steps.nearest(steps.fair(unanswered, anywhere), begins, unanswered);
    }
  }
}

/** The states in which a run stays, and the steps that it takes while it does. */
interface Stay {
  readonly isIn: Test;
  readonly takes: StepTest;
}

/** Where a run begins to stay: in such a state, or in the state after such a step. */
type Begin = { readonly state: Test } | { readonly step: StepTest };

/** The steps that change the state, and what is promised of them. */
class Steps {
  private readonly graph: NaiveGraph;
  private readonly from = new Map<Found, Transition[]>();
  private readonly to = new Map<Found, Transition[]>();
  private readonly promises: readonly Promised[];

  constructor(machine: MachineDefinition, graph: NaiveGraph) {
    this.graph = graph;
    this.promises = promisesOf(machine);
    for (const state of graph.states) {
      this.from.set(state, []);
      this.to.set(state, []);
    }
    for (const step of graph.transitions) {
      if (step.from === step.to) continue;
      this.from.get(step.from)?.push(step);
      this.to.get(step.to)?.push(step);
    }
  }

  /** The states from which no good one can be reached. */
  lost(isGood: Test): ReadonlySet<Found> {
    const saved = new Set(this.graph.states.filter(isGood));
    for (const state of saved) for (const { from } of this.into(state)) saved.add(from);
    return new Set(this.graph.states.filter(state => !saved.has(state)));
  }

  /** The fewest steps to a target of a run that comes anywhere, then to where it begins to stay, and from there on stays. */
  nearest(targets: ReadonlySet<Found>, begin: Begin, stay: Stay): number | null {
    const [before, after] = [new Set<Found>(), new Set<Found>()];
    let coming: readonly Found[] = this.graph.initials;
    let staying: readonly Found[] = [];
    for (let depth = 0; coming.length + staying.length > 0; depth++) {
      for (const state of coming) before.add(state);
      if ("state" in begin) staying = [...staying, ...coming.filter(state => begin.state(state) && stay.isIn(state) && !after.has(state))];
      for (const state of staying) after.add(state);
      if (staying.some(state => targets.has(state))) return depth;
      const [goOn, take] = [coming.flatMap(state => this.outOf(state)), staying.flatMap(state => this.outOf(state)).filter(stay.takes)];
      const begun = "step" in begin ? goOn.filter(step => begin.step(step) && stay.takes(step)) : [];
      coming = endsOf(goOn).filter(state => !before.has(state));
      staying = endsOf([...take, ...begun]).filter(state => stay.isIn(state) && !after.has(state));
    }
    return null;
  }

  /** The states that some fair run visits again and again while it stays, with a required one among them. */
  fair(stay: Stay, isRequired: Test): ReadonlySet<Found> {
    const found = new Set<Found>();
    const waiting = [new Set(this.graph.states.filter(stay.isIn))];
    for (let set = waiting.pop(); set !== undefined; set = waiting.pop()) {
      for (const component of this.componentsOf(set, stay.takes)) {
        if (![...component].some(isRequired)) continue;
        const broken = this.brokenIn(component, stay.takes);
        if (broken === null) continue;
        if (broken.size === 0) for (const state of component) found.add(state);
        else waiting.push(new Set([...component].filter(state => !broken.has(state))));
      }
    }
    return found;
  }

  /**
   * Taking every step of a component again and again, of those that may be taken, keeps the most promises. The states that a run must leave to keep the
   * others: those where something strongly fair is enabled that never happens inside. Null: it cannot stay at all, for something weakly fair is always
   * enabled and never happens.
   */
  private brokenIn(component: ReadonlySet<Found>, takes: StepTest): ReadonlySet<Found> | null {
    const broken = new Set<Found>();
    for (const { kind, indices } of this.promises) {
      const steps = [...component].flatMap(state => this.outOf(state).filter(({ index }) => indices.has(index)));
      if (steps.length === 0 || steps.some(step => component.has(step.to) && takes(step))) continue;
      const enabled = new Set(steps.map(({ from }) => from));
      if (kind === "strong") for (const state of enabled) broken.add(state);
      else if (enabled.size === component.size) return null;
    }
    return broken;
  }

  /** Tarjan's algorithm, with a stack of its own instead of recursion. */
  private componentsOf(set: ReadonlySet<Found>, takes: StepTest): readonly ReadonlySet<Found>[] {
    const components: Set<Found>[] = [];
    const order = new Map<Found, number>();
    const low = new Map<Found, number>();
    const open: Found[] = [];
    const isOpen = new Set<Found>();
    const close = (first: Found): Set<Found> => {
      const component = new Set(open.splice(open.lastIndexOf(first)));
      for (const state of component) isOpen.delete(state);
      return component;
    };
    for (const start of set) {
      if (order.has(start)) continue;
      const path: { readonly state: Found; next: number }[] = [];
      const enter = (state: Found): void => {
        low.set(state, order.size);
        order.set(state, order.size);
        open.push(added(isOpen, state));
        path.push({ state, next: 0 });
      };
      const lower = (state: Found, to: number): void => void low.set(state, Math.min(low.get(state) ?? 0, to));
      enter(start);
      for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
        const step = this.outOf(at.state)[at.next++];
        if (step !== undefined) {
          const { to } = step;
          if (!takes(step)) continue;
          if (set.has(to) && !order.has(to)) enter(to);
          else if (isOpen.has(to)) lower(at.state, order.get(to) ?? 0);
          continue;
        }
        path.pop();
        const before = path.at(-1);
        if (before !== undefined) lower(before.state, low.get(at.state) ?? 0);
        if (low.get(at.state) === order.get(at.state)) components.push(close(at.state));
      }
    }
    return components;
  }

  /** The steps from a state that change it. */
  outOf(state: Found): readonly Transition[] {
    return this.from.get(state) ?? [];
  }

  private into(state: Found): readonly Transition[] {
    return this.to.get(state) ?? [];
  }
}

/** Some of these action instances, by their indices, must happen. */
interface Promised {
  readonly kind: "weak" | "strong";
  readonly indices: Set<number>;
}

function promisesOf({ actions }: MachineDefinition): readonly Promised[] {
  const promises = new Map<string, Promised>();
  const instances = actions.flatMap(action => choicesOf(action.domains).map(choice => ({ action, choice })));
  for (const [index, { action, choice }] of instances.entries()) {
    if (action.fair === null) continue;
    const { kind, per, group = null } = action.fair;
    const names = per === "instance" ? Object.keys(choice) : per === "action" ? [] : per;
    const text = JSON.stringify([group, group === null ? action.name : null, names.map(name => choice[name])]);
    const promise = promises.get(text) ?? { kind, indices: new Set<number>() };
    promises.set(text, promise);
    promise.indices.add(index);
  }
  return [...promises.values()];
}

function endsOf(steps: readonly Transition[]): readonly Found[] {
  return [...new Set(steps.map(({ to }) => to))];
}

function added<T>(set: Set<T>, value: T): T {
  set.add(value);
  return value;
}
