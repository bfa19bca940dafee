/** How a machine is to be explored, and in which world. Types only. */

import type { Budget, Platform } from "./work/outcome.ts";
import type { ShardOptions } from "./workers/shard.ts";
import type { MachineSource, Threads } from "./workers/threads.ts";

export interface ExploreOptions extends ShardOptions {
  readonly budget: Budget;
  /** How another thread can make the machine. Without it this one explores alone. */
  readonly source?: MachineSource;
}

/** A platform, perhaps with threads. */
export interface World extends Platform {
  /** Threads to explore with when there is enough to do. Default: this one alone. */
  readonly threads?: Threads;
}
