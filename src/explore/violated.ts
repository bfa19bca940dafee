/** What is shown of a violation: its run, with all that is said about it, once the run has been judged again. */
import type { MachineDefinition, PropertyDefinition } from "../dsl/machine.ts";
import { givenOf } from "../dsl/parameters.ts";
import { stepBy } from "../dsl/steps.ts";
import type { Compiled } from "../layout/compile.ts";
import { annotated } from "./annotate.ts";
import { pointOfNoReturn } from "./avoidable.ts";
import { runToViolation } from "./concrete.ts";
import { nondeterministic } from "./diagnosis.ts";
import type { Found } from "./found.ts";
import type { Violation } from "./judge.ts";
import type { Finding, Trace } from "./outcome.ts";
import type { ReachableSet } from "./reachable.ts";
import { withCounterpart } from "./refinementTrace.ts";
import { invariantHolds, stepHolds } from "./run.ts";

/** Violations that are all of one property, in one level. `memoryBytesMax`: of the search. Errors: as of {@link runToViolation}; CUT209 for one that is none any more. */
export function findingOfViolation(
  compiled: Compiled,
  found: Found,
  violations: readonly Violation[],
  memoryBytesMax: number,
  others: ReadonlyMap<MachineDefinition, ReachableSet>,
): Finding {
  const property = violations[0].name;
  const run = runToViolation(compiled, found, violations, memoryBytesMax);
  judgeAgain(compiled, property, run);
  const trace = annotated(compiled, withCounterpart(compiled, property, run));
  const point = pointOfNoReturn(compiled, trace, property, others);
  return { verdict: "violated", property, trace: point === null ? trace : { ...trace, pointOfNoReturn: point } };
}

/** On a shortest run the property holds up to the last state, or step, and not there. Errors: CUT209 when its function says something else today. */
function judgeAgain(compiled: Compiled, name: string, trace: Trace): void {
  const property = compiled.definition.properties.find(each => each.name === name);
  if (property?.kind !== "invariant" && property?.kind !== "step") return;
  const answers = property.kind === "invariant" ? ofStates(compiled, property, trace) : ofSteps(compiled, property, trace);
  const at = answers.findIndex((holds, i) => holds === (i === answers.length - 1));
  if (at >= 0)
    nondeterministic({ role: property.kind, name }, `${!answers[at]}, then ${answers[at]}`, `from one ${property.kind === "step" ? "step" : "state"}`);
}

function ofStates(compiled: Compiled, property: Extract<PropertyDefinition, { kind: "invariant" }>, { initial, steps }: Trace): readonly boolean[] {
  const box = compiled.scratch(0);
  return [initial, ...steps.map(step => step.state)].map(state => {
    box.load(state);
    return invariantHolds(box, property);
  });
}

function ofSteps(compiled: Compiled, property: Extract<PropertyDefinition, { kind: "step" }>, { initial, steps }: Trace): readonly boolean[] {
  const [before, after] = [compiled.scratch(0), compiled.scratch(1)];
  const { actions } = compiled.definition;
  return steps.map(({ action, parameters, state }, i) => {
    before.load(i === 0 ? initial : steps[i - 1].state);
    after.load(state);
    const members = actions.find(each => each.name === action)?.members ?? {};
    return stepHolds(before, after, property, stepBy(compiled.definition, action, givenOf(members, parameters)));
  });
}
