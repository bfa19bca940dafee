/** What of each spec is driven. */

/** The runs of one case. */
export interface DrivenCase {
  readonly spec: string;
  readonly case: string;
  /** What the runs cover: every transition of the graph, every action instance, every pair of consecutive ones. */
  readonly cover: "transitions" | "actions" | "pairs";
  /** A sample of so many transitions, where there are too many. */
  readonly sample?: number;
  /** Whether what the model refuses is tried, too. */
  readonly refused: boolean;
}

/** Every stock quick case that holds; `stock.crashes.progress` has the graph of `stock.crashes`. */
const control = ["stock", "stock.faults=4", "stock.concurrent", "stock.savepoints", "stock.events", "stock.declines", "stock.silent", "stock.crashes"];

export const drivenCases: readonly DrivenCase[] = [
  ...control.map(name => ({ spec: "flink-checkpoint-control", case: name, cover: "transitions" as const, refused: true })),
];
