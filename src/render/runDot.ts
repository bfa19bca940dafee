/** A run as a graph in Graphviz's DOT language: a node for each state, with what changed, and an edge for each step. */
import type { Archive } from "../counterexample/archive.ts";
import type { Change } from "../counterexample/changes.ts";
import type { Loop } from "../explore/work/outcome.ts";
import { dotEdge, dotNode, labelFont, stateFont, stepAttributes, violationColour } from "./dotStates.ts";
import { attributeList, dotName } from "./dotText.ts";
import { changesOfSteps, fieldTexts, merged } from "./steps.ts";

/** The source of the graph; lines ended by newlines. */
export function runDot(archive: Archive): string {
  const { spec, property, trace, types } = archive;
  const changed = changesOfSteps(types, trace);
  const last = trace.steps.length;
  const initial = ["0 initially", ...fieldTexts(types, trace.initial).map(({ path, value }) => `${path}: ${value}`)];
  const lines = [
    `digraph ${dotName(spec)} {`,
    `  graph ${attributeList({ label: `${spec}: violates ${property.name}`, labelloc: "t", fontname: labelFont })};`,
    `  node ${attributeList({ shape: "box", fontname: stateFont })};`,
    `  edge ${attributeList({ fontname: labelFont })};`,
    node(0, initial, last),
    ...trace.steps.map((_, i) => node(i + 1, [String(i + 1), ...changeLines(changed[i] as readonly Change[])], last)),
    ...trace.steps.map((step, i) => dotEdge(i, i + 1, stepAttributes(step))),
    ...(trace.loop === undefined ? [] : [loopEdge(trace.loop, last)]),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function changeLines(changed: readonly Change[]): readonly string[] {
  return changed.length === 0 ? ["nothing changes"] : merged(changed).map(({ path, before, after }) => `${path}: ${before} -> ${after}`);
}

function node(index: number, label: readonly string[], last: number): string {
  return dotNode(index, { label, ...(index === last ? { color: violationColour, penwidth: "2" } : {}) });
}

/** The last state of a lasso is the one that its loop begins with; where nothing happens any more it is the last one itself. */
function loopEdge({ start }: Loop, last: number): string {
  const label = start === last ? "for ever: nothing happens any more" : `for ever: the same state as ${start}`;
  return dotEdge(last, start, { label, style: "dotted", constraint: "false" });
}
