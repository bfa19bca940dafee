/**
 * One walk through a machine, step by step, every state and step judged. What is chosen among the enabled action instances depends on the choice's number and on the
 * instances alone: each number ranks all of them, and the first of its ranking that is enabled is taken. So a choice mostly stays what it was when earlier ones are
 * left out, which an index among the enabled ones would not, and that is what makes walks shrink.
 */
import { CutcheckError } from "../dsl/errors.ts";
import { deadlockProperty, isSafety, type MachineDefinition, type SafetyProperty, type WitnessDefinition } from "../dsl/machine.ts";
import type { Step } from "../dsl/steps.ts";
import { annotated } from "../explore/calls/annotate.ts";
import { apply, enabled, isTerminal, isWithin, packedInitials, stepHolds, stepOf, witnessReached } from "../explore/calls/run.ts";
import type { ReachableSet } from "../explore/found/reachable.ts";
import { Refinement } from "../explore/judge/refinement.ts";
import { withCounterpart } from "../explore/judge/refinementTrace.ts";
import { refinesHolds, statePropertyHolds } from "../explore/mistakes/diagnosis.ts";
import { shownStep } from "../explore/trace/trace.ts";
import type { Trace, TraceStep } from "../explore/work/outcome.ts";
import type { MemoryBudget } from "../kernel/memory.ts";
import { RowSet } from "../kernel/rows.ts";
import { type Compiled, compile, type StateBox } from "../layout/compile.ts";
import { rankOf } from "./rank.ts";
import type { Choices } from "./walkArbitrary.ts";

/** How a walk ended: all choices made, in a terminal state, beyond the constraint, with a violation, or with a mistake in the spec. */
export type WalkEnd =
  | { readonly kind: "steps" | "terminal" | "outside" }
  | { readonly kind: "violated"; readonly property: string }
  | { readonly kind: "mistake"; readonly error: CutcheckError };

export interface Walked {
  readonly end: WalkEnd;
  /** The initial state, by its place among all of them, and the action instance of each step. */
  readonly start: number;
  readonly instances: readonly number[];
}

export class Walker {
  private readonly compiled: Compiled;
  private readonly before: StateBox;
  private readonly after: StateBox;
  private readonly properties: readonly SafetyProperty[];
  private readonly others: ReadonlyMap<MachineDefinition, ReachableSet>;
  private readonly refinements: ReadonlyMap<string, Refinement>;
  /** Packed initial states, in the order of the spec. */
  private readonly initials: readonly Int32Array[];
  /** States that were judged, and hold. */
  private readonly seen: RowSet;
  private readonly names: readonly Step[];
  private readonly actionSeen: Uint8Array;
  private missing: readonly WitnessDefinition[];

  /** `names`: the properties to check, null for all. Errors: CUT105, and those of an initial state. */
  constructor(definition: MachineDefinition, names: readonly string[] | null, others: ReadonlyMap<MachineDefinition, ReachableSet>, memory: MemoryBudget) {
    this.compiled = compile(definition);
    this.before = this.compiled.open();
    this.after = this.compiled.open();
    this.others = others;
    this.properties = definition.properties
      .filter(isSafety)
      .filter(property => isJudged(property, others) && (names === null || names.includes(property.name)));
    this.refinements = new Map(this.properties.flatMap(each => (each.kind === "refines" ? [[each.name, new Refinement(each)] as const] : [])));
    this.initials = packedInitials(this.after, definition);
    this.seen = new RowSet(this.compiled.packing.words, memory);
    this.names = this.compiled.instances.map(instance => stepOf(this.compiled, instance));
    this.actionSeen = new Uint8Array(definition.actions.length);
    this.missing = definition.witnesses;
  }

  /** States that were met, and hold. */
  get distinctStates(): number {
    return this.seen.size;
  }

  /** Whether the machine has a constraint. */
  get isBounded(): boolean {
    return this.compiled.definition.within !== null;
  }

  get memoryBytes(): number {
    return this.seen.memoryBytes;
  }

  neverEnabled(): readonly string[] {
    return this.compiled.definition.actions.filter((_, i) => this.actionSeen[i] === 0).map(action => action.name);
  }

  missingWitnesses(): readonly string[] {
    return this.missing.map(witness => witness.name);
  }

  release(): void {
    this.compiled.release();
  }

