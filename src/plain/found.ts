/** What the naive explorer remembers: states and transitions, all of them. */

import type { ActionDefinition } from "../dsl/actions.ts";
import type { PlainChoice } from "../dsl/parameters.ts";
import type { Step } from "../dsl/steps.ts";
import type { PlainState } from "./answer.ts";

/** An action with its parameters. */
export interface Instance {
  /** Position in declaration order. */
  readonly index: number;
  readonly action: ActionDefinition;
  /** As a trace names them. */
  readonly parameters: PlainChoice;
  readonly step: Step;
}

/** A state with the step that first reached it. */
export interface Found {
  readonly state: PlainState;
  readonly key: string;
  readonly depth: number;
  readonly parent: Found | null;
  readonly instance: Instance | null;
}

export interface Transition {
  readonly from: Found;
  readonly to: Found;
  readonly index: number;
  readonly action: string;
  readonly actor: string;
  readonly isFault: boolean;
}

/** Where a property is violated: in a state, or in the last step, out of that state. */
export interface Target {
  readonly state: Found;
  readonly last: Transition | null;
}
