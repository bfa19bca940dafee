/** What a view answers to a name that is not one of its own. */
import { show } from "../dsl/errors.ts";
import { handedOut } from "./handedOut.ts";
import { type Inside, insideOf } from "./inside.ts";
import { refuse } from "./mistakes.ts";

/** `console.log` of Node asks for this. */
export const inspection = Symbol.for("nodejs.util.inspect.custom");

/** Names that JavaScript, a promise or a test library looks for in anything: not there, and no mistake. */
const machinery = new Set(["then", "constructor", "$$typeof", "asymmetricMatch", "nodeType", "tagName", "__proto__"]);

const ofEveryObject = ["hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"] as const;

/** Calling these makes a text or a number of a view. */
const conversions = new Set<string | symbol>(["toString", "toLocaleString", "valueOf", Symbol.toPrimitive]);

/** The value of a name that every view has, or of one that none needs; undefined with `isKnown` false: it is for the view to say. */
export function commonName(name: string | symbol): { readonly isKnown: boolean; readonly value?: unknown } {
  if (conversions.has(name)) return { isKnown: true, value: convert };
  if (name === inspection || name === "toJSON") return { isKnown: true, value: plainValue };
  if (typeof name === "symbol" || machinery.has(name)) return { isKnown: true };
  const inherited = ofEveryObject.find(each => each === name);
  return inherited === undefined ? { isKnown: false } : { isKnown: true, value: Object.prototype[inherited] };
}

/** What `name in view` says of a name that is not one of the view's own. Asking is no mistake. */
export function hasCommonName(name: string | symbol): boolean {
  const { isKnown, value } = commonName(name);
  return isKnown && value !== undefined && name !== inspection && name !== "toJSON";
}

/** Errors: always, CUT212. `path`: of the view; empty where only its type is known. */
export function unknownName(path: string, name: string, names: readonly string[]): never {
  refuse("CUT212", `${path === "" ? "The value" : path} has no field ${show(name)}.`, path, {
    given: show(name),
    allowed: names.join(", ") || "no fields",
    fix: "Use one of the declared names.",
  });
}

/** Errors: always, CUT217. */
export function usedAsObject({ cell }: Inside, what: string): never {
  refuse("CUT217", `${cell.path} is ${what}.`, cell.path, { fix: "plain(view) gives its value as plain data." });
}

function convert(this: unknown): never {
  const inside = insideOf(this);
  if (inside === null) throw new TypeError("Not a view.");
  return usedAsObject(inside, "made a text or a number");
}

function plainValue(this: unknown): unknown {
  const inside = insideOf(this);
  return inside === null ? undefined : handedOut(inside.node, inside.read());
}
