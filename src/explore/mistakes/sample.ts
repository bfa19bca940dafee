/**
 * A sample of the states, of which it is noted what the spec's functions said when they were expanded. Before it is said that something holds, they are asked
 * once more, in the opposite order: states, actions, properties. What depends on how often or when it was called (a counter outside of the state, a cache that
 * fills) answers otherwise then. Two calls one after the other, as `diagnosis.ts` makes them, show what flips; this shows what drifts.
 */
import { takeMistake } from "../../dsl/calls.ts";
import { type CutcheckError, isMistake, type Place } from "../../dsl/errors.ts";
import type { SafetyProperty } from "../../dsl/machine.ts";
import type { Step } from "../../dsl/steps.ts";
import { hashWords } from "../../kernel/hash.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { abstractValue, apply, enabled, invariantHolds, isTerminal, isWithin, mappedValues, stepHolds, stepOf, witnessReached } from "../calls/run.ts";
import type { FoundStates } from "../found/foundStates.ts";
import type { Judge } from "../judge/judge.ts";
import { withRun } from "../runs/mistakenRun.ts";
import { whole } from "../work/turn.ts";
import { answerText, diagnose, nondeterministic, statePropertyHolds, withTrace } from "./diagnosis.ts";

/** What was said of a state. Everything in it can be sent to another thread. */
export interface SampledState {
  readonly words: Int32Array;
  /** By the number of the question; of an action instance that is not enabled there is nothing. */
  readonly said: ReadonlyMap<number, string>;
}

/** Something that a function of the spec can be asked, and its answer as a text. */
interface Question<A extends readonly unknown[]> {
  readonly place: Place;
  readonly ask: (...about: A) => string;
  /** Whether "false" means a violation: nothing else is asked then, for a property may rely on those before it. */
  readonly isTest?: true;
  /** Asked of states only in which nothing is enabled. */
  readonly isOfEnds?: true;
}

export class Sample {
  private readonly compiled: Compiled;
  private readonly judge: Judge;
  private readonly ofStates: readonly Question<[StateBox]>[];
  private readonly ofSteps: readonly Question<[StateBox, StateBox, Step]>[];
  private readonly states: SampledState[] = [];
  /** A mistake without the run that leads there. */
  private untold: CutcheckError | null = null;

  constructor(compiled: Compiled, judge: Judge) {
    this.compiled = compiled;
    this.judge = judge;
    this.ofStates = questionsOfStates(compiled, judge);
    this.ofSteps = questionsOfSteps(compiled, judge);
  }

  get noted(): readonly SampledState[] {
    return this.states;
  }

  /** Notes what is said of a state, unless a property is violated there: then the run does not end as one that holds. Errors: whatever the functions do wrong. */
  note(words: Int32Array): void {
    const said = this.asked(words);
    if (said !== null) this.states.push({ words: words.slice(), said });
  }

  /** What others have noted. */
  add(states: readonly SampledState[]): void {
    for (const each of states) this.states.push(each);
  }

  /** Asks of up to so many states once more, those noted last first. Returns whether none is left. Errors: CUT209, with the run to the state. */
  recheck(count: number, found: FoundStates): boolean {
    for (let left = count; left > 0; left--) {
      const noted = this.states.pop();
      if (noted === undefined) break;
      this.recheckOne(noted, found);
    }
    if (this.states.length > 0) return false;
    if (this.untold !== null) throw this.untold;
    return true;
  }

  /** Where the guards are others than they were, the run may be lost, too: then another state may be shown that has one. */
  private recheckOne(noted: SampledState, found: FoundStates): void {
    const id = found.find(noted.words);
    try {
      withTrace(id, () => this.compare(noted, found, id));
    } catch (error) {
      if (!isMistake(error)) throw error;
      takeMistake();
      const told = whole(withRun(error, this.compiled, found, Number.POSITIVE_INFINITY));
      if (told.trace !== null) throw told;
      this.untold ??= told;
    }
  }

  private compare({ words, said }: SampledState, found: FoundStates, id: number): void {
    const again = this.askedAgain(words, found, id);
    for (const [number, text] of again) if (said.get(number) !== text) this.differs(number, said.get(number), text);
    for (const [number, text] of said) if (!again.has(number)) this.differs(number, text, undefined);
  }

  /** Null when a property is violated. Errors: whatever the functions do wrong. */
  private asked(words: Int32Array): Map<number, string> | null {
    return this.compiled.lendTwo((before, after) => this.askedIn(before, after, words));
  }

  private askedIn(before: StateBox, after: StateBox, words: Int32Array): Map<number, string> | null {
    const said = new Map<number, string>();
    copy(words, before);
    for (let i = 0; i < this.ofStates.length; i++) if (!this.askOfState(before, i, said)) return null;
    for (let i = 0; i < this.compiled.instances.length; i++) {
      if (!this.take(before, after, words, i, said)) continue;
      for (let j = 0; j < this.ofSteps.length; j++) if (!this.askOfStep(before, after, i, j, said)) return null;
    }
    this.askOfEnd(before, said);
    return said;
  }

  /** In the opposite order. Errors: CUT209 for a step to a state that was not found; as of {@link diagnose} for a function that throws only now. */
  private askedAgain(words: Int32Array, found: FoundStates, id: number): ReadonlyMap<number, string> {
    try {
      return this.compiled.lendTwo((before, after) => this.askedAgainIn(before, after, words, found));
    } catch (error) {
      if (!isMistake(error) || error.mistake.code !== "CUT209") diagnose(this.compiled, found, id, this.judge);
      throw error;
    }
  }

