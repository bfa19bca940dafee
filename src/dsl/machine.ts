/** A machine: a typed state, guarded commands with finite parameters, and properties. Immutable; every method returns a new machine. */
import { type ActionDefinition, type ActionOptions, givenToAction, type InitDefinition, type InitOptions, resolveAction, resolveInit } from "./actions.ts";
import type { Mark, Underway } from "./annotations.ts";
import { checkFunction, checkName, checkUnique } from "./checks.ts";
import { nodesOf, shapesOf } from "./constructors.ts";
import { fail, show } from "./errors.ts";
import { checkGroup } from "./fairness.ts";
import { type LivenessProperty, livenessKinds, type Moment, resolveMoment } from "./liveness.ts";
import { type ObservedDefinition, resolveObserved } from "./observed.ts";
import { type Choice, type Domains, eachChoice, type NoDomains, type PlainChoice, type PlainDomains } from "./parameters.ts";
import { resolveOf, type Step, type StepOptions } from "./steps.ts";
import type { Fields, RecordView, ShapeNode, TypeNode } from "./types.ts";
import type { Input } from "./views.ts";

/** Largest number of instances (action, parameters) of a machine. */
export const instancesMax = 65_536;

/** Largest number of choices of initial states of a machine, those that a guard leaves out included. They are made one at a time. */
export const initialChoicesMax = 1_048_576;

/** The names of the actions whose steps are looked at; null: all. */
type ActionsMeant = readonly string[] | null;

export type PropertyDefinition =
  | { readonly kind: "invariant"; readonly name: string; readonly holds: (state: never) => boolean }
  | { readonly kind: "step"; readonly name: string; readonly of: ActionsMeant; readonly holds: (before: never, after: never, step: Step) => boolean }
  | { readonly kind: "reachableIn"; readonly name: string; readonly other: MachineDefinition; readonly map: (state: never) => unknown }
  | { readonly kind: "refines"; readonly name: string; readonly abstract: MachineDefinition; readonly map: (state: never) => unknown }
  | LivenessProperty;

/** Whether a property is decided on the whole state graph. */
export function isLiveness(property: PropertyDefinition): property is LivenessProperty {
  return livenessKinds.has(property.kind);
}

/** A property that one state or one step can violate. */
export type SafetyProperty = Exclude<PropertyDefinition, LivenessProperty>;

/** Whether a property is judged state by state and step by step. */
export function isSafety(property: PropertyDefinition): property is SafetyProperty {
  return !isLiveness(property);
}

export type WitnessDefinition =
  | { readonly kind: "witness"; readonly name: string; readonly reached: (state: never) => boolean }
  | { readonly kind: "witnessStep"; readonly name: string; readonly of: ActionsMeant; readonly reached: (before: never, after: never, step: Step) => boolean };

export interface MarksDefinition {
  readonly of: ActionsMeant;
  readonly marks: (before: never, after: never, step: Step) => readonly Mark[];
}

/** The whole machine as data. `terminal` null: every state without successors is a deadlock; `"any"`: none is. */
export interface MachineDefinition {
  readonly name: string;
  /** The fields as traces hold them, without scalarsets. */
  readonly state: Readonly<Record<string, TypeNode>>;
  /** The fields as declared: what guards and effects see. */
  readonly shape: Readonly<Record<string, ShapeNode>>;
  readonly inits: readonly InitDefinition[];
  readonly actions: readonly ActionDefinition[];
  /** Names of actions that the machine has under other knobs only. */
  readonly absent: readonly string[];
  readonly properties: readonly PropertyDefinition[];
  readonly witnesses: readonly WitnessDefinition[];
  readonly terminal: ((state: never) => boolean) | "any" | null;
  /** The states that are expanded; null: all. */
  readonly within: ((state: never) => boolean) | null;
  /** For pictures only: see `annotations.ts`. Empty: every element of a fifo or a bag is a message. */
  readonly underway: readonly ((state: never) => readonly Underway[])[];
  readonly marks: readonly MarksDefinition[];
  /** What can be seen from outside, for runs that a driver executes. */
  readonly observed: readonly ObservedDefinition[];
}

/** The name under which a deadlock is reported. No property may have it. */
export const deadlockProperty = "no deadlock";

/**
 * What guards, properties and witnesses of a machine get: its state, for reading. For the type of a helper function: `(s: StateOf<typeof job>) => boolean`.
 * Of a machine that a function makes: `StateOf<ReturnType<typeof build>>`.
 */
