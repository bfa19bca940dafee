/**
 * What must eventually happen, and what must always stay possible: decided on the whole state graph of an exploration that has found nothing
 * wrong. First the graph is built and every state is asked what the properties say of it; then one property after the other is decided.
 */
import { takeMistake, whileRunning } from "../../dsl/calls.ts";
import { type CutcheckError, isMistake, tamed } from "../../dsl/errors.ts";
import type { LivenessProperty } from "../../dsl/machine.ts";
import { isMemoryError } from "../../kernel/memory.ts";
import type { StateBox } from "../../layout/compile.ts";
import { badResult } from "../../layout/runtime.ts";
import { isWithin, livenessHolds } from "../calls/run.ts";
import { nondeterministic, threwOnce, withTrace } from "../mistakes/diagnosis.ts";
import { RunWanted, withoutRun, withRun } from "../runs/mistakenRun.ts";
import { loadState } from "../trace/trace.ts";
import { limitingCalls } from "../work/limit.ts";
import type { Finding, Progress, StopReason } from "../work/outcome.ts";
import { goOn, type IsTime, never, type Work } from "../work/turn.ts";
import { type Decision, decisionOf, isOutside, saysFirst, saysSecond } from "./decision.ts";
import { type Constraints, constraintsOf } from "./fairness.ts";
import { GraphBuilder, type StateGraph, type StateSpace } from "./graph.ts";
import { Memory } from "./memory.ts";

/** States of which the properties are asked again before anything is decided by what they said. */
const askedAgain = 512;

type Predicate = (state: unknown) => unknown;

export class LivenessCheck {
  private readonly properties: readonly LivenessProperty[];
  private readonly space: StateSpace;
  private readonly explored: Progress;
  private readonly memory: Memory;
  private readonly constraints: Constraints;
  private builder: GraphBuilder | null = null;
  private graph: StateGraph | null = null;
  /** For each property what it says of each state. */
  private readonly said: Uint8Array[] = [];
  /** Position of the property that is being decided. */
  private current = 0;
  private decision: Decision | null = null;
  private result: Finding | null = null;
  /** The run to show, or the one to a mistake: a little at a time. */
  private work: Work<void> | null = null;
  /** What is known already of the result that is being worked on. */
  private known: Finding | null = null;

  /** `explored`: the progress of the exploration at its end. `memoryBytesMax`: what all stores may take together. */
  constructor(space: StateSpace, properties: readonly LivenessProperty[], explored: Progress, memoryBytesMax: number) {
    this.space = space;
    this.properties = properties;
    this.explored = explored;
    this.memory = new Memory(memoryBytesMax - explored.memoryBytes);
    this.constraints = constraintsOf(space.compiled);
  }

  /** Looks at up to about so many states, until it is time. Returns whether all is decided. */
  advance(states: number, isTime: IsTime = never): boolean {
    if (this.result !== null) return true;
    try {
      whileRunning(() => {
        if (this.work !== null) this.goOn(this.work, states, isTime);
        else if (this.graph === null) this.build(states, isTime);
        else this.decide(this.graph, states);
      });
    } catch (error) {
      this.explain(error);
    }
    return this.result !== null;
  }

  stop(reason: StopReason, detail?: string): void {
    this.result ??= this.known ?? { verdict: "incomplete", reason, undecided: this.property.name, ...(detail === undefined ? {} : { detail }) };
  }

  /** Looks for the property whose function does not return in the state at hand. */
  cutOff(): void {
    this.work = null;
    try {
      limitingCalls(() => this.askSlowly(this.builder?.current ?? 0));
    } catch (error) {
      if (!isMistake(error)) throw error;
      this.work = this.tell(error);
      return;
    }
    this.stop("worker", "a turn took too long, and no function of the spec is to blame");
  }

  progress(): Progress {
    return { ...this.explored, memoryBytes: this.memoryBytes, deciding: this.property.name };
  }

  /** What came out. Call it when `advance` has returned true. */
  finding(): Finding {
    return this.result ?? { verdict: "incomplete", reason: "interrupted", undecided: this.property.name };
  }

  /** Peak bytes, those of the exploration included. */
  get memoryBytes(): number {
    return this.explored.memoryBytes + this.memory.peakBytes;
  }

  private get property(): LivenessProperty {
    return this.properties[Math.min(this.current, this.properties.length - 1)];
  }