  private askedAgainIn(before: StateBox, after: StateBox, words: Int32Array, found: FoundStates): ReadonlyMap<number, string> {
    const said = new Map<number, string>();
    copy(words, before);
    for (let i = this.compiled.instances.length - 1; i >= 0; i--) {
      if (!this.take(before, after, words, i, said)) continue;
      for (let j = this.ofSteps.length - 1; j >= 0; j--) this.askOfStep(before, after, i, j, said);
      this.checkFound(after, i, found);
    }
    for (let i = this.ofStates.length - 1; i >= 0; i--) this.askOfState(before, i, said);
    this.askOfEnd(before, said);
    return said;
  }

  private askOfState(before: StateBox, number: number, said: Map<number, string>): boolean {
    const { ask, isTest, isOfEnds } = this.ofStates[number];
    if (isOfEnds === true) return true;
    const text = ask(before);
    said.set(number, text);
    return isTest !== true || text !== "false";
  }

  private askOfEnd(before: StateBox, said: Map<number, string>): void {
    const number = this.ofStates.findIndex(each => each.isOfEnds === true);
    for (const asked of said.keys()) if (asked >= this.ofStates.length) return;
    if (number >= 0) said.set(number, this.ofStates[number].ask(before));
  }

  private askOfStep(before: StateBox, after: StateBox, instance: number, number: number, said: Map<number, string>): boolean {
    const { ask, isTest } = this.ofSteps[number];
    const text = ask(before, after, stepOf(this.compiled, this.compiled.instances[instance]));
    said.set(this.numberOf(instance) + 1 + number, text);
    return isTest !== true || text !== "false";
  }

  /** Takes a step from the state in `words`, which is in `before`, too; returns false where it is not enabled. */
  private take(before: StateBox, after: StateBox, words: Int32Array, instance: number, said: Map<number, string>): boolean {
    const { action: index, parameters } = this.compiled.instances[instance];
    const action = this.compiled.definition.actions[index];
    if (!enabled(before, action, parameters)) return false;
    copy(words, after);
    apply(after, action, parameters);
    after.pack();
    said.set(this.numberOf(instance), String(hashWords(after.words, 0, after.words.length)));
    return true;
  }

  private checkFound(after: StateBox, instance: number, found: FoundStates): void {
    after.canonicalise();
    after.pack();
    if (found.find(after.words) >= 0) return;
    const { action, parameters } = this.compiled.instances[instance];
    nondeterministic({ role: "effect", name: this.compiled.definition.actions[action].name, parameters }, undefined, during);
  }

  /** Of the question where an action instance leads; those about its step follow. */
  private numberOf(instance: number): number {
    return this.ofStates.length + instance * (1 + this.ofSteps.length);
  }

  /** Errors: always, CUT209. */
  private differs(number: number, before: string | undefined, now: string | undefined): never {
    if (number < this.ofStates.length) nondeterministic(this.ofStates[number].place, `${before}, then ${now}`, during);
    const perInstance = 1 + this.ofSteps.length;
    const at = number - this.ofStates.length;
    const { action, parameters } = this.compiled.instances[Math.floor(at / perInstance)];
    const { name } = this.compiled.definition.actions[action];
    const isGuard = before === undefined || now === undefined;
    if (isGuard) nondeterministic({ role: "guard", name, parameters }, `${before !== undefined}, then ${now !== undefined}`, during);
    if (at % perInstance === 0) nondeterministic({ role: "effect", name, parameters }, undefined, during);
    nondeterministic(this.ofSteps[(at % perInstance) - 1].place, `${before}, then ${now}`, during);
  }
}

const during = "from one state, when it was first met and at the end of the run";

function copy(words: Int32Array, box: StateBox): void {
  box.words.set(words);
  box.unpack();
}

function questionsOfStates({ definition }: Compiled, judge: Judge): readonly Question<[StateBox]>[] {
  const { witnesses, terminal, within } = definition;
  return [
    ...(within === null ? [] : [{ place: { role: "within" }, ask: (box: StateBox) => String(isWithin(box)) } as const]),
    ...judge.properties.flatMap(each => questionOf(each, judge)),
    ...witnesses.flatMap((each): Question<[StateBox]> | [] => {
      return each.kind === "witness" ? { place: { role: "witness", name: each.name }, ask: box => String(witnessReached(null, box, each, null)) } : [];
    }),
    ...(typeof terminal === "function"
      ? [{ place: { role: "terminal" }, ask: (box: StateBox) => String(isTerminal(box, definition)), isOfEnds: true } as const]
      : []),
  ];
}

function questionOf(property: SafetyProperty, judge: Judge): Question<[StateBox]> | [] {
  const place = { role: property.kind, name: property.name };
  switch (property.kind) {
    case "invariant":
      return { place, ask: box => String(invariantHolds(box, property)), isTest: true };
    case "reachableIn": {
      const holds = (box: StateBox): boolean => statePropertyHolds(judge.others, box, property);
      return { place, ask: box => (holds(box) ? answerText(mappedValues(box, property)) : "false"), isTest: true };
    }
    case "refines":
      return { place, ask: box => answerText(abstractValue(box, property)) };
    case "step":
      return [];
  }
}

function questionsOfSteps({ definition }: Compiled, judge: Judge): readonly Question<[StateBox, StateBox, Step]>[] {
  return [
    ...judge.properties.flatMap((each): Question<[StateBox, StateBox, Step]> | [] => {
      if (each.kind !== "step") return [];
      return { place: { role: "step", name: each.name }, ask: (before, after, step) => String(stepHolds(before, after, each, step)), isTest: true };
    }),
    ...definition.witnesses.flatMap((each): Question<[StateBox, StateBox, Step]> | [] => {
      if (each.kind !== "witnessStep") return [];
      return { place: { role: "witness", name: each.name }, ask: (before, after, step) => String(witnessReached(before, after, each, step)) };
    }),
  ];
}
