/** Decides one liveness property on the state graph. Every kind asks for a fair run that goes on for ever in a region, or for a lost state. */
import { isOfSteps, type LivenessProperty } from "../../dsl/liveness.ts";
import { annotated } from "../calls/annotate.ts";
import { stateOf, stepTo } from "../trace/trace.ts";
import { limitingCalls } from "../work/limit.ts";
import type { Trace } from "../work/outcome.ts";
import type { Work } from "../work/turn.ts";
import { inRegion, isCut, isSeed, isSeedStep, type Region } from "./components.ts";
import { explainedLoop } from "./explain.ts";
import { FairSearch, isFair, isRequired } from "./fair.ts";
import type { Constraints } from "./fairness.ts";
import type { StateGraph, StateSpace } from "./graph.ts";
import { fairLoop } from "./loop.ts";
import type { Memory } from "./memory.ts";
import { isGood, PossibleSearch } from "./possible.ts";
import { type IdRun, shortestStem } from "./stem.ts";

/** What a property says of a state or a step. Bit 0: it is what the property waits for, or of `leadsTo` what comes first. Bit 1: of `leadsTo`, what must follow. */
export const saysFirst = 1;
export const saysSecond = 2;
/** Bit 2: the state is beyond the machine's constraint. Whatever the functions say of it, no run goes on from there. */
export const isOutside = 4;

export interface Decision {
  /** Looks at about `states` states. Returns whether the property is decided. Errors: MemoryLimitError. */
  advance(states: number): boolean;
  /** The counterexample; null when the property holds. Errors: MemoryLimitError. */
  violation(): Work<Trace | null>;
}

/** What a property says, see {@link saysFirst}: a byte for each state, and one for each edge where it waits for steps. */
export interface Said {
  readonly states: Uint8Array;
  readonly edges: Uint8Array | null;
}

/** `said` is used up. Errors: MemoryLimitError. */
export function decisionOf(property: LivenessProperty, space: StateSpace, graph: StateGraph, constraints: Constraints, said: Said, memory: Memory): Decision {
  const region = regionOf(property, graph, said);
  if (property.kind === "alwaysPossible") return possibleDecision(space, graph, region, memory);
  return fairDecision(property.kind === "eventuallyAlways", space, graph, constraints, region, memory);
}

/** The region of a property. The bytes of `said` become its flags. */
function regionOf(property: LivenessProperty, graph: StateGraph, { states, edges }: Said): Region {
  for (let state = 0; state < states.length; state++) states[state] = flagsOf(property.kind, states[state]);
  if (property.kind === "eventually") keepInitialSeeds(graph, states);
  if (edges !== null) markSteps(property.kind, graph, states, edges);
  return { flags: states, steps: edges, beginsByStep: property.kind === "leadsTo" && isOfSteps(property.from) };
}

/** Steps that the property waits for are left out of the region. Of `leadsTo`, the states after the steps that come first are seeds. */
function markSteps(kind: LivenessProperty["kind"], { size, offsets, targets }: StateGraph, flags: Uint8Array, edges: Uint8Array): void {
  const waitedFor = kind === "leadsTo" ? saysSecond : saysFirst;
  for (let edge = 0; edge < offsets[size]; edge++) {
    const said = edges[edge];
    edges[edge] = 0;
    if ((said & waitedFor) !== 0) edges[edge] = isCut;
    else if ((said & saysFirst) !== 0 && (flags[targets[edge]] & inRegion) !== 0) {
      edges[edge] = isSeedStep;
      flags[targets[edge]] |= isSeed;
    }
  }
}

/**
 * Where a run goes wrong: `region` is where it stays for ever, from a seed on. `eventually(p)`: never p, from the start; `leadsTo(p, q)`: a p, and
 * from there never q; `infinitelyOften(p)`: from somewhere on never p; `eventuallyAlways(p)`: again and again not p. What is waited for as a step is said
 * of no state: see {@link markSteps}.
 */
function flagsOf(kind: LivenessProperty["kind"], said: number): number {
  const first = (said & saysFirst) !== 0;
  if ((said & isOutside) !== 0) return kind === "alwaysPossible" ? inRegion | isSeed | isGood : 0;
  if (kind === "alwaysPossible") return inRegion | isSeed | (first ? isGood : 0);
  if (kind === "eventuallyAlways") return inRegion | isSeed | (first ? 0 : isRequired);
  if (kind === "leadsTo") return (said & saysSecond) !== 0 ? 0 : inRegion | (first ? isSeed : 0);
  return first ? 0 : inRegion | isSeed;
}

function keepInitialSeeds({ initials }: StateGraph, flags: Uint8Array): void {
  for (let state = 0; state < flags.length; state++) flags[state] &= ~isSeed;
  for (const state of initials) if (flags[state] !== 0) flags[state] |= isSeed;
}

function possibleDecision(space: StateSpace, graph: StateGraph, region: Region, memory: Memory): Decision {
  const search = new PossibleSearch(graph, region, memory);
  return {
    advance: states => search.advance(states),
    *violation() {
      memory.give(search.memoryBytes);
      if (search.lostStates === 0) return null;
      return traceOf(space, yield* shortestStem(space.compiled, graph, region, state => (region.flags[state] & isGood) === 0, memory));
    },
  };
}

function fairDecision(needsRequired: boolean, space: StateSpace, graph: StateGraph, constraints: Constraints, region: Region, memory: Memory): Decision {
  const search = new FairSearch(graph, region, constraints, needsRequired, memory);
  return {
    advance: states => search.advance(states),
    *violation() {
      if (search.fairStates === 0) {
        memory.give(search.memoryBytes);
        return null;
      }
      const stem = yield* shortestStem(space.compiled, graph, region, state => (region.flags[state] & isFair) !== 0, memory);
      const at = stem.steps.at(-1)?.[1] ?? stem.start;
      const steps = yield* fairLoop(graph, region, search.components, constraints, needsRequired, at, memory);
      const loop = explainedLoop(space.compiled, graph, stem.steps.length, at, steps);
      return { ...traceOf(space, { start: stem.start, steps: [...stem.steps, ...steps] }), loop };
    },
  };
}

function traceOf({ compiled, found }: StateSpace, { start, steps }: IdRun): Trace {
  const trace = compiled.lend(box => {
    const initial = stateOf(box, found, start);
    return { initial, steps: steps.map(([instance, state]) => stepTo(compiled, box, found, instance, state)) };
  });
  // A few calls for each step of one run: each may have a limit of its own.
  return limitingCalls(() => annotated(compiled, trace));
}
