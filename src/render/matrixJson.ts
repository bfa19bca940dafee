/** The machine-readable decision table: what `matrix --json` prints, and `matrix.json` beside the Markdown. */
import * as z from "zod";
import type { Border } from "../check/border.ts";
import type { Axis, FilledCell } from "../check/matrix.ts";
import type { KnobValue } from "../dsl/knobs.ts";
import { cellFolders, cellSentence, type FilledMatrix, verdictOf, violationOf } from "./matrix.ts";
import { symmetrySchema } from "./reportJson.ts";

const knobValue = z.union([z.number(), z.string(), z.boolean()]);
const knobValues = z.record(z.string(), knobValue);
const whole = z.int().min(0);

/** The document that `matrix --json` prints. No times are in it: the same spec and options give the same bytes. */
export const matrixSchema = z.strictObject({
  format: z.literal("cutcheck.matrix/1"),
  spec: z.string(),
  title: z.string(),
  /** The only properties that were checked; null for all. */
  properties: z.array(z.string()).nullable(),
  /** The size knobs that do not vary. */
  scope: knobValues,
  /** The rule knobs that do not vary. */
  semantics: knobValues,
  /** The knobs that vary. */
  vary: z.array(z.strictObject({ knob: z.string(), group: z.enum(["scope", "semantics"]), values: z.array(knobValue) })),
  /** What `--frontier` asks for, else null: the combinations up to which all is safe, and those from which on it fails. */
  frontier: z
    .strictObject({
      safe: z.array(knobValues),
      unsafe: z.array(z.strictObject({ knobs: knobValues, property: z.string(), steps: whole })),
      /** Safe although a smaller one fails. */
      exceptions: z.array(knobValues),
      /** Nothing is known of them. */
      open: z.array(knobValues),
    })
    .nullable(),
  /** One for each combination, in the order of `vary`, the last knob fastest. */
  cells: z.array(
    z.strictObject({
      /** The varied knobs with their values. */
      knobs: knobValues,
      /** `absent`: with these knobs the machine has none of the properties. */
      verdict: z.enum(["holds", "violated", "incomplete", "vacuous", "absent", "error"]),
      /** The violated property. */
      property: z.string().nullable(),
      counts: z.strictObject({ distinctStates: whole, transitions: whole, terminalStates: whole, levels: z.array(whole) }).nullable(),
      /** See `check --json`. */
      outside: whole.optional(),
      symmetry: symmetrySchema,
      neverEnabled: z.array(z.string()),
      missingWitnesses: z.array(z.string()),
      /** The run that violates the property; `loop`: the number of steps at its end that are repeated for ever (0: it stops), null for a finite run; `path` is its folder beside the table, null when it was not written. */
      counterexample: z.strictObject({ steps: whole, loop: whole.nullable(), path: z.string().nullable() }).nullable(),
      /** The verdict in one sentence. */
      message: z.string(),
    }),
  ),
});

/** A decision table of version 1. */
export type MatrixDocument = z.infer<typeof matrixSchema>;

/** The document of a table. `isArchived`: whether the counterexamples are written beside it. */
export function matrixDocument(filled: FilledMatrix, isArchived: boolean): MatrixDocument {
  const { spec, axes, properties, scope, semantics } = filled.matrix;
  const folders = cellFolders(filled.matrix);
  return {
    format: "cutcheck.matrix/1",
    spec: spec.name,
    title: spec.title,
    properties: properties === null ? null : [...properties],
    scope: { ...scope },
    semantics: { ...semantics },
    vary: axes.map(({ knob, group, values }) => ({ knob, group, values: [...values] })),
    frontier: filled.frontier === null ? null : frontierDocument(filled.frontier, axes),
    cells: filled.cells.map((cell, i) =>
      cellDocument(
        cell,
        axes.map(axis => axis.knob),
        isArchived ? (folders[i] ?? null) : null,
      ),
    ),
  };
}

function frontierDocument(frontier: Border, axes: readonly Axis[]): MatrixDocument["frontier"] {
  const knobs = ({ cell }: FilledCell): Record<string, KnobValue> => Object.fromEntries(axes.map(({ knob }, i) => [knob, cell.values[i] as KnobValue]));
  return {
    safe: frontier.safe.map(knobs),
    unsafe: frontier.unsafe.map(each => ({ knobs: knobs(each), property: violationOf(each)?.property ?? "", steps: violationOf(each)?.steps ?? 0 })),
    exceptions: frontier.exceptions.map(knobs),
    open: frontier.open.map(knobs),
  };
}

function cellDocument(filled: FilledCell, knobs: readonly string[], path: string | null): MatrixDocument["cells"][number] {
  const { cell, result } = filled;
  const violation = violationOf(filled);
  return {
    knobs: Object.fromEntries(knobs.map((knob, i) => [knob, cell.values[i] as string | number | boolean])),
    verdict: verdictOf(filled),
    property: violation?.property ?? null,
    counts: countsOf(result),
    ...(result?.outcome.outside === undefined ? {} : { outside: result.outcome.outside }),
    symmetry: result?.outcome.symmetry ?? null,
    neverEnabled: [...(result?.neverEnabled ?? [])],
    missingWitnesses: [...(result?.missingWitnesses ?? [])],
    counterexample: violation === null ? null : { steps: violation.steps, loop: violation.loop, path },
    message: cellSentence(filled),
  };
}

function countsOf(result: FilledCell["result"]): MatrixDocument["cells"][number]["counts"] {
  if (result === null) return null;
  const { distinctStates, transitions, terminalStates, levels } = result.outcome.counts;
  return { distinctStates, transitions, terminalStates, levels: [...levels] };
}
