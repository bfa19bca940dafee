/**
 * Asks what the properties say of each state and each step. It is done while the graph is built, when the states are in a box anyway. A property that waits for
 * steps takes one byte more for each edge. The state before a step lies in a box of its own.
 */
import { isOfSteps, type LivenessProperty, type MomentDefinition, momentsOf, type StepsMeant } from "../../dsl/liveness.ts";
import type { Step } from "../../dsl/steps.ts";
import type { StateBox } from "../../layout/compile.ts";
import { badResult } from "../../layout/runtime.ts";
import { apply, enabled, isWithin, livenessHolds, livenessStepHolds, stepOf } from "../calls/run.ts";
import { nondeterministic, withTrace } from "../mistakes/diagnosis.ts";
import { loadState } from "../trace/trace.ts";
import { isOutside, type Said, saysFirst, saysSecond } from "./decision.ts";
import type { GraphVisitor, StateGraph, StateSpace } from "./graph.ts";
import type { Memory } from "./memory.ts";

/** States of which the properties are asked again before anything is decided by what they said. */
const askedAgain = 512;

type StateTest = (state: unknown) => unknown;
type StepTest = (before: unknown, after: unknown, step: Step) => unknown;

/** A question about states or steps, and the bit that says that the answer is yes. */
interface Question<T> {
  readonly test: T;
  readonly bit: number;
  readonly said: Uint8Array;
}

/** Questions about the steps of an action instance; `test` null: each of its steps is meant. */
type StepQuestion = Question<StepTest | null>;

export class Asking implements GraphVisitor {
  /** For each property what it says. */
  readonly said: readonly Said[];
  readonly edge: ((edge: number, instance: number) => void) | null;
  private readonly space: StateSpace;
  private readonly properties: readonly LivenessProperty[];
  private readonly ofStates: readonly Question<StateTest>[];
  /** The state before the step; null: no property waits for steps. */
  private readonly before: StateBox | null;

  /** Errors: MemoryLimitError. */
  constructor(space: StateSpace, properties: readonly LivenessProperty[], memory: Memory) {
    this.space = space;
    this.properties = properties;
    this.said = properties.map(property => ({
      states: memory.uint8(space.found.distinctStates),
      edges: waitsForSteps(property) ? memory.uint8(space.transitions) : null,
    }));
    this.ofStates = this.questions().flatMap(({ moment, bit, said }) => (isOfSteps(moment) ? [] : [{ test: moment as StateTest, bit, said: said.states }]));
    const asksSteps = properties.some(waitsForSteps);
    this.before = asksSteps ? space.compiled.open() : null;
    this.edge = asksSteps ? this.stepAsker() : null;
  }

  /** Errors: whatever the properties' functions throw, CUT213. */
  state(id: number): void {
    const { box } = this.space;
    for (let i = 0; i < this.ofStates.length; i++) {
      const { test, bit, said } = this.ofStates[i];
      if (isTrue(test(box.state))) said[id] |= bit;
    }
    const { within } = box;
    if (within !== null && !isTrue((within as StateTest)(box.state))) for (const { states } of this.said) states[id] |= isOutside;
    if (this.before === null) return;
    this.before.words.set(box.words);
    this.before.unpack();
  }

  /** Asks a sample of the states and their steps once more, the last ones first. Errors: CUT209, with the run to the state, when a function gives another answer. */
  again(graph: StateGraph): void {
    const each = Math.ceil(graph.size / askedAgain);
    for (let state = graph.size - 1; state >= 0; state -= each) {
      this.space.compiled.lend(box => this.stateAgain(box, state));
      if (this.before !== null) this.space.compiled.lendTwo((before, after) => this.stepsAgain(before, after, graph, state));
    }
  }

  /** Asks every function by itself, of a state and its steps. Errors: what a property's function does wrong, with its place and the run to there. */
  slowly(state: number): void {
    const { compiled, found } = this.space;
    compiled.lend(box => {
      loadState(box, found, state);
      withTrace(state, () => {
        for (const property of this.properties) livenessHolds(box, property);
      });
    });
    if (this.before !== null) compiled.lendTwo((before, after) => this.stepsSlowly(before, after, state));
  }

