/** What came of following logs, as tables and lists. */
import { count, table } from "../tables.ts";
import type { JobFollowed, JobMutants } from "./jobs.ts";
import type { Tried } from "./mutants.ts";
import type { MutationKind } from "./mutate.ts";

const verdicts = ["followed", "left", "incomplete", "refused", "vacuous"] as const;

/** By spec, version and kind of log: how they ended, and how many needed each relaxation. */
export function followedTable(followed: readonly JobFollowed[]): string {
  const groups = grouped(followed, ({ log, spec, hasAcknowledgements }) => [spec, log.settings.version, hasAcknowledgements ? "debug" : "info"]);
  const rows = [...groups].map(([key, all]) => {
    const ended = verdicts.map(verdict => count(all.filter(each => each.followed.verdict === verdict).length));
    return [...key, count(all.length), ...ended, needs(all)];
  });
  return table([["spec", "Flink", "lines", "logs", ...verdicts, "logs that needed"], ...rows.sort()]);
}

/** `R1 in 3, R2 in 1`. */
function needs(followed: readonly JobFollowed[]): string {
  const all = followed.flatMap(each => each.followed.needed);
  return [...new Set(all)]
    .sort()
    .map(name => `${name} in ${all.filter(each => each === name).length}`)
    .join(", ");
}

/** Whether the machine cannot have what the log tells; or the log tells nothing, which says as little. */
export function isRefused({ followed: { verdict } }: JobFollowed): boolean {
  return verdict === "refused" || verdict === "vacuous";
}

/** A log with the first line that cannot happen. */
export function refusal({ log, spec, followed: { verdict, why } }: JobFollowed): string {
  return `${log.name}.log, ${spec}: ${verdict}; ${why}`;
}

const kinds: readonly MutationKind[] = ["deleted", "doubled", "renamed", "exchanged"];

/** By spec, version and kind of mutation: how many were refused, of those in which something is wrong. */
export function mutantsTable(mutants: readonly JobMutants[]): string {
  const groups = grouped(mutants, ({ log, spec }) => [spec, log.settings.version]);
  const rows = [...groups].flatMap(([key, all]) => {
    const tried = all.flatMap(each => each.tried);
    return kinds.map(kind => [...key, kind, ...ratesOf(tried.filter(each => each.kind === kind))]);
  });
  return table([["spec", "Flink", "line", "logs", "commute", "refused", "accepted", "refused, %"], ...rows.sort()]);
}

function ratesOf(tried: readonly Tried[]): readonly string[] {
  const [commute, refused, accepted] = (["commute", "refused", "accepted"] as const).map(fate => tried.filter(each => each.fate === fate).length);
  const wrong = refused + accepted;
  return [count(tried.length), count(commute), count(refused), count(accepted), wrong === 0 ? "" : String(Math.round((100 * refused) / wrong))];
}

/** What the lines are about of which a mutation was accepted. */
export function acceptedList(mutants: readonly JobMutants[]): string {
  const accepted = mutants.flatMap(({ spec, tried }) => tried.filter(({ fate }) => fate === "accepted").map(each => ({ ...each, spec })));
  const groups = grouped(accepted, ({ spec, kind, what }) => [spec, kind, what]);
  const rows = [...groups].map(([key, all]) => [...key, count(all.length)]);
  return table([["spec", "line", "accepted", "times"], ...rows.sort()]);
}

/** The items of each key. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): ReadonlyMap<readonly string[], readonly T[]> {
  const groups = new Map<string, { readonly key: readonly string[]; readonly items: T[] }>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key.join("\t")) ?? { key, items: [] };
    group.items.push(item);
    groups.set(key.join("\t"), group);
  }
  return new Map([...groups.values()].map(group => [group.key, group.items]));
}
