/**
 * What guards and effects see: the state as typed views. The types here are the whole contract; `layout/` generates classes that
 * meet it over a packed row, and the tests' naive explorer meets it with plain objects.
 *
 * Scalars (`boolean`, `number`, a label, `null`) are read and written as properties. Records, unions and arrays of them are objects with
 * the declared fields. Collections have methods. Assigning a composite copies its value; there are no references inside a state.
 */

import { type Member, showMember } from "./scalarset.ts";
import { elementsIn, textOf, type Unordered, type UnorderedMap } from "./unordered.ts";

/** Marks collection views for the type functions below. It exists in types only. */
declare const FORM: unique symbol;

/** Read access that every collection shares. Iteration is in canonical order. */
export interface Elements<V> extends Iterable<V> {
  some(test: (value: V, index: number) => boolean): boolean;
  every(test: (value: V, index: number) => boolean): boolean;
  /** How many elements pass the test. */
  count(test: (value: V, index: number) => boolean): number;
  /** The elements as a new plain array (composite elements stay views). */
  toArray(): V[];
}

/** A fixed-length array of plain values. Arrays of records are ordinary read-only arrays of views instead. */
export interface ScalarArrayView<V> extends Elements<V> {
  readonly [FORM]: ["list", V];
  readonly length: number;
  /** Errors: CUT206 for an index outside `0..length-1`. */
  get(index: number): V;
  /** Errors: CUT206 index, CUT201/202/203 value. */
  set(index: number, value: Input<V>): void;
  fill(value: Input<V>): void;
  includes(value: Input<V>): boolean;
}

/** What a bounded list offers, whoever may add where: `t.fifo` and `t.seq`. */
interface BoundedList<V> extends Elements<V> {
  readonly [FORM]: ["list", V];
  readonly length: number;
  readonly capacity: number;
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  /** The first element, of a fifo the oldest; null when empty. */
  readonly head: V | null;
  /** The element at a position, from 0. Errors: CUT206. */
  at(index: number): V;
  /** Appends. Errors: CUT204 when full. */
  push(value: Input<V>): void;
  /** Removes the element at a position and returns it as a plain value; those behind it move up. Errors: CUT206. */
  removeAt(index: number): Plain<V>;
  /** Removes every element that passes the test; returns how many. */
  removeWhere(test: (value: V) => boolean): number;
  clear(): void;
}

/** A bounded first-in first-out queue. */
export interface FifoView<V> extends BoundedList<V> {
  /** Removes the oldest element and returns it as a plain value. Errors: CUT205 when empty. */
  shift(): Plain<V>;
}

/** A bounded sequence: a list into which elements go anywhere, and from which they are taken anywhere. */
export interface SeqView<V> extends BoundedList<V> {
  /** The last element; null when empty. */
  readonly last: V | null;
  /** Replaces the element at a position. Errors: CUT206 index, CUT201/202/203 value. */
  set(index: number, value: Input<V>): void;
  /** Puts a value at a position, from 0 to `length`; the elements from there on move back. Errors: CUT204 when full, CUT206. */
  insert(index: number, value: Input<V>): void;
}

/** A bounded multiset, kept in one order: a channel that reorders. */
export interface BagView<V> extends Elements<V> {
  readonly [FORM]: ["list", V];
  readonly size: number;
  readonly capacity: number;
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  has(value: Input<V>): boolean;
  /** The element at a position of the canonical order. Errors: CUT206. */
  at(index: number): V;
  /** Errors: CUT204 when full. */
  add(value: Input<V>): void;
  /** Removes one occurrence. Errors: CUT211 when absent. */
  remove(value: Input<V>): void;
  /** Removes the element at a position and returns it as a plain value. Errors: CUT206. */
  take(index: number): Plain<V>;
  /** Removes every element that passes the test; returns how many. */
  removeWhere(test: (value: V) => boolean): number;
  clear(): void;
}

