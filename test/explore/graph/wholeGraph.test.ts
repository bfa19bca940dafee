/** The graph that is drawn: the naive explorer, which shares nothing with it but the definition of a machine, has the same states, steps and violations. */
import { machine, t } from "cutcheck";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import peterson from "../../../specs/classics/peterson.spec.ts";
import { check, instanceOf } from "../../../src/check/check.ts";
import { checkedGraph, isDecided } from "../../../src/check/checkedGraph.ts";
import { keyOf } from "../../../src/counterexample/values.ts";
import { CutcheckError } from "../../../src/dsl/errors.ts";
import { choicesOf, deadlockProperty, type MachineDefinition } from "../../../src/dsl/machine.ts";
import { stepBy } from "../../../src/dsl/steps.ts";
import { atOnce, explore, reachableInTurns, unlimited } from "../../../src/explore/explore.ts";
import { type GraphEdge, type WholeGraph, type WholeGraphOptions, wholeGraph } from "../../../src/explore/graph/wholeGraph.ts";
import type { PlainState, Platform, Trace } from "../../../src/explore/work/outcome.ts";
import { whole as atOnceWork } from "../../../src/explore/work/turn.ts";
import { Turns } from "../../../src/explore/work/turns.ts";
import { invariantHolds, isTerminal, isWithin, livenessOf, mapped, stepHolds } from "../../../src/plain/calls.ts";
import { graphNaively, type NaiveGraph, smallGraphOf } from "../../../src/plain/explore.ts";
import type { Found, Transition } from "../../../src/plain/found.ts";
import { numbered, keyOf as oracleKey } from "../../../src/plain/keys.ts";
import { orbitOf, renamingsOf } from "../../../src/plain/orbits.ts";
import { startsLike, stepsLike } from "../../../src/plain/refinement.ts";
import { randomMachine } from "../../generator/randomMachine.ts";
import { symmetricMachine } from "../../generator/symmetricMachine.ts";
import { badStart, badStep, counter, deadlockFirst, diamond, parallelEdges, refines, smallToys } from "../../toys/small.ts";
import { seed } from "../seed.ts";

const statesMax = 300;
const whole: WholeGraphOptions = { properties: null, symmetry: false, trace: null, statesMax: Number.POSITIVE_INFINITY, stepsMax: Number.POSITIVE_INFINITY };
const still: Platform = { now: () => 0, pause: async () => {}, interrupted: () => false, onProgress: () => {} };

function setsOf(definition: MachineDefinition) {
  const options = { budget: unlimited, countEdges: false, properties: null };
  return atOnce(reachableInTurns(definition, options, undefined, [], new Turns(unlimited, null))).sets;
}

function graphOf(definition: MachineDefinition, options: Partial<WholeGraphOptions> = {}): WholeGraph {
  const graph = atOnceWork(wholeGraph(definition, setsOf(definition), { ...whole, ...options }));
  if (!("states" in graph)) throw new Error(`too many ${graph.tooMany}`);
  return graph;
}

/** Everything that a graph says, without its numbers. */
interface Said {
  readonly states: readonly string[];
  readonly edges: readonly string[];
}

function said(definition: MachineDefinition, { states, edges, actions }: WholeGraph): Said {
  const key = (id: number): string => keyOf({ kind: "record", fields: definition.state }, states[id]!.state);
  return {
    states: states.map(({ level, isTerminal, violates }, id) => JSON.stringify([key(id), level, isTerminal, violates])).sort(),
    edges: edges.map(({ from, to, action, violates }) => JSON.stringify([key(from), key(to), actions[action], violates])).sort(),
  };
}

/** The same from the oracle. Errors: those of the spec. */
function saidNaively(definition: MachineDefinition, graph: NaiveGraph): Said {
  const key = ({ state }: Found): string => keyOf({ kind: "record", fields: definition.state }, numbered(state));
  const ends = (found: Found): boolean => isWithin(definition, found.state) && !graph.transitions.some(({ from }) => from === found);
  return {
    states: graph.states.map(found => JSON.stringify([key(found), found.depth, ends(found), violatedIn(definition, graph, found, ends(found))])).sort(),
    edges: graph.transitions.map(each => JSON.stringify([key(each.from), key(each.to), actionOf(definition, each), violatedBy(definition, each)])).sort(),
  };
}

