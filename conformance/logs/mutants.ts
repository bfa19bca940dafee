/** Does following refuse logs that are wrong in one place? */
import type { LogEvent } from "../../src/follow/events.ts";
import type { Following } from "../../src/follow/following.ts";
import type { Possible } from "../../src/follow/possible.ts";
import { type Entry, entriesOf, logOf } from "./entries.ts";
import { eventsOf, type Follower, open } from "./following.ts";
import { type IdInText, type Mutation, type MutationKind, mutationsOf, type Telling } from "./mutate.ts";

/** What became of a mutated log. Two lines that change places `commute` if behind them the same states are possible: then nothing is wrong with it. */
export type Fate = "refused" | "accepted" | "commute";

export interface Tried {
  readonly kind: MutationKind;
  readonly what: string;
  readonly fate: Fate;
}

/** The places of an id in a line's fields: whichever the line has. */
const idFields = ["id", "name", "split", "transaction"] as const;

/**
 * Tries some mutations of each kind, evenly spread over the lines that tell of something, with the relaxations that the log itself needs: its own lines, of
 * a log that is followed.
 */
export function tryMutants(follower: Follower, log: string, relaxations: readonly string[], perKind: number): readonly Tried[] {
  const { entries, events } = knownLines(follower, log);
  const chosen = chosenAmong(mutationsOf(entries, tellingOf(entries, events, toldIn(follower, events, relaxations))), perKind);
  const following = open(follower, events, relaxations);
  try {
    return chosen.map(mutation => ({ kind: mutation.kind, what: mutation.what, fate: fateOf(following, follower, mutation) }));
  } finally {
    following.release();
  }
}

/** The entries of a log that its mapping knows, and the same as the follower reads them. */
function knownLines(follower: Follower, log: string): { readonly entries: readonly Entry[]; readonly events: readonly LogEvent[] } {
  const known = new Set(eventsOf(follower, log).map(({ line }) => line.number));
  const entries = entriesOf(log).filter(({ number }) => known.has(number));
  return { entries, events: eventsOf(follower, logOf(entries)) };
}

/** Which lines tell of something, up to the one at which the log leaves the machine. */
function toldIn(follower: Follower, events: readonly LogEvent[], relaxations: readonly string[]): ReadonlySet<number> {
  const following = open(follower, events, relaxations);
  const told = new Set<number>();
  while (!following.isOver) {
    const { index, told: before } = following;
    following.advance(() => true);
    if (following.told > before) told.add(index);
  }
  following.release();
  return told;
}

function tellingOf(entries: readonly Entry[], events: readonly LogEvent[], told: ReadonlySet<number>): Telling {
  return entry => {
    const index = entries.indexOf(entry);
    const event = events[index];
    return event === undefined || !told.has(index) ? null : { what: event.kind.name, id: idIn(event) };
  };
}

/** The id in the text: behind a word that says what it is, if it is there. Other numbers of a line may be equal. */
function idIn({ fields, line }: LogEvent): IdInText | null {
  const value = idFields.map(name => Number(fields[name])).find(id => Number.isInteger(id) && id > 0);
  if (value === undefined) return null;
  const number = `(?<![\\w.-])${value}(?![\\w-]|\\.\\d)`;
  const named = new RegExp(`(?<=(?:[Cc]heckpoint|split|transaction|attempt|COMPLETE|ABORT) )${number}`).exec(line.text);
  const found = named ?? new RegExp(number).exec(line.text);
  return found === null ? null : { from: found.index, value };
}

/** In the order of the log: a following goes forward only. */
function chosenAmong(mutations: readonly Mutation[], perKind: number): readonly Mutation[] {
  const kinds = [...new Set(mutations.map(({ kind }) => kind))];
  const chosen = kinds.flatMap(kind => {
    const all = mutations.filter(each => each.kind === kind);
    return all.filter((_, i) => Math.floor((i * perKind) / all.length) !== Math.floor(((i - 1) * perKind) / all.length));
  });
  return [...chosen].sort((a, b) => a.at - b.at);
}

function fateOf(following: Following, follower: Follower, { kind, at, entries }: Mutation): Fate {
  while (following.index < at && !following.isOver) following.advance(() => true);
  const lines = eventsOf(follower, logOf(entries)).slice(at);
  const standing = following.standing();
  const mutated = following.trialFrom(standing, lines);
  if (kind === "exchanged") {
    const own = following.trialFrom(standing, following.events.slice(at));
    const both = behindBoth(following.events.slice(at), lines);
    if (statesOf(own.takeUpTo(both).states) === statesOf(mutated.takeUpTo(both).states)) return "commute";
  }
  return mutated.takeUpTo(lines.length).taken === lines.length ? "accepted" : "refused";
}

/** How many lines there are up to the second of two that have changed places. */
function behindBoth(own: readonly LogEvent[], mutated: readonly LogEvent[]): number {
  const last = own.findLastIndex((event, i) => event.line.text !== mutated[i]?.line.text);
  return last + 1;
}

/** Possible states as a text, with what is owed. */
function statesOf(states: readonly Possible[]): string {
  const keys = states.map(({ row, owed }) => `${row.join()}|${owed.map(({ key }) => key).join("|")}`);
  return keys.sort().join("\n");
}
