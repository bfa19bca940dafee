/** What holds an implementation against a machine: the driver that the user writes, and the options. Types only. */
import type { Observation, ObservedData } from "../dsl/observed.ts";

/** Parameters of an action, as data: members of scalarsets are their numbers. */
export type ParameterData = Readonly<Record<string, ObservedData>>;

type Now<T> = T | Promise<T>;

/** Executes a run of the machine on an implementation. Methods may return promises; each is awaited. Whatever one throws is a difference. */
export interface Driver {
  /** A new run begins: sets up an implementation in the state of which `model` is observed. What an earlier run has left must not be seen any more. */
  start(model: Observation): Now<void>;
  /** Makes the implementation take a step. `model`: what is observed of the machine before it. An action without a mapping must throw. */
  step(action: string, parameters: ParameterData, model: Observation): Now<void>;
  /** What is observed of the implementation now, by the names that the machine declares; without those of `notSeen`. */
  observe(): Now<Observation>;
  /**
   * Tries an action that is not enabled: true when the implementation refuses it. What is observed must be as before. Left out: such actions are not tried.
   */
  refuses?(action: string, parameters: ParameterData, model: Observation): Now<boolean>;
  /** The run is over, whether or not there was a difference. */
  end?(): Now<void>;
}

/** An action with its parameters, as a failure prints it. */
export interface Call {
  readonly action: string;
  readonly with: ParameterData;
}

/** Random runs, beside those that cover the machine. */
export interface RandomOptions {
  /** How many. Default: 100. 0: none. */
  readonly runs?: number;
  /** Steps of each at most. Default: 50. */
  readonly steps?: number;
  /** A 32-bit integer: the same seed gives the same runs. Default: 1. */
  readonly seed?: number;
}

export interface ConformOptions {
  /** The instance of this case. Default: the knobs given here, the others at their defaults. */
  readonly case?: string;
  readonly scope?: Readonly<Record<string, number | string | boolean>>;
  readonly semantics?: Readonly<Record<string, number | string | boolean>>;
  /** What the runs cover. Default: `"transitions"`. */
  readonly cover?: "transitions" | "actions" | "pairs";
  /** Of the transitions, cover so many, chosen at random by the seed of `random`. Default: all. */
  readonly sample?: number;
  /** Steps of a run of the cover, where the way to what it covers is not longer. Default: 200. */
  readonly steps?: number;
  readonly random?: RandomOptions;
  /** Observed values that the driver cannot see: they are not compared. */
  readonly notSeen?: readonly string[];
  /** Only this run, as a failure has printed it. */
  readonly run?: readonly Call[];
  /** A graph of more states is not covered: give a smaller scope. Default: 100,000. */
  readonly maxStates?: number;
}