  private goOn(work: Work<void>, states: number, isTime: IsTime): void {
    if (goOn(work, states, isTime) && this.work === work) this.work = null;
  }

  private build(states: number, isTime: IsTime): void {
    this.builder ??= this.newBuilder();
    if (!this.builder.advance(states, isTime)) return;
    this.graph = this.builder.graph();
    this.askAgain();
  }

  private newBuilder(): GraphBuilder {
    const { box, compiled } = this.space;
    const within = compiled.definition.within as Predicate | null;
    const asks = this.properties.map(property => {
      const said = this.memory.uint8(this.space.found.distinctStates);
      this.said.push(said);
      return asksOf(property, said);
    });
    return new GraphBuilder(this.space, this.memory, id => {
      for (let i = 0; i < asks.length; i++) asks[i](box.state, id);
      if (within !== null && !isTrue(within(box.state))) for (const said of this.said) said[id] |= isOutside;
    });
  }

  private decide(graph: StateGraph, states: number): void {
    this.decision ??= decisionOf(this.property, this.space, graph, this.constraints, this.said[this.current], this.memory);
    if (this.decision.advance(states)) this.work = this.conclude(this.decision);
  }

  private *conclude(decision: Decision): Work<void> {
    const trace = yield* decision.violation();
    if (trace !== null) this.result = { verdict: "violated", property: this.property.name, trace };
    this.decision = null;
    this.current++;
    if (this.current === this.properties.length) this.result ??= { verdict: "holds" };
  }

  /** Asks of a sample of the states once more, the last ones first. Errors: CUT209 with the run to a state of which a function says something else now. */
  private askAgain(): void {
    this.space.compiled.lend(box => this.askAgainIn(box));
  }

  private askAgainIn(box: StateBox): void {
    const { found } = this.space;
    const each = Math.ceil(found.distinctStates / askedAgain);
    for (let state = found.distinctStates - 1; state >= 0; state -= each) {
      loadState(box, found, state);
      this.properties.forEach((property, i) => {
        const [first, second] = livenessHolds(box, property);
        const said = (first ? saysFirst : 0) | (second ? saysSecond : 0) | (isWithin(box) ? 0 : isOutside);
        if (said !== this.said[i][state]) withTrace(state, () => nondeterministic({ role: property.kind, name: property.name }, undefined, "from one state"));
      });
    }
  }

  private explain(thrown: unknown): void {
    const error = takeMistake() ?? tamed(thrown);
    this.work = null;
    if (isMemoryError(error)) this.stop("memory");
    else this.work = this.tell(this.mistakeIn(error));
  }

  /** Errors: whatever is no mistake of the spec. */
  private mistakeIn(error: unknown): CutcheckError {
    if (isMistake(error) && error.trace !== null) return error;
    try {
      this.askSlowly(this.builder?.current ?? 0);
    } catch (found) {
      if (isMistake(found)) return found;
    }
    if (isMistake(error)) return error;
    // All these functions were called before in all these states, and threw nothing.
    if (this.graph === null) return threwOnce(error);
    throw error;
  }

  /** A mistake of the spec, with the run that leads there. */
  private *tell(mistake: CutcheckError): Work<void> {
    const { compiled, found } = this.space;
    const wanting = mistake.at({}, new RunWanted(this.builder?.current ?? 0, -1));
    this.known = { verdict: "error", error: withoutRun(wanting) };
    this.result = { verdict: "error", error: yield* withRun(wanting, compiled, found, this.memory.leftForSearch) };
  }

  /** Errors: what a property's function does wrong in a state, with its place. */
  private askSlowly(state: number): void {
    this.space.compiled.lend(box => {
      loadState(box, this.space.found, state);
      for (const property of this.properties) livenessHolds(box, property);
    });
  }
}

/** Writes down what a property says of a state. Errors: whatever its functions throw, CUT213. */
function asksOf(property: LivenessProperty, said: Uint8Array): (state: unknown, id: number) => void {
  if (property.kind !== "leadsTo") {
    const holds = property.holds as Predicate;
    return (state, id) => {
      if (isTrue(holds(state))) said[id] = saysFirst;
    };
  }
  const [from, to] = [property.from as Predicate, property.to as Predicate];
  return (state, id) => {
    said[id] = (isTrue(from(state)) ? saysFirst : 0) | (isTrue(to(state)) ? saysSecond : 0);
  };
}

function isTrue(result: unknown): boolean {
  return result === true || (result !== false && badResult(result));
}
