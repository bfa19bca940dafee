/**
 * The state graph of a small machine, to be drawn and to be read by other programs: every state that can be reached, also beyond a violation, with every
 * step between them. States are numbered as breadth first finds them, in the order of the spec's initial states, actions and parameters: the numbers depend on
 * nothing else. One checked call at a time, because what a check that has stopped at a violation has not seen may hold mistakes.
 *
 * The graph of liveness (`liveness/graph.ts`) is another one: it is made of what a check without a violation has stored, in the order of storing, and has no
 * steps that change nothing.
 */
import { isMistake } from "../../dsl/errors.ts";
import { deadlockProperty, isSafety, type MachineDefinition, type PropertyDefinition, type SafetyProperty } from "../../dsl/machine.ts";
import { OwnBudget } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import { type Compiled, compile, type StateBox } from "../../layout/compile.ts";
import { apply, eachInitial, enabled, isTerminal, isWithin, livenessHolds, stepHolds, stepOf } from "../calls/run.ts";
import { FoundStates } from "../found/foundStates.ts";
import type { ReachableSet } from "../found/reachable.ts";
import { isOfStates } from "../judge/judge.ts";
import { Refinement } from "../judge/refinement.ts";
import { refinesHolds, statePropertyHolds, withTrace } from "../mistakes/diagnosis.ts";
import { withRun } from "../runs/mistakenRun.ts";
import { loadState, notReproduced, shownStep } from "../trace/trace.ts";
import type { PlainState, Trace, TraceStep } from "../work/outcome.ts";
import { type Work, whole } from "../work/turn.ts";

/** A larger graph is not written: nobody can read its picture, and `graphStepsMax` steps are a document of some megabytes. */
export const graphStatesMax = 10_000;
export const graphStepsMax = 100_000;

/** An action with its parameters. */
export type GraphAction = Omit<TraceStep, "state">;

export interface GraphState {
  readonly state: PlainState;
  /** Steps from the nearest initial state: those have 0. */
  readonly level: number;
  /** Whether no action is enabled in it. */
  readonly isTerminal: boolean;
  /** Whether it is beyond the machine's constraint: what comes after it is not looked at. */
  readonly isOutside: boolean;
  /**
   * Properties that this state violates. Of those about single states only the first one in the order of declaration: a property may rely on those before it.
   */
  readonly violates: readonly string[];
}

/** One enabled action instance in one state. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** Index into `WholeGraph.actions`. */
  readonly action: number;
  /** The first property in the order of declaration that this step violates; null: none. */
  readonly violates: string | null;
}

/** A run in the graph. */
export interface GraphRun {
  readonly states: readonly number[];
  /** Indices of edges, one less than states. */
  readonly edges: readonly number[];
}

export interface WholeGraph {
  readonly states: readonly GraphState[];
  /** In the order of their first states, and there in the order of the actions. */
  readonly edges: readonly GraphEdge[];
  /** Every action instance that some state takes, in the order of the spec. */
  readonly actions: readonly GraphAction[];
  /** The run that was to be found in the graph; null when there is none. */
  readonly run: GraphRun | null;
}

/** Why there is no graph. */
export interface TooLarge {
  readonly tooMany: "states" | "steps";
  readonly max: number;
}

export interface WholeGraphOptions {
  /** The only properties to judge, besides deadlock; null: all. */
  readonly properties: readonly string[] | null;
  /** Whether states that differ by the names of interchangeable members are one: a representative, to which the edges of all of them lead. */
  readonly symmetry: boolean;
  /** A run to find in the graph. */
  readonly trace: Trace | null;
  readonly statesMax: number;
  readonly stepsMax: number;
}

/** The graph, or why there is none. Errors: CUT105, and whatever mistake of the spec is met, with the run that leads there. */
export function* wholeGraph(
  machine: MachineDefinition,
  others: ReadonlyMap<MachineDefinition, ReachableSet>,
  options: WholeGraphOptions,
): Work<WholeGraph | TooLarge> {
  const compiled = compile(machine, options.symmetry);
  const search = new GraphSearch(compiled, others, options);
  try {
    return yield* search.graph();
  } catch (error) {
    throw isMistake(error) ? whole(withRun(error, compiled, search.found(), Number.POSITIVE_INFINITY)) : error;
  } finally {
    compiled.release();
  }
}

type AlwaysPossible = Extract<PropertyDefinition, { kind: "alwaysPossible" }>;

class GraphSearch {
  private readonly compiled: Compiled;
  private readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  private readonly options: WholeGraphOptions;
  private readonly safety: readonly SafetyProperty[];
  private readonly possible: readonly AlwaysPossible[];
  private readonly refinements: ReadonlyMap<string, Refinement>;
  private readonly before: StateBox;
  private readonly after: StateBox;
  private readonly rows: RowSet;
  private readonly levelStarts: number[] = [0];
  private readonly states: { readonly level: number; isTerminal: boolean; isOutside: boolean; readonly violates: string[] }[] = [];
  private readonly edges: GraphEdge[] = [];
  /** For each property of `possible`, the states in which it is so. */
  private readonly good: readonly number[][];

  constructor(compiled: Compiled, others: ReadonlyMap<MachineDefinition, ReachableSet>, options: WholeGraphOptions) {
    this.compiled = compiled;
    this.others = others;
    this.options = options;
    const asked = compiled.definition.properties.filter(({ name }) => options.properties === null || options.properties.includes(name));
    this.safety = asked.filter(isSafety);
    this.possible = asked.filter((each): each is AlwaysPossible => each.kind === "alwaysPossible");
    this.good = this.possible.map(() => []);
    this.refinements = new Map(this.safety.flatMap(each => (each.kind === "refines" ? [[each.name, new Refinement(each)] as const] : [])));
    this.before = compiled.open();
    this.after = compiled.open();
    this.rows = new RowSet(compiled.packing.words, new OwnBudget(Number.POSITIVE_INFINITY));
  }

