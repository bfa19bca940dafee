/** What a spec sees of a collection: its methods and nothing else. Used as a plain object it is a mistake that names `plain(view)`. */

import { orderShown } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { PlainArray, PlainBag, PlainFifo, type ViewOf } from "./collections.ts";
import type { Inside } from "./inside.ts";
import { PlainMap, PlainSet } from "./keyed.ts";
import { commonName, hasCommonName, inspection, unknownName, usedAsObject } from "./names.ts";
import { isUnordered } from "./shapes.ts";
import { PlainIndexed, UnorderedBag, UnorderedMap, UnorderedSet } from "./unordered.ts";

type CollectionNode = Extract<ShapeNode, { kind: "array" | "indexed" | "fifo" | "bag" | "set" | "map" }>;
type Target = Readonly<Record<string | symbol, unknown>>;

const tests = ["some", "every", "count"];
const elements = [...tests, "toArray"];
const ofBags = ["size", "capacity", "isEmpty", "isFull", "has", "add", "remove", "removeWhere", "clear"];
const ofSets = ["size", "isEmpty", "isFull", "has", "add", "delete", "addAll", "deleteAll", "clear", "fill", "isSubsetOf", "isDisjointFrom"];
const ofMaps = ["size", "isEmpty", "has", "get", "set", "delete", "clear"];

/** The names of each kind. */
const ordered = {
  array: ["length", "get", "set", "fill", "includes", ...elements],
  fifo: ["length", "capacity", "isEmpty", "isFull", "head", "at", "push", "shift", "clear", ...elements],
  bag: [...ofBags, "at", "take", ...elements],
  set: [...ofSets, ...elements],
  map: [...ofMaps, "keys", "values", ...elements],
};

/** Of those without an order. */
const unordered = {
  indexed: ["get", "set", "fill", ...tests, "find", "forEach"],
  bag: [...ofBags, ...tests, "forEach"],
  set: [...ofSets, ...tests, "find", "filter", "forEach"],
  map: [...ofMaps, ...tests, "find", "forEach"],
};

/** They would show an order. */
const refusedWithoutOrder = ["at", "take", "toArray", "keys", "values"];

export function collectionView(node: CollectionNode, inside: Inside, viewOf: ViewOf): object {
  const names = namesOf(node);
  const target = targetOf(node, inside, viewOf) as unknown as Target;
  const hasOrder = !isUnordered(node);
  const { path } = inside.cell;
  const unknown = (name: string): never => unknownName(path, name, names);
  const refuseChange = (_: object, name: string | symbol): never => {
    if (typeof name === "symbol" || names.includes(name)) throw new TypeError(`${path}.${String(name)} is no property that can be changed.`);
    return unknown(name);
  };
  const shown = Object.defineProperty(Object.create(null), inspection, { configurable: true, value: commonName(inspection).value });
  const view: object = new Proxy(shown, {
    get: (_, name) => {
      if (name === Symbol.iterator && hasOrder) return methodOf(target, name);
      if (typeof name === "string" && names.includes(name)) return valueAt(target, name);
      if (!hasOrder && (name === Symbol.iterator || refusedWithoutOrder.includes(name as string))) return () => withoutOrder(inside, name);
      const { isKnown, value } = commonName(name);
      return isKnown || typeof name === "symbol" ? value : unknown(name);
    },
    has: (_, name) => {
      if (name === Symbol.iterator) return hasOrder;
      if (typeof name === "string" && names.includes(name)) return true;
      return hasCommonName(name);
    },
    set: refuseChange,
    defineProperty: refuseChange,
    deleteProperty: refuseChange,
    ownKeys: () => usedAsObject(inside, "a collection, and is used as a plain object"),
    getOwnPropertyDescriptor: () => undefined,
    preventExtensions: () => false,
  });
  targets.set(view, target);
  return view;
}

/** What stands behind each proxy. */
const targets = new WeakMap<object, Target>();
const methods = new WeakMap<object, (...given: readonly unknown[]) => unknown>();

function namesOf(node: CollectionNode): readonly string[] {
  const table: Readonly<Record<string, readonly string[]>> = isUnordered(node) ? unordered : ordered;
  return table[node.kind];
}

function targetOf(node: CollectionNode, inside: Inside, viewOf: ViewOf): object {
  const isOrdered = !isUnordered(node);
  switch (node.kind) {
    case "array":
      return new PlainArray(node, inside, viewOf);
    case "indexed":
      return new PlainIndexed(node, inside, viewOf);
    case "fifo":
      return new PlainFifo(node, inside, viewOf);
    case "bag":
      return isOrdered ? new PlainBag(node, inside, viewOf) : new UnorderedBag(node, inside, viewOf);
    case "set":
      return isOrdered ? new PlainSet(node, inside, viewOf) : new UnorderedSet(node, inside, viewOf);
    case "map":
      return isOrdered ? new PlainMap(node, inside, viewOf) : new UnorderedMap(node, inside, viewOf);
  }
}

function valueAt(target: Target, name: string): unknown {
  const value = target[name];
  return typeof value === "function" ? methodOf(target, name) : value;
}

/** A method that finds what it works on by the view on which it is called. */
function methodOf(target: Target, name: string | symbol): unknown {
  const method = target[name] as (...given: readonly unknown[]) => unknown;
  const known = methods.get(method);
  if (known !== undefined) return known;
  const called = function (this: object, ...given: readonly unknown[]): unknown {
    const on = targets.get(this);
    if (on === undefined) throw new TypeError(`${String(name)} is called on something else than a view.`);
    return method.apply(on, given as unknown[]);
  };
  methods.set(method, called);
  return called;
}

function withoutOrder({ cell: { path } }: Inside, name: string | symbol): never {
  orderShown(`${path}${typeof name === "symbol" ? "" : `.${name}`}`, "Ask with some, every, count or has; visit with forEach.", path);
}
