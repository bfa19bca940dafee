/** The point of no return by its definition: the whole graph behind a run, and in it the largest set of states that can all go on within it. */
import { choicesOf, deadlockProperty, type MachineDefinition, type PropertyDefinition } from "../../src/dsl/machine.ts";
import { givenOf } from "../../src/dsl/parameters.ts";
import { stepBy } from "../../src/dsl/steps.ts";
import type { PlainState, Trace } from "../../src/explore/work/outcome.ts";
import { initialStates, invariantHolds, isEnabled, isTerminal, mapped, stepHolds, successor } from "../../src/plain/calls.ts";
import { keyOf } from "../../src/plain/keys.ts";

interface Node {
  readonly state: PlainState;
  /** Steps that change the state: where they lead, and whether the step itself violates the property. */
  readonly steps: readonly { readonly to: string; readonly violates: boolean }[];
  readonly violates: boolean;
}

/** Null for more states than `statesMax`. Errors: whatever a function of the machine throws in any state behind the run. */
export function pointOfNoReturnByDefinition(machine: MachineDefinition, trace: Trace, name: string, statesMax: number): number | null {
  const property = name === deadlockProperty ? null : machine.properties.find(each => each.name === name)!;
  const graph = graphOf(machine, [trace.initial], property, statesMax);
  if (graph === null) return null;
  const avoiding = new Set([...graph].filter(([, { violates }]) => !violates).map(([key]) => key));
  for (let shrinks = true; shrinks; ) {
    const stuck = [...avoiding].filter(key => {
      const { steps } = graph.get(key)!;
      return steps.length > 0 && !steps.some(({ to, violates }) => !violates && avoiding.has(to));
    });
    for (const key of stuck) avoiding.delete(key);
    shrinks = stuck.length > 0;
  }
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  return states.slice(0, -1).findLastIndex(state => avoiding.has(keyOf(state))) + 1;
}

function graphOf(machine: MachineDefinition, starts: readonly PlainState[], property: PropertyDefinition | null | undefined, statesMax: number) {
  const reachable =
    property?.kind === "reachableIn"
      ? graphOf(
          property.other,
          [...initialStates(property.other)].filter(state => state !== null),
          undefined,
          statesMax,
        )
      : new Map();
  if (reachable === null) return null;
  const graph = new Map<string, Node>();
  const waiting = [...starts];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const key = keyOf(state);
    if (graph.has(key)) continue;
    if (graph.size >= statesMax) return null;
    const successors = successorsOf(machine, state, property);
    graph.set(key, {
      state,
      steps: successors.flatMap(({ to, violates }) => (keyOf(to) === key ? [] : [{ to: keyOf(to), violates }])),
      violates: stateViolates(machine, state, property, successors.length, reachable),
    });
    waiting.push(...successors.map(({ to }) => to));
  }
  return graph;
}

function successorsOf(machine: MachineDefinition, state: PlainState, property: PropertyDefinition | null | undefined) {
  return machine.actions.flatMap(action =>
    choicesOf(action.domains)
      .filter(parameters => isEnabled(machine, state, action, parameters))
      .map(parameters => {
        const to = successor(machine, state, action, parameters);
        const violates = property?.kind === "step" && !stepHolds(machine, state, to, stepBy(machine, action.name, givenOf(action, parameters)), property);
        return { to, violates };
      }),
  );
}

function stateViolates(
  machine: MachineDefinition,
  state: PlainState,
  property: PropertyDefinition | null | undefined,
  enabled: number,
  reachable: ReadonlyMap<string, unknown>,
): boolean {
  if (property === null) return enabled === 0 && !isTerminal(machine, state);
  if (property?.kind === "invariant") return !invariantHolds(machine, state, property);
  return property?.kind === "reachableIn" && !mapped(machine, state, property).every(value => reachable.has(keyOf(value)));
}