/** A set over a finite domain. Members are plain values. */
export interface SetView<M> extends Elements<M> {
  readonly [FORM]: ["set", M];
  readonly size: number;
  readonly isEmpty: boolean;
  /** Whether every value of the domain is a member. */
  readonly isFull: boolean;
  /** Errors: CUT201/202/203 for a value outside the domain (all methods). */
  has(member: M): boolean;
  /** Adding a member again changes nothing. */
  add(member: M): void;
  /** Deleting an absent member changes nothing. */
  delete(member: M): void;
  addAll(members: Iterable<M>): void;
  deleteAll(members: Iterable<M>): void;
  clear(): void;
  /** Makes every value of the domain a member. */
  fill(): void;
  isSubsetOf(other: SetView<M>): boolean;
  isDisjointFrom(other: SetView<M>): boolean;
}

/** A partial map from a finite domain. Iteration gives `[key, value]` in the order of the domain. */
export interface MapView<K, V> extends Elements<[K, V]> {
  readonly [FORM]: ["map", K, V];
  readonly size: number;
  readonly isEmpty: boolean;
  has(key: K): boolean;
  /** The value (a view, where it is composite), or undefined. */
  get(key: K): V | undefined;
  set(key: K, value: Input<V>): void;
  /** Deleting an absent key changes nothing. */
  delete(key: K): void;
  clear(): void;
  keys(): K[];
  values(): V[];
}

/** A total array with an element for each member of a scalarset. */
export interface IndexedView<M, V> {
  readonly [FORM]: ["indexed", M, V];
  /** Errors: CUT203 for anything but a member. */
  get(index: M): V;
  /** Errors: CUT203 index, CUT201/202/203 value. */
  set(index: M, value: Input<V>): void;
  fill(value: Input<V>): void;
  some(test: (value: V, index: M) => boolean): boolean;
  every(test: (value: V, index: M) => boolean): boolean;
  count(test: (value: V, index: M) => boolean): number;
  /** The index of the one element that passes the test, or null. Errors: CUT215 when there are two. */
  find(test: (value: V, index: M) => boolean): M | null;
  /** Visits every element. The visits must not depend on each other. */
  forEach(visit: (value: V, index: M) => void): void;
}

/** A set whose members mention a scalarset, and so have no order. */
export interface UnorderedSetView<M> extends Unordered<M> {
  readonly [FORM]: ["unordered", M];
  readonly isFull: boolean;
  add(member: M): void;
  delete(member: M): void;
  addAll(members: Unordered<M> | readonly M[]): void;
  deleteAll(members: Unordered<M> | readonly M[]): void;
  clear(): void;
  fill(): void;
  isSubsetOf(other: UnorderedSetView<M>): boolean;
  isDisjointFrom(other: UnorderedSetView<M>): boolean;
}

/** A bag whose elements mention a scalarset, and so have no order. */
export interface UnorderedBagView<V> extends Omit<Unordered<V>, "has" | "filter" | "find"> {
  readonly [FORM]: ["unordered", V];
  readonly capacity: number;
  readonly isFull: boolean;
  has(value: Input<V>): boolean;
  /** Errors: CUT204 when full. */
  add(value: Input<V>): void;
  /** Removes one occurrence. Errors: CUT211 when absent. */
  remove(value: Input<V>): void;
  /** Removes every element that passes the test; returns how many. */
  removeWhere(test: (value: V) => boolean): number;
  clear(): void;
}

/** A partial map whose keys mention a scalarset, and so have no order. */
export interface UnorderedMapView<K, V> extends UnorderedMap<K, V> {
  readonly [FORM]: ["unorderedMap", K, V];
  set(key: K, value: Input<V>): void;
  delete(key: K): void;
  clear(): void;
}