  private questions(): readonly { readonly moment: MomentDefinition; readonly bit: number; readonly said: Said }[] {
    return this.properties.flatMap((property, i) =>
      momentsOf(property).map((moment, at) => ({ moment, bit: at === 0 ? saysFirst : saysSecond, said: this.said[i] })),
    );
  }

  /** Asks of a step what is asked of its action. */
  private stepAsker(): (edge: number, instance: number) => void {
    const { compiled, box } = this.space;
    const before = (this.before as StateBox).state;
    const steps = compiled.instances.map(instance => stepOf(compiled, instance));
    const all = this.questions().flatMap(({ moment, bit, said: { edges } }) => (isOfSteps(moment) && edges !== null ? [{ moment, bit, said: edges }] : []));
    const byAction = compiled.definition.actions.map(({ name }) => all.filter(({ moment: { of } }) => of === null || of.includes(name)).map(questionOf));
    const asked = compiled.instances.map(({ action }) => byAction[action]);
    return (edge, instance) => {
      const questions = asked[instance];
      for (let i = 0; i < questions.length; i++) {
        const { test, bit, said } = questions[i];
        if (test === null || isTrue(test(before, box.state, steps[instance]))) said[edge] |= bit;
      }
    };
  }

  private stateAgain(box: StateBox, state: number): void {
    loadState(box, this.space.found, state);
    this.properties.forEach((property, i) => {
      const outside = isWithin(box) ? 0 : isOutside;
      if ((bitsOf(livenessHolds(box, property)) | outside) !== this.said[i].states[state]) changedItsMind(property, state, "state");
    });
  }

  private stepsAgain(before: StateBox, after: StateBox, { offsets, targets, labels }: StateGraph, state: number): void {
    const { compiled, found } = this.space;
    loadState(before, found, state);
    for (let edge = offsets[state + 1] - 1; edge >= offsets[state]; edge--) {
      loadState(after, found, targets[edge]);
      const step = stepOf(compiled, compiled.instances[labels[edge]]);
      this.properties.forEach((property, i) => {
        const { edges } = this.said[i];
        if (edges !== null && bitsOf(livenessStepHolds(before, after, property, step)) !== edges[edge]) changedItsMind(property, state, "step");
      });
    }
  }

  private stepsSlowly(before: StateBox, after: StateBox, state: number): void {
    const { compiled, found } = this.space;
    loadState(before, found, state);
    compiled.instances.forEach((instance, index) => {
      const action = compiled.definition.actions[instance.action];
      if (!enabled(before, action, instance.parameters)) return;
      loadState(after, found, state);
      apply(after, action, instance.parameters);
      after.pack();
      if (after.words.every((word, i) => word === before.words[i])) return;
      const ask = (): void => {
        for (const property of this.properties) livenessStepHolds(before, after, property, stepOf(compiled, instance));
      };
      withTrace(state, ask, index);
    });
  }
}

function waitsForSteps(property: LivenessProperty): boolean {
  return momentsOf(property).some(isOfSteps);
}

function questionOf({ moment, ...rest }: { readonly moment: StepsMeant; readonly bit: number; readonly said: Uint8Array }): StepQuestion {
  return { test: moment.where as unknown as StepTest | null, ...rest };
}

function bitsOf([first, second]: readonly [boolean, boolean]): number {
  return (first ? saysFirst : 0) | (second ? saysSecond : 0);
}

/** Errors: always, CUT209. */
function changedItsMind({ kind, name }: LivenessProperty, state: number, of: "state" | "step"): void {
  withTrace(state, () => nondeterministic({ role: kind, name }, undefined, `from one ${of}`));
}

/** Errors: CUT213 for anything but a boolean. */
function isTrue(result: unknown): boolean {
  return result === true || (result !== false && badResult(result));
}
