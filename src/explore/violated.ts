/** Judges the run that is to be shown of a violation once more: what its property says must not depend on when it is asked. */
import type { PropertyDefinition } from "../dsl/machine.ts";
import { givenOf, nothingToChoose } from "../dsl/parameters.ts";
import { stepBy } from "../dsl/steps.ts";
import type { Compiled } from "../layout/compile.ts";
import { invariantHolds, stepHolds } from "./calls/run.ts";
import { nondeterministic } from "./mistakes/diagnosis.ts";
import type { Trace } from "./work/outcome.ts";

/** On a shortest run the property holds up to the last state, or step, and not there. Errors: CUT209 when its function says something else today. */
export function judgeAgain(compiled: Compiled, name: string, trace: Trace): void {
  const property = compiled.definition.properties.find(each => each.name === name);
  if (property?.kind !== "invariant" && property?.kind !== "step") return;
  const answers = property.kind === "invariant" ? ofStates(compiled, property, trace) : ofSteps(compiled, property, trace);
  const at = answers.findIndex((holds, i) => holds === (i === answers.length - 1));
  if (at >= 0)
    nondeterministic({ role: property.kind, name }, `${!answers[at]}, then ${answers[at]}`, `from one ${property.kind === "step" ? "step" : "state"}`);
}

function ofStates(compiled: Compiled, property: Extract<PropertyDefinition, { kind: "invariant" }>, { initial, steps }: Trace): readonly boolean[] {
  return compiled.lend(box =>
    [initial, ...steps.map(step => step.state)].map(state => {
      box.load(state);
      return invariantHolds(box, property);
    }),
  );
}

function ofSteps(compiled: Compiled, property: Extract<PropertyDefinition, { kind: "step" }>, { initial, steps }: Trace): readonly boolean[] {
  const { actions } = compiled.definition;
  return compiled.lendTwo((before, after) =>
    steps.map(({ action, parameters, state }, i) => {
      before.load(i === 0 ? initial : steps[i - 1].state);
      after.load(state);
      const choosable = actions.find(each => each.name === action) ?? nothingToChoose;
      return stepHolds(before, after, property, stepBy(compiled.definition, action, givenOf(choosable, parameters)));
    }),
  );
}
