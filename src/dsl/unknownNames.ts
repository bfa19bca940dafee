/**
 * Objects whose unknown names are mistakes: JavaScript reads `undefined` for a misspelt name, and an invariant about it is true of everything. The chain of
 * prototypes ends in a trap, which is asked for unknown names only: known ones are as fast as without it.
 */
import { type ErrorCode, fail, show } from "./errors.ts";
import { suggestion } from "./suggest.ts";

/**
 * Names that JavaScript itself, Node and test frameworks ask any object for, to find out what it is: they are not there, and asking is no mistake. `then`: a value that is returned
 * by an `async` function; `toJSON`: `JSON.stringify`.
 */
const askedOfAnything: ReadonlySet<string> = new Set(["then", "toJSON", "constructor", "$$typeof", "asymmetricMatch", "nodeType", "tagName"]);

/** What every object can be asked, and answers by its own fields. */
const ofEveryObject: ReadonlySet<string> = new Set(["hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"]);

/** Whether a name is no mistake although nobody has declared it, and what it reads as. */
export function everyObjects(name: string | symbol): { readonly value: unknown } | null {
  if (typeof name === "symbol" || askedOfAnything.has(name) || name.startsWith("@@")) return { value: undefined };
  return ofEveryObject.has(name) ? { value: (Object.prototype as unknown as Record<string, unknown>)[name] } : null;
}

/** What a set of names is, in messages. */
export interface NamedThings {
  readonly code: ErrorCode;
  /** What has the names, as the beginning of a sentence: `The parameters`. */
  readonly whole: string;
  /** What one of them is: `parameter`. */
  readonly part: string;
  readonly none: string;
  /** Names that are there in other such sets: they read as undefined, which is how one asks whether they are there. Default: none. */
  readonly elsewhere?: ReadonlySet<string>;
}

const traps = new WeakMap<NamedThings, object>();

/** The same values, frozen, in an object whose unknown names are mistakes when they are read. */
export function withKnownNames<T extends object>(values: T, things: NamedThings): T {
  let trap = traps.get(things);
  if (trap === undefined) {
    trap = new Proxy(Object.freeze(Object.create(null) as object), { get: (_, name, receiver: object) => unknownName(name, receiver, things) });
    traps.set(things, trap);
  }
  return Object.freeze(Object.assign(Object.create(trap) as object, values)) as T;
}

function unknownName(name: string | symbol, receiver: object, { code, whole, part, none, elsewhere }: NamedThings): unknown {
  const known = everyObjects(name);
  if (known !== null) return known.value;
  if (elsewhere?.has(name as string)) return undefined;
  const names = Object.keys(receiver);
  return fail(code, `${whole} ${whole.endsWith("s") ? "have" : "has"} no ${part} ${show(name)}.`, {
    allowed: names.join(", ") || none,
    fix: suggestion(String(name), names, "There is none."),
  });
}
