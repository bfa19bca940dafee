/** What a spec sees of a collection: its methods and nothing else. Used as a plain object it is a mistake that names `plain(view)`. */

import { orderShown } from "../dsl/scalarset.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { PlainArray, PlainBag, PlainFifo, PlainSeq, type ViewOf } from "./collections.ts";
import type { Inside } from "./inside.ts";
import { PlainMap, PlainSet } from "./keyed.ts";
import { isUnordered } from "./kinds.ts";
import { commonName, hasCommonName, inspection, unknownName, usedAsObject } from "./names.ts";
import type { Node } from "./shapes.ts";
import { PlainIndexed, UnorderedBag, UnorderedMap, UnorderedSet } from "./unordered.ts";

/** Arrays of composites are none: they read as arrays of JavaScript. */
type CollectionNode = Exclude<
  ShapeNode,
  { kind: "bool" | "int" | "oneOf" | "scalarset" | "option" | "record" | "union" }
>;
type Target = Readonly<Record<string | symbol, unknown>>;

/** What one kind of collection offers, where its elements have an order and where they have none; undefined where that cannot be. */
interface CollectionKind<N> {
  readonly ordered?: Offer<N>;
  readonly unordered?: Offer<N>;
}

interface Offer<N> {
  /** What a spec can read and call. */
  readonly names: readonly string[];
  readonly make: new (node: N, inside: Inside, viewOf: ViewOf) => object;
}

const tests = ["some", "every", "count"];
const elements = [...tests, "toArray"];
const ofLists = [
  "length",
  "capacity",
  "isEmpty",
  "isFull",
  "head",
  "at",
  "push",
  "removeAt",
  "removeWhere",
  "clear",
  ...elements,
];
const ofBags = ["size", "capacity", "isEmpty", "isFull", "has", "add", "remove", "removeWhere", "clear"];
const ofSets = [
  "size",
  "isEmpty",
  "isFull",
  "has",
  "add",
  "delete",
  "addAll",
  "deleteAll",
  "clear",
  "fill",
  "isSubsetOf",
  "isDisjointFrom",
];
const ofMaps = ["size", "isEmpty", "has", "get", "set", "delete", "clear"];

const kinds: { readonly [K in CollectionNode["kind"]]: CollectionKind<Node<K>> } = {
  array: { ordered: { names: ["length", "get", "set", "fill", "includes", ...elements], make: PlainArray } },
  indexed: { unordered: { names: ["get", "set", "fill", ...tests, "find", "forEach"], make: PlainIndexed } },
  fifo: { ordered: { names: [...ofLists, "shift"], make: PlainFifo } },
  seq: { ordered: { names: [...ofLists, "last", "set", "insert"], make: PlainSeq } },
  bag: {
    ordered: { names: [...ofBags, "at", "take", ...elements], make: PlainBag },
    unordered: { names: [...ofBags, ...tests, "forEach"], make: UnorderedBag },
  },
  set: {
    ordered: { names: [...ofSets, ...elements], make: PlainSet },
    unordered: { names: [...ofSets, ...tests, "find", "filter", "forEach"], make: UnorderedSet },
  },
  map: {
    ordered: { names: [...ofMaps, "keys", "values", ...elements], make: PlainMap },
    unordered: { names: [...ofMaps, ...tests, "find", "forEach"], make: UnorderedMap },
  },
};

/** They would show an order. */
const refusedWithoutOrder = ["at", "take", "toArray", "keys", "values"];

export function collectionView(node: CollectionNode, inside: Inside, viewOf: ViewOf): object {
  const { names, make: Made } = offerOf(node);
  const target = new Made(node, inside, viewOf) as unknown as Target;
  const hasOrder = !isUnordered(node);
  const { path } = inside.cell;
  const unknown = (name: string): never => unknownName(path, name, names);
  const refuseChange = (_: object, name: string | symbol): never => {
    if (typeof name === "symbol" || names.includes(name))
      throw new TypeError(`${path}.${String(name)} is no property that can be changed.`);
    return unknown(name);
  };
  const shown = Object.defineProperty(Object.create(null), inspection, {
    configurable: true,
    value: commonName(inspection).value,
  });
  const view: object = new Proxy(shown, {
    get: (_, name) => {
      if (name === Symbol.iterator && hasOrder) return methodOf(target, name);
      if (typeof name === "string" && names.includes(name)) return valueAt(target, name);
      if (!hasOrder && (name === Symbol.iterator || refusedWithoutOrder.includes(name as string)))
        return () => withoutOrder(inside, name);
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

function offerOf(node: CollectionNode): Offer<CollectionNode> {
  const { ordered, unordered } = kinds[node.kind] as unknown as CollectionKind<CollectionNode>;
  const offer = isUnordered(node) ? unordered : ordered;
  if (offer === undefined) throw new Error(`unreachable: no such ${node.kind}`);
  return offer;
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
  orderShown(
    `${path}${typeof name === "symbol" ? "" : `.${name}`}`,
    "Ask with some, every, count or has; visit with forEach.",
    path,
  );
}
