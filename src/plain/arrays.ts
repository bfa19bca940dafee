/** The plain engine's views of arrays of composites: they read as arrays of JavaScript, which nobody may change. */
import { elementOf } from "./cell.ts";
import type { ViewOf } from "./collections.ts";
import { collectionView } from "./collectionViews.ts";
import { handedOut } from "./handedOut.ts";
import type { Inside } from "./inside.ts";
import { refuse } from "./mistakes.ts";
import { inspection, usedAsObject } from "./names.ts";
import { isScalar, type Node } from "./shapes.ts";

/** Elements that always read as view objects make an array; others an object with `get` and `set`. */
export function arrayView(node: Node<"array">, inside: Inside, viewOf: ViewOf): object {
  return isScalar(node.element) || node.element.kind === "option" ? collectionView(node, inside, viewOf) : listView(node, inside, viewOf);
}

function listView(node: Node<"array">, inside: Inside, viewOf: ViewOf): object {
  const refuseChange = (): never =>
    refuse("CUT207", `${inside.cell.path} is changed as if it were an array of JavaScript.`, inside.cell.path, {
      fix: `Assign to the fields of an element, or the whole array: ${inside.cell.path} = [...].`,
    });
  const element = (index: number): unknown => {
    inside.read();
    return viewOf(node.element, elementOf(inside.cell, index), inside.lease);
  };
  const list = Array.from({ length: node.length }, () => null);
  Object.defineProperty(list, inspection, { configurable: true, value: () => handedOut(node, inside.read()) });
  return new Proxy(list, {
    get: (target, name, receiver) => {
      if (name === Symbol.toPrimitive) return () => usedAsObject(inside, "made a text or a number");
      if (typeof name === "symbol") return Reflect.get(target, name, receiver);
      if (isIndex(name)) return Number(name) < node.length ? element(Number(name)) : undefined;
      if (name in target) return Reflect.get(target, name, receiver);
      // An array of views is one of JavaScript, in the other engine too: it has no traps.
      return undefined;
    },
    set: refuseChange,
    defineProperty: refuseChange,
    deleteProperty: refuseChange,
  });
}

function isIndex(name: string): boolean {
  return /^(0|[1-9]\d*)$/.test(name);
}