export type StateOf<M> = M extends Machine<infer S> ? Readonly<S> : never;
/** What effects and `init` of a machine get: its state, for reading and writing. */
export type WritableStateOf<M> = M extends Machine<infer S> ? S : never;

/** Starts a machine with a name and the fields of its state. Errors: CUT101, CUT102. */
export function machine<F extends Fields>(name: string, fields: F): Machine<RecordView<F>> {
  checkName(name, "a machine");
  const shape = shapesOf(fields, "the state");
  const empty = { inits: [], actions: [], absent: [], properties: [], witnesses: [], terminal: null, within: null, underway: [], marks: [], observed: [] };
  return new Machine({ name, state: nodesOf(fields, "the state"), shape, ...empty });
}

export class Machine<S> {
  readonly definition: MachineDefinition;

  /** Use {@link machine}. */
  constructor(definition: MachineDefinition) {
    this.definition = definition;
  }

  /**
   * Sets an initial state, starting from every type's default. With parameters: one initial state for each choice.
   * Called several times, the initial states add up; never called, the defaults are the one initial state.
   * With a guard: one for each choice that it lets pass. It is asked before the effect, of the defaults.
   * Errors: CUT101, CUT104, CUT105, CUT106.
   */
  init(then: (state: S) => void): Machine<S>;
  init<const P extends Domains>(domains: P, then: ((state: S, parameters: Choice<P>) => void) | InitOptions<S, P>): Machine<S>;
  init(first: unknown, second?: unknown): Machine<S> {
    const inits = [...this.definition.inits, resolveInit(first, second)];
    checkCount(choiceCount(inits), initialChoicesMax, "choices of initial states", "With this init");
    return this.with({ inits });
  }

  /** Adds a guarded command, with one instance for each choice of its parameters. Errors: CUT101, CUT103, CUT104, CUT105, CUT106. */
  action(name: string, options: ActionOptions<S, NoDomains>): Machine<S>;
  action<const P extends Domains>(name: string, domains: P, options: ActionOptions<S, P>): Machine<S>;
  action(name: string, ...rest: readonly unknown[]): Machine<S> {
    checkName(name, "an action");
    checkUnique(name, this.definition.actions, "actions");
    if (this.definition.absent.includes(name)) presentAndAbsent(name);
    const [domains, options] = givenToAction(name, rest);
    const action = resolveAction(name, domains, options);
    checkGroup(name, action.fair, this.definition.actions);
    const actions = [...this.definition.actions, action];
    checkCount(choiceCount(actions), instancesMax, "action instances", `With the action ${show(name)}`);
    return this.with({ actions });
  }

  /** Must be true in every reachable state. */
  invariant(name: string, holds: (state: Readonly<S>) => boolean): Machine<S> {
    return this.withProperty({ kind: "invariant", name, holds } as PropertyDefinition);
  }

  /**
   * Declares actions that this machine does not have, and would have under other knobs: properties, witnesses and marks may speak of them.
   * Errors: CUT101, CUT103 for one that it has.
   */
  without(...names: readonly string[]): Machine<S> {
    for (const name of names) {
      checkName(name, "an action");
      if (this.definition.actions.some(each => each.name === name)) presentAndAbsent(name);
    }
    return this.with({ absent: [...new Set([...this.definition.absent, ...names])] });
  }

  /**
   * Must be true of every step: the state before, the state after, and the action instance between them. With `of`: of every step by one of these
   * actions. Errors: CUT101, CUT103, CUT106; CUT305 for a name that no action has, once the machine is complete.
   */
  step(name: string, holds: StepTest<S>): Machine<S>;
  step(name: string, options: StepOptions, holds: StepTest<S>): Machine<S>;
  step(name: string, ...rest: readonly unknown[]): Machine<S> {
    const [of, holds] = aboutSteps(rest, `The property ${show(name)}`);
    return this.withProperty({ kind: "step", name, of, holds } as PropertyDefinition);
  }

  /**
   * An invariant: the mapped value must be a state that the other machine can reach. The map may return one value, several
   * (an array: all must be reachable), or null (nothing to say about this state). The other machine is explored first, exactly.
   */
  reachableIn<O>(name: string, other: Machine<O>, map: (state: Readonly<S>) => Input<O> | readonly Input<O>[] | null): Machine<S> {
    if (!(other instanceof Machine))
      fail("CUT106", `The property ${show(name)} names no machine to be reachable in.`, {
        given: show(other),
        fix: "Write .reachableIn(name, otherMachine, s => value).",
      });
    return this.withProperty({ kind: "reachableIn", name, other: other.definition, map } as PropertyDefinition);
  }

