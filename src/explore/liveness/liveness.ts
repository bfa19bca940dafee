/**
 * What must eventually happen, and what must always stay possible: decided on the whole state graph of an exploration that has found nothing
 * wrong. First the graph is built and every state is asked what the properties say of it; then one property after the other is decided.
 */
import { takeMistake, whileRunning } from "../../dsl/calls.ts";
import { type CutcheckError, isMistake, tamed } from "../../dsl/errors.ts";
import type { LivenessProperty } from "../../dsl/liveness.ts";
import { isMemoryError } from "../../kernel/memory.ts";
import { threwOnce } from "../mistakes/diagnosis.ts";
import { RunWanted, withoutRun, withRun } from "../runs/mistakenRun.ts";
import { limitingCalls } from "../work/limit.ts";
import type { Finding, Progress, StopReason } from "../work/outcome.ts";
import { goOn, type IsTime, never, type Work } from "../work/turn.ts";
import { Asking } from "./asking.ts";
import { type Decision, decisionOf } from "./decision.ts";
import { type Constraints, constraintsOf } from "./fairness.ts";
import { GraphBuilder, type StateGraph, type StateSpace } from "./graph.ts";
import { Memory } from "./memory.ts";

/** The graph while it is made, and what is asked of it. */
interface Building {
  readonly builder: GraphBuilder;
  readonly asking: Asking;
}

export class LivenessCheck {
  private readonly properties: readonly LivenessProperty[];
  private readonly space: StateSpace;
  private readonly explored: Progress;
  private readonly memory: Memory;
  private readonly constraints: Constraints;
  private building: Building | null = null;
  private graph: StateGraph | null = null;
  /** Position of the property that is being decided. */
  private current = 0;
  private decision: Decision | null = null;
  private result: Finding | null = null;
  /** Finds the run to show, or the run to a mistake, a little at a time. */
  private work: Work<void> | null = null;
  /** The result without its run, while the run is looked for. */
  private known: Finding | null = null;

  /** `explored`: the progress of the exploration at its end. `memoryBytesMax`: what all stores may take together. */
  constructor(space: StateSpace, properties: readonly LivenessProperty[], explored: Progress, memoryBytesMax: number) {
    this.space = space;
    this.properties = properties;
    this.explored = explored;
    this.memory = new Memory(memoryBytesMax - explored.memoryBytes);
    this.constraints = constraintsOf(space.compiled);
  }

  /** Looks at about `states` states, until it is time. Returns whether all properties are decided. */
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
      limitingCalls(() => this.askSlowly());
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
    this.building ??= this.begin();
    const { builder, asking } = this.building;
    if (!builder.advance(states, isTime)) return;
    this.graph = builder.graph();
    asking.again(this.graph);
  }

  private begin(): Building {
    const asking = new Asking(this.space, this.properties, this.memory);
    return { asking, builder: new GraphBuilder(this.space, this.memory, asking) };
  }

  private decide(graph: StateGraph, states: number): void {
    const { said } = (this.building as Building).asking;
    this.decision ??= decisionOf(this.property, this.space, graph, this.constraints, said[this.current], this.memory);
    if (this.decision.advance(states)) this.work = this.conclude(this.decision);
  }

  private *conclude(decision: Decision): Work<void> {
    const trace = yield* decision.violation();
    if (trace !== null) this.result = { verdict: "violated", property: this.property.name, trace };
    this.decision = null;
    this.current++;
    if (this.current === this.properties.length) this.result ??= { verdict: "holds" };
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
      this.askSlowly();
    } catch (found) {
      if (isMistake(found)) return found;
    }
    if (isMistake(error)) return error;
    // The graph is complete, so every function was called in every state before, and threw nothing.
    if (this.graph === null) return threwOnce(error);
    throw error;
  }

  /** A mistake of the spec, with the run that leads there. */
  private *tell(mistake: CutcheckError): Work<void> {
    const { compiled, found } = this.space;
    const wanting = mistake.at({}, new RunWanted(this.building?.builder.current ?? 0, -1));
    this.known = { verdict: "error", error: withoutRun(wanting) };
    this.result = { verdict: "error", error: yield* withRun(wanting, compiled, found, this.memory.leftForSearch) };
  }

  /** Errors: what a property's function does wrong in the state at hand, or in a step from it, with its place. */
  private askSlowly(): void {
    this.building?.asking.slowly(this.building.builder.current);
  }
}