  /** Errors: MemoryLimitError when the states that were met take more than the budget. */
  walk(choices: Choices): Walked {
    // A machine without initial states has no runs at all.
    if (this.initials.length === 0) return { end: { kind: "terminal" }, start: 0, instances: [] };
    const start = choices.start % this.initials.length;
    const instances: number[] = [];
    try {
      return { end: this.run(start, choices.steps, instances), start, instances };
    } catch (error) {
      if (!(error instanceof CutcheckError)) throw error;
      return { end: { kind: "mistake", error: error.at({}, this.trace(start, instances)) }, start, instances };
    }
  }

  /** The run of a walk, as it is shown. */
  traceOf({ start, instances, end }: Walked): Trace {
    const trace = this.trace(start, instances);
    return annotated(this.compiled, end.kind === "violated" ? withCounterpart(this.compiled, end.property, trace) : trace);
  }

  private run(start: number, choices: readonly number[], instances: number[]): WalkEnd {
    this.load(start);
    let violated = this.judge(null);
    for (const choice of choices) {
      if (violated !== null) break;
      this.keepBefore();
      const instance = this.choose(choice);
      if (instance < 0) return this.end();
      this.take(instance);
      instances.push(instance);
      violated = this.judge(this.names[instance] as Step);
    }
    if (violated !== null) return { kind: "violated", property: violated };
    this.keepBefore();
    // The last state is asked, too, whether it is a deadlock: a walk that was shrunk must end as it did.
    return this.choose(0) < 0 ? this.end() : { kind: "steps" };
  }

  private end(): WalkEnd {
    if (!isWithin(this.before)) return { kind: "outside" };
    return isTerminal(this.before, this.compiled.definition) ? { kind: "terminal" } : { kind: "violated", property: deadlockProperty };
  }

  /** The first enabled instance in the ranking of this number; -1 when none is enabled. */
  private choose(choice: number): number {
    const { instances, definition } = this.compiled;
    let [best, chosen] = [-1, -1];
    for (let i = 0; i < instances.length; i++) {
      const { action, parameters } = instances[i];
      if (!enabled(this.before, definition.actions[action], parameters)) continue;
      this.actionSeen[action] = 1;
      const rank = rankOf(choice, i);
      if (rank > best) [best, chosen] = [rank, i];
    }
    return chosen;
  }

  private take(instance: number): void {
    const { action, parameters } = this.compiled.instances[instance];
    apply(this.after, this.compiled.definition.actions[action], parameters);
  }

  /** The property declared first of those that the state in `after`, or the step to it, violates. A state that was met before holds. */
  private judge(step: Step | null): string | null {
    this.after.pack();
    const isNew = this.seen.find(this.after.words) < 0;
    const violated = this.properties.find(property => !this.holds(property, step, isNew));
    if (violated !== undefined) return violated.name;
    if (isNew) this.seen.insert(this.after.words);
    if (this.missing.length > 0) this.missing = this.missing.filter(witness => !this.reaches(witness, step, isNew));
    return null;
  }

  private holds(property: SafetyProperty, step: Step | null, isNew: boolean): boolean {
    if (property.kind === "step") return step === null || stepHolds(this.before, this.after, property, step);
    if (property.kind === "refines") return refinesHolds(step === null ? null : this.before, this.after, property, this.refinements.get(property.name));
    return !isNew || statePropertyHolds(this.others, this.after, property);
  }

  private reaches(witness: WitnessDefinition, step: Step | null, isNew: boolean): boolean {
    return (isNew || witness.kind === "witnessStep") && witnessReached(step === null ? null : this.before, this.after, witness, step);
  }

  private load(start: number): void {
    this.after.words.set(this.initials[start] as Int32Array);
    this.after.unpack();
  }

  private keepBefore(): void {
    this.after.pack();
    this.before.words.set(this.after.words);
    this.before.unpack();
  }

  private trace(start: number, instances: readonly number[]): Trace {
    this.load(start);
    return { initial: this.after.read(), steps: instances.map(instance => this.stepBy(instance)) };
  }

  private stepBy(instance: number): TraceStep {
    this.take(instance);
    return shownStep(this.compiled, instance, this.after.read());
  }
}

/** A property about a machine that could not be explored is not judged. */
function isJudged(property: SafetyProperty, others: ReadonlyMap<MachineDefinition, ReachableSet>): boolean {
  return property.kind !== "reachableIn" || others.has(property.other);
}