function violatedIn(definition: MachineDefinition, graph: NaiveGraph, found: Found, ends: boolean): readonly string[] {
  const { properties } = definition;
  const { state } = found;
  const start = found.depth > 0 ? undefined : properties.find(each => each.kind === "refines" && !startsLike(definition, state, each));
  const first = properties.find(each => {
    if (each.kind === "invariant") return !invariantHolds(definition, state, each);
    return each.kind === "reachableIn" && !mapped(definition, state, each).every(value => keysOf(each.other).has(oracleKey(value)));
  });
  const deadlock = ends && !isTerminal(definition, state);
  const lost = properties.filter(
    each => each.kind === "alwaysPossible" && ![...from(graph, found)].some(to => !isWithin(definition, to.state) || livenessOf(definition, to.state, each)[0]),
  );
  return [
    ...(start === undefined ? [] : [start.name]),
    ...(first === undefined ? [] : [first.name]),
    ...(deadlock ? [deadlockProperty] : []),
    ...lost.map(each => each.name),
  ];
}

/** All that can be reached from a state. */
function from({ transitions }: NaiveGraph, start: Found): ReadonlySet<Found> {
  const reached = new Set([start]);
  for (const each of reached) for (const { from: source, to } of transitions) if (source === each) reached.add(to);
  return reached;
}

const known = new Map<MachineDefinition, ReadonlySet<string>>();

function keysOf(other: MachineDefinition): ReadonlySet<string> {
  const keys = known.get(other) ?? new Set(graphNaively(other).states.map(({ key }) => key));
  known.set(other, keys);
  return keys;
}

function violatedBy(definition: MachineDefinition, { from: before, to: after, index }: Transition): string | null {
  const { action, parameters } = instancesOf(definition)[index]!;
  const step = stepBy(definition, action, parameters);
  const violated = definition.properties.find(each => {
    if (each.kind === "step") return !stepHolds(definition, before.state, after.state, step, each);
    return each.kind === "refines" && !stepsLike(definition, before.state, after.state, each);
  });
  return violated?.name ?? null;
}

function actionOf(definition: MachineDefinition, { action, actor, isFault, index }: Transition): object {
  return { action, parameters: instancesOf(definition)[index]!.parameters, actor, fault: isFault };
}

/** The action instances in the order of the spec, of which the oracle keeps the index. */
function instancesOf({ actions }: MachineDefinition) {
  return actions.flatMap(({ name, domains }) => choicesOf(domains).map(parameters => ({ action: name, parameters })));
}

