/**
 * Whether a machine treats the members of its scalarsets alike. That members cannot be ordered, counted with or listed is the first line of
 * defence; this is the second: initial states are compared with their renamings completely, the steps and properties of sampled states.
 */
import { fail, type Place } from "../../dsl/errors.ts";
import type { PropertyDefinition } from "../../dsl/machine.ts";
import type { ScalarsetNode } from "../../dsl/scalarset.ts";
import type { Step } from "../../dsl/steps.ts";
import { OwnBudget } from "../../kernel/memory.ts";
import { RowSet } from "../../kernel/rows.ts";
import type { Compiled, StateBox } from "../../layout/compile.ts";
import type { Renaming } from "../../layout/representative.ts";
import { apply, eachInitial, enabled, isTerminal, isWithin, stepHolds, stepOf, witnessReached } from "../calls/run.ts";
import { isOfStates, type Judge } from "../judge/judge.ts";
import { statePropertyHolds } from "./diagnosis.ts";

/** An exchange of two members, which together generate all renamings. */
interface Exchange {
  readonly renaming: Renaming;
  /** In words: "task 0 and task 1". */
  readonly text: string;
}

function exchangesOf(sets: readonly ScalarsetNode[]): readonly Exchange[] {
  const identity = ({ size }: ScalarsetNode): number[] => Array.from({ length: size }, (_, i) => i);
  return sets.flatMap((set, j) =>
    identity(set)
      .slice(1)
      .map(x => ({
        renaming: sets.map((each, i) =>
          i === j
            ? identity(each)
                .with(x - 1, x)
                .with(x, x - 1)
            : identity(each),
        ),
        text: `${set.name} ${x - 1} and ${set.name} ${x}`,
      })),
  );
}

/** Errors: CUT216 when the initial states are not closed under renaming. */
export function checkInitialStates(compiled: Compiled): void {
  compiled.lend(box => checkInitialStatesIn(compiled, box));
}

function checkInitialStatesIn(compiled: Compiled, box: StateBox): void {
  const initial = new RowSet(compiled.packing.words, new OwnBudget(Number.POSITIVE_INFINITY));
  eachInitial(box, compiled.definition, () => {
    box.pack();
    initial.insert(box.words);
  });
  for (const { renaming, text } of exchangesOf(compiled.sets)) {
    for (let id = 0; id < initial.size; id++) {
      initial.read(id, box.words);
      box.unpack();
      box.rename(renaming);
      box.pack();
      if (initial.find(box.words) < 0) asymmetric({ role: "init" }, "An initial state with two members exchanged is no initial state.", text);
    }
  }
}

/**
 * Compares a packed state with renamings of it: with all exchanges of two members, or with the one that `hash` chooses. Errors: CUT216, naming
 * the function that treats them differently; CUT2xx when it fails in the renamed one.
 */
export function checkRenamings(compiled: Compiled, words: Int32Array, judge: Judge, hash: number | null): void {
  const exchanges = exchangesOf(compiled.sets);
  const first = hash === null ? 0 : (hash >>> 12) % Math.max(1, exchanges.length);
  const chosen = hash === null ? exchanges : exchanges.slice(first, first + 1);
  const state = words.slice();
  for (const exchange of chosen) checkExchange(compiled, state, judge, exchange);
}

function checkExchange(compiled: Compiled, state: Int32Array, judge: Judge, { renaming, text }: Exchange): void {
  const renamed = compiled.lend(box => {
    load(box, state);
    box.rename(renaming);
    box.pack();
    return box.words.slice();
  });
  compiled.lend(box => checkState(compiled, box, judge, state, renamed, text));
  compiled.definition.actions.forEach((_, action) => {
    checkSteps(compiled, judge, action, { words: state, renaming }, { words: renamed, renaming: null }, text);
  });
}

