/** How generated classes of views are made, and what all their views have in common. */
import type { ShapeNode } from "../dsl/types.ts";
import { type Child, type Inside, insideOf, type Place, type View, type ViewClass } from "./inside.ts";
import { plain } from "./runtime.ts";
import { isEnumerable, noScalar, notAField, notPlain, trapOf } from "./unknownNames.ts";

/** What is known of a class of views before it is generated. */
export function viewClass(node: ShapeNode, row: Int32Array, names: readonly string[], variant: string | null): ViewClass {
  const later = (): never => {
    throw new Error("a view was used before its class was finished");
  };
  return { node, row, names, variant, own: {}, plain: later, place: later };
}

/** A generated class, as `finish` needs it. */
interface Generated {
  readonly prototype: View;
  plain(view: View): unknown;
  place(view: View, at: Place): void;
}

/** How Node prints an object: see `util.inspect.custom`. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Ends the making of a class: what its views enumerate, and what unknown names lead to. `fields`: an object with the accessors of the declared fields, after those of `base`. */
export function finish(made: Generated, view: ViewClass, base: object, fields: object): void {
  const { prototype } = made;
  view.plain = made.plain;
  view.place = made.place;
  view.own = isEnumerable(view.node)
    ? { ...Object.getOwnPropertyDescriptors(base), ...Object.getOwnPropertyDescriptors(fields) }
    : { "plain(view)": { get: refuseEnumeration, enumerable: true } };
  for (const [name, { get, set }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (get !== undefined && set === undefined) Object.defineProperty(prototype, name, { get, set: refuseWriting(name), enumerable: false });
  }
  Object.defineProperties(prototype, {
    constructor: { value: undefined },
    [inspect]: { value: plainSelf },
    [Symbol.toPrimitive]: { value: refuseScalar },
    toString: { value: refuseScalar },
    toLocaleString: { value: refuseScalar },
    valueOf: { value: refuseScalar },
  });
  Object.freeze(Object.setPrototypeOf(prototype, trapOf(view)));
}

function refuseEnumeration(this: unknown): never {
  return notPlain(this);
}

function refuseScalar(this: unknown): never {
  return noScalar(this);
}

function refuseWriting(name: string): (this: unknown) => never {
  return function (this: unknown) {
    return notAField(this, name);
  };
}

function plainSelf(this: unknown): unknown {
  return plain(this);
}

/** Ends the making of a view. V8 gives all views of a class one shape: the accessors are the same objects. */
export function born(view: View, children: readonly Child[]): void {
  const inside = insideOf(view) as Inside;
  inside.children = children;
  Object.preventExtensions(Object.defineProperties(view, inside.view.own));
}
