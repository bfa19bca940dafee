/** What a machine says about a run for its pictures: computed once for a run that is shown, never while exploring. */

import type { ActionDefinition } from "../../dsl/actions.ts";
import { CutcheckError } from "../../dsl/errors.ts";
import { givenOf, type PlainChoice } from "../../dsl/parameters.ts";
import { type Step, stepBy } from "../../dsl/steps.ts";
import type { Compiled } from "../../layout/compile.ts";
import type { Trace } from "../work/outcome.ts";
import { marksOf, underwayIn } from "./run.ts";

/** The run with its annotations, if the machine declares any. Errors: CUT213 and what the views find, with the run. */
export function annotated(compiled: Compiled, trace: Trace): Trace {
  const { definition } = compiled;
  const hasUnderway = definition.underway.length > 0;
  const hasMarks = definition.marks.length > 0 && trace.steps.length > 0;
  if (!hasUnderway && !hasMarks) return trace;
  try {
    const annotations = { underway: hasUnderway ? underwayOf(compiled, trace) : null, marks: hasMarks ? marksOfSteps(compiled, trace) : null };
    return { ...trace, annotations };
  } catch (error) {
    throw error instanceof CutcheckError ? error.at({}, trace) : error;
  }
}

function underwayOf(compiled: Compiled, { initial, steps }: Trace) {
  return compiled.lend(box =>
    [initial, ...steps.map(step => step.state)].map(state => {
      box.load(state);
      return underwayIn(box, compiled.definition);
    }),
  );
}

function marksOfSteps(compiled: Compiled, { initial, steps }: Trace) {
  return compiled.lendTwo((before, after) =>
    steps.map(({ action, parameters, state }, i) => {
      before.load(i === 0 ? initial : steps[i - 1].state);
      after.load(state);
      return marksOf(before, after, compiled.definition, stepOf(compiled, action, parameters));
    }),
  );
}

function stepOf({ definition }: Compiled, name: string, parameters: PlainChoice): Step {
  const action = definition.actions.find(each => each.name === name) as ActionDefinition;
  return stepBy(definition, name, givenOf(action, parameters));
}