function checkState(compiled: Compiled, box: StateBox, judge: Judge, words: Int32Array, renamed: Int32Array, text: string): void {
  const differs = (test: () => boolean): boolean => {
    load(box, words);
    const first = test();
    load(box, renamed);
    return test() !== first;
  };
  const { definition } = compiled;
  if (definition.within !== null && differs(() => isWithin(box))) asymmetric({ role: "within" }, "The function gives two answers.", text);
  for (const property of judge.properties) {
    if (isOfStates(property) && differs(() => statePropertyHolds(judge.others, box, property)))
      asymmetric({ role: property.kind, name: property.name }, "The property gives two answers.", text);
  }
  for (const witness of definition.witnesses) {
    if (witness.kind === "witness" && differs(() => witnessReached(null, box, witness, null)))
      asymmetric({ role: "witness", name: witness.name }, "The witness gives two answers.", text);
  }
  if (definition.terminal !== null && differs(() => isTerminal(box, definition))) asymmetric({ role: "terminal" }, "The function gives two answers.", text);
}

/** A state, and how its successors must be renamed to be compared. */
interface Side {
  readonly words: Int32Array;
  readonly renaming: Renaming | null;
}

function checkSteps(compiled: Compiled, judge: Judge, action: number, left: Side, right: Side, text: string): void {
  const definition = compiled.definition.actions[action];
  const [one, two] = [left, right].map(side => compiled.lendTwo((before, after) => madeBy(compiled, before, after, judge, action, side)));
  const odd = (of: readonly Made[], others: readonly Made[], key: (made: Made) => string): Made | undefined =>
    of.find(made => count(of, made, key) !== count(others, made, key));
  const state = (made: Made): string => made.state;
  const effect = odd(one, two, state) ?? odd(two, one, state);
  if (effect !== undefined) {
    const role = one.length === two.length ? "effect" : "guard";
    const what = role === "guard" ? "The guard holds for another number of choices." : "The effect leads to other states.";
    asymmetric({ role, name: definition.name, parameters: effect.parameters }, what, text);
  }
  for (const { name, role } of [...new Set(one.flatMap(made => made.judged))]) {
    const answer = (made: Made): string => `${made.state} ${made.judged.find(each => each.name === name)?.answer}`;
    const differing = odd(one, two, answer) ?? odd(two, one, answer);
    if (differing !== undefined) asymmetric({ role, name }, `The function gives two answers about the step ${definition.name}.`, text);
  }
}

/** A successor as text, with what is said about the step to it. */
interface Made {
  readonly state: string;
  readonly parameters: NonNullable<Place["parameters"]>;
  readonly judged: readonly { readonly name: string; readonly role: "step" | "witness"; readonly answer: boolean }[];
}

function count(all: readonly Made[], of: Made, key: (made: Made) => string): number {
  return all.filter(made => key(made) === key(of)).length;
}

function madeBy(compiled: Compiled, before: StateBox, after: StateBox, judge: Judge, action: number, { words, renaming }: Side): readonly Made[] {
  const definition = compiled.definition.actions[action];
  return compiled.instances.flatMap(instance => {
    const { parameters } = instance;
    if (instance.action !== action) return [];
    load(before, words);
    if (!enabled(before, definition, parameters)) return [];
    load(after, words);
    apply(after, definition, parameters);
    const judged = judgedSteps(compiled, judge, before, after, stepOf(compiled, instance));
    if (renaming !== null) after.rename(renaming);
    after.pack();
    return [{ state: after.words.join(), parameters, judged }];
  });
}

function judgedSteps(compiled: Compiled, judge: Judge, before: StateBox, after: StateBox, step: Step): Made["judged"] {
  const steps = judge.properties.filter((property): property is Extract<PropertyDefinition, { kind: "step" }> => property.kind === "step");
  const witnesses = compiled.definition.witnesses.filter(({ kind }) => kind === "witnessStep");
  return [
    ...steps.map(property => ({ name: property.name, role: "step" as const, answer: stepHolds(before, after, property, step) })),
    ...witnesses.map(witness => ({ name: witness.name, role: "witness" as const, answer: witnessReached(before, after, witness, step) })),
  ];
}

function load(box: StateBox, words: Int32Array): void {
  box.words.set(words);
  box.unpack();
}

function asymmetric(place: Place, message: string, exchanged: string): never {
  fail("CUT216", message, {
    place,
    given: `the same state with ${exchanged} exchanged`,
    allowed: "the same answer, and the same steps with them exchanged",
    fix: "Members of a scalarset are interchangeable: visit all of them alike, take one by a parameter, start with each of them; or declare t.int.",
  });
}
