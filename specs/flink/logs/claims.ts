/** What the lines before say, whatever the machine does: that something happens once, and that a restore answers a failure. */
import type { Move, Moves } from "cutcheck";

/** Plain data, as a part of a mapping's memory. */
export interface Claims {
  /** What has happened once already. */
  readonly known: Set<string>;
  /** Failures that no restore has answered; the start of the job is one. */
  unanswered: number;
  /** Whether a checkpoint was looked for, at least once. */
  hasRestored: boolean;
}

export function noClaims(): Claims {
  return { known: new Set(), unanswered: 1, hasRestored: false };
}

/** A condition that the lines before decide, in the words of a mapping. */
export function claimOf(check: (conditions: Readonly<Record<string, () => boolean>>) => Move) {
  return (what: string, isTrue: boolean): Moves => (isTrue ? [] : check({ [what]: () => false }));
}

/** Whether it happens for the first time. From now on it has happened. */
export function isFirstOf({ known }: Claims, what: string): boolean {
  const isNew = !known.has(what);
  known.add(what);
  return isNew;
}

/** Whether something has failed that no restore has answered. This one answers it. */
export function answersFailure(claims: Claims): boolean {
  claims.hasRestored = true;
  claims.unanswered--;
  return claims.unanswered >= 0;
}
