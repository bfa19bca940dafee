/**
 * What can be seen of a state from outside: the values that a running system shows, too. Runs that are written for a driver (`cutcheck runs`) hold these
 * values and nothing else of the states; neither the states nor a verdict depend on them.
 */
import { identifierRule, isIdentifier } from "./checks.ts";
import { fail, type Scalar, show } from "./errors.ts";
import { showMember } from "./scalarset.ts";
import { elementsIn } from "./unordered.ts";

/** A value as JSON holds it. Members of scalarsets are their numbers, from 0. */
export type ObservedData = null | Scalar | readonly ObservedData[] | { readonly [name: string]: ObservedData };

/** The observed values of a state, by their names. */
export type Observation = Readonly<Record<string, ObservedData>>;

export interface ObservedDefinition {
  readonly name: string;
  readonly value: (state: never) => unknown;
}

/** More observed values, after the earlier ones. Errors: CUT101, CUT103, CUT106. */
export function resolveObserved(given: unknown, earlier: readonly ObservedDefinition[]): readonly ObservedDefinition[] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    fail("CUT106", "observed has no named functions.", { given: show(given), fix: "Write .observed({ name: s => value })." });
  const added = Object.entries(given).map(([name, value]) => resolveOne(name, value, earlier));
  return [...earlier, ...added];
}

function resolveOne(name: string, value: unknown, earlier: readonly ObservedDefinition[]): ObservedDefinition {
  if (!isIdentifier(name)) fail("CUT101", `${show(name)} cannot be the name of an observed value.`, { allowed: identifierRule, fix: "Rename it." });
  if (earlier.some(each => each.name === name)) fail("CUT103", `There are two observed values named ${show(name)}.`, { fix: "Rename one of them." });
  if (typeof value !== "function")
    fail("CUT106", `The observed value ${show(name)} has no function.`, { given: show(value), fix: "Write a function of the state." });
  return { name, value: value as ObservedDefinition["value"] };
}

/**
 * A value as plain data, views copied. Members of scalarsets become their numbers, sets, queues and bags lists, maps and arrays over a scalarset lists of
 * [key, value]. Call it where members may be named (`naming.ts`). Errors: CUT213 for anything else.
 */
export function observedData(value: unknown, around: readonly unknown[] = []): ObservedData {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object" || around.includes(value)) return notPlain(value);
  if (showMember(value) !== null) return Number(value);
  const inside = [...around, value];
  const elements = Array.isArray(value) ? value : elementsIn(value);
  if (elements !== null) return Array.from(elements, each => observedData(each, inside));
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return observedData(toJSON.call(value), inside);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return notPlain(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, observedData(each, inside)]));
}

function notPlain(value: unknown): never {
  return fail("CUT213", `The function returned ${show(value)}.`, {
    given: show(value),
    allowed: "numbers, strings, booleans, null, members of scalarsets, views, and lists and plain objects of these",
    fix: "Return what a log or a test of the running system could show.",
  });
}
