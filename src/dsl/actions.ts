/** What an action is made of, as a spec writes it and as the engine sees it. */
import { checkDomains, checkFunction, checkOptions, checkText } from "./checks.ts";
import { areTrue, type Condition, type Conditions, resolveConditions } from "./conditions.ts";
import { fail, show } from "./errors.ts";
import { type Fairness, type FairnessKind, type GroupFairness, resolveFairness } from "./fairness.ts";
import { namesTaken } from "./functionText.ts";
import { named } from "./naming.ts";
import { type Choice, type Choosable, choosable, type Domains, type Given, givenOf, nothingToChoose, type PlainChoice } from "./parameters.ts";
import { isScalarsetType } from "./scalarset.ts";

/** What an action does. Guards only read; effects read and write; both must be deterministic functions of the state and the parameters. */
export interface ActionOptions<S, P extends Domains> {
  /** Who acts: the lane in a diagram. Default: the action's name. */
  readonly actor?: string | ((parameters: Choice<P>) => string);
  /** A failure of the environment: among shortest counterexamples those with fewer faults are preferred. Default false. */
  readonly fault?: boolean;
  /**
   * A promise for liveness properties. `"weak"`: what stays enabled eventually happens. `"strong"`: what is enabled again and again eventually happens.
   * Each choice of parameters is meant by itself; `{ kind: "weak", per: "action" }` means the action as a whole, `per: ["task"]` each task, and
   * `group: "name"` all actions that name it together. Default: it need never happen.
   */
  readonly fair?: FairnessKind | Fairness | GroupFairness;
  /**
   * The guard: a function, or conditions with names, `{ "no checkpoint is pending": s => s.pending === null }`, that must all be true. Then whoever
   * explains why the action is not enabled names the first one that is not. Default: always enabled.
   */
  readonly when?: ((state: Readonly<S>, parameters: Choice<P>) => boolean) | Conditions<[state: Readonly<S>, parameters: Choice<P>]>;
  /** The effect. */
  readonly then: (state: S, parameters: Choice<P>) => void;
}

/** An action as the engine sees it: untyped, with its options resolved. */
export interface ActionDefinition extends Choosable {
  readonly name: string;
  readonly actor: (parameters: PlainChoice) => string;
  readonly fault: boolean;
  readonly fair: Fairness | null;
  readonly when: ((state: never, parameters: never) => boolean) | null;
  /** The named parts of the guard, in the order in which they are asked; empty: it has none. */
  readonly conditions: readonly Condition[];
  readonly then: (state: never, parameters: never) => void;
}

/** What an initial state with a guard is made of. */
export interface InitOptions<S, P extends Domains> {
  /** Which choices of parameters give an initial state. It sees every field at its type's default: `then` has not run. Default: all. */
  readonly when?: (state: Readonly<S>, parameters: Choice<P>) => boolean;
  /** Writes the initial state. */
  readonly then: (state: S, parameters: Choice<P>) => void;
}

/** One `init` as the engine sees it. */
export interface InitDefinition extends Choosable {
  readonly when: ((state: never, parameters: never) => boolean) | null;
  readonly then: (state: never, parameters: never) => void;
}

/** The initial state of a machine that declares none: every type's default. */
export const defaultInit: InitDefinition = Object.freeze({ ...nothingToChoose, when: null, then: () => {} });

/** What was given for one `init`, every option resolved. Errors: CUT104, CUT106, and those of domains. */
export function resolveInit(first: unknown, second: unknown): InitDefinition {
  if (typeof first === "function" && second !== undefined)
    fail("CUT104", "init has its parameters behind its function.", { given: show(second), fix: "Write .init({ name: indices(n) }, (s, { name }) => ...)." });
  if (second === undefined && areOptions(first)) {
    fail("CUT104", "init has a guard, and no parameters that it could choose among.", {
      given: show(first),
      fix: "Write .init({ name: indices(n) }, { when: (s, { name }) => ..., then: (s, { name }) => ... }).",
    });
  }
  const [domains, given] = typeof first === "function" ? [{}, first] : [first, second];
  checkDomains(domains, "init");
  const { when = null, then } = typeof given === "object" && given !== null ? initOptions(given) : { then: given };
  checkFunction(then, "init");
  if (when !== null) checkFunction(when, "init (when)");
  return Object.freeze({ ...choosable(domains as Domains), when, then }) as InitDefinition;
}

