/**
 * The state graph of a machine in Graphviz's DOT language: a node for each state, an edge for each step, level below level. The first state shows all its
 * fields, every other one what differs from it: what a reader looks for in a state, and short.
 */

import { machineOf } from "../check/check.ts";
import type { Decided } from "../check/checkedGraph.ts";
import { changes } from "../counterexample/changes.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { GraphAction, GraphEdge, GraphState, WholeGraph } from "../explore/graph/wholeGraph.ts";
import { dotEdge, dotNode, labelFont, nodeName, stateFont, stepAttributes, violationColour } from "./dotStates.ts";
import { type Attributes, attributeList, dotName } from "./dotText.ts";
import { counted, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";
import { sentenceOf } from "./sentences.ts";
import { fieldTexts, knobsText, merged, safe } from "./steps.ts";
import { wrap } from "./wrap.ts";

/** Behind what violates a property: pale, so that its text stays legible. */
const violationFill = "#fbdfe2";
/** Longer lines make a node wider than its neighbours' steps. */
const lineCharactersMax = 60;

type Types = Readonly<Record<string, TypeNode>>;

/** What the run to show goes through. */
interface Shown {
  readonly states: ReadonlySet<number>;
  readonly edges: ReadonlySet<number>;
}

/** The source of the graph; lines ended by newlines. */
export function graphDot(result: Decided, graph: WholeGraph): string {
  const { spec } = result.instance;
  const types = machineOf(result.instance).definition.state;
  const shown = { states: new Set(graph.run?.states), edges: new Set(graph.run?.edges) };
  const lines = [
    `digraph ${dotName(spec.name)} {`,
    `  graph ${attributeList({ label: aboutLines(result, graph), labelloc: "t", labeljust: "l", fontname: labelFont })};`,
    `  node ${attributeList({ shape: "box", fontname: stateFont })};`,
    `  edge ${attributeList({ fontname: labelFont, fontsize: "11" })};`,
    ...graph.states.map((_, id) => dotNode(id, nodeAttributes(graph, types, id, shown))),
    ...levelsOf(graph.states).map(ids => `  { rank="same"; ${ids.map(id => `${nodeName(id)};`).join(" ")} }`),
    ...edgeLines(graph, shown),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

/** What the picture is of, and how it is read. */
function aboutLines(result: Decided, graph: WholeGraph): readonly string[] {
  const { spec, case: of, semantics, scope } = result.instance;
  const isReduced = result.outcome.symmetry === "reduced";
  const marks = [
    ...(graph.states.length > 1 ? ["State 0 shows all fields, the others what differs from it."] : []),
    "Bold: initial.",
    ...(graph.states.some(each => each.isTerminal) ? ["Double: nothing is enabled."] : []),
    ...(graph.states.some(each => each.isOutside) ? ["Dotted: beyond the constraint, not expanded."] : []),
    ...(graph.actions.some(each => each.fault) ? ["Dashed: a fault."] : []),
    ...(graph.run === null ? [] : ["Red: the counterexample."]),
    ...(graph.states.some(each => each.violates.length > 0) ? ["Filled: violates a property."] : []),
  ];
  return [
    printable(`${spec.name}  ${of?.name ?? "(ad hoc)"}  ${spec.title}`),
    `rules  ${knobsText(semantics)}`,
    `size   ${knobsText(scope)}`,
    ...wrap(sentenceOf(result), lineCharactersMax * 2),
    `${counted(graph.states.length, "state")}${isReduced ? ` ${upToSymmetry}` : ""}, ${counted(graph.edges.length, "step")}.`,
    ...(isReduced
      ? ["A state stands for all that differ by the names of interchangeable things; an edge leads to the one that stands for where its step leads."]
      : []),
    marks.join(" "),
  ];
}

/** The states of each level; a level of one needs no rank. */
function levelsOf(states: readonly GraphState[]): readonly (readonly number[])[] {
  const levels: number[][] = [];
  for (const [id, { level }] of states.entries()) {
    levels[level] ??= [];
    levels[level].push(id);
  }
  return levels.filter(ids => ids.length > 1);
}

function nodeAttributes({ states }: WholeGraph, types: Types, id: number, shown: Shown): Attributes {
  const { level, isTerminal, isOutside, violates } = states[id] as GraphState;
  return {
    label: [...labelLines(states, types, id), ...violates.flatMap(name => wrap(`violates: ${printable(name)}`, lineCharactersMax))],
    ...styleOf(level === 0, violates.length > 0, isOutside),
    ...(isTerminal ? { peripheries: "2" } : {}),
    ...(shown.states.has(id) ? { color: violationColour, penwidth: "2" } : {}),
  };
}

function styleOf(isInitial: boolean, isViolating: boolean, isOutside: boolean): Attributes {
  const styles = [...(isInitial ? ["bold"] : []), ...(isViolating ? ["filled"] : []), ...(isOutside ? ["dotted"] : [])];
  return { ...(styles.length === 0 ? {} : { style: styles.join(",") }), ...(isViolating ? { fillcolor: violationFill } : {}) };
}

function labelLines(states: readonly GraphState[], types: Types, id: number): readonly string[] {
  const [{ state: first }, { state }] = [states[0] as GraphState, states[id] as GraphState];
  const fields = id === 0 ? fieldTexts(types, state) : merged(changes(types, first, state).map(safe)).map(({ path, after }) => ({ path, value: after }));
  return [String(id), ...fields.flatMap(({ path, value }) => wrap(`${path}: ${value}`, lineCharactersMax))];
}

/** Steps between the same two states that are drawn alike are one edge with several labels. */
function edgeLines({ edges, actions }: WholeGraph, shown: Shown): readonly string[] {
  const groups = new Map<string, { readonly edge: GraphEdge; readonly labels: string[]; readonly attributes: Attributes }>();
  for (const [i, edge] of edges.entries()) {
    const { label, ...attributes } = edgeAttributes(actions[edge.action] as GraphAction, edge.violates, shown.edges.has(i));
    const key = JSON.stringify([edge.from, edge.to, attributes]);
    const group = groups.get(key) ?? { edge, labels: [], attributes };
    groups.set(key, group);
    group.labels.push(...label);
  }
  return [...groups.values()].map(({ edge, labels, attributes }) => dotEdge(edge.from, edge.to, { label: labels, ...attributes }));
}

function edgeAttributes(action: GraphAction, violates: string | null, isShown: boolean): Attributes & { readonly label: readonly string[] } {
  const { label, ...attributes } = stepAttributes(action);
  const isRed = isShown || violates !== null;
  return {
    label: violates === null ? [label] : [label, `violates: ${printable(violates)}`],
    ...attributes,
    ...(isRed ? { color: violationColour, fontcolor: violationColour } : {}),
    ...(isShown ? { penwidth: "2" } : {}),
  };
}
