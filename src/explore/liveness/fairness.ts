/** The fairness that a machine's actions declare, as constraints on infinite runs. */
import type { Fairness, FairnessKind } from "../../dsl/fairness.ts";
import type { Compiled } from "../../layout/compile.ts";

/** Constraints are `0..kinds.length-1`. A step that leaves the state as it is neither keeps a promise nor calls for it. */
export interface Constraints {
  readonly kinds: readonly FairnessKind[];
  /** The constraint of each action instance; -1: it need never happen. */
  readonly ofInstance: Int32Array;
}

/** One constraint for each fair instance, or one for all instances of an action that is fair as a whole. */
export function constraintsOf({ instances, definition }: Pick<Compiled, "instances" | "definition">): Constraints {
  const kinds: FairnessKind[] = [];
  const ofAction = new Map<number, number>();
  const ofInstance = instances.map(({ action }) => {
    const fair = definition.actions[action].fair;
    if (fair === null) return -1;
    const known = ofAction.get(action);
    if (known !== undefined) return known;
    return addConstraint(kinds, ofAction, action, fair);
  });
  return { kinds, ofInstance: Int32Array.from(ofInstance) };
}

function addConstraint(kinds: FairnessKind[], ofAction: Map<number, number>, action: number, { kind, per }: Fairness): number {
  const constraint = kinds.push(kind) - 1;
  if (per === "action") ofAction.set(action, constraint);
  return constraint;
}
