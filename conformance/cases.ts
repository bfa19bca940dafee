/** What of each spec is driven. */

/** The runs of one case. */
export interface DrivenCase {
  readonly spec: string;
  /** A case of the spec, or, with a `scope`, a name for an instance without one. */
  readonly case: string;
  /** The knobs of that instance that are not as they are by themselves, as `knob=value`. */
  readonly scope?: readonly string[];
  /** What the runs cover: every transition of the graph, every action instance, every pair of consecutive ones. */
  readonly cover: "transitions" | "actions" | "pairs";
  /** A sample of so many transitions, where there are too many. */
  readonly sample?: number;
  /** Whether what the model refuses is tried, too. */
  readonly refused: boolean;
}

/** Every stock quick case that holds; `stock.crashes.progress` has the graph of `stock.crashes`. */
const control = ["stock", "stock.faults=4", "stock.concurrent", "stock.savepoints", "stock.events", "stock.declines", "stock.silent", "stock.crashes"];

const oneSplit = { case: "stock, one split", scope: ["splits=1"] };
const split = ["stock", "stock.ids=3", "stock.two-tasks", "stock.three-subtasks", "stock.concurrent", "stock.concurrent.ids=3"];
/** Those whose sink is the two-phase-commit one. */
const commit = ["stock.legacy-2pc", "stock.two-tasks", "stock.concurrent"];

/** Transitions of a sample. A task of flink-commit-notifications takes a hundred times as long to come up as one that the driver plays. */
const [splitSample, commitSample] = [1000, 100];

export const drivenCases: readonly DrivenCase[] = [
  ...control.map(name => ({ spec: "flink-checkpoint-control", case: name, cover: "transitions" as const, refused: true })),
  { spec: "flink-split-assignment", ...oneSplit, cover: "transitions", refused: false },
  { spec: "flink-split-assignment", ...oneSplit, cover: "pairs", refused: true },
  ...split.map(name => ({ spec: "flink-split-assignment", case: name, cover: "pairs" as const, refused: true })),
  ...split.map(name => ({ spec: "flink-split-assignment", case: name, cover: "transitions" as const, sample: splitSample, refused: false })),
  ...commit.map((name, i) => ({ spec: "flink-commit-notifications", case: name, cover: "pairs" as const, refused: i === 0 })),
  ...commit.map(name => ({ spec: "flink-commit-notifications", case: name, cover: "transitions" as const, sample: commitSample, refused: false })),
];
