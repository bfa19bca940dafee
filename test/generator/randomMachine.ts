/**
 * Random small machines as source text in the words of the DSL: what a failing test prints is a spec that can be pasted and run.
 * Machines whose state space is larger than a test wants are discarded by the test, after the naive explorer has met its limit.
 */

import { enabled, type MachineDefinition, machine, numberOf, t } from "cutcheck";
import fc from "fast-check";
import type { TypeNode } from "../../src/dsl/types.ts";
import { type Place, placesOf } from "./places.ts";
import { evaluateTypes, fieldsText, type RawType, rawType, sample, typeText } from "./shapes.ts";
import { conditionText, type Parameter, type RawCondition, type RawStatement, rawCondition, rawStatement, statementText } from "./statements.ts";

export interface RandomMachine {
  /** A function body that returns the machine, given `machine`, `t`, `numberOf` and `enabled`. */
  readonly source: string;
  readonly definition: MachineDefinition;
}

interface RawAction {
  readonly parameters: readonly RawParameter[];
  readonly guard: readonly RawCondition[];
  readonly effect: readonly RawStatement[];
  /** Asks whether an earlier action is enabled; 0: none. */
  readonly asks: number;
  readonly fault: boolean;
  readonly actor: boolean;
}

type RawDomain = readonly (string | number | boolean)[];

/** A parameter of scalars, or of records that hold them. */
interface RawParameter {
  readonly values: RawDomain;
  readonly isRecord: boolean;
}

interface RawProperty {
  readonly kind: "invariant" | "step" | "stepOf" | "reachableIn";
  readonly conditions: readonly RawCondition[];
  readonly action: number;
}

interface RawMachine {
  readonly named: readonly RawType[];
  readonly fields: readonly RawType[];
  readonly inits: readonly {
    readonly parameters: readonly RawParameter[];
    readonly guard: readonly RawCondition[];
    readonly effect: readonly RawStatement[];
  }[];
  readonly actions: readonly RawAction[];
  /** Actions that give a whole field one of three values: what makes state spaces large. */
  readonly settings: readonly { readonly field: number; readonly value: number; readonly guard: readonly RawCondition[] }[];
  readonly properties: readonly RawProperty[];
  readonly witnesses: readonly RawProperty[];
  readonly terminal: "any" | "none" | RawCondition;
  /** Any of them is enough. */
  readonly within: readonly RawCondition[];
}

const domains: readonly RawDomain[] = [[0, 1], [false, true], ["x"], ["x", "y", "it's"], [2, 1, 0], []];
const domain = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...domains.slice(0, 5)) }, { weight: 1, arbitrary: fc.constant(domains[5]!) });
const parameters = fc.array(fc.record({ values: domain, isRecord: fc.nat(3).map(n => n === 0) }), { maxLength: 2 });
const conditions = (minLength: number): fc.Arbitrary<readonly RawCondition[]> => fc.array(rawCondition, { minLength, maxLength: 3 });
const property = (...kinds: readonly RawProperty["kind"][]): fc.Arbitrary<RawProperty> =>
  fc.record({ kind: fc.constantFrom(...kinds), conditions: conditions(1), action: fc.nat(4) });

function rawMachine(safety: number): fc.Arbitrary<RawMachine> {
  const effect = fc.oneof(fc.tuple(rawStatement(safety)), fc.array(rawStatement(safety), { minLength: 1, maxLength: 3 }));
  return fc.record({
    named: fc.array(rawType(2, false), { maxLength: 2 }),
    fields: fc.array(rawType(3, true), { minLength: 2, maxLength: 5 }),
    inits: fc.array(fc.record({ parameters, guard: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: conditions(0) }), effect }), {
      maxLength: 2,
    }),
    actions: fc.array(
      fc.record({
        parameters,
        guard: fc.oneof(fc.constant([]), conditions(0)),
        effect,
        asks: fc.nat(9).map(n => Math.max(0, n - 6)),
        fault: fc.boolean(),
        actor: fc.boolean(),
      }),
      {
        minLength: 2,
        maxLength: 6,
      },
    ),
    settings: fc.array(fc.record({ field: fc.nat(9), value: fc.nat(7), guard: fc.oneof(fc.constant([]), fc.tuple(rawCondition)) }), { maxLength: 3 }),
    properties: fc.oneof(fc.constant([]), fc.array(property("invariant", "step", "stepOf", "reachableIn"), { maxLength: 3 })),
    witnesses: fc.array(property("invariant", "step", "stepOf"), { maxLength: 2 }),
    terminal: fc.oneof(
      { weight: 4, arbitrary: fc.constant("any" as const) },
      { weight: 1, arbitrary: fc.constant("none" as const) },
      { weight: 1, arbitrary: rawCondition },
    ),
    within: fc.oneof({ weight: 7, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: conditions(2) }),
  });
}

