/** What is wrong with a lasso, by the definitions: whether its steps are possible, it closes, it is fair, and the property fails along it. */
import { choicesOf, type LivenessProperty, type MachineDefinition } from "../../src/dsl/machine.ts";
import type { PlainState, Trace } from "../../src/explore/work/outcome.ts";
import { initialStates, isEnabled, livenessOf, successor } from "../../src/plain/calls.ts";
import { keyOf } from "../../src/plain/keys.ts";

/** Sentences; none for a good one. For `alwaysPossible` the run is finite, and only its steps are looked at. */
export function lassoProblems(machine: MachineDefinition, property: LivenessProperty, trace: Trace): readonly string[] {
  const problems = stepProblems(machine, trace);
  if (property.kind === "alwaysPossible") return trace.loop === undefined ? problems : [...problems, "there is a loop"];
  if (trace.loop === undefined) return [...problems, "there is no loop"];
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  const { start } = trace.loop;
  if (keyOf(states.at(-1)!) !== keyOf(states[start]!)) problems.push("the loop does not close");
  const repeated = states.slice(start, Math.max(start + 1, states.length - 1));
  return [
    ...problems,
    ...fairnessProblems(machine, repeated, trace.steps.slice(start)),
    ...(fails(machine, property, states, repeated) ? [] : ["the property holds"]),
  ];
}

function stepProblems(machine: MachineDefinition, { initial, steps }: Trace): string[] {
  const problems = [...initialStates(machine)].some(state => state !== null && keyOf(state) === keyOf(initial))
    ? []
    : ["the run does not start in an initial state"];
  let state = initial;
  for (const [i, step] of steps.entries()) {
    const action = machine.actions.find(each => each.name === step.action)!;
    if (!isEnabled(machine, state, action, step.parameters)) problems.push(`step ${i + 1} is not enabled`);
    else if (keyOf(successor(machine, state, action, step.parameters)) !== keyOf(step.state)) problems.push(`step ${i + 1} leads elsewhere`);
    state = step.state;
  }
  return problems;
}

function fairnessProblems(machine: MachineDefinition, states: readonly PlainState[], steps: Trace["steps"]): readonly string[] {
  const all = machine.actions.flatMap(action => choicesOf(action.domains).map(choice => ({ action, choice })));
  const together = all.map(({ action: { name, fair }, choice }) => {
    if (fair === null || fair.per === "instance") return fair === null ? null : JSON.stringify([name, choice]);
    const chosen = fair.per === "action" ? [] : fair.per.map(each => [each, choice[each]]);
    return JSON.stringify(fair.group === undefined ? ["action", name, chosen] : ["group", fair.group, chosen]);
  });
  return [...new Set(together)].flatMap(promise => {
    const group = all.filter((_, i) => promise !== null && together[i] === promise);
    const enabled = states.filter(state => group.some(({ action, choice }) => changes(machine, state, action, choice)));
    const isDue = group[0]?.action.fair?.kind === "weak" ? enabled.length === states.length : enabled.length > 0;
    const isTaken = steps.some(step => group.some(each => step.action === each.action.name && JSON.stringify(each.choice) === JSON.stringify(step.parameters)));
    return isDue && !isTaken ? [`${promise} should happen`] : [];
  });
}

function changes(
  machine: MachineDefinition,
  state: PlainState,
  action: MachineDefinition["actions"][number],
  choice: Trace["steps"][number]["parameters"],
): boolean {
  return isEnabled(machine, state, action, choice) && keyOf(successor(machine, state, action, choice)) !== keyOf(state);
}

/** `states`: all of the run up to where it repeats itself; `repeated`: those that come again and again. */
function fails(machine: MachineDefinition, property: LivenessProperty, states: readonly PlainState[], repeated: readonly PlainState[]): boolean {
  const says = (state: PlainState): readonly [boolean, boolean] => livenessOf(machine, state, property);
  if (property.kind === "eventually") return states.every(state => !says(state)[0]);
  if (property.kind === "infinitelyOften") return repeated.every(state => !says(state)[0]);
  if (property.kind === "eventuallyAlways") return repeated.some(state => !says(state)[0]);
  return states.some((state, i) => says(state)[0] && [...states.slice(i), ...repeated].every(later => !says(later)[1]));
}
