/** Judges new states and steps against the properties, and ticks off witnesses. */
import { isSafety, type MachineDefinition, type SafetyProperty, type WitnessDefinition } from "../../dsl/machine.ts";
import { isAbout, type Step } from "../../dsl/steps.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import { badResult } from "../../layout/runtime.ts";
import { mappedValues, stepOf } from "../calls/run.ts";
import type { ReachableSet } from "../found/reachable.ts";
import { Refinement } from "./refinement.ts";

/** What is wrong, and where: a state, or (with `instance` >= 0) the step that this action instance makes from it. */
export interface Violation {
  readonly name: string;
  readonly state: number;
  readonly instance: number;
}

type StateTest = (state: unknown) => unknown;
type StepTest = (before: unknown, after: unknown, step: Step) => unknown;

/** What is asked of the steps of an action instance. */
interface Asked {
  readonly tests: readonly Ranked<StepTest>[];
  /** Whether its steps can reach a step witness. */
  readonly hasWitnesses: boolean;
}

/** The names of the actions that are meant; null: all. */
interface Meant {
  readonly of: readonly string[] | null;
}

interface Ranked<T> {
  readonly name: string;
  /** Position in the machine's declaration order: the one declared first wins. */
  readonly rank: number;
  readonly test: T;
}

/** What one state can violate, and what only a step can (or an initial state). */
export type StateProperty = Extract<SafetyProperty, { kind: "invariant" | "reachableIn" }>;
export type StepProperty = Exclude<SafetyProperty, StateProperty>;

export function isOfStates(property: SafetyProperty): property is StateProperty {
  return property.kind === "invariant" || property.kind === "reachableIn";
}

export class Judge {
  /** Whether `judgeStep` must be called: false once every step witness has been reached, if there are no step properties. */
  judgesSteps: boolean;
  readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  readonly properties: readonly SafetyProperty[];
  /** What each action instance is called when a step is judged. */
  private readonly steps: readonly Step[];
  private readonly stateTests: readonly Ranked<StateTest>[];
  /** By action instance. Instances of one action share theirs. */
  private readonly asked: readonly Asked[];
  private readonly hasStepTests: boolean;
  /** The abstract machines of `refines` properties. */
  private readonly refinements: readonly Ranked<Refinement>[];
  private missing: WitnessDefinition[];
  private missingStates: readonly StateTest[] = [];
  /** The state before the step; only when steps are judged. */
  private readonly before: StateBox | null;
  private found: Violation[] = [];
  private foundRank = Number.POSITIVE_INFINITY;

  /** `names`: the properties to check, null for all. */
  constructor(compiled: Compiled, names: readonly string[] | null, others: ReadonlyMap<MachineDefinition, ReachableSet>) {
    this.others = others;
    this.properties = compiled.definition.properties.filter(isSafety).filter(property => names === null || names.includes(property.name));
    const ranked = this.properties.map((property, rank) => ({ property, rank, name: property.name }));
    this.refinements = ranked.flatMap(({ property, rank, name }) => (property.kind === "refines" ? [{ name, rank, test: new Refinement(property) }] : []));
    this.stateTests = ranked.flatMap(({ property, rank, name }) => (isOfStates(property) ? [{ name, rank, test: this.stateTest(property) }] : []));
    this.missing = [...compiled.definition.witnesses];
    this.listMissingStates();
    const stepTests = ranked.flatMap(({ property, rank, name }) =>
      isOfStates(property) ? [] : [{ of: property.kind === "step" ? property.of : null, name, rank, test: this.stepTest(property, rank) }],
    );
    const askedOf = compiled.definition.actions.map(({ name }) => this.askedOf(name, stepTests));
    this.asked = compiled.instances.map(({ action }) => askedOf[action]);
    this.hasStepTests = stepTests.length > 0;
    this.judgesSteps = this.needsSteps();
    this.steps = compiled.instances.map(instance => stepOf(compiled, instance));
    this.before = this.judgesSteps ? compiled.open() : null;
  }

  /** What was found violated so far, of the property declared first among the violated ones; in the order of finding. */
  get violations(): readonly Violation[] {
    return this.found;
  }

  /** The position in declaration order of the violated property, Infinity while there is none. */
  get violatedRank(): number {
    return this.foundRank;
  }

  missingWitnesses(): readonly string[] {
    return this.missing.map(witness => witness.name);
  }

