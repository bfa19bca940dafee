/** The smallest scope in which a spec fails: every scope is checked, from the smallest one upwards, until one is violated. */
import { CutcheckError } from "../dsl/errors.ts";
import type { KnobValue } from "../dsl/knobs.ts";
import type { Spec } from "../dsl/spec.ts";
import type { World } from "../explore/options.ts";
import type { Budget } from "../explore/work/outcome.ts";
import { adHoc, check, type Instance, machineOf, type Result } from "./check.ts";
import { type Scope, type ScopeRange, scopeCount, scopesUpwards } from "./scopes.ts";

export interface SmallestQuestion {
  readonly spec: Spec;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  /** One for each size knob, in the order of declaration. */
  readonly ranges: readonly ScopeRange[];
  /** The only properties to check; null: all. */
  readonly properties: readonly string[] | null;
}

export interface SmallestOptions {
  /** Of each scope. */
  readonly budget: Budget;
  /** See `ExploreOptions.symmetry`. */
  readonly symmetry?: boolean;
  /** The spec to build a machine with: the same one, perhaps from a module of its own. */
  readonly specOf: (instance: Instance) => Promise<Spec>;
  /** A scope is about to be checked; `number` counts from 1. */
  readonly onScope: (scope: Scope, number: number, total: number) => void;
}

/** A scope for which there is no machine. */
interface Refusal {
  readonly scope: Scope;
  readonly error: CutcheckError;
}

/** What a search came to. */
export interface Smallest {
  readonly question: SmallestQuestion;
  /** The first scope that is violated; null: none of those that were checked. */
  readonly found: Result | null;
  /** Scopes in all, and how many of them, in their order, were looked at: the found one is the last. */
  readonly total: number;
  readonly looked: number;
  /** Scopes in which nothing is violated; `vacuous` of them lack a witness or an action, as small ones do. */
  readonly held: number;
  readonly vacuous: number;
  /** How the scopes were explored: see `Outcome.symmetry`. `reduced` where some were; null where none has interchangeable members. */
  readonly symmetry: "reduced" | "full" | null;
  /** Scopes that the spec's `build` does not accept. */
  readonly refused: readonly Refusal[];
  /** Scopes that a limit left open. */
  readonly incomplete: readonly Result[];
  /** A scope with a mistake in the spec, which ends the search. */
  readonly mistaken: Result | null;
  /** The search was interrupted. */
  readonly interrupted: boolean;
}

type Progress = { -readonly [K in keyof Smallest]: Smallest[K] };

/** Searches. A scope that a limit left open does not end the search: the answer then says so. */
export async function findSmallest(question: SmallestQuestion, options: SmallestOptions, platform: World): Promise<Smallest> {
  const total = scopeCount(question.ranges);
  const nothing = { found: null, looked: 0, held: 0, vacuous: 0, symmetry: null, refused: [], incomplete: [], mistaken: null, interrupted: false };
  const so: Progress = { question, total, ...nothing };
  for (const scope of scopesUpwards(question.ranges)) {
    if (platform.interrupted()) return { ...so, interrupted: true };
    const instance = adHoc(question.spec, scope, question.semantics, question.properties);
    options.onScope(scope, ++so.looked, total);
    const error = refusalOf(instance);
    if (error !== null) so.refused = [...so.refused, { scope, error }];
    else
      count(
        so,
        await check({ ...instance, spec: await options.specOf(instance) }, { budget: options.budget, countEdges: false, symmetry: options.symmetry }, platform),
      );
    if (so.found !== null || so.mistaken !== null || so.interrupted) break;
  }
  return so;
}

function refusalOf(instance: Instance): CutcheckError | null {
  try {
    machineOf(instance);
    return null;
  } catch (error) {
    if (error instanceof CutcheckError) return error;
    throw error;
  }
}

function count(so: Progress, result: Result): void {
  const { finding, symmetry } = result.outcome;
  so.symmetry ??= symmetry ?? null;
  switch (finding.verdict) {
    case "holds":
      so.held++;
      if (result.verdict === "vacuous") so.vacuous++;
      break;
    case "violated":
      so.found = result;
      break;
    case "incomplete":
      so.incomplete = [...so.incomplete, result];
      so.interrupted = finding.reason === "interrupted";
      break;
    case "error":
      so.mistaken = result;
  }
}
