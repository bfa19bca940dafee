/** How an exploration goes on: alone (`alone.ts`), or together with other threads (`together.ts`). Types only. */
import type { Violation } from "../judge/judge.ts";
import type { IsTime } from "../work/turn.ts";

/** What was counted so far, by one thread or by several together. */
export interface Tally {
  readonly distinctStates: number;
  readonly transitions: number;
  readonly terminalStates: number;
  /** See `Outcome.outside`. */
  readonly outside: number;
  readonly distinctEdges: number;
  readonly memoryBytes: number;
  /** States found and not expanded. */
  readonly frontier: number;
}

/** What has come of a level so far. */
export interface LevelTurn {
  /** Whether all of its states are expanded. */
  readonly isWhole: boolean;
  /** How many states may still be expanded in this turn. */
  readonly left: number;
}

/** Why an exploration cannot go on: `gone` when another thread is not there any more, `what`: in words. */
export type Obstacle = { readonly kind: "memory" } | { readonly kind: "mistake" } | { readonly kind: "gone"; readonly what: string };

/** What explores the levels that are ordered, one after the other. */
export interface Mode {
  /** Expands up to so many states of the level, until it is time. Errors: whatever the spec's functions throw, MemoryLimitError. */
  advance(states: number, isTime: IsTime): LevelTurn;
  /** The mode for the next turn: this one, or the one that takes its place. Call it at the end of a turn, unless the end was ordered. */
  successor(): Mode;
  /** Why it cannot go on; null: it can. */
  obstacle(): Obstacle | null;
  /** The next level begins. `states`: that are known now. */
  next(states: number): void;
  /** No more levels. It may be said more than once. */
  end(): void;
  /**
   * What was found wrong in the last level: of the property declared first among the violated ones, or deadlocks if there are any. Null: not
   * everybody has reported, call it again. Call it once the end is ordered.
   */
  violations(): readonly Violation[] | null;
  /** The name of what is violated, as far as is known: it may be another one when the level is whole. */
  violated(): string | null;
  tally(): Tally;
  /** 1 for each action instance that was enabled somewhere. */
  readonly instanceSeen: Uint8Array;
  /** Names of the witnesses that nobody has reached. */
  missingWitnesses(): readonly string[];
  /** Whether it always meets the same mistake first where the spec has several. */
  readonly isOrdered: boolean;
  /** Whether its states lie in memory that other threads can write, too, which takes more of it. */
  readonly isShared: boolean;
  /** Lets the other threads go. Call it when nothing more is asked. */
  release(): void;
}
