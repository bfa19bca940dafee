/** What runs are to cover, as numbered goals: some transitions, action instances, or pairs of consecutive action instances. */
import { fail } from "../dsl/errors.ts";
import type { TransitionGraph } from "../explore/graph/transitionGraph.ts";
import { randomFrom } from "./random.ts";

/** An instance that is none: before the first step of a run. */
export const nothingBefore = -1;

/** What a set of runs is to cover. */
export interface Goals {
  /** Goals are numbers below it. */
  readonly space: number;
  readonly count: number;
  /** The goal that a step reaches; -1: none. `before`: the action instance of the step before it, or `nothingBefore`. */
  goalOf(before: number, edge: number): number;
  /** Calls `visit` for each goal with the edges of one or two consecutive steps that reach it: those that are found first, in the order of the graph. */
  eachWitness(visit: (edges: readonly number[]) => void): void;
}

/** A pair is a bit of a table: a machine with more instances than this would make it larger than 128 MB. */
const instancesOfPairsMax = 32_768;

/** Every transition. */
export function transitionGoals({ targets }: TransitionGraph): Goals {
  return {
    space: targets.length,
    count: targets.length,
    goalOf: (_, edge) => edge,
    eachWitness: visit => {
      for (let edge = 0; edge < targets.length; edge++) visit([edge]);
    },
  };
}

/** Every action instance that some transition has. */
export function instanceGoals(graph: TransitionGraph, instances: number): Goals {
  const { labels } = graph;
  const witness = new Int32Array(instances).fill(-1);
  for (let edge = labels.length - 1; edge >= 0; edge--) witness[labels[edge]] = edge;
  return {
    space: instances,
    count: witness.reduce((sum, edge) => sum + (edge < 0 ? 0 : 1), 0),
    goalOf: (_, edge) => labels[edge],
    eachWitness: visit => {
      for (const edge of witness) if (edge >= 0) visit([edge]);
    },
  };
}

/** Every two action instances of which the second one can follow the first one at once. Errors: CUT105. */
export function pairGoals(graph: TransitionGraph, instances: number): Goals {
  if (instances > instancesOfPairsMax) {
    fail("CUT105", `The machine has ${instances} action instances: their pairs are too many.`, {
      allowed: `at most ${instancesOfPairsMax} instances`,
      fix: "Cover transitions or actions.",
    });
  }
  const { offsets, targets, labels } = graph;
  const seen = new Bits(instances * instances);
  const first: number[] = [];
  const second: number[] = [];
  for (let edge = 0; edge < targets.length; edge++) {
    for (let next = offsets[targets[edge]]; next < offsets[targets[edge] + 1]; next++) {
      if (!seen.add(labels[edge] * instances + labels[next])) continue;
      first.push(edge);
      second.push(next);
    }
  }
  return {
    space: instances * instances,
    count: first.length,
    goalOf: (before, edge) => (before === nothingBefore ? -1 : before * instances + labels[edge]),
    eachWitness: visit => {
      for (const [i, edge] of first.entries()) visit([edge, second[i]]);
    },
  };
}

/** So many transitions, chosen at random; all, when there are no more. `seed`: a 32-bit integer; the same one chooses the same. */
export function sampleGoals({ targets }: TransitionGraph, size: number, seed: number): Goals {
  const isChosen = new Bits(targets.length);
  const random = randomFrom(seed);
  let count = 0;
  // R. W. Floyd's way to choose distinct numbers (J. Bentley and B. Floyd, A sample of brilliance, 1987).
  for (let most = Math.max(0, targets.length - size); most < targets.length; most++) {
    if (!isChosen.add(random(most + 1))) isChosen.add(most);
    count++;
  }
  return {
    space: targets.length,
    count,
    goalOf: (_, edge) => (isChosen.has(edge) ? edge : -1),
    eachWitness: visit => {
      for (let edge = 0; edge < targets.length; edge++) if (isChosen.has(edge)) visit([edge]);
    },
  };
}

/** A set of small numbers. */
export class Bits {
  private readonly words: Uint32Array;

  /** For numbers below `size`. */
  constructor(size: number) {
    this.words = new Uint32Array(Math.ceil(size / 32));
  }

  has(number: number): boolean {
    return (this.words[Math.floor(number / 32)] & (1 << (number % 32))) !== 0;
  }

  /** Whether it is new. */
  add(number: number): boolean {
    if (this.has(number)) return false;
    this.words[Math.floor(number / 32)] |= 1 << (number % 32);
    return true;
  }
}
