/** What the chain of prototypes of every view ends in: a name that is not there is a mistake, which says what is there. */
import { fail, show } from "../dsl/errors.ts";
import { kindOf } from "../dsl/kinds.ts";
import { suggestion } from "../dsl/suggest.ts";
import type { ShapeNode } from "../dsl/types.ts";
import { everyObjects } from "../dsl/unknownNames.ts";
import { insideOf, pathOfView, type ViewClass } from "./inside.ts";
import { codeOf } from "./kinds.ts";
import { isUnordered } from "./slots.ts";

/** The trap for the views of a class. Errors: CUT212 when it is asked for a name, or to set one; CUT210 for a field of another variant; CUT217 when a collection is enumerated by `for ... in`. */
export function trapOf(view: ViewClass): object {
  return new Proxy(Object.freeze(Object.create(null) as object), {
    get: (_, name, receiver) => {
      const known = everyObjects(name);
      return known === null ? unknown(view, String(name), receiver, false) : known.value;
    },
    set: (_, name, _value, receiver) => unknown(view, String(name), receiver, true),
    // Who asks whether a name is there (`in`) gets an answer: a part of a spec may serve states with a field and without.
    has: () => false,
    ownKeys: () => (isEnumerable(view.node) ? [] : notPlain(null)),
  });
}

/** Whether views of the type enumerate what they hold: the fields of records and of variants are their own properties. */
export function isEnumerable({ kind }: ShapeNode): boolean {
  return kind === "record" || kind === "union";
}

let isRefused = false;

/**
 * Makes listing the names of a collection a mistake, too. `Object.values` and spread meet the one property that a view of a collection has, which throws; `Object.keys` only
 * names it, and a spec that counts the names would count one. Calling it again does nothing.
 */
export function refuseNamesOfCollections(): void {
  if (isRefused) return;
  isRefused = true;
  for (const [owner, name] of [
    [Object, "keys"],
    [Object, "getOwnPropertyNames"],
    [Reflect, "ownKeys"],
  ] as const) {
    const named = (owner as unknown as Record<string, (value: object) => unknown>)[name];
    const value = (of: object): unknown => {
      const inside = insideOf(of);
      return inside === null || isEnumerable(inside.view.node) ? named(of) : notPlain(of);
    };
    Object.defineProperty(owner, name, { value, writable: true, configurable: true });
  }
}

/** Errors: always, CUT217: a collection is enumerated as if it were an object of JavaScript with its elements as properties. */
export function notPlain(view: unknown): never {
  const path = view === null ? "A collection" : pathOfView(view);
  fail("CUT217", `${path} is no plain object: its elements are not properties.`, {
    ...(view === null ? {} : { place: { path } }),
    fix: `Visit them with its methods or for ... of; ${view === null ? "plain(view)" : `plain(${path})`} is a plain copy.`,
  });
}

/** Errors: always, CUT217: a view stands where a text or a number is needed. */
export function noScalar(view: unknown): never {
  const path = pathOfView(view);
  fail("CUT217", `${path} is used as a text or a number, and is neither.`, {
    place: { path },
    fix: `Use one of its fields, or JSON.stringify(plain(${path})); equal(a, b) compares two.`,
  });
}

/** Errors: always, CUT207: `name` says something about a collection, and follows from what it holds. */
export function notAField(view: unknown, name: string): never {
  const path = pathOfView(view);
  fail("CUT207", `${path}.${name} cannot be written: it follows from what ${path} holds.`, {
    place: { path: `${path}.${name}` },
    fix: "Use the methods that add and remove.",
  });
}

/** Whether another variant of the union has a field of this name. */
function isElsewhere({ node }: ViewClass, name: string): boolean {
  return node.kind === "union" && Object.values(node.variants).some(fields => Object.hasOwn(fields, name));
}

function unknown(view: ViewClass, name: string, receiver: unknown, isWritten: boolean): never {
  const path = pathOfView(receiver);
  const place = { path };
  const { node, names, variant } = view;
  if (isElsewhere(view, name))
    fail("CUT210", `${path} is a ${show(variant)} and has no field ${show(name)}.`, {
      place,
      fix: "Test .kind first.",
    });
  const fix = adviceFor(node, name, isWritten) ?? suggestion(name, names, "There is none.");
  fail(
    "CUT212",
    `${path} is ${kindOf(node).noun} and has no ${isEnumerable(node) ? "field" : "property"} ${show(name)}.`,
    {
      place,
      allowed: names.join(", ") || "nothing",
      fix,
    },
  );
}

function adviceFor(node: ShapeNode, name: string, isWritten: boolean): string | null {
  if (isEnumerable(node)) return null;
  if (/^-?\d+$/.test(name)) return codeOf(node).index(node, name, isWritten);
  const { otherNames } = codeOf(node);
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  if (other !== undefined) return `Write ${other}.`;
  return Object.hasOwn(Array.prototype, name) && !isUnordered(node)
    ? `It is no array of JavaScript: toArray() is one, with ${name}.`
    : null;
}
