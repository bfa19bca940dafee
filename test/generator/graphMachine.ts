/** Random machines that walk on a graph of few states, with random fairness and random liveness properties, as source text. */
import fc from "fast-check";
import { machineOf, type RandomMachine } from "./randomMachine.ts";

const statesMax = 7;

interface RawAction {
  /** For each choice of the parameter, where each state leads; negative: not enabled. */
  readonly tables: readonly (readonly number[])[];
  readonly fair: "" | "weak" | "strong";
  readonly per: "instance" | "action" | "parameter" | "group" | "group and parameter";
  readonly fault: boolean;
}

interface RawSteps {
  /** Positions of actions, taken modulo their number; none: those of all. */
  readonly of: readonly number[];
  /** Which states after the step count; null: all. */
  readonly after: readonly boolean[] | null;
}

interface RawGraph {
  readonly size: number;
  readonly starts: readonly number[];
  readonly actions: readonly RawAction[];
  /** What each property says of each state. */
  readonly says: readonly (readonly boolean[])[];
  /** Which steps properties of steps wait for. */
  readonly meant: readonly RawSteps[];
}

/** Where a state leads: mostly nowhere, so that fairness matters. */
const target = fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 4, arbitrary: fc.nat(statesMax - 1) });
const table = fc.array(target, { minLength: statesMax, maxLength: statesMax });
/** Mostly false, so that there is somewhere to stay. */
const says = fc.array(
  fc.nat(3).map(each => each === 0),
  { minLength: statesMax, maxLength: statesMax },
);

const raw: fc.Arbitrary<RawGraph> = fc.record({
  size: fc.integer({ min: 2, max: statesMax }),
  starts: fc.uniqueArray(fc.nat(statesMax - 1), { minLength: 1, maxLength: 2 }),
  actions: fc.array(
    fc.record({
      tables: fc.array(table, { minLength: 1, maxLength: 3 }),
      fair: fc.constantFrom("", "weak", "strong", "weak", "strong"),
      per: fc.constantFrom("instance", "action", "parameter", "group", "group and parameter"),
      fault: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  says: fc.array(says, { minLength: 8, maxLength: 8 }),
  meant: fc.array(
    fc.record({ of: fc.array(fc.nat(3), { maxLength: 2 }), after: fc.option(fc.array(fc.boolean(), { minLength: statesMax, maxLength: statesMax })) }),
    { minLength: 6, maxLength: 6 },
  ),
});

/** Every machine has one property of each kind, named after it, and one of each kind that may wait for steps. */
export function graphMachine(): fc.Arbitrary<RandomMachine> {
  return fc.noBias(raw).map(each => machineOf(sourceOf(each)));
}

function sourceOf({ size, starts, actions, says: said, meant }: RawGraph): string {
  const lists = said.map(each => JSON.stringify(each.slice(0, size)));
  const p = (i: number): string => `s => ${lists[i]}[s.at]`;
  const steps = (i: number): string => stepsText(meant[i]!, actions.length, size);
  const lines = [
    `.init({ at: ${JSON.stringify([...new Set(starts.map(start => start % size))])} }, (s, { at }) => { s.at = at; })`,
    ...actions.map((action, i) => actionText(action, i, size)),
    `.eventually("eventually", ${p(0)})`,
    `.leadsTo("leadsTo", ${p(1)}, ${p(2)})`,
    `.infinitelyOften("infinitelyOften", ${p(3)})`,
    `.eventuallyAlways("eventuallyAlways", s => !${lists[4]}[s.at])`,
    `.alwaysPossible("alwaysPossible", ${p(5)})`,
    `.eventually("eventually a step", ${steps(0)})`,
    `.infinitelyOften("a step infinitely often", ${steps(1)})`,
    `.leadsTo("a step leads to a step", ${steps(2)}, ${steps(3)})`,
    `.leadsTo("a state leads to a step", ${p(6)}, ${steps(4)})`,
    `.leadsTo("a step leads to a state", ${steps(5)}, ${p(7)})`,
    '.terminal("any")',
  ];
  return `return machine("graph", { at: t.int(0, ${size - 1}) })\n  ${lines.join("\n  ")};`;
}

function stepsText({ of, after }: RawSteps, actions: number, size: number): string {
  const names = [...new Set(of.map(each => `"a${each % actions}"`))];
  const where =
    after === null && names.length > 0 ? "" : `where: (before, after, step) => ${JSON.stringify((after ?? [true]).slice(0, size))}[after.at] === true`;
  return `{ ${[names.length === 0 ? "" : `of: [${names.join(", ")}]`, where].filter(each => each !== "").join(", ")} }`;
}

function actionText({ tables, fair, per, fault }: RawAction, index: number, size: number): string {
  const to = JSON.stringify(tables.map(each => each.slice(0, size).map(state => (state < 0 ? -1 : state % size))));
  const choices = JSON.stringify(tables.map((_, i) => i));
  const fairness = fair === "" ? "" : `, fair: ${fairnessText(fair, per)}`;
  return `.action("a${index}", { p: ${choices} }, { when: (s, { p }) => ${to}[p][s.at] >= 0, then: (s, { p }) => { s.at = ${to}[p][s.at]; }${fairness}${fault ? ", fault: true" : ""} })`;
}

function fairnessText(fair: string, per: RawAction["per"]): string {
  const texts = {
    instance: `"${fair}"`,
    action: `{ kind: "${fair}", per: "action" }`,
    parameter: `{ kind: "${fair}", per: ["p"] }`,
    group: `{ kind: "${fair}", group: "${fair}" }`,
    "group and parameter": `{ kind: "${fair}", group: "${fair} p", per: ["p"] }`,
  };
  return texts[per];
}
