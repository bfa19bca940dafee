/** Properties of runs, and what they wait for: a state, by a function of it, or a step. See docs/liveness.md. */
import { checkFunction, checkOptions } from "./checks.ts";
import { fail, show } from "./errors.ts";
import { resolveOf, type Step } from "./steps.ts";

/**
 * Which steps a property of runs waits for: those by one of the actions in `of`, for which `where` is true. One of the two
 * may be left out. A step that leaves the state as it was is never among them.
 */
export interface StepMoment<S> {
  /** The names of these actions; left out: whichever. */
  readonly of?: readonly string[];
  /** Whether such a step is meant; left out: every one is. */
  readonly where?: (before: Readonly<S>, after: Readonly<S>, step: Step) => boolean;
}

/** What a property of runs waits for: the states for which a function is true, or steps. */
export type Moment<S> = ((state: Readonly<S>) => boolean) | StepMoment<S>;

/** {@link StepMoment}, resolved. */
export interface StepsMeant {
  /** Null: the steps by all actions. */
  readonly of: readonly string[] | null;
  /** Null: all of these steps. */
  readonly where: ((before: never, after: never, step: Step) => boolean) | null;
}

type StateTest = (state: never) => boolean;

/** {@link Moment}, resolved. */
export type MomentDefinition = StateTest | StepsMeant;

/** A property of infinite runs, or of what remains possible: decided on the whole state graph, once no other property is violated. */
export type LivenessProperty =
  | { [K in Waiting]: { readonly kind: K; readonly name: string; readonly holds: MomentDefinition } }[Waiting]
  | { [K in OfStates]: { readonly kind: K; readonly name: string; readonly holds: StateTest } }[OfStates]
  | { readonly kind: "leadsTo"; readonly name: string; readonly from: MomentDefinition; readonly to: MomentDefinition };

type Waiting = "eventually" | "infinitelyOften";
type OfStates = "eventuallyAlways" | "alwaysPossible";

export const livenessKinds: ReadonlySet<string> = new Set<LivenessProperty["kind"]>([
  "eventually",
  "leadsTo",
  "infinitelyOften",
  "eventuallyAlways",
  "alwaysPossible",
]);

/** Whether steps are waited for, and not states. */
export function isOfSteps(moment: MomentDefinition): moment is StepsMeant {
  return typeof moment !== "function";
}

/** What a property waits for: one moment, or of `leadsTo` the first and the second. */
export function momentsOf(property: LivenessProperty): readonly MomentDefinition[] {
  return property.kind === "leadsTo" ? [property.from, property.to] : [property.holds];
}

/** Errors: CUT106 for anything but a function or a choice of steps. */
export function resolveMoment(given: unknown, what: string): MomentDefinition {
  if (typeof given !== "object" || given === null) {
    checkFunction(given, what);
    return given as StateTest;
  }
  checkOptions(given, ["of", "where"], what);
  const { of, where } = given as StepMoment<never>;
  if (of === undefined && where === undefined) {
    fail("CUT106", `${what} names no steps.`, {
      given: show(given),
      allowed: "a function of the state, or { of: [names of actions], where: (before, after, step) => ... } with one of the two or both",
      fix: 'Write { of: ["the name of an action"] } for its steps.',
    });
  }
  if (where !== undefined && typeof where !== "function") {
    fail("CUT106", `${what} has no function in where.`, { given: show(where), fix: "Write where: (before, after, step) => ..." });
  }
  return Object.freeze({ of: of === undefined ? null : resolveOf({ of }, what), where: where ?? null });
}
