/** Runs an archived counterexample against today's spec. The run is computed anew: the archive gives the initial state and the names of the steps. */
import { match, P } from "ts-pattern";
import { type ActionDefinition, defaultInit, type InitDefinition } from "../dsl/actions.ts";
import { CutcheckError, fail, type Scalar, show } from "../dsl/errors.ts";
import { resolveKnobs } from "../dsl/knobs.ts";
import type { LivenessProperty } from "../dsl/liveness.ts";
import { deadlockProperty, isLiveness, type MachineDefinition, type PropertyDefinition } from "../dsl/machine.ts";
import { givenOf } from "../dsl/parameters.ts";
import { buildMachine, type Spec } from "../dsl/spec.ts";
import { type Step, stepBy } from "../dsl/steps.ts";
import { assign, plain } from "../dsl/views.ts";
import { apply, enabled, initialStates, invariantHolds, isTerminal, isWithin, mappedValues, stepHolds } from "../explore/calls/run.ts";
import { atOnce, exploreInTurns, type InTurns, reachableInTurns, unlimited, withPauses } from "../explore/explore.ts";
import type { ReachableSet } from "../explore/found/reachable.ts";
import { refinesHolds } from "../explore/mistakes/diagnosis.ts";
import { returning, returningEach } from "../explore/work/limit.ts";
import type { Budget, Loop, Outcome, PlainState, Platform, StopReason } from "../explore/work/outcome.ts";
import { Turns } from "../explore/work/turns.ts";
import { type Compiled, compile, type StateBox } from "../layout/compile.ts";
import type { Archive } from "./archive.ts";
import { type Change, changes } from "./changes.ts";
import { definitionHash } from "./definition.ts";
import { type Broken, brokenPromise, closes, holdsForEver } from "./forEver.ts";
import { type Missing, missingFromMachine, missingFromSpec } from "./missing.ts";

/** What a replay says. `definitionChanged`: the spec declares other names, types or domains than when the trace was found. */
export type Replay =
  /** After `step` steps (0: in the initial state) the property does not hold. */
  | { readonly outcome: "violates"; readonly step: number; readonly definitionChanged: boolean }
  /** The run is possible, and the property holds along it. */
  | { readonly outcome: "holds"; readonly steps: number; readonly definitionChanged: boolean }
  /** Step `step` (1: the first) cannot be taken: its guard is false, or the state before it is beyond the constraint. */
  | {
      readonly outcome: "notEnabled";
      readonly step: number;
      readonly action: string;
      readonly parameters: Readonly<Record<string, Scalar>>;
      readonly because: "guard" | "constraint";
    }
  /** After step `step` (0: initially) the state is another one. `before` in a change is the archived value, `after` what was found. */
  | { readonly outcome: "differs"; readonly step: number; readonly action: string | null; readonly differences: readonly Change[] }
  /** The run is possible, but its last state is no longer the one that it was to come back to. `before` in a change is that state's value. */
  | { readonly outcome: "open"; readonly start: number; readonly differences: readonly Change[] }
  /** The run can no longer go on like this for ever: today's fairness makes this action happen. */
  | { readonly outcome: "unfair"; readonly broken: Broken; readonly start: number }
  /** The property cannot be judged within the limits. */
  | { readonly outcome: "incomplete"; readonly reason: StopReason }
  /** The spec has no such case, knob, property, action, parameter or field. */
  | { readonly outcome: "missing"; readonly missing: Missing };

/**
 * Replays. Knobs that the spec has gained since have their defaults; fields that it has gained are left to it. Errors: CUT106 and others when
 * the spec does not build, CUT2xx when a guard, an effect or the property is at fault. `budget`: of what must be explored to judge a property, as other machines.
 */
export function replay(archive: Archive, spec: Spec, budget: Budget = unlimited): Replay {
  return atOnce(replayInTurns(archive, spec, budget, new Turns(budget, null)));
}

