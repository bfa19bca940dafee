/** What is said of each kind of property: all its words are here. */
import type { ArchivedProperty, PropertyKind } from "../counterexample/archive.ts";

/** Where a finite run ends that violates a property. */
interface End {
  /** The number of steps. */
  readonly steps: number;
  /** `the state after step 3`. */
  readonly where: string;
  /** The property, as it is shown. */
  readonly name: string;
}

interface PropertyWords {
  /** What it demands, in a few words. */
  readonly demand: string;
  /** What is asked, in a sentence. */
  readonly question: string;
  /** What is wrong at the end of a run, in a sentence. */
  readonly verdict: (end: End) => string;
  /** What is added to the length of the shortest run; begins with a space, or is empty. */
  readonly ending: string;
  /** A note at the end of a drawing. */
  readonly note: (name: string) => string;
  /** Of a run that goes on for ever: what is missing in it. */
  readonly missingForEver: string;
}

const usual = {
  ending: "",
  note: (name: string) => `violated: ${name}`,
  missingForEver: "Not all of these states are ones to stay in.",
};

/** A run that does not end may violate these. */
const ofRuns = { ...usual, verdict: ({ where, name }: End) => `After ${where} ${name} never comes true.` };

const words: Readonly<Record<PropertyKind, PropertyWords>> = {
  invariant: {
    ...usual,
    demand: "must hold in every state",
    question: "It is asked of every state.",
    verdict: ({ where, name }) => `In ${where}, ${name} does not hold.`,
  },
  step: {
    ...usual,
    demand: "must hold of every step",
    question: "It is asked of every step: the state before, the state after, and the action.",
    verdict: ({ steps, name }) => `Step ${steps} violates ${name}.`,
  },
  reachableIn: {
    ...usual,
    demand: "every state must be one that another machine can reach",
    question: "It is asked of every state: what it maps to must be a state that another machine can reach.",
    verdict: ({ where, name }) =>
      `For ${where}, ${name} does not hold: its mapped value is no state that the other machine can reach.`,
  },
  refines: {
    ...usual,
    demand: "every step must be one of another machine, or no change there",
    question:
      "It is asked of every step: another machine can do the same, or it is no change there; and of every initial state.",
    verdict: ({ steps, name }) =>
      `${steps === 0 ? "The initial state" : `Step ${steps}`} has no counterpart: ${name} does not hold.`,
  },
  deadlock: {
    ...usual,
    demand: "something must be enabled in every state that is not terminal",
    question: "It is asked of every state: some action is enabled, or the state is declared terminal.",
    verdict: ({ where }) => `In ${where} no action is enabled, and it is not declared terminal.`,
    ending: " There nothing is enabled any more, and the state is not declared terminal.",
    note: () => "nothing is enabled any more",
  },
  eventually: {
    ...ofRuns,
    demand: "every fair run must come to such a state",
    question: "It is asked of every fair run: such a state must come.",
    missingForEver: "No state of the run is one that must come.",
  },
  leadsTo: {
    ...ofRuns,
    demand: "in every fair run the second must follow the first",
    question: "It is asked of every fair run: after each state of the first kind, one of the second kind must come.",
    missingForEver: "What must follow never does.",
  },
  infinitelyOften: {
    ...ofRuns,
    demand: "every fair run must come to such a state again and again",
    question: "It is asked of every fair run: such a state must come again and again.",
    missingForEver: "No state that must come again and again is among them.",
  },
  eventuallyAlways: {
    ...ofRuns,
    demand: "every fair run must come to such states and stay in them",
    question: "It is asked of every fair run: from some state on, all must be such states.",
  },
  alwaysPossible: {
    ...usual,
    demand: "from every state such a state must be reachable",
    question: "It is asked of every state: from there some run must lead to such a state.",
    verdict: ({ where, name }) => `From ${where} no run leads to a state in which ${name} holds.`,
    ending: " From there no run leads to such a state any more.",
    note: name => `no longer possible: ${name}`,
  },
};

/** What is said otherwise of a property that waits for steps. */
const ofSteps: Readonly<Partial<Record<PropertyKind, (first: Moment, second: Moment) => Partial<PropertyWords>>>> = {
  eventually: () => ({
    demand: "every fair run must take such a step",
    question: "It is asked of every fair run: such a step must come.",
    missingForEver: "No step of the run is one that must come.",
  }),
  leadsTo: (first, second) => ({
    question: `It is asked of every fair run: after each ${first} of the first kind, a ${second} of the second kind must come.`,
  }),
  infinitelyOften: () => ({
    demand: "every fair run must take such a step again and again",
    question: "It is asked of every fair run: such a step must come again and again.",
    missingForEver: "No step that must come again and again is among them.",
  }),
};

type Moment = NonNullable<ArchivedProperty["moments"]>[number];

/** The words for a property. */
export function wordsOf({ kind, moments }: ArchivedProperty): PropertyWords {
  const [first = "state", second = "state"] = moments ?? [];
  return moments === undefined ? words[kind] : { ...words[kind], ...ofSteps[kind]?.(first, second) };
}