  /** Ticks off every witness but these: the others were seen elsewhere. */
  resume(missingWitnesses: readonly string[]): void {
    if (this.missing.every(({ name }) => missingWitnesses.includes(name))) return;
    this.missing = this.missing.filter(({ name }) => missingWitnesses.includes(name));
    this.listMissingStates();
    this.judgesSteps = this.needsSteps();
  }

  /** A new state is in the box. Errors: whatever a property throws. */
  judgeState(box: StateBox, id: number): void {
    const tests = this.stateTests;
    for (let i = 0; i < tests.length; i++) {
      const result = tests[i].test(box.state);
      if (result === true) continue;
      if (result !== false) badResult(result);
      this.record(tests[i].rank, tests[i].name, id, -1);
      break;
    }
    for (let i = 0; i < this.missingStates.length; i++) if (isReached(this.missingStates[i](box.state))) this.tickStates(box);
  }

  /** A new initial state is in the box. Errors: as {@link judgeState}. */
  judgeInitial(box: StateBox, id: number): void {
    this.judgeState(box, id);
    const broken = this.refinements.find(({ test }) => !test.allowsInitial(box.state));
    if (broken !== undefined) this.record(broken.rank, broken.name, id, -1);
  }

  /** The state in `words` is about to be expanded. */
  enter(words: Int32Array): void {
    if (this.before === null || !this.judgesSteps) return;
    this.before.words.set(words);
    this.before.unpack();
    for (let i = 0; i < this.refinements.length; i++) this.refinements[i].test.enter();
  }

  /** The successor by `instance` of the entered state is in the box. */
  judgeStep(box: StateBox, from: number, instance: number): void {
    const step = this.steps[instance];
    const before = (this.before as StateBox).state;
    const asked = this.asked[instance];
    const tests = asked.tests;
    for (let i = 0; i < tests.length; i++) {
      const result = tests[i].test(before, box.state, step);
      if (result === true) continue;
      if (result !== false) badResult(result);
      this.record(tests[i].rank, tests[i].name, from, instance);
      break;
    }
    if (asked.hasWitnesses && this.missing.length > this.missingStates.length) this.tickSteps(before, box.state, step);
  }

  private askedOf(action: string, stepTests: readonly (Ranked<StepTest> & Meant)[]): Asked {
    const isAsked = ({ of }: Meant): boolean => of === null || of.includes(action);
    const tests = stepTests.filter(isAsked);
    return { tests, hasWitnesses: this.missing.some(witness => witness.kind === "witnessStep" && isAsked(witness)) };
  }

  private stepTest(property: StepProperty, rank: number): StepTest {
    if (property.kind === "step") return property.holds as unknown as StepTest;
    const { test } = this.refinements.find(each => each.rank === rank) as Ranked<Refinement>;
    return (before, after) => test.allowsStep(before, after);
  }

  private stateTest(property: StateProperty): StateTest {
    if (property.kind === "invariant") return property.holds as StateTest;
    const set = this.others.get(property.other) as ReachableSet;
    return state => mappedValues({ state, writable: () => {}, verify: () => {} } as unknown as StateBox, property).every(value => set.has(value));
  }

  private record(rank: number, name: string, state: number, instance: number): void {
    if (rank > this.foundRank) return;
    if (rank < this.foundRank) this.found = [];
    this.foundRank = rank;
    this.found.push({ name, state, instance });
  }

  private tickStates(box: StateBox): void {
    this.missing = this.missing.filter(witness => witness.kind !== "witness" || !isReached((witness.reached as StateTest)(box.state)));
    this.listMissingStates();
  }

  private tickSteps(before: unknown, after: unknown, step: Step): void {
    this.missing = this.missing.filter(
      witness => witness.kind !== "witnessStep" || !isAbout(witness.of, step) || !isReached((witness.reached as unknown as StepTest)(before, after, step)),
    );
    this.judgesSteps = this.needsSteps();
  }

  private needsSteps(): boolean {
    return this.hasStepTests || this.missing.some(witness => witness.kind === "witnessStep");
  }

  private listMissingStates(): void {
    this.missingStates = this.missing.flatMap(witness => (witness.kind === "witness" ? [witness.reached as StateTest] : []));
  }
}

/** Errors: CUT213 for anything but a boolean. */
function isReached(result: unknown): boolean {
  return result === true || (result !== false && badResult(result));
}
