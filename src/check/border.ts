/**
 * The border between safe and unsafe sizes in a decision table whose axes are size knobs: how many faults, say, can be borne. Nothing is concluded from one
 * size to another: every combination is checked, and where a larger one is safe although a smaller one is not, the border says so.
 */
import type { Spec } from "../dsl/spec.ts";
import type { Axis, FilledCell, Matrix } from "./matrix.ts";
import type { ScopeRange } from "./scopes.ts";

/** The border of a table. */
export interface Border {
  /** Combinations up to which everything is safe: what is in no knob larger holds, too. The largest such. */
  readonly safe: readonly FilledCell[];
  /** Combinations that fail, of which none that fails is smaller. */
  readonly unsafe: readonly FilledCell[];
  /** Combinations that are safe although a smaller one fails: with these there is no border that holds everywhere. */
  readonly exceptions: readonly FilledCell[];
  /** Combinations of which nothing is known: a limit, or a mistake in the spec. */
  readonly open: readonly FilledCell[];
}

/** The size knobs that are budgets of faults. */
export function faultKnobs(spec: Spec): readonly string[] {
  return Object.entries(spec.scope).flatMap(([name, knob]) => (knob.kind === "int" && knob.faults ? [name] : []));
}

/** The axes of a table over these size knobs. */
export function frontierAxes(ranges: readonly ScopeRange[], knobs: readonly string[]): readonly Axis[] {
  return ranges.filter(({ knob }) => knobs.includes(knob)).map(({ knob, values }) => ({ knob, group: "scope", values }));
}

/** The border of a filled table whose axes are size knobs with their values from the smallest to the largest. */
export function frontierOf({ axes }: Matrix, cells: readonly FilledCell[]): Border {
  const places = new Map(cells.map(each => [each, axes.map((axis, i) => axis.values.indexOf(each.cell.values[i] as Axis["values"][number]))]));
  const below = (a: FilledCell, b: FilledCell): boolean => a !== b && isNowhereLarger(places.get(a) ?? [], places.get(b) ?? []);
  const those = (state: ReturnType<typeof stateOf>): readonly FilledCell[] => cells.filter(each => stateOf(each) === state);
  const [safe, unsafe, open] = [those("safe"), those("unsafe"), those("open")];
  const bad = [...unsafe, ...open];
  const whole = safe.filter(each => !bad.some(other => below(other, each)));
  return {
    safe: whole.filter(each => !whole.some(other => below(each, other))),
    unsafe: unsafe.filter(each => !unsafe.some(other => below(other, each))),
    exceptions: safe.filter(each => unsafe.some(other => below(other, each))),
    open,
  };
}

function isNowhereLarger(a: readonly number[], b: readonly number[]): boolean {
  return a.every((each, i) => each <= (b[i] as number));
}

/** A size for which the property, or the machine, does not exist is on neither side. */
function stateOf({ result }: FilledCell): "safe" | "unsafe" | "open" | "none" {
  switch (result?.outcome.finding.verdict) {
    case "holds":
      return "safe";
    case "violated":
      return "unsafe";
    case undefined:
      return "none";
    case "incomplete":
    case "error":
      return "open";
  }
}
