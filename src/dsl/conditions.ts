/** Named conditions: a guard that is a record of them says by name which one is not true. */
import { checkFunction, checkName, checkOptions } from "./checks.ts";
import { fail, show } from "./errors.ts";

/** Conditions that must all be true, each under a name that says what is true then. They are asked in this order, and no further than to the first that is false. */
export type Conditions<A extends readonly unknown[]> = Readonly<Record<string, (...given: A) => boolean>>;

/** One of them, as the engine sees it. */
export interface Condition {
  readonly name: string;
  readonly test: (...given: never[]) => boolean;
}

/** Conditions as a list. Errors: CUT101, CUT106. */
export function resolveConditions(given: unknown, what: string): readonly Condition[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) checkOptions(given, ["a condition"], what);
  const entries = Object.entries(given as object);
  if (entries.length === 0) fail("CUT106", `${what} has no condition.`, { given: show(given), fix: 'Write { "what is true": s => ... }.' });
  return Object.freeze(
    entries.map(([name, test]) => {
      checkName(name, `a condition of ${what}`);
      checkFunction(test, `${what}: ${show(name)}`);
      return Object.freeze({ name, test: test as Condition["test"] });
    }),
  );
}

/** Whether all are true. What is no boolean is returned as it is: whoever asks says that it is a mistake. */
export function areTrue(conditions: readonly Condition[], ...given: readonly unknown[]): unknown {
  for (const { test } of conditions) {
    const result: unknown = test(...(given as never[]));
    if (result !== true) return result;
  }
  return true;
}
