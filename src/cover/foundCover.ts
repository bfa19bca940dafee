/** A cover, once its runs are chosen: what they show is asked of the machine as they are told. */
import type { Instance } from "../check/check.ts";
import { CutcheckError } from "../dsl/errors.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import { named } from "../dsl/naming.ts";
import { type Observation, observedData } from "../dsl/observed.ts";
import { givenOf } from "../dsl/parameters.ts";
import { type TransitionGraph, type TransitionSearch, transitionsIn } from "../explore/graph/transitionGraph.ts";
import type { StopReason } from "../explore/work/outcome.ts";
import type { ActionCall, Cover, CoverOptions, ObservedRun, Successor, Walkable } from "./contract.ts";
import { Observations } from "./observations.ts";
import type { NumberedRun } from "./runs.ts";

/** Which runs, and what they cover. */
export interface Chosen {
  readonly runs: readonly NumberedRun[];
  readonly covered: Cover["covered"];
}

/** What was explored. */
export interface Explored {
  readonly search: TransitionSearch;
  readonly graph: TransitionGraph;
  readonly stopped: StopReason | null;
}

/** With the place of a mistake: spec and case. */
export function placed(error: unknown, { spec, case: of }: Instance): unknown {
  return error instanceof CutcheckError ? error.at({ spec: spec.name, ...(of === null ? {} : { case: of.name }) }) : error;
}

export class FoundCover implements Cover {
  readonly instance: Instance;
  readonly options: CoverOptions;
  readonly covered: Cover["covered"];
  readonly numbered: readonly NumberedRun[];
  readonly walkable: NumberedGraph;
  private readonly explored: Explored;

  constructor(instance: Instance, options: CoverOptions, explored: Explored, { runs, covered }: Chosen) {
    this.instance = instance;
    this.options = options;
    this.explored = explored;
    this.numbered = runs;
    this.covered = covered;
    this.walkable = new NumberedGraph(instance, explored);
  }

  get machine(): MachineDefinition {
    return this.explored.search.compiled.definition;
  }

  get stopped(): StopReason | null {
    return this.explored.stopped;
  }

  get graph(): Cover["graph"] {
    const { graph } = this.explored;
    return { states: graph.size, transitions: transitionsIn(graph) };
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
    const isMet = new Uint8Array(this.explored.graph.size);
    for (const run of this.numbered) yield this.observedRun(run, isMet);
  }

  release(): void {
    this.explored.search.compiled.release();
  }

  private observedRun({ start, edges }: NumberedRun, isMet: Uint8Array): ObservedRun {
    const { walkable } = this;
    const refused = this.refusedIn(start, isMet);
    let before = start;
    const steps = edges.map(edge => {
      const { instance, to } = walkable.stepBy(edge);
      const seen = walkable.changes(before, to);
      before = to;
      return { ...walkable.calls[instance], seen, refused: this.refusedIn(to, isMet) };
    });
    return { start: walkable.observe(start), refused, steps };
  }

  /** Null where it is not asked, not known, or was said before. */
  private refusedIn(state: number, isMet: Uint8Array): readonly ActionCall[] | null {
    if (!this.options.refused || isMet[state] === 1) return null;
    isMet[state] = 1;
    return this.walkable.refused(state);
  }
}

class NumberedGraph implements Walkable {
  readonly calls: readonly ActionCall[];
  private readonly instance: Instance;
  private readonly explored: Explored;
  private readonly observations: Observations;

  constructor(instance: Instance, explored: Explored) {
    const { compiled } = explored.search;
    this.instance = instance;
    this.explored = explored;
    this.observations = new Observations(compiled.definition, compiled.open(), explored.search.found());
    this.calls = compiled.instances.map(({ action, parameters }) => {
      const definition = compiled.definition.actions[action];
      return { action: definition.name, with: named(() => dataOf(givenOf(definition, parameters))) };
    });
  }

  get initials(): readonly number[] {
    return Array.from(this.explored.graph.initials);
  }

  successors(state: number): readonly Successor[] {
    const { offsets } = this.explored.graph;
    return Array.from({ length: offsets[state + 1] - offsets[state] }, (_, i) => this.stepBy(offsets[state] + i));
  }

  stepBy(edge: number): Successor {
    const { labels, targets } = this.explored.graph;
    return { instance: labels[edge], to: targets[edge] };
  }

  refused(state: number): readonly ActionCall[] | null {
    const { graph } = this.explored;
    if (state >= graph.expanded || graph.isOutside(state)) return null;
    const enabled = new Set(this.successors(state).map(({ instance }) => instance));
    return this.calls.filter((_, instance) => !enabled.has(instance));
  }

  observe(state: number): Observation {
    return this.told(() => this.observations.of(state));
  }

  /** The observed values that differ from those before, each whole. Errors: as {@link observe}. */
  changes(before: number, after: number): Observation {
    return this.told(() => this.observations.changes(before, after));
  }

  private told<T>(call: () => T): T {
    try {
      return this.explored.search.toldWithRun(call);
    } catch (error) {
      throw placed(error, this.instance);
    }
  }
}

function dataOf(given: Readonly<Record<string, unknown>>): ActionCall["with"] {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, observedData(value)]));
}
