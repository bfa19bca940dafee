/** Why a line is not possible: what stood in the way, in each of the states that were possible before it. */

/** How far an attempt came: the later, the more it says. */
const ranks = { instance: 0, state: 1, guard: 2, outcome: 3 } as const;

export type ReasonRank = keyof typeof ranks;

export interface Reason {
  /** What was tried: an action, a condition. */
  readonly attempt: string;
  /** What is not true, in the mapping's or the spec's own words. */
  readonly missing: string;
  readonly rank: ReasonRank;
  /** In how many states. */
  readonly states: number;
}

export class Reasons {
  private readonly found = new Map<string, Omit<Reason, "states"> & { readonly states: Set<number> }>();
  /** The number of the state that is being looked at. */
  state = 0;

  add(attempt: string, missing: string, rank: ReasonRank): void {
    const key = `${attempt}\n${missing}`;
    const known = this.found.get(key) ?? { attempt, missing, rank, states: new Set<number>() };
    known.states.add(this.state);
    this.found.set(key, known);
  }

  /** Those that came furthest, and among them those of most states, first. */
  list(): readonly Reason[] {
    return [...this.found.values()]
      .map(({ states, ...rest }) => ({ ...rest, states: states.size }))
      .sort((a, b) => ranks[b.rank] - ranks[a.rank] || b.states - a.states);
  }
}
