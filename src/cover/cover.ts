/**
 * A small set of runs that covers what a machine can do, for whoever executes them on the system that the machine is a model of: every transition, every action instance,
 * or every two action instances of which one can follow the other at once.
 */
import { type Instance, machineOf } from "../check/check.ts";
import { CutcheckError, fail } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { named } from "../dsl/naming.ts";
import { type Observation, type ObservedData, observedData } from "../dsl/observed.ts";
import { givenOf } from "../dsl/parameters.ts";
import { unlimited } from "../explore/explore.ts";
import { type TransitionGraph, TransitionSearch, transitionsIn } from "../explore/graph/transitionGraph.ts";
import type { Budget, Platform, StopReason } from "../explore/work/outcome.ts";
import { type Stopped, withoutHaste } from "../explore/work/paused.ts";
import type { Work } from "../explore/work/turn.ts";
import { Turns } from "../explore/work/turns.ts";
import { cheapestFlow } from "./flow.ts";
import { Bits, type Goals, instanceGoals, nothingBefore, pairGoals, sampleGoals, transitionGoals } from "./goals.ts";
import { greedyRuns } from "./greedy.ts";
import { Observations } from "./observations.ts";
import { type NumberedRun, shortened, sourcesOf, stillRuns } from "./runs.ts";
import { toursOf } from "./tour.ts";

/** What is covered: `pairs` are pairs of consecutive action instances. */
export const coverKinds = ["transitions", "actions", "pairs"] as const;
export type CoverKind = (typeof coverKinds)[number];

/** What it costs to begin a run, in steps: a driver sets up a system of its own for each. */
const runCost = 10;

export interface CoverOptions {
  readonly cover: CoverKind;
  /** With `transitions`: cover so many of them, chosen at random; null: all. */
  readonly sample: number | null;
  /** A 32-bit integer. The same seed chooses the same. */
  readonly seed: number;
  /** Steps of a run, where the way to what it covers is not longer. */
  readonly stepsMax: number;
  /** Whether runs say which action instances are not enabled. */
  readonly refused: boolean;
  /** Of the graph. What is explored when it ends is covered. */
  readonly budget: Budget;
}

/** An action with its parameters, as data. */
export interface ActionCall {
  readonly action: string;
  readonly with: Readonly<Record<string, ObservedData>>;
}

export interface ObservedStep extends ActionCall {
  /** The observed values that the step changes, each whole. */
  readonly seen: Observation;
  /** The action instances that are not enabled after the step; null where that was said before, is not asked, or is not known. */
  readonly refused: readonly ActionCall[] | null;
}

/** A run as whoever executes it needs it. */
export interface ObservedRun {
  readonly start: Observation;
  readonly refused: readonly ActionCall[] | null;
  readonly steps: readonly ObservedStep[];
}

/** The runs are numbers until they are asked for: all of them at once would be large. */
export interface Cover {
  readonly instance: Instance;
  readonly machine: MachineDefinition;
  readonly options: CoverOptions;
  readonly graph: { readonly states: number; readonly transitions: number };
  /** Why the graph is not whole; null: it is. */
  readonly stopped: StopReason | null;
  readonly runs: number;
  readonly steps: number;
  /** Steps of the longest run. */
  readonly longest: number;
  /** How many transitions, action instances or pairs there are in the graph, and how many of them the runs take. */
  readonly covered: { readonly of: number; readonly done: number };
  /** The runs, in their order. Errors: those of an observed value, with the run that leads there. */
  observedRuns(): Generator<ObservedRun, void>;
  /** Gives the memory back. */
  release(): void;
}

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

function placed(error: unknown, { spec, case: of }: Instance): unknown {
  return error instanceof CutcheckError ? error.at({ spec: spec.name, ...(of === null ? {} : { case: of.name }) }) : error;
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
  return new FoundCover(instance, options, finished, graph, stopped, chosen);
}

interface Chosen {
  readonly runs: readonly NumberedRun[];
  readonly covered: Cover["covered"];
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

class FoundCover implements Cover {
  readonly instance: Instance;
  readonly options: CoverOptions;
  readonly stopped: StopReason | null;
  readonly covered: Cover["covered"];
  private readonly search: TransitionSearch;
  private readonly transitions: TransitionGraph;
  private readonly numbered: readonly NumberedRun[];
  /** Each action instance, as data. */
  private readonly calls: readonly ActionCall[];

  constructor(instance: Instance, options: CoverOptions, search: TransitionSearch, graph: TransitionGraph, stopped: StopReason | null, chosen: Chosen) {
    this.instance = instance;
    this.options = options;
    this.search = search;
    this.transitions = graph;
    this.stopped = stopped;
    this.numbered = chosen.runs;
    this.covered = chosen.covered;
    this.calls = search.compiled.instances.map(({ action, parameters }) => {
      const definition = this.machine.actions[action];
      return { action: definition.name, with: named(() => dataOf(givenOf(definition, parameters))) };
    });
  }

  get machine(): MachineDefinition {
    return this.search.compiled.definition;
  }

  get graph(): Cover["graph"] {
    return { states: this.transitions.size, transitions: transitionsIn(this.transitions) };
  }

  get runs(): number {
    return this.numbered.length;
  }

  get steps(): number {
    return this.numbered.reduce((sum, { edges }) => sum + edges.length, 0);
  }

  get longest(): number {
    return this.numbered.reduce((most, { edges }) => Math.max(most, edges.length), 0);
  }

  *observedRuns(): Generator<ObservedRun, void> {
    const observations = new Observations(this.machine, this.search.compiled.open(), this.search.found());
    const isMet = new Uint8Array(this.transitions.size);
    for (const run of this.numbered) yield this.told(() => this.observedRun(run, observations, isMet));
  }

  private told<T>(call: () => T): T {
    try {
      return this.search.toldWithRun(call);
    } catch (error) {
      throw placed(error, this.instance);
    }
  }

  release(): void {
    this.search.compiled.release();
  }

  private observedRun({ start, edges }: NumberedRun, observations: Observations, isMet: Uint8Array): ObservedRun {
    const { targets, labels } = this.transitions;
    const refused = this.refusedIn(start, isMet);
    let before = start;
    const steps = edges.map(edge => {
      const after = targets[edge];
      const seen = observations.changes(before, after);
      before = after;
      return { ...this.calls[labels[edge]], seen, refused: this.refusedIn(after, isMet) };
    });
    return { start: observations.of(start), refused, steps };
  }

  /** Null where it is not asked, not known, or was said before. */
  private refusedIn(state: number, isMet: Uint8Array): readonly ActionCall[] | null {
    const { offsets, labels, expanded } = this.transitions;
    if (!this.options.refused || isMet[state] === 1) return null;
    isMet[state] = 1;
    if (state >= expanded || this.transitions.isOutside(state)) return null;
    const enabled = new Set(labels.subarray(offsets[state], offsets[state + 1]));
    return this.calls.filter((_, instance) => !enabled.has(instance));
  }
}

function dataOf(given: Readonly<Record<string, unknown>>): ActionCall["with"] {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, observedData(value)]));
}
