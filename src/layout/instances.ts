/** Action instances: what the expansion loop runs and what a trace names. */
import type { Given, PlainChoice } from "../dsl/parameters.ts";

/** One (action, parameters). */
export interface ActionInstance {
  /** Index into the definition's actions. */
  readonly action: number;
  /** As a trace names them. */
  readonly parameters: PlainChoice;
  /** As guards and effects get them. */
  readonly given: Given;
}