/** As {@link replay}, with pauses. */
export function replayWith(archive: Archive, spec: Spec, budget: Budget, platform: Platform): Promise<Replay> {
  const turns = new Turns(budget, platform);
  return withPauses(replayInTurns(archive, spec, budget, turns), turns, platform);
}

function* replayInTurns(archive: Archive, spec: Spec, budget: Budget, turns: Turns): InTurns<Replay> {
  if (spec.name !== archive.spec) fail("CUT304", `The counterexample is one of the spec ${show(archive.spec)}.`, { given: spec.name, allowed: archive.spec });
  const lacking = missingFromSpec(archive, spec);
  if (lacking !== null) return { outcome: "missing", missing: lacking };
  const scope = resolveKnobs(spec.scope, archive.scope, "scope");
  const semantics = resolveKnobs(spec.semantics, archive.semantics, "semantics");
  const machine = returning("The function build", () => buildMachine(spec, scope, semantics)).definition;
  const missing = missingFromMachine(archive, machine);
  if (missing !== null) return { outcome: "missing", missing };
  const used: Used = [];
  try {
    const others = yield* othersOf(machine, archive.property.name, budget, turns, used);
    if (others.stopped !== null) return { outcome: "incomplete", reason: others.stopped };
    const run = new Run(archive, machine, definitionHash(spec, machine) !== archive.definition, others.set);
    const outcome = returningEach(() => run.outcome());
    return outcome === "last" ? yield* run.judgeLast(budget, turns) : outcome;
  } catch (error) {
    const place = { spec: archive.spec, ...(archive.case === null ? {} : { case: archive.case }), machine: machine.name };
    throw error instanceof CutcheckError ? error.at(place) : error;
  } finally {
    for (const exploration of used) exploration.release();
  }
}

type Used = Parameters<typeof reachableInTurns>[3];

/** The states of the other machine, for a `reachableIn` property; `stopped`: why there are none. Errors: CUT106 when it has a mistake. */
function* othersOf(
  machine: MachineDefinition,
  name: string,
  budget: Budget,
  turns: Turns,
  used: Used,
): InTurns<{ readonly set: ReachableSet | null; readonly stopped: StopReason | null }> {
  const property = machine.properties.find(each => each.name === name);
  if (property?.kind !== "reachableIn") return { set: null, stopped: null };
  const options = { budget, countEdges: false, properties: null };
  const { sets, failed } = yield* reachableInTurns({ ...machine, properties: [property] }, options, undefined, used, turns);
  if (failed?.finding.verdict === "incomplete") return { set: null, stopped: failed.finding.reason };
  const set = sets.get(property.other);
  if (set === undefined)
    fail("CUT106", `The machine ${show(property.other.name)} cannot be explored.`, {
      place: { role: "reachableIn", name: property.name },
      fix: "Check the spec first: the report says what is wrong with it.",
    });
  return { set, stopped: null };
}

/** One replay: today's machine with the state before and after the current step. */
class Run {
  private readonly archive: Archive;
  private readonly compiled: Compiled;
  private readonly before: StateBox;
  private readonly after: StateBox;
  private readonly property: PropertyQuestions;
  private readonly definitionChanged: boolean;
  /** The packed states of the run, as they are today. */
  private readonly states: Int32Array[] = [];

  /** `set`: the states of the other machine, for a property that asks for them. */
  constructor(archive: Archive, machine: MachineDefinition, definitionChanged: boolean, set: ReachableSet | null) {
    this.archive = archive;
    this.compiled = compile(machine);
    this.before = this.compiled.open();
    this.after = this.compiled.open();
    this.property = questionsOf(this.compiled, archive.property.name, set);
    this.definitionChanged = definitionChanged;
  }