/** Random machines; about one statement in `safety` may make a mistake. */
export function randomMachine(safety = 40): fc.Arbitrary<RandomMachine> {
  // Unbiased: fast-check's leaning towards small numbers would make most machines touch the first field only.
  return fc.noBias(rawMachine(safety)).map(raw => machineOf(sourceOf(raw)));
}

/** The machine of a source text; the text is what fast-check prints. */
export function machineOf(source: string): RandomMachine {
  const { definition } = new Function("machine", "t", "numberOf", "enabled", source)(machine, t, numberOf, enabled) as { definition: MachineDefinition };
  return Object.defineProperty({ source, definition }, fc.toStringMethod, { value: () => `\n${source}\n` });
}

/** A random state type with random statements on it, for tests of views. */
export function randomStatements(safety: number, count: number): fc.Arbitrary<{ readonly machine: RandomMachine; readonly statements: readonly string[] }> {
  const raw = fc.record({
    named: fc.array(rawType(2, false), { maxLength: 2 }),
    fields: fc.array(rawType(3, true), { minLength: 1, maxLength: 3 }),
    statements: fc.array(rawStatement(safety), { minLength: 1, maxLength: count }),
  });
  return fc.noBias(raw).map(({ named, fields, statements }) => {
    const { source, places } = stateOf(named, fields);
    const texts = statements.map(each => statementText(each, places("s"), null)).filter(text => text !== "");
    return { machine: machineOf(`${source.definitions}return ${source.state};`), statements: texts };
  });
}

interface State {
  readonly source: { readonly definitions: string; readonly state: string };
  readonly fields: Readonly<Record<string, TypeNode>>;
  places(root: string): readonly Place[];
}

function stateOf(named: readonly RawType[], raw: readonly RawType[]): State {
  const definitions = named.map((each, i) => `const T${i} = ${typeText(each, [])};\n`).join("");
  const text = fieldsText(
    raw,
    named.map((_, i) => `T${i}`),
  );
  const fields = evaluateTypes(definitions, text);
  return { source: { definitions, state: `machine("random", { ${text} })` }, fields, places: root => placesOf(fields, root) };
}

function sourceOf(raw: RawMachine): string {
  const state = stateOf(raw.named, raw.fields);
  const places = state.places("s");
  const inits = raw.inits.map(each => initText(each, places));
  const actions = raw.actions.map((action, i) => actionText(action, i, places));
  const settings = raw.settings.map((setting, i) => settingText(setting, i, state.fields, places));
  // The first half of the actions makes the machine that `reachableIn` refers to.
  const half = Math.ceil(actions.length / 2);
  const properties = raw.properties.map((each, i) => propertyText(each, i, state, raw.actions.length));
  const witnesses = raw.witnesses.map((each, i) => witnessText(each, i, state, raw.actions.length));
  const terminal = terminalText(raw.terminal, places);
  const within = raw.within.length === 0 ? [] : [`.within(s => ${raw.within.map(each => conditionText(each, places)).join(" || ")})`];
  const chain = (parts: readonly string[]): string => parts.map(part => `\n  ${part}`).join("");
  return `${state.source.definitions}const base = ${state.source.state}${chain([...inits, ...settings, ...actions.slice(0, half)])};
return base${chain([...actions.slice(half), ...properties, ...witnesses, ...terminal, ...within])};`;
}

function initText({ parameters: own, guard, effect }: RawMachine["inits"][number], places: readonly Place[]): string {
  const then = `(s, p) => { ${effectText(effect, places, own)} }`;
  if (own.length === 0) return `.init(${then})`;
  return guard.length === 0
    ? `.init(${domainsText(own)}, ${then})`
    : `.init(${domainsText(own)}, { when: (s, p) => ${guardText(guard, places, own)}, then: ${then} })`;
}

