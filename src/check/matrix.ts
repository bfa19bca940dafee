/** Decision tables: one spec, the product of some of its knobs' values, and what the checker says of each combination. */
import { fail } from "../dsl/errors.ts";
import type { KnobValue } from "../dsl/knobs.ts";
import type { Spec } from "../dsl/spec.ts";
import type { World } from "../explore/options.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { adHoc, check, type Instance, notStarted, type Result } from "./check.ts";
import { hasAny, propertyMeant, propertyNames, unknownProperty } from "./properties.ts";

/** A table of more cells than this is a mistake in the question. */
export const cellsMax = 10_000;

/** A knob that varies, with its values in the order of the table. */
export interface Axis {
  readonly knob: string;
  readonly group: "scope" | "semantics";
  readonly values: readonly KnobValue[];
}

export interface Cell {
  /** One value for each axis. */
  readonly values: readonly KnobValue[];
  readonly instance: Instance;
  /** The machine of this cell has none of the properties that the table is about. */
  readonly isAbsent: boolean;
}

/** The question that a table asks. */
export interface Matrix {
  readonly spec: Spec;
  readonly axes: readonly Axis[];
  /** The knobs that do not vary, with their values. */
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  /** The only properties to check; null: all. */
  readonly properties: readonly string[] | null;
  /** In the order of the axes, the last one fastest. */
  readonly cells: readonly Cell[];
}

export interface MatrixOptions {
  readonly axes: readonly Axis[];
  /** Knobs with other values than their defaults. */
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  /** The names of properties, or how only one name begins; null: all properties. */
  readonly properties: readonly string[] | null;
}

/** The table of these knobs. Errors: CUT105 for too many cells, CUT301, CUT302, CUT305 for a property that no cell has. */
export function matrixOf(spec: Spec, { axes, scope, semantics, properties: asked }: MatrixOptions): Matrix {
  const base = adHoc(spec, scope, semantics);
  const cells = combinations(spec, axes).map(values => {
    const given = { scope: { ...scope }, semantics: { ...semantics } };
    for (const [i, axis] of axes.entries()) Object.assign(given[axis.group], { [axis.knob]: values[i] });
    return { values, instance: adHoc(spec, given.scope, given.semantics) };
  });
  const names = asked === null ? [] : cells.map(cell => propertyNames(cell.instance));
  const properties = asked === null ? null : [...new Set(asked.map(each => propertyNamed(spec, each, names)))];
  return {
    spec,
    axes,
    scope: without(base.scope, axes),
    semantics: without(base.semantics, axes),
    properties,
    cells: cells.map((cell, i) => ({ ...cell, instance: { ...cell.instance, properties }, isAbsent: !hasAny(names[i] ?? null, properties) })),
  };
}

function combinations(spec: Spec, axes: readonly Axis[]): readonly (readonly KnobValue[])[] {
  const cells = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (cells > cellsMax) {
    fail("CUT105", "The table is too large.", {
      place: { spec: spec.name },
      given: `${cells} cells`,
      allowed: `at most ${cellsMax}`,
      fix: "Vary fewer knobs, or list the values that matter: --vary knob=a,b.",
    });
  }
  return axes.reduce<readonly (readonly KnobValue[])[]>((rows, { values }) => rows.flatMap(row => values.map(value => [...row, value])), [[]]);
}

function without(values: Readonly<Record<string, KnobValue>>, axes: readonly Axis[]): Readonly<Record<string, KnobValue>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !axes.some(axis => axis.knob === name)));
}

/** Errors: CUT305. */
function propertyNamed(spec: Spec, asked: string, names: readonly (readonly string[] | null)[]): string {
  const place = { spec: spec.name };
  const known = [...new Set(names.flatMap(each => each ?? []))];
  // Where no machine builds, the cells say why.
  return known.length === 0 ? asked : (propertyMeant(asked, known, place) ?? unknownProperty(asked, known, place));
}

/** A cell with its answer. */
export interface FilledCell {
  readonly cell: Cell;
  /** Null for a cell without the properties. */
  readonly result: Result | null;
  /** Whether the answer is of an earlier call. */
  readonly isRecalled: boolean;
}

/** Where answers are kept from call to call. */
export interface CellMemory {
  /** The answer that is kept for an instance; null when there is none. */
  readonly recall: (instance: Instance) => Promise<Result | null>;
  readonly keep: (result: Result) => Promise<void>;
}

export interface FillOptions {
  readonly budget: Budget;
  /** See `ExploreOptions.symmetry`. */
  readonly symmetry?: boolean;
  readonly memory: CellMemory;
  /** The spec to build a cell's machine with: the same one, perhaps from a module of its own. */
  readonly specOf: (instance: Instance) => Promise<Spec>;
  /** A cell is about to be explored. */
  readonly onCell: (cell: Cell, index: number) => void;
}

/** Answers every cell, in order. After an interruption the rest is incomplete, but for what is recalled. Each answer is kept before the next cell begins. */
export async function fillMatrix(matrix: Matrix, options: FillOptions, platform: World): Promise<readonly FilledCell[]> {
  const filled: FilledCell[] = [];
  for (const [index, cell] of matrix.cells.entries()) {
    const recalled = cell.isAbsent ? null : await options.memory.recall(cell.instance);
    const isRecalled = recalled !== null;
    filled.push({ cell, result: recalled ?? (cell.isAbsent ? null : await answer(matrix, index, options, platform)), isRecalled });
  }
  return filled;
}

async function answer({ cells }: Matrix, index: number, { budget, symmetry, memory, specOf, onCell }: FillOptions, platform: World): Promise<Result> {
  const cell = cells[index] as Cell;
  if (platform.interrupted()) return notStarted(cell.instance);
  onCell(cell, index);
  const result = await check({ ...cell.instance, spec: await specOf(cell.instance) }, { budget, countEdges: false, symmetry }, platform);
  await memory.keep(result);
  return result;
}