  /** What comes out; `last`: that depends on what is possible from the last state. */
  outcome(): Replay | "last" {
    const { definitionChanged } = this;
    this.states.length = 0;
    const initial = this.start();
    if (initial === null) return { outcome: "missing", missing: noInitialState };
    if (initial.length > 0) return { outcome: "differs", step: 0, action: null, differences: initial };
    this.keep();
    if (!this.property.state(this.after) || !this.property.initial(this.after)) return { outcome: "violates", step: 0, definitionChanged };
    const { steps, loop } = this.archive.trace;
    for (let step = 1; step <= steps.length; step++) {
      const ended = this.take(step);
      if (ended !== null) return ended;
    }
    if (loop !== undefined) return this.judgeForEver(loop);
    if (this.possible() !== null) return "last";
    return this.property.last(this.after)
      ? { outcome: "holds", steps: steps.length, definitionChanged }
      : { outcome: "violates", step: steps.length, definitionChanged };
  }

  /** Whether some run leads from the last state to one in which the property's function is true. Errors: what it throws. */
  *judgeLast(budget: Budget, turns: Turns): InTurns<Replay> {
    const { definitionChanged } = this;
    const { steps } = this.archive.trace;
    const machine = machineFrom(this.compiled.definition, this.after, this.possible() as AlwaysPossible);
    const { finding }: Outcome = yield* exploreInTurns(machine, { budget, countEdges: false, symmetry: false, properties: null }, undefined, turns);
    if (finding.verdict === "error") throw finding.error;
    if (finding.verdict === "incomplete") return { outcome: "incomplete", reason: finding.reason };
    return finding.verdict === "violated"
      ? { outcome: "holds", steps: steps.length, definitionChanged }
      : { outcome: "violates", step: steps.length, definitionChanged };
  }

  private possible(): AlwaysPossible | null {
    const property = this.compiled.definition.properties.find(each => each.name === this.archive.property.name);
    return property?.kind === "alwaysPossible" ? property : null;
  }

  /** Puts the initial state that is the archived one into `after`; when there is none, says how the nearest one differs. Null: there is no initial state at all. */
  private start(): readonly Change[] | null {
    let nearest: { readonly words: Int32Array; readonly differences: readonly Change[] } | null = null;
    for (const isInitial of initialStates(this.after, this.compiled.definition)) {
      if (!isInitial) continue;
      this.after.pack();
      const words = this.after.words.slice();
      const differences = this.differences(this.archive.trace.initial);
      if (nearest === null || differences.length < nearest.differences.length) nearest = { words, differences };
      if (differences.length === 0) break;
    }
    if (nearest === null) return null;
    this.after.words.set(nearest.words);
    this.after.unpack();
    return nearest.differences;
  }

  /** Takes one step, and says why the replay ends with it, if it does. */
  private take(step: number): Replay | null {
    const { action, parameters, state } = this.archive.trace.steps[step - 1] as Archive["trace"]["steps"][number];
    const definition = this.compiled.definition.actions.find(each => each.name === action) as ActionDefinition;
    copy(this.after, this.before);
    if (!enabled(this.after, definition, parameters)) {
      return { outcome: "notEnabled", step, action, parameters, because: isWithin(this.after) ? "guard" : "constraint" };
    }
    apply(this.after, definition, parameters);
    const differences = this.differences(state);
    if (differences.length > 0) return { outcome: "differs", step, action, differences };
    this.keep();
    const taken = stepBy(this.compiled.definition, action, givenOf(definition, parameters));
    const holds = this.property.state(this.after) && this.property.step(this.before, this.after, taken);
    return holds ? null : { outcome: "violates", step, definitionChanged: this.definitionChanged };
  }

  private keep(): void {
    this.after.pack();
    this.states.push(this.after.words.slice());
  }

