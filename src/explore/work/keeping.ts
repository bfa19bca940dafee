/**
 * What must be known of an exploration so that another process can go on with it. A level that is through never changes: its rows and what
 * was counted up to its end can be written down while the next level is explored.
 */

/** What was known when a level ended, besides the rows. */
export interface LevelEnd {
  /** Levels found: the last one was not yet expanded. */
  readonly levelCount: number;
  readonly states: number;
  readonly transitions: number;
  readonly terminalStates: number;
  /** States beyond the constraint. */
  readonly outside: number;
  readonly distinctEdges: number | null;
  /** 1 for each action instance that was enabled somewhere. */
  readonly instanceSeen: Uint8Array;
  /** Names of the witnesses that were not reached. */
  readonly missingWitnesses: readonly string[];
}

/** `end`, with the instances seen copied: they go on changing. `before`: what was known when the last level had ended. */
export function endOfLevel(end: LevelEnd, before: LevelEnd | null): LevelEnd {
  const seen = before?.instanceSeen;
  const isSame = seen !== undefined && end.instanceSeen.every((each, i) => each === seen[i]);
  return { ...end, instanceSeen: isSame ? seen : end.instanceSeen.slice() };
}

/** An exploration, as whoever keeps it sees it. */
export interface Keepable {
  /** The name of its machine. */
  readonly machine: string;
  /** Words of a packed row. */
  readonly rowWords: number;
  /** Where the fields of a state lie in a row. Rows of another layout mean nothing. */
  readonly layout: string;
  /** How many action instances the machine has. */
  readonly instanceCount: number;
  /** Sizes of the levels found so far, the initial one first. */
  readonly levels: readonly number[];
  /** The end of the last level that is through; null before the first one. */
  readonly levelEnd: LevelEnd | null;
  /** Whether it is over, for whatever reason. */
  readonly isOver: boolean;
  /** Copies packed rows, level by level, from the `first`-th one on: as many as there is room for. */
  readRows(first: number, into: Int32Array): void;
  /** Goes on from where another process was: call it before the first state is explored, then `addRows` for all rows in their order. */
  resume(end: LevelEnd, levels: readonly number[]): void;
  /** Returns false for rows that cannot be those of an exploration: two are equal. When there is no memory for them, the exploration is over. */
  addRows(rows: Int32Array): boolean;
}

/** Keeps explorations. */
export interface Keeping {
  /** A machine is about to be explored: brings back what was kept of it. Errors: CUT405. */
  begin(exploration: Keepable): Promise<void>;
  /** Some more states were expanded, or the exploration is over. */
  afterTurn(exploration: Keepable): Promise<void>;
}