function initOptions(given: object): { readonly when?: unknown; readonly then?: unknown } {
  checkOptions(given, ["when", "then"], "init");
  return given;
}

const actionOptions = ["when", "then", "actor", "fault", "fair"] as const satisfies readonly (keyof ActionOptions<never, Domains>)[];

/** The definition of an action, every option resolved. Errors: CUT106. */
export function resolveAction(name: string, domains: Domains, options: ActionOptions<never, Domains>): ActionDefinition {
  const choices = choosable(domains);
  const what = `The action ${show(name)}`;
  checkOptions(options, actionOptions, what);
  const { actor = name, fault = false, fair = null } = options;
  checkFunction(options.then, `${what} (then)`);
  const { when, conditions } = resolveGuard(options.when, `${what} (when)`);
  if (typeof actor !== "string" && typeof actor !== "function")
    fail("CUT106", `${what} has no such actor.`, { given: show(actor), allowed: "a string, or a function of the parameters", fix: "Use one of them." });
  if (typeof actor === "string") checkText(actor, `The actor of the action ${show(name)}`);
  if (typeof fault !== "boolean") fail("CUT106", `${what} has no such fault.`, { given: show(fault), allowed: "true, false", fix: "Use one of them." });
  return Object.freeze({
    name,
    ...choices,
    actor:
      typeof actor === "function" ? (parameters: PlainChoice) => named(() => (actor as (given: Given) => string)(givenOf(choices, parameters))) : () => actor,
    fault,
    fair: resolveFairness(fair, what, Object.keys(domains)),
    when,
    conditions,
    then: options.then as ActionDefinition["then"],
  });
}

/** A guard as one function, with its named parts. */
function resolveGuard(given: unknown, what: string): Pick<ActionDefinition, "when" | "conditions"> {
  if (given === undefined || given === null) return { when: null, conditions: [] };
  if (typeof given !== "object") {
    checkFunction(given, what);
    return { when: given as ActionDefinition["when"], conditions: [] };
  }
  const conditions = resolveConditions(given, what);
  return { when: (state, parameters) => areTrue(conditions, state, parameters) as boolean, conditions };
}

/**
 * The domains and the options that were given for an action. Errors: CUT104, with what is meant, where one of them is missing, they are exchanged, or
 * functions take parameters that nobody declares; CUT101 and CUT104 for a domain.
 */
export function givenToAction(name: string, given: readonly unknown[]): readonly [domains: Domains, options: ActionOptions<never, Domains>] {
  const what = `The action ${show(name)}`;
  const [first, second] = given;
  if (given.length < 2) {
    if (areDomains(first)) fail("CUT106", `${what} has parameters and no options.`, { given: show(first), fix: rightCall(name) });
    checkTakesNone(name, what, first);
    return [{}, first as ActionOptions<never, Domains>];
  }
  if (areOptions(first)) fail("CUT104", `${what} has its options where its parameters are expected.`, { given: show(second), fix: rightCall(name) });
  checkDomains(first, `the action ${show(name)}`);
  return [first as Domains, second as ActionOptions<never, Domains>];
}

function rightCall(name: string, parameters: readonly string[] = ["name"]): string {
  return `Write .action(${show(name)}, { ${parameters.map(each => `${each}: indices(n)`).join(", ")} }, { when, then }).`;
}

function areDomains(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const values = Object.values(value);
  return values.length > 0 && values.every(each => Array.isArray(each) || isScalarsetType(each));
}

function areOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as Partial<ActionDefinition>).then === "function";
}

/** A parameter that is written as a field, `(s, { task }) => ...`, would be undefined in every step. */
function checkTakesNone(name: string, what: string, options: unknown): void {
  for (const option of ["when", "then", "actor"] as const) {
    const call: unknown = (options as Partial<ActionDefinition> | null | undefined)?.[option];
    const calls = option === "when" && typeof call === "object" && call !== null ? Object.values(call) : [call];
    const taken = calls.flatMap(each => namesTaken(each, option === "actor" ? 0 : 1));
    if (taken.length === 0) continue;
    fail("CUT104", `${what} (${option}) takes the parameter ${taken.map(show).join(", ")}, and the action declares none.`, { fix: rightCall(name, taken) });
  }
}
