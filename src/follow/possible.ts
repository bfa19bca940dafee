/** The states that a machine may be in, as far as the lines have told: each with what is owed in it and how it was reached. */

import type { Scalar } from "../dsl/errors.ts";
import type { Move } from "../dsl/logs.ts";

/** What is owed. `moves`: null for a line that has to come. */
export interface Owed {
  readonly key: string;
  readonly about: string;
  readonly moves: readonly Move[] | null;
  /** Milliseconds, on the log's clock: later it is too late. */
  readonly until: number;
  /** For a line that is read late: its place in the log, and its thread. */
  readonly event: { readonly index: number; readonly thread: string } | null;
}

/** A step on the way to a possible state, or a change that the log has made. */
export interface Way {
  readonly before: Way | null;
  /** The place of the line that told of it; of the last line before it, where none did. */
  readonly event: number;
  readonly isHidden: boolean;
  /** Null for a change. */
  readonly action: string | null;
  readonly about: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly row: Int32Array;
}

export interface Possible {
  /** The packed state. */
  readonly row: Int32Array;
  /** By their keys. */
  readonly owed: readonly Owed[];
  readonly way: Way | null;
  /** A bit for each relaxation that was needed on the way. */
  readonly relaxed: number;
}

/** Possible states, each once. Of two ways to a state the one that needs less is kept. */
export class PossibleStates {
  private readonly states = new Map<string, Possible>();

  get size(): number {
    return this.states.size;
  }

  values(): readonly Possible[] {
    return [...this.states.values()];
  }

  /** Adds a state; returns whether it is a new one. What is owed in two of them is owed until the later time. */
  add(state: Possible): boolean {
    const key = keyOf(state);
    const known = this.states.get(key);
    if (known === undefined) {
      this.states.set(key, state);
      return true;
    }
    const better = needsLess(state, known) ? state : known;
    const owed = known.owed.map((each, i) => ((state.owed[i] as Owed).until > each.until ? (state.owed[i] as Owed) : each));
    this.states.set(key, { ...better, owed });
    return false;
  }
}

function keyOf({ row, owed }: Possible): string {
  return owed.length === 0 ? row.join() : `${row.join()}|${owed.map(({ key }) => key).join("|")}`;
}

/** Whether a way needs fewer relaxations than another one, or as many of which the first ones come earlier. */
export function needsLess({ relaxed: one }: Possible, { relaxed: other }: Possible): boolean {
  const [bits, others] = [bitsIn(one), bitsIn(other)];
  return bits < others || (bits === others && one < other);
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The state with something more that is owed. What is owed already under this key is replaced. */
export function owing(state: Possible, owed: Owed): Possible {
  return { ...state, owed: [...state.owed.filter(({ key }) => key !== owed.key), owed].sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** The state without what is owed under some keys. */
export function settled(state: Possible, isSettled: (key: string) => boolean): Possible {
  return { ...state, owed: state.owed.filter(({ key }) => !isSettled(key)) };
}
