/**
 * Plain collections over scalarsets: what a view of one becomes when it is copied. They are asked and visited as a whole, so that nobody
 * sees an order of interchangeable members. Immutable.
 */
import { fail } from "./errors.ts";
import { named } from "./naming.ts";
import { orderShown } from "./scalarset.ts";
import { passes } from "./tests.ts";

/** Tests and visits: what is offered where the elements have no order. */
export interface Unordered<E> {
  readonly size: number;
  readonly isEmpty: boolean;
  has(element: E): boolean;
  some(test: (element: E) => boolean): boolean;
  every(test: (element: E) => boolean): boolean;
  /** How many elements pass the test. */
  count(test: (element: E) => boolean): number;
  /** The one element that passes the test, or null. Errors: CUT215 when there are two, for which is meant would be a matter of order. */
  find(test: (element: E) => boolean): E | null;
  /** The elements that pass the test. */
  filter(test: (element: E) => boolean): Unordered<E>;
  /** Visits every element. The visits must not depend on each other. */
  forEach(visit: (element: E) => void): void;
}

/** The plain value of a map whose keys, or an array whose indices, have no order. */
export interface UnorderedMap<K, V> {
  readonly size: number;
  readonly isEmpty: boolean;
  has(key: K): boolean;
  get(key: K): V | undefined;
  some(test: (value: V, key: K) => boolean): boolean;
  every(test: (value: V, key: K) => boolean): boolean;
  count(test: (value: V, key: K) => boolean): number;
  /** The key of the one value that passes the test, or null. Errors: CUT215 when there are two. */
  find(test: (value: V, key: K) => boolean): K | null;
  forEach(visit: (value: V, key: K) => void): void;
}

class UnorderedList implements Unordered<unknown> {
  readonly #elements: readonly unknown[];

  constructor(elements: readonly unknown[]) {
    this.#elements = elements;
  }

  get size(): number {
    return this.#elements.length;
  }

  get isEmpty(): boolean {
    return this.#elements.length === 0;
  }

  has(element: unknown): boolean {
    return this.#elements.some(each => isSame(each, element));
  }

  // Guards ask this for every state: loops, where `Array.some` and a function around the test take twice the time.
  some(test: (element: unknown) => boolean): boolean {
    for (const each of this.#elements) if (passes(test(each))) return true;
    return false;
  }

  every(test: (element: unknown) => boolean): boolean {
    for (const each of this.#elements) if (!passes(test(each))) return false;
    return true;
  }

  count(test: (element: unknown) => boolean): number {
    let count = 0;
    for (const each of this.#elements) if (passes(test(each))) count++;
    return count;
  }

  find(test: (element: unknown) => boolean): unknown {
    return theOnly(this.#elements.filter(each => passes(test(each))));
  }

  filter(test: (element: unknown) => boolean): Unordered<unknown> {
    const passing: unknown[] = [];
    for (const each of this.#elements) if (passes(test(each))) passing.push(each);
    return new UnorderedList(passing);
  }

  forEach(visit: (element: unknown) => void): void {
    for (const each of this.#elements) visit(each);
  }

  toJSON(): readonly unknown[] {
    return this.#elements;
  }

  static elementsOf(value: object): readonly unknown[] | null {
    return #elements in value ? value.#elements : null;
  }
}

class UnorderedEntries implements UnorderedMap<unknown, unknown> {
  readonly #entries: readonly (readonly [unknown, unknown])[];

  constructor(entries: readonly (readonly [unknown, unknown])[]) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.length;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  has(key: unknown): boolean {
    return this.#entries.some(([each]) => isSame(each, key));
  }

  get(key: unknown): unknown {
    return this.#entries.find(([each]) => isSame(each, key))?.[1];
  }

  some(test: (value: unknown, key: unknown) => boolean): boolean {
    return this.#entries.some(([key, value]) => passes(test(value, key)));
  }

  every(test: (value: unknown, key: unknown) => boolean): boolean {
    return this.#entries.every(([key, value]) => passes(test(value, key)));
  }

  count(test: (value: unknown, key: unknown) => boolean): number {
    return this.#entries.filter(([key, value]) => passes(test(value, key))).length;
  }

  find(test: (value: unknown, key: unknown) => boolean): unknown {
    return theOnly(this.#entries.filter(([key, value]) => passes(test(value, key))).map(([key]) => key));
  }

  forEach(visit: (value: unknown, key: unknown) => void): void {
    for (const [key, value] of this.#entries) visit(value, key);
  }

  toJSON(): readonly unknown[] {
    return this.#entries;
  }

  static entriesOf(value: object): readonly (readonly [unknown, unknown])[] | null {
    return #entries in value ? value.#entries : null;
  }
}

/** A plain collection of elements without order. */
export function unordered(elements: readonly unknown[]): Unordered<unknown> {
  return new UnorderedList(elements);
}

/** A plain map whose keys have no order. */
export function unorderedMap(entries: readonly (readonly [unknown, unknown])[]): UnorderedMap<unknown, unknown> {
  return new UnorderedEntries(entries);
}

/** The elements, or for a map the entries, of such a collection; null for anything else. */
export function elementsIn(value: object): readonly unknown[] | null {
  return UnorderedList.elementsOf(value) ?? UnorderedEntries.entriesOf(value);
}

/** The only one of the elements, or null when there is none. Errors: CUT215. */
export function theOnly(passed: readonly unknown[], path?: string): unknown {
  if (passed.length < 2) return passed[0] ?? null;
  if (path === undefined) return orderShown("find", "Two members pass the test: ask with some(...) or count(...), or visit them with forEach(...).");
  return fail("CUT215", `Two members pass the test of ${path}.find: which is found would be a matter of order.`, {
    place: { path },
    fix: "Ask with some(...) or count(...), or visit them with forEach(...).",
  });
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && textOf(a) === textOf(b));
}

/** The text of a plain value: the same for equal values, members of scalarsets included. */
export function textOf(value: unknown): string {
  return named(() => JSON.stringify(value));
}
