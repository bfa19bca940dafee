/** What the last step of a run maps to, where that is what is wrong. */
import type { Compiled } from "../../layout/compile.ts";
import { abstractValue } from "../calls/run.ts";
import type { Trace } from "../work/outcome.ts";
import { Refinement } from "./refinement.ts";

/** The run with the counterpart that its last step does not have, if the property is about one. Errors: whatever the map throws. */
export function withCounterpart(compiled: Compiled, name: string, trace: Trace): Trace {
  const property = compiled.definition.properties.find(each => each.name === name);
  if (property?.kind !== "refines") return trace;
  const states = [trace.initial, ...trace.steps.map(step => step.state)].slice(-2);
  // What a map returns may have views in it: each state needs a box of its own.
  return compiled.lendTwo((...boxes) => {
    const values = states.map((state, i) => {
      boxes[i].load(state);
      return abstractValue(boxes[i], property);
    });
    const counterpart = new Refinement(property).counterpartOf(trace.steps.length === 0 ? null : values[0], values.at(-1));
    return { ...trace, counterpart };
  });
}
