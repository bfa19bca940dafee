/** Sizes in an order: from the smallest scope upwards. */
import { fail, show } from "../dsl/errors.ts";
import { type Knob, type KnobValue, resolveKnobs } from "../dsl/knobs.ts";
import type { Spec } from "../dsl/spec.ts";

export type Scope = Readonly<Record<string, KnobValue>>;

/** The values of a size knob that are searched, from the smallest to the largest one. */
export interface ScopeRange {
  readonly knob: string;
  readonly values: readonly KnobValue[];
}

/** More values of one knob than this are a mistake in the question. */
const stepsMax = 10_000;

/** From the smallest value of each knob, or the given one, to that of a scope. Errors: CUT105, CUT301, CUT302. */
export function rangesUpTo(spec: Spec, top: Scope, from: Scope = {}): readonly ScopeRange[] {
  const tops = resolveKnobs(spec.scope, top, "scope", { spec: spec.name });
  return Object.entries(spec.scope).map(([knob, definition]) => ({ knob, values: valuesBetween(knob, definition, from[knob], tops[knob] as KnobValue) }));
}

/** From the smallest value, or the given one, up to the other: numbers upwards, `false` before `true`, labels as they are listed. */
function valuesBetween(name: string, knob: Knob, from: KnobValue | undefined, to: KnobValue): readonly KnobValue[] {
  if (knob.kind !== "int") {
    const all: readonly KnobValue[] = knob.kind === "bool" ? [false, true] : knob.labels;
    return all.slice(from === undefined ? 0 : all.indexOf(from), all.indexOf(to) + 1);
  }
  const first = (from ?? knob.lo) as number;
  const length = Math.max(0, (to as number) - first + 1);
  if (length > stepsMax) {
    fail("CUT105", `The knob ${show(name)} has too many values to search.`, {
      given: `${first} to ${to}`,
      allowed: `at most ${stepsMax} values`,
      fix: `Search fewer: --scope ${name}=a..b.`,
    });
  }
  return Array.from({ length }, (_, i) => first + i);
}

/** How many scopes there are. */
export function scopeCount(ranges: readonly ScopeRange[]): number {
  return ranges.reduce((product, { values }) => product * values.length, 1);
}

/**
 * Every scope, the one with fewer steps above the smallest first, all knobs' steps added up; of those with as many, the one with fewer steps in the
 * knob that is declared first. So a scope comes after every other one that is nowhere larger.
 */
export function* scopesUpwards(ranges: readonly ScopeRange[]): Generator<Scope> {
  /** The steps that the knobs from each one on have room for. */
  const rooms = ranges.map((_, at) => ranges.slice(at).reduce((sum, { values }) => sum + values.length - 1, 0));
  if (scopeCount(ranges) === 0) return;
  for (let steps = 0; steps <= (rooms[0] ?? 0); steps++) {
    for (const indices of distributions(ranges, rooms, steps, 0)) {
      yield Object.fromEntries(ranges.map(({ knob, values }, i) => [knob, values[indices[i] as number] as KnobValue]));
    }
  }
}

/** The ways to divide a number of steps among the knobs from `at` on. Those with fewer steps in the first knob come first. */
function* distributions(ranges: readonly ScopeRange[], rooms: readonly number[], steps: number, at: number): Generator<readonly number[]> {
  const range = ranges[at];
  if (range === undefined) {
    yield [];
    return;
  }
  const least = Math.max(0, steps - (rooms[at + 1] ?? 0));
  for (let own = least; own <= Math.min(steps, range.values.length - 1); own++) {
    for (const rest of distributions(ranges, rooms, steps - own, at + 1)) yield [own, ...rest];
  }
}
