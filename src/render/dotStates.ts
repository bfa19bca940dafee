/** What graphs of states share: how a state and a step are written and drawn. */
import type { TraceStep } from "../explore/work/outcome.ts";
import { type Attributes, attributeList } from "./dotText.ts";
import { actionText, actorText } from "./steps.ts";

/** How what is wrong is drawn. */
export const violationColour = "#c0182b";

/** Fonts whose widths Graphviz knows on every machine: with others, boxes are too narrow where fonts are not installed. */
export const stateFont = "Courier";
export const labelFont = "Helvetica";

export function nodeName(state: number): string {
  return `s${state}`;
}

/** The line of a state. */
export function dotNode(state: number, attributes: Attributes): string {
  return `  ${nodeName(state)} ${attributeList(attributes)};`;
}

/** The line of a step. */
export function dotEdge(from: number, to: number, attributes: Attributes): string {
  return `  ${nodeName(from)} -> ${nodeName(to)} ${attributeList(attributes)};`;
}

/** What an edge says of its step; faults are dashed. */
export function stepAttributes(step: Omit<TraceStep, "state">): Attributes & { readonly label: string } {
  const actor = actorText(step);
  const action = actionText(step.action, step.parameters);
  return { label: actor === null ? action : `${actor}: ${action}`, ...(step.fault ? { style: "dashed" } : {}) };
}
