/** Reads which scopes are searched: `knob=b` up to b, `knob=a..b` from a to b, a knob that is not named up to its value in the instance. */

import { rangesUpTo, type Scope, type ScopeRange } from "../check/scopes.ts";
import { fail, show } from "../dsl/errors.ts";
import { describeKnob, type KnobValue } from "../dsl/knobs.ts";
import type { Spec } from "../dsl/spec.ts";
import type { Setting } from "./arguments.ts";
import { valuesOf } from "./instances.ts";

/** The ranges of every size knob. `base`: the scope up to which a knob goes that is not named. Errors: CUT301, CUT302. */
export function rangesOf(spec: Spec, settings: readonly Setting[], base: Scope): readonly ScopeRange[] {
  const ends = settings.map(setting => endsOf(spec, setting));
  const tops = valuesOf(
    spec,
    "scope",
    ends.map(({ name, top }) => ({ name, text: top })),
  );
  const from = valuesOf(
    spec,
    "scope",
    ends.flatMap(({ name, bottom }) => (bottom === null ? [] : [{ name, text: bottom }])),
  );
  const ranges = rangesUpTo(spec, { ...base, ...tops }, from);
  for (const range of ranges) checkRange(spec, range, from[range.knob], tops[range.knob]);
  return ranges;
}

/** A label may hold two dots itself. */
function endsOf(spec: Spec, { name, text }: Setting): { readonly name: string; readonly bottom: string | null; readonly top: string } {
  const knob = Object.hasOwn(spec.scope, name) ? spec.scope[name] : undefined;
  const isLabel = knob?.kind === "oneOf" && knob.labels.includes(text);
  const [, bottom, top] = isLabel ? [] : (/^(.+?)\.\.(.+)$/s.exec(text) ?? []);
  return bottom === undefined || top === undefined ? { name, bottom: null, top: text } : { name, bottom, top };
}

function checkRange(spec: Spec, { knob, values }: ScopeRange, bottom: KnobValue | undefined, top: KnobValue | undefined): void {
  if (values.length > 0) return;
  fail("CUT302", `The knob ${show(knob)} has no values from ${show(bottom)} to ${show(top)}.`, {
    place: { spec: spec.name },
    allowed: describeKnob(spec.scope[knob] as NonNullable<Spec["scope"][string]>),
    fix: "Write the smaller one first.",
  });
}