  *graph(): Work<WholeGraph | TooLarge> {
    const { statesMax, stepsMax } = this.options;
    this.start();
    for (let from = 0; from < this.rows.size; from++) {
      if (from === this.levelStarts.at(-1)) this.levelStarts.push(this.rows.size);
      withTrace(from, () => this.expand(from));
      yield;
      if (this.rows.size > statesMax) return { tooMany: "states", max: statesMax };
      if (this.edges.length > stepsMax) return { tooMany: "steps", max: stepsMax };
    }
    for (const [i, { name }] of this.possible.entries()) this.markLost(name, this.good[i]);
    return this.whole();
  }

  private start(): void {
    eachInitial(this.after, this.compiled.definition, () => {
      const refuted = this.safety.find(each => each.kind === "refines" && !refinesHolds(null, this.after, each, this.refinements.get(each.name)));
      this.arrive(0, refuted === undefined ? [] : [refuted.name]);
    });
  }

  /** The number of the state in `after`, which is replaced by its representative. */
  private arrive(level: number, violates: string[] = []): number {
    if (this.compiled.isReduced) this.after.canonicalise();
    this.after.pack();
    const id = this.rows.insert(this.after.words);
    if (id < 0) return ~id;
    this.states.push({ level, isTerminal: false, isOutside: false, violates });
    return id;
  }

  private expand(from: number): void {
    const { instances, definition } = this.compiled;
    const edgesBefore = this.edges.length;
    loadState(this.before, this.found(), from);
    this.judge(from);
    if (!isWithin(this.before)) {
      this.leave(from);
      return;
    }
    instances.forEach(({ action, parameters }, instance) => {
      if (!enabled(this.before, definition.actions[action], parameters)) return;
      this.after.words.set(this.before.words);
      this.after.unpack();
      apply(this.after, definition.actions[action], parameters);
      const violates = this.violatedByStep(instance);
      this.edges.push({ from, to: this.arrive((this.states[from]?.level ?? 0) + 1), action: instance, violates });
    });
    if (this.edges.length === edgesBefore) this.end(from);
  }

  private judge(id: number): void {
    const violated = this.safety.find(each => isOfStates(each) && !statePropertyHolds(this.others, this.before, each));
    if (violated !== undefined) this.states[id]?.violates.push(violated.name);
    this.possible.forEach((property, i) => {
      if (livenessHolds(this.before, property)[0]) this.good[i]?.push(id);
    });
  }

  private violatedByStep(instance: number): string | null {
    const step = stepOf(this.compiled, this.compiled.instances[instance]);
    const violated = this.safety.find(each => {
      if (each.kind === "step") return !stepHolds(this.before, this.after, each, step);
      return each.kind === "refines" && !refinesHolds(this.before, this.after, each, this.refinements.get(each.name));
    });
    return violated?.name ?? null;
  }

  /** It may be that something good comes after it. */
  private leave(id: number): void {
    const state = this.states[id];
    if (state !== undefined) state.isOutside = true;
    for (const good of this.good) good.push(id);
  }

  private end(id: number): void {
    const state = this.states[id];
    if (state === undefined) return;
    state.isTerminal = true;
    if (!isTerminal(this.before, this.compiled.definition)) state.violates.push(deadlockProperty);
  }

  /** From which states no run leads to a good one: backwards over all edges. */
  private markLost(property: string, good: readonly number[]): void {
    const into: number[][] = this.states.map(() => []);
    for (const { from, to } of this.edges) into[to]?.push(from);
    const reaches = new Set(good);
    for (const id of reaches) for (const from of into[id] as number[]) reaches.add(from);
    for (const [id, { violates }] of this.states.entries()) if (!reaches.has(id)) violates.push(property);
  }

  private whole(): WholeGraph {
    const taken = [...new Set(this.edges.map(({ action }) => action))].sort((a, b) => a - b);
    const index = new Map(taken.map((instance, i) => [instance, i]));
    const edges = this.edges.map(edge => ({ ...edge, action: index.get(edge.action) as number }));
    const actions = taken.map(instance => {
      const { state: _, ...action } = shownStep(this.compiled, instance, {});
      return action;
    });
    const states = this.states.map((each, id) => {
      loadState(this.after, this.found(), id);
      return { ...each, state: this.after.read() };
    });
    const { trace } = this.options;
    return { states, edges, actions, run: trace === null ? null : this.runOf(trace, edges, actions) };
  }

  /** Where edges lead to representatives, the names in the run are not those in the graph: any step of that action will do. Errors: CUT209. */
  private runOf({ initial, steps }: Trace, edges: readonly GraphEdge[], actions: readonly GraphAction[]): GraphRun {
    const states = [initial, ...steps.map(step => step.state)].map(state => this.idOf(state));
    const isOf = (step: TraceStep, action: GraphAction): boolean =>
      step.action === action.action && (this.compiled.isReduced || JSON.stringify(step.parameters) === JSON.stringify(action.parameters));
    const taken = steps.map((step, i) =>
      edges.findIndex(({ from, to, action }) => from === states[i] && to === states[i + 1] && isOf(step, actions[action] as GraphAction)),
    );
    return states.includes(-1) || taken.includes(-1) ? notReproduced() : { states, edges: taken };
  }

  private idOf(state: PlainState): number {
    this.after.load(state);
    if (this.compiled.isReduced) this.after.canonicalise();
    this.after.pack();
    return this.rows.find(this.after.words);
  }

  found(): FoundStates {
    return new FoundStates({ rows: this.rows, levelStarts: this.levelStarts });
  }
}