function actionText(raw: RawAction, index: number, places: readonly Place[]): string {
  const asked = raw.asks === 0 || index === 0 ? [] : [`!enabled(s, "a${raw.asks % index}")`];
  const guards = [...(raw.guard.length === 0 ? [] : [guardText(raw.guard, places, raw.parameters)]), ...asked];
  const parts = [
    guards.length === 0 ? "" : `when: (s, p) => ${guards.join(" && ")}, `,
    `then: (s, p) => { ${effectText(raw.effect, places, raw.parameters)} }`,
    raw.fault ? ", fault: true" : "",
    raw.actor ? `, actor: p => "actor " + JSON.stringify(Object.values(p)[0])` : "",
  ];
  return `.action("a${index}", ${raw.parameters.length > 0 ? `${domainsText(raw.parameters)}, ` : ""}{ ${parts.join("")} })`;
}

function settingText({ field, value, guard }: RawMachine["settings"][number], index: number, fields: State["fields"], places: readonly Place[]): string {
  const names = Object.keys(fields);
  const name = names[field % names.length]!;
  const values = [0, 1, 2].map(shift => JSON.stringify(sample(fields[name]!, value + shift)));
  const when = guard.length === 0 ? "" : `when: s => ${guardText(guard, places, [])}, `;
  return `.action("set ${index}", { value: [0, 1, 2] }, { ${when}then: (s, p) => { s.${name} = [${values.join(", ")}][p.value]; } })`;
}

/** With parameters, the last condition is asked only for the first parameter's first value. */
function guardText(raw: readonly RawCondition[], places: readonly Place[], own: readonly RawParameter[]): string {
  const texts = raw.map(each => conditionText(each, places));
  const first = own[0]?.values[0];
  if (first === undefined) return texts.join(" && ");
  return [...texts.slice(0, -1), `(${parameterText(own, 0)} !== ${JSON.stringify(first)} || ${texts.at(-1)})`].join(" && ");
}

function effectText(raw: readonly RawStatement[], places: readonly Place[], own: readonly RawParameter[]): string {
  return raw.map((each, i) => statementText(each, places, parameterOf(own, i))).join(" ");
}

function parameterOf(own: readonly RawParameter[], index: number): Parameter | null {
  return own.length === 0 ? null : { text: parameterText(own, index % own.length), values: own[index % own.length]!.values };
}

function parameterText(own: readonly RawParameter[], index: number): string {
  return own[index]!.isRecord ? `p.p${index}.v` : `p.p${index}`;
}

function domainsText(own: readonly RawParameter[]): string {
  const shown = ({ values, isRecord }: RawParameter) => JSON.stringify(isRecord ? values.map(v => ({ v })) : values);
  return `{ ${own.map((each, i) => `p${i}: ${shown(each)}`).join(", ")} }`;
}

function propertyText(raw: RawProperty, index: number, state: State, actions: number): string {
  const name = `"${raw.kind} ${index}"`;
  if (raw.kind === "invariant") return `.invariant(${name}, s => ${alternatives(raw, state, "s", 0)} || enabled(s, "a${raw.action % actions}"))`;
  if (raw.kind === "reachableIn")
    return `.reachableIn(${name}, base, s => ${raw.conditions.length > 1 ? "s" : `{ const { ${Object.keys(state.fields).join(", ")} } = s; return { ${Object.keys(state.fields).join(", ")} }; }`})`;
  return `.step(${name}, (before, after, step) => ${stepText(raw, state, actions)})`;
}

function witnessText(raw: RawProperty, index: number, state: State, actions: number): string {
  if (raw.kind === "invariant") return `.witness("state ${index}", s => ${alternatives(raw, state, "s", 0)} && !enabled(s, "a${raw.action % actions}"))`;
  return `.witnessStep("step ${index}", (before, after, step) => !(${stepText(raw, state, actions)}))`;
}

/** Any of the conditions from one on; more conditions are violated later. */
function alternatives(raw: RawProperty, state: State, root: string, from: number): string {
  const texts = raw.conditions.slice(from).map(each => conditionText(each, state.places(root)));
  return texts.length === 0 ? "false" : texts.join(" || ");
}

function stepText(raw: RawProperty, state: State, actions: number): string {
  const before = conditionText(raw.conditions[0]!, state.places("before"));
  if (raw.kind === "stepOf") return `step.action !== "a${raw.action % actions}" || ${before} || ${alternatives(raw, state, "after", 1)}`;
  return `!${before} || ${alternatives(raw, state, "after", 1)}`;
}

function terminalText(raw: RawMachine["terminal"], places: readonly Place[]): readonly string[] {
  if (raw === "none") return [];
  return [raw === "any" ? '.terminal("any")' : `.terminal(s => ${conditionText(raw, places)})`];
}
