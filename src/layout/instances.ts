/** Action instances: what the expansion loop runs and what a trace names. */
import type { Scalar } from "../dsl/errors.ts";

/** One (action, parameters). */
export interface ActionInstance {
  /** Index into the definition's actions. */
  readonly action: number;
  readonly parameters: Readonly<Record<string, Scalar>>;
}
