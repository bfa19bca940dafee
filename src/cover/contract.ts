/** What a cover of a machine is: the options, and the runs as numbers and as whoever executes them gets them. Types, and the list of kinds. */
import type { Instance } from "../check/check.ts";
import type { MachineDefinition } from "../dsl/machine.ts";
import type { Observation, ObservedData } from "../dsl/observed.ts";
import type { Budget, StopReason } from "../explore/work/outcome.ts";
import type { NumberedRun } from "./runs.ts";

/** What is covered: `pairs` are pairs of consecutive action instances. */
export const coverKinds = ["transitions", "actions", "pairs"] as const;
export type CoverKind = (typeof coverKinds)[number];

export interface CoverOptions {
  readonly cover: CoverKind;
  /** With `transitions`: cover so many of them, chosen at random; null: all. */
  readonly sample: number | null;
  /** A 32-bit integer. The same seed chooses the same. */
  readonly seed: number;
  /** Steps of a run, where the way to what it covers is not longer. */
  readonly stepsMax: number;
  /** Whether runs say which action instances are not enabled. */
  readonly refused: boolean;
  /** Of the graph. What is explored when it ends is covered. */
  readonly budget: Budget;
}

/** An action with its parameters, as data. */
export interface ActionCall {
  readonly action: string;
  readonly with: Readonly<Record<string, ObservedData>>;
}

export interface ObservedStep extends ActionCall {
  /** The observed values that the step changes, each whole. */
  readonly seen: Observation;
  /** The action instances that are not enabled after the step; null where that was said before, is not asked, or is not known. */
  readonly refused: readonly ActionCall[] | null;
}

/** A run as whoever executes it needs it. */
export interface ObservedRun {
  readonly start: Observation;
  readonly refused: readonly ActionCall[] | null;
  readonly steps: readonly ObservedStep[];
}

/** A graph to walk in: states and action instances are numbers. */
export interface Walkable {
  readonly initials: readonly number[];
  /** Every action instance. */
  readonly calls: readonly ActionCall[];
  /** The action instances that are enabled in a state, and where they lead. */
  successors(state: number): readonly Successor[];
  /** Where an edge of a numbered run leads, and by which action instance. */
  stepBy(edge: number): Successor;
  /** The action instances that are not enabled in a state; null where that is not known: what comes after it was not looked at. */
  refused(state: number): readonly ActionCall[] | null;
  /** What can be seen of a state. Errors: those of an observed value, with the run that leads there. */
  observe(state: number): Observation;
}

export interface Successor {
  readonly instance: number;
  readonly to: number;
}

/** The runs are numbers until they are asked for: all of them at once would be large. */
export interface Cover {
  readonly instance: Instance;
  readonly machine: MachineDefinition;
  readonly options: CoverOptions;
  readonly graph: { readonly states: number; readonly transitions: number };
  /** Why the graph is not whole; null: it is. */
  readonly stopped: StopReason | null;
  readonly runs: number;
  readonly steps: number;
  /** Steps of the longest run. */
  readonly longest: number;
  /** How many transitions, action instances or pairs there are in the graph, and how many of them the runs take. */
  readonly covered: { readonly of: number; readonly done: number };
  /** The runs, in their order, as numbers. */
  readonly numbered: readonly NumberedRun[];
  /** The runs, in their order. Errors: those of an observed value, with the run that leads there. */
  observedRuns(): Generator<ObservedRun, void>;
  /** The graph, for whoever goes ways of his own in it. */
  readonly walkable: Walkable;
  /** Gives the memory back. */
  release(): void;
}
