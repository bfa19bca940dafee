/**
 * What functions of a spec may return. An effect: nothing that anybody might expect to count. An arrow function without braces returns whatever its expression gives (`s => s.n++`,
 * `s => s.inbox.shift()`, `s => (s.head = { id: 1 })`), and TypeScript takes that for `void`; so what is only a by-product is let pass. What is left was meant
 * to be used, and nobody uses it: a promise, a generator whose body never runs, a function that nobody calls, a new state that nobody takes.
 */
import { fail, show, throwFirstMistake } from "../dsl/errors.ts";
import { textOf } from "../dsl/unordered.ts";
import { insideOf } from "./inside.ts";
import { plain } from "./runtime.ts";

/** See `dsl/`. */
export const throwFirst = throwFirstMistake;

/** What `shift` or `take` has returned last. */
let taken: unknown = null;

/** Notes a plain value that a view hands out, and returns it. */
export function handOut(value: unknown): unknown {
  taken = value;
  return value;
}

/** Effects that return what they have assigned: whoever writes so writes so for every state, and finding it costs much more than the effect. */
const assigning = new WeakSet<object>();

/** Errors: CUT213 for what an effect cannot have meant to throw away. `state`: the root view after it; `effect`: the function. */
export function checkEffectResult(result: unknown, state: unknown, effect: object | null = null): void {
  if (typeof result === "function") bad("a function", "Nobody calls it: write the effect itself, (s, parameters) => { ... }.");
  if (typeof result !== "object" || result === null) return;
  if (insideOf(result) !== null || result === taken) return;
  const members = result as { readonly then?: unknown; readonly next?: unknown };
  if (typeof members.then === "function") bad("a promise", "Effects are synchronous: remove async and await.");
  if (typeof members.next === "function") bad("a generator", "Its body never runs: remove the * and yield.");
  if (effect !== null && assigning.has(effect)) return;
  if (isPart(result, state)) {
    if (effect !== null) assigning.add(effect);
    return;
  }
  const what = Array.isArray(result) ? "an array" : "an object";
  bad(`${what}: ${show(plain(result))}`, "An effect changes the state in place, s.field = ..., and returns nothing: put its statements in braces.");
}

function bad(what: string, fix: string): never {
  const [kind] = what.split(":", 1);
  fail("CUT213", `The function returned ${kind}.`, { given: what, allowed: "nothing", fix });
}

/** Whether some part of the state, and not the whole of it, equals a value. */
function isPart(value: object, state: unknown): boolean {
  const wanted = canonical(plain(value));
  const search = (part: unknown): boolean =>
    typeof part === "object" && part !== null && Object.values(part).some(each => canonical(each) === wanted || search(each));
  return search(plain(state));
}

/** The text of a plain value, whatever the order of its fields. */
function canonical(value: unknown): string {
  return textOf(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
