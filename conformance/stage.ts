/** What `npm run conform` is made of. */
import type { Flink } from "./flink.ts";

/** What a stage works with. */
export interface Context {
  /** The lines of Flink versions that were asked for. */
  readonly versions: readonly Flink[];
  /** Whether every version takes part: only then is it a fault that something never occurs. */
  readonly isWhole: boolean;
  /** Whether the tables in the pages are written anew. */
  readonly updates: boolean;
  /** Whether more is done: more of what differs from run to run, and more versions. */
  readonly isFull: boolean;
  /** Tells the user how far it is. */
  readonly say: (text: string) => void;
}

/** What came of a stage: what was compared and agreed, what did not, and a text for the user about the latter. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly report: string;
}

export interface Stage {
  /** How it is asked for on the command line. */
  readonly name: string;
  /** What it does, for the help. */
  readonly about: string;
  /** Errors: something that it needs cannot be made (a compilation fails, a program does not end well). */
  readonly run: (context: Context) => Promise<Outcome>;
}
