/** The tests that a spec gives to `some`, `every`, `count` and their like. A body in braces that forgets `return` would pass for one that is never true. */
import { fail, show } from "./errors.ts";

/** Whether an element passes. Errors: CUT213 for anything but a boolean. */
export function passes(result: unknown): boolean {
  return result === true || (result !== false && badTest(result));
}

/** Errors: always, CUT213. `path`: of the collection whose elements are tested. */
export function badTest(result: unknown, path?: string): never {
  fail("CUT213", `A test of the elements${path === undefined ? "" : ` of ${path}`} returned ${show(result)}.`, {
    ...(path === undefined ? {} : { place: { path } }),
    given: show(result),
    allowed: "true or false",
    fix: "Return a boolean: without braces, or with return; write === and !== null instead of relying on truthiness.",
  });
}
