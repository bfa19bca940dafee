/** State graphs as files: Graphviz reads the one, the published schema the other, and both say what was explored. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import twoPhaseSymmetric from "../../specs/classics/two-phase-symmetric.spec.ts";
import { adHoc, type Instance, machineOf } from "../../src/check/check.ts";
import { checkedGraph, type Decided, isDecided } from "../../src/check/checkedGraph.ts";
import { recordFromItf } from "../../src/counterexample/itf.ts";
import { layOut } from "../../src/counterexample/json.ts";
import { unlimited } from "../../src/explore/explore.ts";
import type { WholeGraph } from "../../src/explore/graph/wholeGraph.ts";
import type { Platform } from "../../src/explore/work/outcome.ts";
import { graphDot } from "../../src/render/graphDot.ts";
import { graphDocument, graphSchema } from "../../src/render/graphJson.ts";
import { printable } from "../../src/render/printable.ts";
import { checked, instanceNamed } from "./toy.ts";

const platform: Platform = { now: () => 0, pause: () => Promise.resolve(), interrupted: () => false, onProgress: () => {} };
const graphviz = await Graphviz.load();
const accepted = await graphed(instanceNamed("accepted"));
const hasty = await graphed(adHoc(twoPhaseSymmetric, { n: 2 }, { decision: "hasty" }));

interface Graphed {
  readonly result: Decided;
  readonly graph: WholeGraph;
}

async function graphed(instance: Instance): Promise<Graphed> {
  const result = await checked(instance);
  if (!isDecided(result)) throw new Error(result.verdict);
  const graph = await checkedGraph(result, unlimited, platform);
  if (!("states" in graph)) throw new Error("no graph");
  return { result, graph };
}

type Attributes = Readonly<Record<string, string>>;

interface Drawn {
  readonly label: string;
  readonly objects: readonly (Attributes & { readonly name: string; readonly label?: string; readonly rank?: string })[];
  readonly edges: readonly { readonly tail: number; readonly head: number; readonly label: string; readonly style?: string; readonly color?: string }[];
}

/** Laid out by dot: `nop` wants positions, and its failures damage the module's memory after some hundred graphs. Errors: whatever Graphviz says. */
function drawn({ result, graph }: Graphed): Drawn {
  const { label, objects, edges } = JSON.parse(graphviz.layout(graphDot(result, graph), "dot_json", "dot")) as Drawn;
  // Levels are objects, too: states are counted without them.
  const nodes = objects.filter(({ rank }) => rank === undefined);
  const numberOf = (at: number): number => nodes.indexOf(objects[at]!);
  return { label, objects: nodes, edges: edges.map(edge => ({ ...edge, tail: numberOf(edge.tail), head: numberOf(edge.head) })) };
}

function linesOf(label: string): readonly string[] {
  return label.split("\\l").slice(0, -1);
}