/** Whether a plain value has a member of a scalarset in it: `never` or `true`. */
type Mentions<V> = V extends Member
  ? true
  : V extends Atom
    ? never
    : V extends { readonly [FORM]: ["list" | "set" | "unordered", infer E] }
      ? Mentions<E>
      : V extends { readonly [FORM]: [string, infer K, infer E] }
        ? Mentions<K> | Mentions<E>
        : V extends readonly (infer E)[]
          ? Mentions<E>
          : V extends object
            ? { [K in keyof V]: Mentions<V[K]> }[keyof V]
            : never;

/** The views of sets, bags and maps: without an order where a scalarset is in what would be ordered. */
export type SetOf<M> = [Mentions<M>] extends [never] ? SetView<M> : UnorderedSetView<M>;
export type BagOf<V> = [Mentions<V>] extends [never] ? BagView<V> : UnorderedBagView<V>;
export type MapOf<K, V> = [Mentions<K>] extends [never] ? MapView<K, V> : UnorderedMapView<K, V>;

type Atom = string | number | boolean | null | undefined;

/** The plain, deeply read-only value of a view: what a trace stores and what `shift` returns. Sets, bags and fifos are arrays, maps arrays of pairs. */
export type Plain<V> = V extends Atom | Member
  ? V
  : V extends { readonly [FORM]: ["unordered", infer E] }
    ? Unordered<Plain<E>>
    : V extends { readonly [FORM]: ["unorderedMap" | "indexed", infer K, infer E] }
      ? UnorderedMap<K, Plain<E>>
      : V extends { readonly [FORM]: ["map", infer K, infer E] }
        ? readonly (readonly [K, Plain<E>])[]
        : V extends { readonly [FORM]: ["set", infer M] }
          ? readonly M[]
          : V extends { readonly [FORM]: ["list", infer E] }
            ? readonly Plain<E>[]
            : V extends readonly (infer E)[]
              ? readonly Plain<E>[]
              : { readonly [K in keyof V]: Plain<V[K]> };

/** What may be assigned where a view `V` stands: another view, its plain value, or a mixture. */
export type Input<V> = V extends Atom | Member
  ? V
  : V extends { readonly [FORM]: ["unordered", infer E] }
    ? V | Unordered<Plain<E>> | readonly Input<E>[]
    : V extends { readonly [FORM]: ["unorderedMap" | "indexed", infer K, infer E] }
      ? V | UnorderedMap<K, Plain<E>> | readonly (readonly [K, Input<E>])[]
      : V extends { readonly [FORM]: ["map", infer K, infer E] }
        ? V | readonly (readonly [K, Input<E>])[]
        : V extends { readonly [FORM]: ["set", infer M] }
          ? V | readonly M[]
          : V extends { readonly [FORM]: ["list", infer E] }
            ? V | readonly Input<E>[]
            : V extends readonly (infer E)[]
              ? readonly Input<E>[]
              : { readonly [K in keyof V]: Input<V[K]> };

/**
 * Assigns the listed fields of a record, each whole, from plain values, views or a mixture. It is `Object.assign` with the
 * types that collections need: `assign(s.tasks[0], { phase: "running", acked: [] })`.
 */
export function assign<V extends object>(target: V, fields: { readonly [K in keyof V]?: Input<V[K]> }): void {
  Object.assign(target, fields);
}

/** The plain value of a view: a deep copy that the run can no longer change. */
export function plain<V>(view: V): Plain<V> {
  if (isPlainAlready(view)) return view as Plain<V>;
  const convert = (view as { toJSON?: () => unknown } | null)?.toJSON;
  if (typeof convert === "function") return convert.call(view) as Plain<V>;
  return (Array.isArray(view) ? view.map(plain) : view) as Plain<V>;
}

/** Whether two values (views or plain) of one type are equal. */
export function equal<V>(a: Input<V> | V, b: Input<V> | V): boolean {
  return a === b || textOf(plain(a)) === textOf(plain(b));
}

/** Whether a value is a member of a scalarset, or a plain collection of them. */
export function isPlainAlready(value: unknown): boolean {
  return typeof value === "object" && value !== null && (showMember(value) !== null || elementsIn(value) !== null);
}