  private judgeForEver(loop: Loop): Replay {
    const { definitionChanged, states, compiled } = this;
    const { steps } = this.archive.trace;
    const run = { compiled, states, steps, loop };
    if (!closes(run)) return { outcome: "open", start: loop.start, differences: this.differences(this.stateAfter(loop.start)) };
    const broken = brokenPromise(run);
    if (broken !== null) return { outcome: "unfair", broken, start: loop.start };
    const property = compiled.definition.properties.find(each => each.name === this.archive.property.name);
    const holds = property === undefined || !isLiveness(property) || holdsForEver(run, property);
    return holds ? { outcome: "holds", steps: steps.length, definitionChanged } : { outcome: "violates", step: steps.length, definitionChanged };
  }

  private stateAfter(step: number): PlainState {
    this.before.words.set(this.states[step] as Int32Array);
    this.before.unpack();
    return this.before.read();
  }

  private differences(archived: PlainState): readonly Change[] {
    return changes(this.archive.types, archived, this.after.read());
  }
}

const noInitialState: Missing = { what: "initial state", name: "of this run", known: "none: the guards of init let no choice of parameters pass" };

function copy(from: StateBox, to: StateBox): void {
  from.pack();
  to.words.set(from.words);
  to.unpack();
}

/** A property as three questions; a kind answers true to those that are not its own. */
interface PropertyQuestions {
  /** Asked of the initial state only. */
  readonly initial: (box: StateBox) => boolean;
  readonly state: (box: StateBox) => boolean;
  readonly step: (before: StateBox, after: StateBox, step: Step) => boolean;
  /** Asked of the last state of the run. */
  readonly last: (box: StateBox) => boolean;
}

const satisfied: PropertyQuestions = { initial: () => true, state: () => true, step: () => true, last: () => true };

function questionsOf(compiled: Compiled, name: string, set: ReachableSet | null): PropertyQuestions {
  if (name === deadlockProperty) return { ...satisfied, last: box => !isDeadlock(compiled, box) };
  const property = compiled.definition.properties.find(each => each.name === name) as PropertyDefinition;
  return (
    match(property)
      .with({ kind: "invariant" }, invariant => ({ ...satisfied, state: (box: StateBox) => invariantHolds(box, invariant) }))
      .with({ kind: "step" }, step => ({ ...satisfied, step: (before: StateBox, after: StateBox, taken: Step) => stepHolds(before, after, step, taken) }))
      .with({ kind: "reachableIn" }, reachable => reachableQuestions(reachable, set))
      .with({ kind: "refines" }, refines => ({
        ...satisfied,
        initial: (box: StateBox) => refinesHolds(null, box, refines),
        step: (before: StateBox, after: StateBox) => refinesHolds(before, after, refines),
      }))
      // Judged when the whole run is known, by its loop or its last state.
      .with({ kind: P.union("alwaysPossible", "eventually", "leadsTo", "infinitelyOften", "eventuallyAlways") }, () => satisfied)
      .exhaustive()
  );
}

function reachableQuestions(property: Extract<PropertyDefinition, { kind: "reachableIn" }>, set: ReachableSet | null): PropertyQuestions {
  return { ...satisfied, state: box => mappedValues(box, property).every(value => set?.has(value) === true) };
}

type AlwaysPossible = Extract<LivenessProperty, { kind: "alwaysPossible" }>;

/** The machine that begins in the box's state, and in which the property's function is never true, if that is so. Beyond the constraint it may be true. */
function machineFrom(machine: MachineDefinition, box: StateBox, { name, holds }: AlwaysPossible): MachineDefinition {
  const state = plain(box.state) as object;
  const init: InitDefinition = { ...defaultInit, then: (s: object) => assign(s, state) };
  const { within } = machine;
  const never = { kind: "invariant", name, holds: (s: never) => !holds(s) && (within === null || within(s)) } as const;
  return { ...machine, inits: [init], properties: [never], witnesses: [], terminal: "any" };
}

function isDeadlock({ definition, instances }: Compiled, box: StateBox): boolean {
  return !instances.some(({ action, parameters }) => enabled(box, definition.actions[action] as ActionDefinition, parameters)) && !isTerminal(box, definition);
}
