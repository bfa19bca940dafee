/**
 * Liveness by its definition. An infinite run visits some set of states again and again: here every set of states is tried, and for each is
 * asked whether a run can stay in it for ever (it is strongly connected, or one state), whether such a run keeps every promise of fairness,
 * whether it violates the property, and in how many steps it can be reached. No components, no graph algorithm: for graphs of few states.
 */
import { choicesOf, type LivenessProperty, type MachineDefinition } from "../../src/dsl/machine.ts";
import { livenessOf } from "../../src/plain/calls.ts";
import type { NaiveGraph } from "../../src/plain/explore.ts";
import type { Found, Transition } from "../../src/plain/found.ts";

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
  const said = new Map(graph.states.map(state => [state, livenessOf(machine, state.state, property)]));
  const first = (state: Found): boolean => said.get(state)![0];
  const second = (state: Found): boolean => said.get(state)![1];
  const steps = changing(graph);
  switch (property.kind) {
    case "alwaysPossible": {
      const lost = graph.states.filter(state => !reachable(state, steps).some(first));
      return verdictOf(
        distances(
          graph,
          steps,
          () => true,
          () => true,
        ),
        lost,
      );
    }
    case "eventually":
      return verdictOf(
        distances(
          graph,
          steps,
          state => state.depth === 0,
          state => !first(state),
        ),
        stays(machine, graph, state => !first(state)),
      );
    case "infinitelyOften":
      return verdictOf(
        distances(
          graph,
          steps,
          () => true,
          () => true,
        ),
        stays(machine, graph, state => !first(state)),
      );
    case "eventuallyAlways":
      return verdictOf(
        distances(
          graph,
          steps,
          () => true,
          () => true,
        ),
        stays(
          machine,
          graph,
          () => true,
          state => !first(state),
        ),
      );
    case "leadsTo":
      return verdictOf(
        distances(
          graph,
          steps,
          state => first(state),
          state => !second(state),
        ),
        stays(machine, graph, state => !second(state)),
      );
  }
}

/** Steps that change nothing are no steps: a run may stay where it is, and that is all they do. */
function changing({ transitions }: NaiveGraph): readonly Transition[] {
  return transitions.filter(({ from, to }) => from !== to);
}

function verdictOf(distance: ReadonlyMap<Found, number>, targets: readonly Found[]): NaiveVerdict {
  const stems = targets.flatMap(state => distance.get(state) ?? []);
  return stems.length === 0 ? { violated: false, stem: null } : { violated: true, stem: Math.min(...stems) };
}

/** The fewest steps to each state by a run that comes anywhere, then to a state of the first kind, and from there (itself included) stays in the second. */
function distances(
  { states, initials }: NaiveGraph,
  steps: readonly Transition[],
  begins: (state: Found) => boolean,
  stays: (state: Found) => boolean,
): ReadonlyMap<Found, number> {
  const before = new Map(initials.map(state => [state, 0]));
  const after = new Map<Found, number>();
  for (let depth = 0; depth <= 2 * states.length; depth++) {
    for (const [state, at] of before) if (at === depth && begins(state) && stays(state) && !after.has(state)) after.set(state, depth);
    for (const { from, to } of steps) {
      if (before.get(from) === depth && !before.has(to)) before.set(to, depth + 1);
      if (after.get(from) === depth && stays(to) && !after.has(to)) after.set(to, depth + 1);
    }
  }
  return after;
}

/** The states that some fair run visits again and again, in a set of states of this kind with one of the required kind in it. */
function stays(
  machine: MachineDefinition,
  graph: NaiveGraph,
  isIn: (state: Found) => boolean,
  isRequired: (state: Found) => boolean = () => true,
): readonly Found[] {
  const candidates = graph.states.filter(isIn);
  if (candidates.length > statesMax) throw new Error(`${candidates.length} states are too many to try all sets of them`);
  const promises = promisesOf(machine, graph);
  const found = new Set<Found>();
  for (let set = 1; set < 2 ** candidates.length; set++) {
    const members = candidates.filter((_, i) => (set >> i) & 1);
    if (members.some(isRequired) && isFairlyInhabited(members, changing(graph), promises)) for (const each of members) found.add(each);
  }
  return [...found];
}

/** Whether a fair run can visit exactly these states again and again. Taking every step among them again and again keeps the most promises. */
function isFairlyInhabited(members: readonly Found[], steps: readonly Transition[], promises: readonly Promise[]): boolean {
  const inside = steps.filter(({ from, to }) => members.includes(from) && members.includes(to));
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
