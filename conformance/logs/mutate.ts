/**
 * Logs that are wrong in one place. A log of a job that ran is a run of the model; one with a line deleted, doubled, with another id, or exchanged with its
 * neighbour most often is none. Whoever follows logs must refuse those, or accepting the others says little.
 */
import { type Entry, withText } from "./entries.ts";

export type MutationKind = "deleted" | "doubled" | "renamed" | "exchanged";

export interface Mutation {
  readonly kind: MutationKind;
  /** What the changed line is about; of an exchange, of both lines. */
  readonly what: string;
  /** Index of the first entry that is changed. */
  readonly at: number;
  readonly entries: readonly Entry[];
}

/** What a line is about, and the id in it; null: the line tells nothing. */
export type Telling = (entry: Entry) => { readonly what: string; readonly id: IdInText | null } | null;

/** Where an id stands in a line's text. */
export interface IdInText {
  readonly from: number;
  readonly value: number;
}

/** Every mutation of the lines that tell something. `renamed` is by one up, and by one down: ids of checkpoints that are near, which is the hard case. */
export function mutationsOf(entries: readonly Entry[], telling: Telling): readonly Mutation[] {
  const told = entries.map(telling);
  const telling_ = told.flatMap((each, at) => (each === null ? [] : [{ ...each, at }]));
  return telling_.flatMap((each, index) => {
    const { what, at, id } = each;
    const next = telling_[index + 1];
    return [
      { kind: "deleted" as const, what, at, entries: entries.toSpliced(at, 1) },
      { kind: "doubled" as const, what, at, entries: entries.toSpliced(at, 0, entries[at]) },
      ...(id === null ? [] : renamings(entries, at, what, id)),
      ...(next === undefined ? [] : [exchange(entries, at, next.at, `${what} / ${next.what}`)]),
    ];
  });
}

function renamings(entries: readonly Entry[], at: number, what: string, { from, value }: IdInText): readonly Mutation[] {
  const { text } = entries[at];
  const others = [value - 1, value + 1].filter(other => other > 0);
  return others.map(other => {
    const renamed = text.slice(0, from) + other + text.slice(from + String(value).length);
    return { kind: "renamed", what, at, entries: entries.with(at, withText(entries[at], renamed)) };
  });
}

/** The two lines change places, and keep the times of the places: otherwise whoever sorts by time would put them back. */
function exchange(entries: readonly Entry[], first: number, second: number, what: string): Mutation {
  const [a, b] = [entries[first], entries[second]];
  return { kind: "exchanged", what, at: first, entries: entries.with(first, atTimeOf(b, a)).with(second, atTimeOf(a, b)) };
}

const timeLength = "2026-01-01 00:00:00,000".length;

function atTimeOf(entry: Entry, other: Entry): Entry {
  return { ...entry, time: other.time, line: other.line.slice(0, timeLength) + entry.line.slice(timeLength) };
}
