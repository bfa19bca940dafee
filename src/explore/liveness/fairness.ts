/** The fairness that a machine's actions declare, as constraints on infinite runs. */
import { type FairnessKind, promiseOf } from "../../dsl/fairness.ts";
import type { Compiled } from "../../layout/compile.ts";

/** Constraints are `0..kinds.length-1`. A step that leaves the state as it is neither keeps a promise nor calls for it. */
export interface Constraints {
  readonly kinds: readonly FairnessKind[];
  /** The constraint of each action instance; -1: it need never happen. */
  readonly ofInstance: Int32Array;
}

/** One constraint for each promise. */
export function constraintsOf({ instances, definition }: Pick<Compiled, "instances" | "definition">): Constraints {
  const kinds: FairnessKind[] = [];
  const known = new Map<string, number>();
  const ofInstance = instances.map(({ action, parameters }) => {
    const { fair } = definition.actions[action];
    const key = promiseOf(definition.actions[action], parameters)?.key;
    if (fair === null || key === undefined) return -1;
    const constraint = known.get(key) ?? kinds.push(fair.kind) - 1;
    known.set(key, constraint);
    return constraint;
  });
  return { kinds, ofInstance: Int32Array.from(ofInstance) };
}
