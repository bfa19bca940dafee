/**
 * A small set of runs that covers what a machine can do, for whoever executes them on the system that the machine is a model of: every transition, every action instance,
 * or every two action instances of which one can follow the other at once.
 */
import { type Instance, machineOf } from "../check/check.ts";
import { fail } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { unlimited } from "../explore/explore.ts";
import { type TransitionGraph, TransitionSearch } from "../explore/graph/transitionGraph.ts";
import type { Platform, StopReason } from "../explore/work/outcome.ts";
import { type Stopped, withoutHaste } from "../explore/work/paused.ts";
import type { Work } from "../explore/work/turn.ts";
import { Turns } from "../explore/work/turns.ts";
import type { Cover, CoverKind, CoverOptions } from "./contract.ts";
import { cheapestFlow } from "./flow.ts";
import { type Chosen, FoundCover, placed } from "./foundCover.ts";
import { Bits, type Goals, instanceGoals, nothingBefore, pairGoals, sampleGoals, transitionGoals } from "./goals.ts";
import { greedyRuns } from "./greedy.ts";
import { type NumberedRun, shortened, sourcesOf, stillRuns } from "./runs.ts";
import { toursOf } from "./tour.ts";

/** What it costs to begin a run, in steps: a driver sets up a system of its own for each. */
const runCost = 10;

/** Chooses the runs. Errors: CUT105, CUT309, and whatever mistake of the spec is met, with the run that leads there. */
export async function coverOf(instance: Instance, options: CoverOptions, platform: Platform): Promise<Cover | Stopped> {
  try {
    const machine = machineOf(instance).definition;
    checkObserved(machine);
    return await covered(instance, machine, options, platform);
  } catch (error) {
    throw placed(error, instance);
  }
}

function checkObserved({ name, observed }: MachineDefinition): void {
  if (observed.length > 0) return;
  fail("CUT309", "The machine declares nothing that can be observed: whoever executes a run could not compare anything.", {
    place: { machine: name },
    fix: 'Add .observed({ name: s => value }) to the machine, with what a running system shows, too: see "Observed values" in the language reference.',
  });
}

async function covered(instance: Instance, machine: MachineDefinition, options: CoverOptions, platform: Platform): Promise<Cover | Stopped> {
  const { statesMax, memoryBytesMax } = options.budget;
  let search: TransitionSearch | null = null;
  const explore = (): Work<StopReason | null> => {
    search?.compiled.release();
    search = new TransitionSearch(machine, { statesMax, memoryBytesMax });
    return search.work();
  };
  const onPause = (): void => {
    if (search !== null) platform.onProgress(search.progress());
  };
  const end = await withoutHaste(explore, new Turns(options.budget, platform), platform, onPause);
  const stopped = typeof end === "object" && end !== null ? end.stopped : end;
  const finished = search as TransitionSearch | null;
  if (stopped === "interrupted" || finished === null) return { stopped: "interrupted" };
  const graph = finished.graph();
  const chosen = await withoutHaste(() => chooseRuns(graph, finished.compiled.instances.length, options), new Turns(unlimited, platform), platform);
  if ("stopped" in chosen) return chosen;
  return new FoundCover(instance, options, { search: finished, graph, stopped }, chosen);
}

function* chooseRuns(graph: TransitionGraph, instances: number, { cover, sample, seed, stepsMax }: CoverOptions): Work<Chosen> {
  const sources = sourcesOf(graph);
  const all = goalsOf(cover, graph, instances);
  const isPostman = cover === "transitions" && sample === null;
  const moving = isPostman
    ? shortened(graph, sources, toursOf(graph, yield* cheapestFlow(graph, sources, runCost)), stepsMax)
    : yield* greedyRuns(graph, sources, sample === null ? all : sampleGoals(graph, sample, seed), stepsMax);
  return { runs: [...stillRuns(graph), ...moving], covered: { of: all.count, done: reachedBy(moving, all, graph) } };
}

function goalsOf(cover: CoverKind, graph: TransitionGraph, instances: number): Goals {
  switch (cover) {
    case "transitions":
      return transitionGoals(graph);
    case "actions":
      return instanceGoals(graph, instances);
    case "pairs":
      return pairGoals(graph, instances);
  }
}

/** How many goals the runs reach. */
function reachedBy(runs: readonly NumberedRun[], goals: Goals, { labels }: TransitionGraph): number {
  const reached = new Bits(goals.space);
  let done = 0;
  for (const { edges } of runs) {
    let before = nothingBefore;
    for (const edge of edges) {
      const goal = goals.goalOf(before, edge);
      if (goal >= 0 && reached.add(goal)) done++;
      before = labels[edge];
    }
  }
  return done;
}
