/** `cutcheck matrix --frontier`: the border between the sizes that are safe and those that are not. */

import { faultKnobs, frontierAxes } from "../check/border.ts";
import { type Matrix, matrixOf } from "../check/matrix.ts";
import { fail } from "../dsl/errors.ts";
import type { Spec } from "../dsl/spec.ts";
import type { Setting } from "./arguments.ts";
import { valuesOf } from "./instances.ts";
import { rangesOf } from "./ranges.ts";

/** What the command line asks. */
interface FrontierFlags {
  readonly scope: readonly Setting[];
  readonly set: readonly Setting[];
  readonly property: readonly string[];
}

/**
 * The table over the knobs of a border: those named, or the budgets of faults. For these `--scope` says from where to where, as for the smallest scope
 * that fails. Errors: CUT105, CUT301, CUT302, CUT305.
 */
export function frontierAsked(spec: Spec, frontier: string | true, { scope, set, property }: FrontierFlags): Matrix {
  const knobs = frontier === true ? faultKnobs(spec) : knobsNamed(spec, frontier);
  if (knobs.length === 0) {
    fail("CUT301", "This spec has no knob that is a budget of faults.", {
      place: { spec: spec.name },
      allowed: Object.keys(spec.scope).join(", ") || "none: this spec has no such knobs",
      fix: "Name the knobs: --frontier knob,knob; or declare some with knob.faults.",
    });
  }
  const isVaried = ({ name }: Setting): boolean => knobs.includes(name);
  const ranges = rangesOf(spec, scope.filter(isVaried), {});
  return matrixOf(spec, {
    axes: frontierAxes(ranges, knobs),
    scope: valuesOf(
      spec,
      "scope",
      scope.filter(each => !isVaried(each)),
    ),
    semantics: valuesOf(spec, "semantics", set),
    properties: property.length === 0 ? null : property,
  });
}

/** Errors: CUT301, also for a knob that is no size. */
function knobsNamed(spec: Spec, text: string): readonly string[] {
  const names = text.split(",");
  const values = names.map(name => ({ name, text: String(spec.scope[name]?.default ?? "") }));
  valuesOf(spec, "scope", values);
  return names;
}
