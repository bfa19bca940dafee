/** What generated views of sets, maps and scalarsets call: domains, members, and collections without an order. */
import { show } from "../dsl/errors.ts";
import { orderShown, rankOf } from "../dsl/scalarset.ts";
import { passes as passesTest } from "../dsl/tests.ts";
import { textOf, theOnly, unordered, unorderedMap } from "../dsl/unordered.ts";
import { pathOfView, type View } from "./inside.ts";
import { handOut } from "./results.ts";
import { badComposite, entriesOf } from "./runtime.ts";

/** The entries of something to be assigned to an array with an index of `size` members: each index once. Errors: CUT203. */
export function indexedEntriesOf(value: unknown, size: number, path: string): (readonly [unknown, unknown])[] {
  const entries = entriesOf(value, path);
  if (new Set(entries.map(([index]) => index)).size !== entries.length || entries.length !== size)
    badComposite(`a list of [index, element], each index once, or another array of this type`, `${entries.length} entries`, path);
  return entries;
}

/** The text under which {@link ranksOf} knows a value. */
export const domainText = textOf;

/** Errors: always, CUT215: this collection has no order. */
export function noOrder(view: View, method: string): never {
  const path = pathOfView(view);
  orderShown(`${path}${method}`, "Ask with some, every, count or has; visit with forEach; name an element by a parameter.", path);
}

/** See `dsl/`. */
export const member = rankOf;
export const only = theOnly;
export const list = unordered;
export const map = unorderedMap;
export const passes = passesTest;

/** See `results.ts`. */
export const taken = handOut;

/** The suffix of each key's value in the path: `["red"]`. */
export function keySuffixes(keys: readonly unknown[]): readonly string[] {
  return keys.map(key => `[${show(key)}]`);
}

/** The rank of each value of a domain of composites by the text of its canonical plain value. */
export function ranksOf(values: readonly unknown[]): ReadonlyMap<string, number> {
  return new Map(values.map((value, rank) => [textOf(value), rank]));
}