  /**
   * This machine does only what the abstract one may do: initial states map to initial states, and every step to a step of the abstract machine or to
   * no change. So whatever every run of the abstract machine satisfies in its states and steps, every run of this one does.
   */
  refines<A>(name: string, abstract: Machine<A>, map: (state: Readonly<S>) => Input<A>): Machine<S> {
    if (!(abstract instanceof Machine))
      fail("CUT106", `The property ${show(name)} names no machine to refine.`, {
        given: show(abstract),
        fix: "Write .refines(name, abstractMachine, s => value).",
      });
    return this.withProperty({ kind: "refines", name, abstract: abstract.definition, map } as PropertyDefinition);
  }

  /** Every run reaches such a state, or takes such a step, under the fairness that the actions declare. See docs/liveness.md. Errors: CUT106. */
  eventually(name: string, moment: Moment<S>): Machine<S> {
    return this.withProperty({ kind: "eventually", name, holds: resolveMoment(moment, `The property ${show(name)}`) });
  }

  /**
   * In every run each state or step of the first kind is itself, or is followed by, one of the second kind. Of a step, the
   * state after it follows, and not the one before. Errors: CUT106.
   */
  leadsTo(name: string, from: Moment<S>, to: Moment<S>): Machine<S> {
    const what = `The property ${show(name)}`;
    return this.withProperty({ kind: "leadsTo", name, from: resolveMoment(from, what), to: resolveMoment(to, what) });
  }

  /** Every run reaches such a state, or takes such a step, again and again. Errors: CUT106. */
  infinitelyOften(name: string, moment: Moment<S>): Machine<S> {
    return this.withProperty({ kind: "infinitelyOften", name, holds: resolveMoment(moment, `The property ${show(name)}`) });
  }

  /** From some state on, all states of a run are such states. */
  eventuallyAlways(name: string, holds: (state: Readonly<S>) => boolean): Machine<S> {
    return this.withProperty({ kind: "eventuallyAlways", name, holds } as PropertyDefinition);
  }

  /** From every reachable state some run leads to such a state: it can still happen. Fairness plays no part. */
  alwaysPossible(name: string, holds: (state: Readonly<S>) => boolean): Machine<S> {
    return this.withProperty({ kind: "alwaysPossible", name, holds } as PropertyDefinition);
  }

  /** Something that must be reachable: what makes a verdict "holds" mean something. */
  witness(name: string, reached: (state: Readonly<S>) => boolean): Machine<S> {
    return this.withWitness({ kind: "witness", name, reached } as WitnessDefinition);
  }

  /** A step that must be reachable; with `of`: a step by one of these actions. Errors: as {@link step}. */
  witnessStep(name: string, reached: StepTest<S>): Machine<S>;
  witnessStep(name: string, options: StepOptions, reached: StepTest<S>): Machine<S>;
  witnessStep(name: string, ...rest: readonly unknown[]): Machine<S> {
    const [of, reached] = aboutSteps(rest, `The witness ${show(name)}`);
    return this.withWitness({ kind: "witnessStep", name, of, reached } as WitnessDefinition);
  }

  /** Declares in which states it is right that nothing can happen any more; `"any"` switches deadlock detection off. Several declarations add up. */
  terminal(where: "any" | ((state: Readonly<S>) => boolean)): Machine<S> {
    const earlier = this.definition.terminal;
    if (where !== "any" && typeof where !== "function")
      fail("CUT106", "terminal has no function.", { given: show(where), fix: 'Write .terminal(s => ...) or .terminal("any").' });
    if (where === "any" || earlier === "any") return this.with({ terminal: "any" });
    const terminal = earlier === null ? where : (state: never) => earlier(state) || where(state);
    return this.with({ terminal: terminal as (state: never) => boolean });
  }

  /**
   * Bounds the space: a state for which this is false is counted and checked as any other, and not expanded. Of what comes after it nothing is known.
   * Several constraints add up: a state is within all of them. Errors: CUT106.
   */
  within(constraint: (state: Readonly<S>) => boolean): Machine<S> {
    checkFunction(constraint, "within");
    const earlier = this.definition.within;
    const within = earlier === null ? constraint : (state: never) => bothWithin(earlier, constraint as (state: never) => boolean, state);
    return this.with({ within: within as (state: never) => boolean });
  }

