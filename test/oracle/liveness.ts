/**
 * Liveness by its definition. An infinite run visits some set of states again and again: here every set of states is tried, and for each is
 * asked whether a run can stay in it for ever (it is strongly connected, or one state), whether such a run keeps every promise of fairness,
 * whether it violates the property, and in how many steps it can be reached. No components, no graph algorithm: for graphs of few states.
 */
import type { LivenessProperty } from "../../src/dsl/liveness.ts";
import { choicesOf, type MachineDefinition } from "../../src/dsl/machine.ts";
import { livenessOf, livenessOfStep } from "../../src/plain/calls.ts";
import type { NaiveGraph } from "../../src/plain/explore.ts";
import type { Found, Transition } from "../../src/plain/found.ts";
import { instancesOf } from "../../src/plain/run.ts";

export interface NaiveVerdict {
  readonly violated: boolean;
  /** The fewest steps to where the run can stay for ever (or to a lost state); null when nothing is violated. */
  readonly stem: number | null;
}

/** Sets of more states are not tried. */
const statesMax = 14;

/** What is promised: these transitions, some of them, as the kind says. */
interface Promise {
  readonly kind: "weak" | "strong";
  readonly steps: readonly Transition[];
}

export function decideNaively(machine: MachineDefinition, graph: NaiveGraph, property: LivenessProperty): NaiveVerdict {
  const instances = instancesOf(machine);
  const steps = changing(graph);
  const said = new Map(graph.states.map(state => [state, livenessOf(machine, state.state, property)]));
  const saidOfStep = new Map(steps.map(each => [each, livenessOfStep(machine, each.from.state, each.to.state, instances[each.index]!.step, property)]));
  const first = (state: Found): boolean => said.get(state)![0];
  const second = (state: Found): boolean => said.get(state)![1];
  const everything: Stay = { states: () => true, steps: () => true };
  const never: Stay = { states: state => !first(state), steps: step => !saidOfStep.get(step)![0] };
  const anywhere: Begin = { states: () => true, steps: () => false };
  switch (property.kind) {
    case "alwaysPossible": {
      const lost = graph.states.filter(state => !reachable(state, steps).some(first));
      return verdictOf(distances(graph, steps, anywhere, everything), lost);
    }
    case "eventually":
      return verdictOf(distances(graph, steps, { ...anywhere, states: state => state.depth === 0 }, never), stays(machine, graph, never));
    case "infinitelyOften":
      return verdictOf(distances(graph, steps, anywhere, never), stays(machine, graph, never));
    case "eventuallyAlways":
      return verdictOf(
        distances(graph, steps, anywhere, everything),
        stays(machine, graph, everything, state => !first(state)),
      );
    case "leadsTo": {
      const unanswered: Stay = { states: state => !second(state), steps: step => !saidOfStep.get(step)![1] };
      // One of the two says no of everything: a property begins with states or with steps.
      const begin: Begin = { states: first, steps: step => saidOfStep.get(step)![0] && unanswered.steps(step) };
      return verdictOf(distances(graph, steps, begin, unanswered), stays(machine, graph, unanswered));
    }
  }
}

/** The states and the steps of a run while it stays. */
interface Stay {
  readonly states: (state: Found) => boolean;
  readonly steps: (step: Transition) => boolean;
}

/** The states in which a run may begin to stay, and the steps with which it may. */
type Begin = Stay;

/** Steps that change nothing are no steps: a run may stay where it is, and that is all they do. */
function changing({ transitions }: NaiveGraph): readonly Transition[] {
  return transitions.filter(({ from, to }) => from !== to);
}

function verdictOf(distance: ReadonlyMap<Found, number>, targets: readonly Found[]): NaiveVerdict {
  const stems = targets.flatMap(state => distance.get(state) ?? []);
  return stems.length === 0 ? { violated: false, stem: null } : { violated: true, stem: Math.min(...stems) };
}

/** The fewest steps to each state by a run that comes anywhere, then begins to stay, and from there on stays. */
function distances({ states, initials }: NaiveGraph, steps: readonly Transition[], begin: Begin, stay: Stay): ReadonlyMap<Found, number> {
  const before = new Map(initials.map(state => [state, 0]));
  const after = new Map<Found, number>();
  for (let depth = 0; depth <= 2 * states.length; depth++) {
    for (const [state, at] of before) if (at === depth && begin.states(state) && stay.states(state) && !after.has(state)) after.set(state, depth);
    for (const step of steps) {
      const { from, to } = step;
      const isBegun = before.get(from) === depth && begin.steps(step);
      const goesOn = after.get(from) === depth && stay.steps(step);
      if (before.get(from) === depth && !before.has(to)) before.set(to, depth + 1);
      if ((isBegun || goesOn) && stay.states(to) && !after.has(to)) after.set(to, depth + 1);
    }
  }
  return after;
}

/** The states that some fair run visits again and again while it stays, in a set of states with one of the required kind in it. */
function stays(machine: MachineDefinition, graph: NaiveGraph, stay: Stay, isRequired: (state: Found) => boolean = () => true): readonly Found[] {
  const candidates = graph.states.filter(stay.states);
  if (candidates.length > statesMax) throw new Error(`${candidates.length} states are too many to try all sets of them`);
  const promises = promisesOf(machine, graph);
  const found = new Set<Found>();
  for (let set = 1; set < 2 ** candidates.length; set++) {
    const members = candidates.filter((_, i) => (set >> i) & 1);
    if (members.some(isRequired) && isFairlyInhabited(members, changing(graph), stay, promises)) for (const each of members) found.add(each);
  }
  return [...found];
}

/** Whether a fair run can visit exactly these states again and again. Taking every step among them that it may take again and again keeps the most promises. */
function isFairlyInhabited(members: readonly Found[], steps: readonly Transition[], stay: Stay, promises: readonly Promise[]): boolean {
  const inside = steps.filter(step => members.includes(step.from) && members.includes(step.to) && stay.steps(step));
  if (members.some(from => members.some(to => !reachable(from, inside).includes(to)))) return false;
  return promises.every(promise => {
    const enabled = members.filter(state => promise.steps.some(step => step.from === state));
    const isDue = promise.kind === "weak" ? enabled.length === members.length : enabled.length > 0;
    return !isDue || promise.steps.some(step => inside.includes(step));
  });
}

function reachable(from: Found, steps: readonly Transition[]): readonly Found[] {
  const found = [from];
  for (const state of found) for (const step of steps) if (step.from === state && !found.includes(step.to)) found.push(step.to);
  return found;
}

/** One for each fair instance; for those of an action, or of a group of actions, that agree in the chosen parameters. */
function promisesOf(machine: MachineDefinition, graph: NaiveGraph): readonly Promise[] {
  const steps = changing(graph);
  const choices = machine.actions.flatMap(action => choicesOf(action.domains).map(choice => ({ action, choice })));
  const isPromised = choices.map(({ action: { name, fair }, choice }) => {
    if (fair === null) return null;
    const chosen = fair.per === "instance" ? choice : fair.per === "action" ? {} : Object.fromEntries(fair.per.map(each => [each, choice[each]]));
    return { kind: fair.kind, of: JSON.stringify([fair.group ?? ["alone", name], chosen]) };
  });
  return [...new Set(isPromised.flatMap(each => (each === null ? [] : [each.of])))].map(of => ({
    kind: isPromised.find(each => each?.of === of)!.kind,
    steps: steps.filter(step => isPromised[step.index]?.of === of),
  }));
}
