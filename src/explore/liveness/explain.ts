/** Why a loop can go on for ever: what is enabled on it and never happens, and which promises are kept by being disabled. */
import { type Fairness, type Promised, promiseOf } from "../../dsl/fairness.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { Loop, Waiting } from "../work/outcome.ts";
import type { StateGraph } from "./graph.ts";
import type { IdRun } from "./stem.ts";

/** The loop that begins with state `start` of a trace, at `at` in the graph, and takes these steps. */
export function explainedLoop(compiled: Compiled, graph: StateGraph, start: number, at: number, steps: IdRun["steps"]): Loop {
  const states = steps.length === 0 ? [at] : [at, ...steps.slice(0, -1).map(([, state]) => state)];
  const enabledIn = states.map(state => new Set(graph.labels.subarray(graph.offsets[state], graph.offsets[state + 1])));
  const taken = new Set(steps.map(([instance]) => instance));
  const groups = groupsOf(compiled);
  const idle = groups.filter(group => !group.instances.some(instance => taken.has(instance)));
  const waiting = idle.flatMap(group => waitingOf(group, enabledIn, start));
  const named = idle.filter(({ fair, instances }) => fair !== null && !instances.some(instance => enabledIn.some(each => each.has(instance))));
  const active = new Set(groups.filter(group => !named.includes(group)).map(group => group.action));
  return { start, waiting, disabled: [...new Set(named.map(group => group.action))].filter(action => !active.has(action)) };
}

/** The instances that one promise is about; of an action without a promise, each by itself. */
interface Group {
  readonly action: string;
  readonly parameters: Waiting["parameters"];
  readonly fair: Fairness | null;
  readonly instances: readonly number[];
}

function groupsOf({ definition, instances }: Compiled): readonly Group[] {
  const groups = new Map<string, Omit<Group, "instances"> & { readonly instances: number[] }>();
  definition.actions.forEach((action, index) => {
    // A promise of a whole action, or of a group, exists even if the action has no instance: then it is disabled everywhere.
    const whole = action.fair === null || typeof action.fair.per !== "string" || action.fair.per === "instance" ? null : promiseOf(action, {});
    if (whole !== null) addTo(groups, whole, action.fair);
    instances.forEach(({ action: of, parameters }, i) => {
      const promised = promiseOf(action, parameters) ?? { key: String(i), action: action.name, parameters };
      if (of === index) addTo(groups, promised, action.fair).push(i);
    });
  });
  return [...groups.values()];
}

/** The list of instances of a promise's group; the group is made when the promise is new. */
function addTo(groups: Map<string, Omit<Group, "instances"> & { readonly instances: number[] }>, promised: Promised, fair: Fairness | null): number[] {
  const group = groups.get(promised.key) ?? { action: promised.action, parameters: promised.parameters, fair, instances: [] };
  groups.set(promised.key, group);
  return group.instances;
}

function waitingOf({ action, parameters, fair, instances }: Group, enabledIn: readonly ReadonlySet<number>[], start: number): readonly Waiting[] {
  const enabled = enabledIn.map(each => instances.some(instance => each.has(instance)));
  if (!enabled.includes(true)) return [];
  const disabled = enabled.indexOf(false);
  return [{ action, parameters, fair: fair?.kind ?? null, disabledIn: disabled < 0 ? null : start + disabled }];
}
