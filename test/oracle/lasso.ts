/** What is wrong with a lasso, by the definitions: whether its steps are possible, it closes, it is fair, and the property fails along it. */
import type { LivenessProperty } from "../../src/dsl/liveness.ts";
import { choicesOf, type MachineDefinition } from "../../src/dsl/machine.ts";
import type { PlainState, Trace } from "../../src/explore/work/outcome.ts";
import { initialStates, isEnabled, livenessOf, livenessOfStep, successor } from "../../src/plain/calls.ts";
import { keyOf } from "../../src/plain/keys.ts";
import { instancesOf } from "../../src/plain/run.ts";

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
    ...(fails(machine, property, trace, start) ? [] : ["the property holds"]),
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

/** What comes once, and what comes again and again: states and steps in their order, each with what the property says of it. */
function fails(machine: MachineDefinition, property: LivenessProperty, trace: Trace, start: number): boolean {
  const instances = instancesOf(machine);
  const states = [trace.initial, ...trace.steps.map(step => step.state)];
  const said = states.map(state => ({ isStep: false, says: livenessOf(machine, state, property) }));
  const saidOfSteps = trace.steps.map(({ action, parameters, state }, i) => {
    const isSame = keyOf(states[i]!) === keyOf(state);
    const { step } = instances.find(each => each.action.name === action && JSON.stringify(each.parameters) === JSON.stringify(parameters))!;
    return { isStep: true, says: isSame ? ([false, false] as const) : livenessOfStep(machine, states[i]!, state, step, property) };
  });
  const inOrder = (from: number) => said.slice(from).flatMap((each, i) => [each, ...saidOfSteps.slice(from + i, from + i + 1)]);
  const [all, repeated] = [inOrder(0), inOrder(start)];
  if (property.kind === "eventually") return all.every(({ says }) => !says[0]);
  if (property.kind === "infinitelyOften") return repeated.every(({ says }) => !says[0]);
  if (property.kind === "eventuallyAlways") return repeated.some(({ isStep, says }) => !isStep && !says[0]);
  return all.some(({ says }, i) => says[0] && [...all.slice(i), ...repeated].every(later => !later.says[1]));
}
