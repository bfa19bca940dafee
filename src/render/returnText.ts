/** The point of no return in a sentence. */
import type { Story } from "../counterexample/story.ts";

/** Null where it is not known. */
export function returnText({ pointOfNoReturn, steps }: Pick<Story, "pointOfNoReturn" | "steps">): string | null {
  if (pointOfNoReturn === null || steps.length === 0) return null;
  if (pointOfNoReturn === 0) return "Every run from this initial state comes to it.";
  if (pointOfNoReturn === steps.length) return "Until the last step it could be avoided.";
  return `The point of no return is step ${pointOfNoReturn}: no continuation after it avoids the violation.`;
}