describe("a state graph for Graphviz", () => {
  const { objects: nodes, edges, label } = drawn(accepted);

  it("has a node for each state: the first with all its fields, the others with what differs from it", () => {
    expect(nodes.map(({ name }) => name)).toEqual(accepted.graph.states.map((_, id) => `s${id}`));
    expect(linesOf(nodes[0]!.label!)).toEqual(["0", "phase: idle", "acked: {}", "task[0]: {epoch: 0}", "task[1]: {epoch: 0}"]);
    expect(linesOf(nodes[1]!.label!)).toEqual(["1", "phase: pending"]);
    const complete = accepted.graph.states.findIndex(({ state }) => state["phase"] === "complete");
    expect(linesOf(nodes[complete]!.label!)).toEqual([String(complete), "phase: complete", "acked: {0, 1}", "task[0, 1].epoch: 1"]);
  });

  it("has an edge for each step, labelled with actor, action and parameters; steps that are drawn alike between two states share one", () => {
    const steps = accepted.graph.edges.map(({ from, to, action }) => {
      const { actor, action: name, parameters } = accepted.graph.actions[action]!;
      return `${from} ${to} ${actor}: ${name}${Object.entries(parameters).map(([key, value]) => `(${key}: ${value})`)}`;
    });
    const shown = edges.flatMap(edge =>
      linesOf(edge.label)
        .filter(line => !line.startsWith("violates"))
        .map(line => `${edge.tail} ${edge.head} ${line}`),
    );
    expect([...shown].sort()).toEqual([...steps].sort());
    const both = drawn(hasty).edges.find(({ tail, head }) => tail === 0 && head === 2)!;
    expect(linesOf(both.label)).toEqual(["manager 0: choose to abort(rm: 0)", "manager 1: choose to abort(rm: 1)"]);
  });

  it("shows faults, initial and terminal states, what violates a property, and the shortest counterexample", () => {
    const faults = edges.filter(({ style }) => style === "dashed");
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every(edge => edge.label === "coordinator: timeout\\l")).toBe(true);
    expect(nodes.map(({ style }, id) => [id, style]).filter(([, style]) => style === "bold")).toEqual([[0, "bold"]]);
    expect(nodes.filter(({ peripheries }) => peripheries === "2").map(({ name }) => name)).toEqual(
      accepted.graph.states.flatMap(({ isTerminal }, id) => (isTerminal ? [`s${id}`] : [])),
    );
    expect(nodes.filter(({ color }) => color !== undefined).map(({ name }) => name)).toEqual(
      [...accepted.graph.run!.states].sort((a, b) => a - b).map(id => `s${id}`),
    );
    const violating = edges.filter(edge => edge.label.includes("violates: an aborted checkpoint stays aborted"));
    expect(violating.length).toBeGreaterThan(1);
    expect(violating.every(({ color }) => color !== undefined)).toBe(true);
    expect(edges.filter(({ color }) => color !== undefined).length).toBe(accepted.graph.run!.edges.length + violating.length - 1);
  });

  it("fills the states that violate a property, and names it", () => {
    const filled = drawn(hasty).objects.filter(({ style }) => style === "filled");
    expect(filled.map(({ name }) => name)).toEqual(hasty.graph.states.flatMap(({ violates }, id) => (violates.length > 0 ? [`s${id}`] : [])));
    expect(linesOf(filled[0]!.label!).at(-1)).toBe("violates: no manager commits where another aborts");
  });

  it("says of what it is, and of which states", () => {
    expect(linesOf(label)).toEqual([
      "toy  accepted  A toy checkpoint",
      "rules  late=accepted  mistake=false",
      "size   tasks=2",
      '"an aborted checkpoint stays aborted" is violated after 4 steps.',
      `${accepted.graph.states.length} states, ${accepted.graph.edges.length} steps.`,
      "State 0 shows all fields, the others what differs from it. Bold: initial. Double: nothing is enabled. Dashed: a fault. Red: the counterexample.",
    ]);
    expect(linesOf(drawn(hasty).label)).toContain(
      "A state stands for all that differ by the names of interchangeable things; an edge leads to the one that stands for where its step leads.",
    );
  });

  it("stays a graph that shows exactly these names, whatever actors, actions, labels and properties are called", () => {
    const hostile = fc.oneof(
      fc.constantFrom('"', "\\", '\\"', "\\N", "\\l", "&lt;", "&", "<b>", "];", "}", "/*", "//", "#", "\n", "\u202e", "-> x", "subgraph"),
      fc.string({ unit: "binary", maxLength: 30 }),
    );
    const read = (text: string) => text.replaceAll("&amp;", "&").replaceAll("\\\\", "\\");
    fc.assert(
      fc.property(hostile, hostile, hostile, (actor, action, property) => {
        const graph: WholeGraph = {
          states: [0, 1].map(level => ({
            state: accepted.graph.states[0]!.state,
            level,
            isTerminal: level === 1,
            isOutside: false,
            violates: level === 1 ? [property] : [],
          })),
          edges: [{ from: 0, to: 1, action: 0, violates: property }],
          actions: [{ action, parameters: {}, actor, fault: false }],
          run: null,
        };
        const found = drawn({ result: accepted.result, graph });
        expect(found.objects).toHaveLength(2);
        expect(found.edges).toHaveLength(1);
        const does = printable(actor === action ? action : `${actor}: ${action}`);
        expect(read(found.edges[0]!.label)).toBe(`${does}\\lviolates: ${printable(property)}\\l`);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a state graph as JSON", () => {
  const { result, graph } = accepted;
  const document = graphDocument(result, graph);

  it("keeps its schema, and its states are those of the graph, as trace.json writes them", () => {
    const read = graphSchema.parse(JSON.parse(layOut(document)));
    expect(read).toEqual(document);
    const types = machineOf(result.instance).definition.state;
    expect(read.states.map(({ values }) => recordFromItf(types, values, []))).toEqual(graph.states.map(({ state }) => state));
    expect(read.edges).toEqual(graph.edges.map(({ from, to, action }) => [from, to, action]));
    expect(read.violatingEdges.map(({ edge }) => read.actions[read.edges[edge]![2]]!.action)).toEqual(read.violatingEdges.map(() => "ack"));
  });

  it("says which states are initial and terminal, how many there are at each level, and where the counterexample goes", () => {
    expect(document.states.filter(({ initial }) => initial)).toHaveLength(1);
    expect(document.states.every(({ terminal }, id) => terminal === !graph.edges.some(({ from }) => from === id))).toBe(true);
    expect(document.levels.reduce((sum, size) => sum + size, 0)).toBe(document.states.length);
    expect(document.counterexample).toEqual({
      property: "an aborted checkpoint stays aborted",
      states: [...graph.run!.states],
      edges: [...graph.run!.edges],
      loop: null,
    });
    expect(document.counterexample!.edges.map(edge => document.edges[edge]!.slice(0, 2))).toEqual(
      graph.run!.states.slice(1).map((to, i) => [graph.run!.states[i], to]),
    );
  });

  it("says when its states stand for others", () => {
    expect(document.symmetry).toBeNull();
    expect(graphSchema.parse(graphDocument(hasty.result, hasty.graph)).symmetry).toBe("reduced");
  });
});
