/** The state graph of a machine for other programs: what `check --graph FILE.json` writes. */
import * as z from "zod";
import { machineOf, type Result } from "../check/check.ts";
import type { Decided } from "../check/checkedGraph.ts";
import { toItf } from "../counterexample/itf.ts";
import { fieldTypes } from "../counterexample/schema.ts";
import type { GraphState, WholeGraph } from "../explore/graph/wholeGraph.ts";
import { instanceDocument, instanceShape } from "./instanceJson.ts";

const whole = z.int().min(0);
const scalars = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** A graph of version 1. States and edges are named by their places in their lists. */
export const graphSchema = z.strictObject({
  format: z.literal("cutcheck.graph/1"),
  ...instanceShape,
  verdict: z.enum(["holds", "violated", "vacuous"]),
  /**
   * Of a machine with scalarsets: `reduced` when each state stands for all that differ by the names of members, and an edge leads to the state that stands for the one
   * that its step leads to; `full` when every state is there. Null without scalarsets, and where the check does not reduce: every state is there.
   */
  symmetry: z.enum(["reduced", "full"]).nullable(),
  /** The types of the state's fields, as in `trace.json`. */
  types: fieldTypes,
  /** How many states are first reached at each level, the initial ones first. */
  levels: z.array(whole),
  /** Every action that is taken somewhere, with its parameters. */
  actions: z.array(z.strictObject({ action: z.string(), parameters: scalars, actor: z.string(), fault: z.boolean() })),
  states: z.array(
    z.strictObject({
      level: whole,
      initial: z.boolean(),
      /** No action is enabled. */
      terminal: z.boolean(),
      /** Beyond the machine's constraint: not expanded. Left out where it is not. */
      outside: z.literal(true).optional(),
      /** The properties that the state violates. */
      violates: z.array(z.string()),
      /** The fields, as ITF writes them. */
      values: z.record(z.string(), z.json()),
    }),
  ),
  /** From which state to which, by which action. */
  edges: z.array(z.tuple([whole, whole, whole])),
  /** Steps that violate a property. */
  violatingEdges: z.array(z.strictObject({ edge: whole, property: z.string() })),
  /** The run to show: its states and edges. `loop`: the place in `states` from which it is repeated for ever; null for a finite run. */
  counterexample: z.strictObject({ property: z.string(), states: z.array(whole), edges: z.array(whole), loop: whole.nullable() }).nullable(),
});

export type GraphDocument = z.infer<typeof graphSchema>;

/** The document of a checked instance's graph. */
export function graphDocument(result: Decided, graph: WholeGraph): GraphDocument {
  const { instance, outcome } = result;
  const types = machineOf(instance).definition.state;
  return {
    format: "cutcheck.graph/1",
    ...instanceDocument(instance),
    verdict: result.verdict,
    symmetry: outcome.symmetry ?? null,
    types,
    levels: levelSizes(graph.states),
    actions: graph.actions.map(({ action, parameters, actor, fault }) => ({ action, parameters: { ...parameters }, actor, fault })),
    states: graph.states.map(({ level, isTerminal, isOutside, violates, state }) => ({
      level,
      initial: level === 0,
      terminal: isTerminal,
      ...(isOutside ? { outside: true as const } : {}),
      violates: [...violates],
      values: toItf({ kind: "record", fields: types }, state) as GraphDocument["states"][number]["values"],
    })),
    edges: graph.edges.map(({ from, to, action }) => [from, to, action]),
    violatingEdges: graph.edges.flatMap(({ violates }, edge) => (violates === null ? [] : [{ edge, property: violates }])),
    counterexample: counterexampleOf(result, graph),
  };
}

function levelSizes(states: readonly GraphState[]): number[] {
  const sizes: number[] = [];
  for (const { level } of states) sizes[level] = (sizes[level] ?? 0) + 1;
  return sizes;
}

function counterexampleOf({ outcome: { finding } }: Result, { run }: WholeGraph): GraphDocument["counterexample"] {
  if (run === null || finding.verdict !== "violated") return null;
  return { property: finding.property, states: [...run.states], edges: [...run.edges], loop: finding.trace.loop?.start ?? null };
}