  /**
   * For pictures of runs only: which messages are underway in a state. Without it, those are the elements of all fifos and bags. Several
   * declarations add up.
   */
  underway(messages: (state: Readonly<S>) => readonly Underway[]): Machine<S> {
    checkFunction(messages, "underway");
    return this.with({ underway: [...this.definition.underway, messages] });
  }

  /** For pictures of runs only: where a step crosses a checkpoint's cut, completes it, fails, falls back. Several declarations add up. Errors: as {@link step}. */
  marks(marks: MarksOf<S>): Machine<S>;
  marks(options: StepOptions, marks: MarksOf<S>): Machine<S>;
  marks(...rest: readonly unknown[]): Machine<S> {
    const [of, marks] = aboutSteps(rest, "marks");
    checkFunction(marks, "marks");
    return this.with({ marks: [...this.definition.marks, { of, marks } as MarksDefinition] });
  }

  /**
   * For runs that a driver executes: what can be seen of a state from outside, by name, as plain data or views. Several declarations add up.
   * Errors: CUT101, CUT103, CUT106.
   */
  observed(values: Readonly<Record<string, (state: Readonly<S>) => unknown>>): Machine<S> {
    return this.with({ observed: resolveObserved(values, this.definition.observed) });
  }

  /** Applies a part: a function that adds actions or properties. `m.use(part)` is `part(m)`, readable in a chain. */
  use<R>(part: (machine: this) => R): R {
    if (typeof part !== "function") fail("CUT106", "use has no part.", { given: show(part), fix: "Write .use(machine => machine.action(...))." });
    return part(this);
  }

  private with(change: Partial<MachineDefinition>): Machine<S> {
    return new Machine<S>({ ...this.definition, ...change });
  }

  private withProperty(property: PropertyDefinition): Machine<S> {
    checkName(property.name, "a property");
    if (property.name === deadlockProperty) fail("CUT103", `${show(deadlockProperty)} is how a deadlock is reported.`, { fix: "Rename the property." });
    checkUnique(property.name, this.definition.properties, "properties");
    for (const each of functionsOf(property)) checkFunction(each, `The property ${show(property.name)}`);
    return this.with({ properties: [...this.definition.properties, property] });
  }

  private withWitness(witness: WitnessDefinition): Machine<S> {
    checkName(witness.name, "a witness");
    checkUnique(witness.name, this.definition.witnesses, "witnesses");
    checkFunction(witness.reached, `The witness ${show(witness.name)}`);
    return this.with({ witnesses: [...this.definition.witnesses, witness] });
  }
}

function presentAndAbsent(name: string): never {
  return fail("CUT103", `The machine has an action ${show(name)}, and is said to be without it.`, { fix: "Remove one of the two declarations." });
}

/** What is no boolean stays what it is, so that it is told. */
function bothWithin(one: (state: never) => boolean, other: (state: never) => boolean, state: never): boolean {
  const isWithin = one(state);
  return isWithin === true ? other(state) : isWithin;
}

type StepTest<S> = (before: Readonly<S>, after: Readonly<S>, step: Step) => boolean;
type MarksOf<S> = (before: Readonly<S>, after: Readonly<S>, step: Step) => readonly Mark[];

/** Which steps are meant, and the function of them. Errors: CUT106. */
function aboutSteps(given: readonly unknown[], what: string): readonly [of: readonly string[] | null, call: unknown] {
  return given.length < 2 ? [null, given[0]] : [resolveOf(given[0] as StepOptions, what), given[1]];
}

function functionsOf(property: PropertyDefinition): readonly unknown[] {
  if (property.kind === "reachableIn" || property.kind === "refines") return [property.map];
  // `resolveMoment` has looked at what these wait for.
  if (property.kind === "leadsTo" || property.kind === "eventually" || property.kind === "infinitelyOften") return [];
  return [property.holds];
}

function checkCount(count: number, most: number, what: string, where: string): void {
  if (count > most) {
    fail("CUT105", `${where} the machine has ${count} ${what}.`, { allowed: `at most ${most}`, fix: "Use smaller parameter domains." });
  }
}

/** How many choices of parameters there are in all. */
function choiceCount(all: readonly { readonly domains: PlainDomains }[]): number {
  return all.reduce((sum, { domains }) => sum + Object.values(domains).reduce((count, values) => count * values.length, 1), 0);
}

/** See {@link eachChoice}; as a list. */
export function choicesOf(domains: PlainDomains): readonly PlainChoice[] {
  return [...eachChoice(domains)];
}
