/** Seeded bugs (V8) as cases: what a bug changes, and what must catch it. */
import { type Expectation, holds, violates } from "cutcheck";

/** `Name`s are the keys of the properties that a spec has. */
export interface SeededBug<Name extends string, Scope, Rules> {
  /** What it changes; a mutant says so itself, if the case does not say it in other words. */
  readonly about?: string;
  /** The properties of the bug's list that the spec has. The first one violated is expected. */
  readonly by: readonly Name[];
  /** Which one it is, and after how many steps; null: a control, which breaks nothing. */
  readonly caught: readonly [Name, steps: number] | null;
  readonly scope?: Scope;
  readonly semantics?: Rules;
}

export function bugCase<Name extends string, Scope, Rules>(
  names: Readonly<Record<Name, string>>,
  name: string,
  { about, by, caught, scope, semantics }: SeededBug<Name, Scope, Rules>,
) {
  const expect: Expectation = caught === null ? holds() : violates(names[caught[0]], { steps: caught[1] });
  return { name: `bug.${name}`, about, scope, semantics, properties: by.map(key => names[key]), expect };
}
