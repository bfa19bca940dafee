/**
 * The run that is shown, among all shortest ones: fewest faults, then fewest switches of actor, then the earliest by initial state and
 * action instances. Forwards, level by level: of all runs to one state by one last actor only the best can begin the best run.
 */
import type { Found, Target, Transition } from "./found.ts";

interface Run {
  readonly at: Found;
  readonly actor: string | null;
  readonly faults: number;
  readonly switches: number;
  /** Position of the initial state, then of each action instance. */
  readonly order: readonly number[];
  readonly transitions: readonly Transition[];
}

/** The transitions of the best run to one of the targets, which are all at one depth, and its initial state. */
export function bestRun(initials: readonly Found[], transitions: readonly Transition[], targets: readonly Target[]): Run {
  let runs: readonly Run[] = initials.map((at, i) => ({ at, actor: null, faults: 0, switches: 0, order: [i], transitions: [] }));
  for (let depth = 0; depth < targets[0]!.state.depth; depth++) {
    const next = transitions.filter(({ from, to }) => from.depth === depth && to.depth === depth + 1);
    runs = bestOfEach(runs.flatMap(run => next.filter(({ from }) => from === run.at).map(transition => extended(run, transition))));
  }
  return best(runs.flatMap(run => targets.filter(({ state }) => state === run.at).map(({ last }) => (last === null ? run : extended(run, last)))));
}

function extended(run: Run, transition: Transition): Run {
  const { actor, isFault, index, to } = transition;
  return {
    at: to,
    actor,
    faults: run.faults + (isFault ? 1 : 0),
    switches: run.switches + (run.actor !== null && run.actor !== actor ? 1 : 0),
    order: [...run.order, index],
    transitions: [...run.transitions, transition],
  };
}

function bestOfEach(runs: readonly Run[]): readonly Run[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const group = `${run.actor} ${run.at.key}`;
    groups.set(group, [...(groups.get(group) ?? []), run]);
  }
  return [...groups.values()].map(best);
}

function best(runs: readonly Run[]): Run {
  return runs.toSorted(compareRuns)[0]!;
}

function compareRuns(a: Run, b: Run): number {
  const later = a.order.findIndex((position, i) => position !== b.order[i]);
  return a.faults - b.faults || a.switches - b.switches || (later < 0 ? 0 : a.order[later]! - b.order[later]!);
}
