/** Everything that a guard can see of a value, through the public contract of views only, as plain data. */
import { CutcheckError } from "../../src/dsl/errors.ts";
import type { TypeNode } from "../../src/dsl/types.ts";
import { valuesInOrder } from "../../src/plain/order.ts";
import { readsAsScalar } from "../generator/places.ts";
import { sample } from "../generator/shapes.ts";

/** A view of whichever implementation. */
// biome-ignore lint/suspicious/noExplicitAny: the views of two implementations of random types
type AnyView = any;
type Fields = Readonly<Record<string, TypeNode>>;

/** What is seen of a record's fields. */
export function observeFields(fields: Fields, view: AnyView): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, observe(node, view[name])]));
}

function observe(node: TypeNode, view: AnyView): unknown {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
      return view;
    case "record":
      return observeFields(node.fields, view);
    case "option":
      return view === null ? null : { present: observe(node.element, view) };
    case "union":
      return observeUnion(node.variants, view);
    case "array":
      return readsAsScalar(node.element) ? observeArray(node.element, view) : Array.from(view as readonly AnyView[], each => observe(node.element, each));
    case "fifo":
      return { ...observeList(node.element, view, view.length), length: view.length, head: view.head === null ? null : observe(node.element, view.head) };
    case "seq":
      return {
        ...observeList(node.element, view, view.length),
        length: view.length,
        ends: [view.head, view.last].map(end => (end === null ? null : observe(node.element, end))),
      };
    case "bag":
      return { ...observeList(node.element, view, view.size), size: view.size, ...membership(view, samples(node.element)) };
    case "set":
      return {
        members: [...view],
        array: view.toArray(),
        ...counts(view),
        size: view.size,
        isFull: view.isFull,
        ...membership(view, valuesInOrder(node.domain)),
        ...relations(view),
      };
    case "map":
      return observeMap(node, view);
  }
}

function observeUnion(variants: Readonly<Record<string, Fields>>, view: AnyView): unknown {
  const names = [...new Set(Object.values(variants).flatMap(fields => Object.keys(fields)))];
  const own = variants[view.kind]!;
  return { kind: view.kind, fields: observeFields(own, view), foreign: names.filter(name => !(name in own)).map(name => mistakeOf(() => view[name])) };
}

function observeArray(element: TypeNode, view: AnyView): unknown {
  const { length } = view;
  const gets = Array.from({ length }, (_, i) => observe(element, view.get(i)));
  const scalars = samples(element).filter(value => value === null || typeof value !== "object");
  return {
    length,
    gets,
    ...elements(element, view),
    includes: scalars.map(value => view.includes(value)),
    outside: [-1, length, 0.5].map(i => mistakeOf(() => view.get(i))),
  };
}

function observeList(element: TypeNode, view: AnyView, count: number): object {
  const at = Array.from({ length: count }, (_, i) => observe(element, view.at(i)));
  const { capacity, isEmpty, isFull } = view;
  return { capacity, isEmpty, isFull, at, ...elements(element, view), outside: [-1, count, 0.5].map(i => mistakeOf(() => view.at(i))) };
}

function observeMap(node: Extract<TypeNode, { kind: "map" }>, view: AnyView): unknown {
  const value = (each: unknown): unknown => observe(node.value, each);
  const gets = valuesInOrder(node.key).map(key => (view.has(key) ? value(view.get(key)) : mistakeOf(() => view.get(key))));
  const pairs = [...view].map(([key, each]) => [key, value(each)]);
  return {
    size: view.size,
    isEmpty: view.isEmpty,
    gets,
    pairs,
    array: view.toArray().length,
    keys: view.keys(),
    values: view.values().map(value),
    ...counts(view),
  };
}

/** What every collection offers. */
function elements(node: TypeNode, view: AnyView): object {
  return { iterated: [...view].map(each => observe(node, each)), array: view.toArray().map((each: unknown) => observe(node, each)), ...counts(view) };
}

function counts(view: AnyView): object {
  const isOdd = (_: unknown, i: number): boolean => i % 2 === 1;
  return { some: view.some(isOdd), every: view.every(isOdd), count: view.count(isOdd) };
}

function membership(view: AnyView, values: readonly unknown[]): object {
  return { has: values.map(value => view.has(value)) };
}

function relations(view: AnyView): object {
  return { inItself: view.isSubsetOf(view), apart: view.isDisjointFrom(view) };
}

function samples(node: TypeNode): readonly unknown[] {
  return [0, 1, 2, 3].map(seed => sample(node, seed));
}

/** The value of a call, or the code and path of the mistake that it makes. */
export function mistakeOf(call: () => unknown): unknown {
  try {
    const value = call();
    return value === undefined ? "nothing" : value;
  } catch (error) {
    if (!(error instanceof CutcheckError)) return "CUT208";
    const { code, place } = error.mistake;
    return `${code} ${place.path}`;
  }
}