describe("the whole graph of a machine", () => {
  test.each([...smallToys, refines].map(toy => [toy.definition.name, toy.definition] as const))("is the oracle's: %s", (_, definition) => {
    const found = graphOf(definition);
    expect(said(definition, found)).toEqual(saidNaively(definition, graphNaively(definition)));
  });

  test(`is the oracle's on random machines, mistakes included (CUTCHECK_SEED=${seed})`, () => {
    const seen = { graphs: 0, mistakes: 0, violations: 0 };
    const agree = fc.property(randomMachine(), ({ definition }) => {
      const naive = attempt(() => smallGraphOf(definition, statesMax));
      fc.pre(naive !== null);
      const expected = naive instanceof CutcheckError ? naive : attempt(() => saidNaively(definition, naive));
      const found = attempt(() => graphOf(definition));
      if (expected instanceof CutcheckError || found instanceof CutcheckError) {
        expect([found, expected].map(each => each instanceof CutcheckError)).toEqual([true, true]);
        seen.mistakes++;
        return;
      }
      expect(said(definition, found)).toEqual(expected);
      seen.graphs++;
      if (found.states.some(each => each.violates.length > 0) || found.edges.some(each => each.violates !== null)) seen.violations++;
    });
    fc.assert(agree, { seed, numRuns: 200 });
    console.info(`seed ${seed}: ${JSON.stringify(seen)}`);
    expect(Math.min(seen.graphs, seen.violations)).toBeGreaterThan(20);
    expect(seen.mistakes).toBeGreaterThan(3);
  });

  test(`has, up to symmetry, a state for each orbit, and the steps of that state (CUTCHECK_SEED=${seed})`, () => {
    let smaller = 0;
    const agree = fc.property(symmetricMachine, raw => {
      const definition = { ...raw.definition, properties: [], witnesses: [], terminal: "any" as const };
      const naive = attempt(() => smallGraphOf(definition, statesMax / 2));
      fc.pre(naive !== null && !(naive instanceof CutcheckError));
      const renamings = renamingsOf(definition);
      const orbits = new Map(naive.states.map(found => [found, orbitOf(definition, found.state, renamings)]));
      const byKey = new Map(naive.states.map(found => [keyOf({ kind: "record", fields: definition.state }, numbered(found.state)), found]));
      const found = graphOf(definition, { symmetry: true });
      const concrete = found.states.map(({ state }) => byKey.get(keyOf({ kind: "record", fields: definition.state }, state))!);
      const orbit = (id: number): string => orbits.get(concrete[id]!)!;
      expect(found.states.map((_, id) => orbit(id)).sort()).toEqual([...new Set(orbits.values())].sort());
      expect(found.states.map(({ level }) => level)).toEqual(concrete.map(({ depth }) => depth));
      const step = (edge: GraphEdge): string => JSON.stringify([found.actions[edge.action]!.action, found.actions[edge.action]!.parameters, orbit(edge.to)]);
      concrete.forEach((state, id) => {
        const expected = naive.transitions
          .filter(each => each.from === state)
          .map(each => JSON.stringify([each.action, parametersOf(definition, each), orbits.get(each.to)]));
        expect(found.edges.filter(each => each.from === id).map(step)).toEqual(expected);
      });
      if (found.states.length < naive.states.length) smaller++;
    });
    fc.assert(agree, { seed, numRuns: 60 });
    expect(smaller).toBeGreaterThan(20);
  });

  it("is numbered as breadth first finds states, in the order of the spec", () => {
    const { states, edges, actions } = graphOf(diamond.definition);
    expect(states.map(({ state, level }) => [state["at"], level])).toEqual([
      [0, 0],
      [1, 1],
      [3, 1],
      [5, 1],
      [2, 2],
      [4, 2],
      [6, 2],
    ]);
    expect(actions.map(each => each.action)).toEqual(diamond.definition.actions.map(each => each.name));
    expect(edges.map(({ from, to, action }) => [from, to, action])).toEqual([
      [0, 1, 0],
      [0, 2, 3],
      [0, 3, 5],
      [1, 4, 1],
      [2, 5, 4],
      [3, 6, 6],
      [4, 5, 2],
      [5, 0, 8],
      [6, 5, 7],
    ]);
  });

  it("has steps that change nothing, and each of several steps between two states", () => {
    const { edges, actions } = graphOf(parallelEdges.definition);
    const shown = edges
      .filter(({ to }) => to === 3 || to === 2)
      .map(({ from, to, action }) => [from, to, actions[action]!.action, actions[action]!.parameters]);
    expect(shown).toContainEqual([3, 3, "stay", { way: "left" }]);
    expect(shown).toContainEqual([3, 3, "stay", { way: "right" }]);
    expect(new Set(edges.map(({ from, to }) => `${from} ${to}`)).size).toBeLessThan(edges.length);
  });

  it("goes on beyond violations, and marks states, deadlocks, initial states and steps that violate", () => {
    const violating = ({ states }: WholeGraph) => states.flatMap(({ violates }, id) => (violates.length === 0 ? [] : [[id, violates]]));
    expect(violating(graphOf(counter.definition))).toEqual([5, 6, 7, 8, 9].map(id => [id, ["the count stays below 5"]]));
    expect(violating(graphOf(deadlockFirst.definition)).some(([, names]) => (names as readonly string[]).includes(deadlockProperty))).toBe(true);
    expect(violating(graphOf(badStart.definition)).map(([id]) => graphOf(badStart.definition).states[id as number]!.level)).toContain(0);
    const steps = graphOf(badStep.definition).edges.filter(({ violates }) => violates !== null);
    expect(steps.length).toBeGreaterThan(0);
    expect(violating(graphOf(badStep.definition))).toEqual([]);
  });

  it("marks the states from which what must stay possible is not", () => {
    const trap = machine("trap", { at: t.int(0, 3) })
      .action("on", {
        when: s => s.at < 2,
        then: s => {
          s.at++;
        },
      })
      .action("back", {
        when: s => s.at === 1,
        then: s => {
          s.at = 0;
        },
      })
      .action("around", {
        when: s => s.at >= 2,
        then: s => {
          s.at = s.at === 2 ? 3 : 2;
        },
      })
      .alwaysPossible("the start can be reached", s => s.at === 0);
    expect(graphOf(trap.definition).states.map(({ state, violates }) => [state["at"], violates.length])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
  });

  it("judges only the properties that are asked about", () => {
    expect(graphOf(counter.definition, { properties: [] }).states.flatMap(each => each.violates)).toEqual([]);
  });

  it("is refused when there are more states, or more steps, than the limit: at the limit it is whole", () => {
    const limited = (limits: Partial<WholeGraphOptions>) => atOnceWork(wholeGraph(diamond.definition, new Map(), { ...whole, ...limits }));
    expect(limited({ statesMax: 7, stepsMax: 9 })).toMatchObject({ states: { length: 7 }, edges: { length: 9 } });
    expect(limited({ statesMax: 6 })).toEqual({ tooMany: "states", max: 6 });
    expect(limited({ stepsMax: 8 })).toEqual({ tooMany: "steps", max: 8 });
  });

  it("has the run of a violation, step by step, also where states are representatives", () => {
    const seen = { runs: 0, reduced: 0 };
    const holds = fc.property(fc.oneof(randomMachine(), symmetricMachine), fc.boolean(), ({ definition }, symmetry) => {
      const outcome = explore(definition, { symmetry, budget: { ...unlimited, statesMax } });
      fc.pre(outcome.finding.verdict === "violated");
      const { trace } = outcome.finding;
      const isReduced = outcome.symmetry === "reduced";
      const graph = attempt(() => atOnceWork(wholeGraph(definition, setsOf(definition), { ...whole, symmetry: isReduced, trace, statesMax: 2000 })));
      fc.pre(!(graph instanceof CutcheckError) && "states" in graph);
      checkRun(definition, graph, trace, isReduced);
      seen.runs++;
      if (isReduced) seen.reduced++;
    });
    fc.assert(holds, { seed, numRuns: 60 });
    expect(Math.min(seen.runs, seen.reduced)).toBeGreaterThan(10);
  });

  it("has the lasso of a violated liveness property", async () => {
    const unfair = peterson.cases.find(({ name }) => name === "n=2-unfair")!;
    const result = await check(instanceOf(peterson, unfair), { budget: unlimited, countEdges: false }, still);
    if (!isDecided(result) || result.outcome.finding.verdict !== "violated") throw new Error("not violated");
    const graph = await checkedGraph(result, unlimited, still);
    if (!("states" in graph)) throw new Error("no graph");
    const { trace } = result.outcome.finding;
    checkRun(peterson.build(unfair.scope as never, unfair.semantics as never).definition, graph, trace, false);
    expect(graph.states).toHaveLength(result.outcome.counts.distinctStates);
    expect(graph.run!.states[trace.loop!.start]).toBe(graph.run!.states.at(-1));
  });

  it("says which mistake of the spec it meets beyond a violation, with the run to it", () => {
    const late = machine("late", { n: t.int(0, 5) })
      .action("count", {
        then: s => {
          s.n++;
        },
      })
      .invariant("small", s => s.n < 2);
    expect(explore(late.definition).finding.verdict).toBe("violated");
    const error = attempt(() => graphOf(late.definition)) as CutcheckError;
    expect(error.mistake).toMatchObject({ code: "CUT201", place: { role: "effect", name: "count" } });
    expect((error.trace as Trace).steps).toHaveLength(5);
  });
});

/** The run begins in an initial state, goes along its edges, through the states of the trace or those that stand for them. */
function checkRun(definition: MachineDefinition, { run, edges, actions, states }: WholeGraph, { initial, steps }: Trace, isReduced: boolean): void {
  const plain: readonly PlainState[] = [initial, ...steps.map(each => each.state)];
  expect(run!.states).toHaveLength(plain.length);
  expect(states[run!.states[0]!]!.level).toBe(0);
  const key = (state: PlainState): string => keyOf({ kind: "record", fields: definition.state }, state);
  if (!isReduced) expect(run!.states.map(id => key(states[id]!.state))).toEqual(plain.map(key));
  steps.forEach((step, i) => {
    const edge = edges[run!.edges[i]!]!;
    expect([edge.from, edge.to]).toEqual([run!.states[i], run!.states[i + 1]]);
    expect(actions[edge.action]!.action).toBe(step.action);
    if (!isReduced) expect(actions[edge.action]!.parameters).toEqual(step.parameters);
  });
}

function parametersOf(definition: MachineDefinition, { index }: Transition): object {
  return instancesOf(definition)[index]!.parameters;
}

/** A mistake of the spec as a value. */
function attempt<T>(call: () => T): T | CutcheckError {
  try {
    return call();
  } catch (error) {
    if (error instanceof CutcheckError) return error;
    throw error;
  }
}
