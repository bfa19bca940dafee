/** Random statements and conditions over places, as source text. */
import fc from "fast-check";
import type { TypeNode } from "../../src/dsl/types.ts";
import { type Place, readsAsScalar } from "./places.ts";
import { isWide, sample } from "./shapes.ts";

/** A statement before it is known which places there are: numbers that are taken modulo. */
export interface RawStatement {
  readonly place: number;
  readonly verb: number;
  readonly value: number;
  readonly other: number;
  /** Whether the value depends on the first parameter. */
  readonly byParameter: boolean;
  /** 0: leaves out what protects it from a mistake. */
  readonly risk: number;
}

export interface RawCondition {
  readonly place: number;
  readonly verb: number;
  readonly value: number;
  readonly negated: boolean;
}

/** `safety`: one in so many statements is risky. */
export function rawStatement(safety: number): fc.Arbitrary<RawStatement> {
  const pick = fc.nat(4095);
  // The largest number first: shrinking leads away from risk.
  return fc.record({ place: pick, verb: pick, value: fc.nat(7), other: pick, byParameter: fc.boolean(), risk: fc.nat(safety - 1).map(n => safety - 1 - n) });
}

export const rawCondition: fc.Arbitrary<RawCondition> = fc.record({ place: fc.nat(999), verb: fc.nat(999), value: fc.nat(7), negated: fc.boolean() });

/** The parameter that values may depend on. */
export interface Parameter {
  readonly text: string;
  readonly values: readonly (string | number | boolean)[];
}

/** One statement. */
export function statementText(raw: RawStatement, places: readonly Place[], parameter: Parameter | null): string {
  const changeable = places.filter(place => !place.readOnly && (place.assign !== null || isCollection(place.node)));
  // Places that exist in every state are few beside those inside of options and queues, and lead to more states.
  const certain = changeable.filter(place => place.conditions.length === 0);
  const choice = raw.place % 4 === 3 ? changeable : certain;
  const place = choice[(raw.place >> 2) % choice.length]!;
  const verbs = raw.risk === 0 && raw.verb % 2 === 0 ? mistakesOf(place, value(raw, parameter)) : verbsOf(place, places, raw, value(raw, parameter));
  if (verbs.length === 0) return "";
  const { text, conditions } = verbs[raw.verb % verbs.length]!;
  const needed = raw.risk === 0 ? [] : [...new Set(conditions)];
  return needed.length === 0 ? text : `if (${needed.join(" && ")}) { ${text} }`;
}

function isCollection(node: TypeNode): boolean {
  return ["fifo", "seq", "bag", "set", "map"].includes(node.kind) || (node.kind === "array" && readsAsScalar(node.element));
}

/** A condition of a state, true or false in every state. */
export function conditionText(raw: RawCondition, places: readonly Place[]): string {
  const certain = places.filter(place => place.conditions.length === 0);
  const choice = raw.place % 2 === 1 ? places : certain;
  const place = choice[(raw.place >> 1) % choice.length]!;
  const tests = testsOf(place, raw.value);
  const all = [...place.conditions, tests[raw.verb % tests.length]!].join(" && ");
  return raw.negated ? `!(${all})` : `(${all})`;
}

type ValueText = (node: TypeNode, shift?: number) => string;

/** The text of a value of a type: a literal, or a table over the parameter's values. */
function value(raw: RawStatement, parameter: Parameter | null): ValueText {
  return (node, shift = 0) => {
    const literal = (seed: number): string => JSON.stringify(sample(node, seed));
    if (parameter === null || !raw.byParameter || parameter.values.length === 0) return literal(raw.value + shift);
    const entries = parameter.values.map((each, i) => `${JSON.stringify(String(each))}: ${literal(raw.value + shift + i)}`);
    return `({ ${entries.join(", ")} })[${parameter.text}]`;
  };
}

interface Verb {
  readonly text: string;
  readonly conditions: readonly string[];
}

function verbsOf(place: Place, places: readonly Place[], raw: RawStatement, of: ValueText): readonly Verb[] {
  const methods = methodsOf(place, of).map(([text, ...conditions]) => ({ text, conditions: [...place.conditions, ...conditions] }));
  return [...methods, ...assignmentsOf(place, places, raw, of)];
}

function assignmentsOf({ text, conditions, node, assign }: Place, places: readonly Place[], raw: RawStatement, of: ValueText): readonly Verb[] {
  if (assign === null) return [];
  const set = (assigned: string, ...more: readonly string[]): Verb => ({ text: assign.text(assigned), conditions: [...assign.conditions, ...more] });
  const changes = changesOf(text, node).map(changed => set(changed, ...conditions));
  const twins = places.filter(other => other.text !== text && JSON.stringify(other.node) === JSON.stringify(node));
  const twin = twins[raw.other % Math.max(1, twins.length)];
  const copies = twin === undefined ? [] : [set(twin.text, ...twin.conditions)];
  const empty = node.kind === "option" ? [set("null")] : [];
  // Changes count twice: most of the others lead back to states that are known.
  return [...changes, ...changes, ...copies, ...empty, set(of(node))];
}

/** Values made from the place's own value. */
function changesOf(text: string, node: TypeNode): readonly string[] {
  switch (node.kind) {
    case "bool":
      return [`!${text}`];
    case "int":
      return isWide(node) ? [] : [`${text} < ${node.hi} ? ${text} + 1 : ${node.lo}`, `${text} > ${node.lo} ? ${text} - 1 : ${node.hi}`];
    case "oneOf":
      return [`(${JSON.stringify(rotation(node.labels))})[${text}]`];
    case "record":
      return swapsOf(text, Object.entries(node.fields));
    case "array":
    case "fifo":
    case "seq":
      return [`[...${text}].reverse()`];
    default:
      return [];
  }
}

function rotation(labels: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(labels.map((label, i) => [label, labels[(i + 1) % labels.length]!]));
}

/** The record with two fields of one type exchanged. */
function swapsOf(text: string, fields: readonly (readonly [string, TypeNode])[]): readonly string[] {
  const same = (a: TypeNode, b: TypeNode): boolean => JSON.stringify(a) === JSON.stringify(b);
  return fields.flatMap(([a, node], i) =>
    fields.slice(i + 1).flatMap(([b, other]) => {
      if (!same(node, other)) return [];
      const from = (name: string): string => (name === a ? b : name === b ? a : name);
      return [`{ ${fields.map(([name]) => `${name}: ${text}.${from(name)}`).join(", ")} }`];
    }),
  );
}

/** What the methods of collections do: the statement, then its conditions. */
function methodsOf({ text, node }: Place, of: ValueText): readonly (readonly [string, ...string[]])[] {
  switch (node.kind) {
    case "array":
      return readsAsScalar(node.element) ? [[`${text}.fill(${of(node.element)});`], [`${text}.set(${node.length - 1}, ${of(node.element)});`]] : [];
    case "fifo":
      return [
        [`${text}.push(${of(node.element)});`, `!${text}.isFull`],
        [`${text}.push(${of(node.element, 1)});`, `!${text}.isFull`],
        [`${text}.shift();`, `!${text}.isEmpty`],
        [`${text}.push(${text}.shift());`, `!${text}.isEmpty`],
        [`${text}.push(${text}.at(0));`, `!${text}.isEmpty`, `!${text}.isFull`],
        [`${text}.removeAt(${text}.length - 1);`, `!${text}.isEmpty`],
        [removesOther(text)],
        [`${text}.clear();`],
      ];
    case "seq":
      return [
        [`${text}.push(${of(node.element)});`, `!${text}.isFull`],
        [`${text}.insert(0, ${of(node.element, 1)});`, `!${text}.isFull`],
        [`${text}.insert(${text}.length, ${of(node.element)});`, `!${text}.isFull`],
        [`${text}.insert(1, ${text}.last);`, `!${text}.isEmpty`, `!${text}.isFull`],
        [`${text}.set(0, ${text}.last);`, `!${text}.isEmpty`],
        [`${text}.removeAt(${text}.length - 1);`, `!${text}.isEmpty`],
        [`${text}.push(${text}.removeAt(0));`, `!${text}.isEmpty`],
        [removesOther(text)],
        [`${text}.clear();`],
      ];
    case "bag":
      return [
        [`${text}.add(${of(node.element)});`, `!${text}.isFull`],
        [`${text}.add(${of(node.element, 1)});`, `!${text}.isFull`],
        [`${text}.remove(${of(node.element)});`, `${text}.has(${of(node.element)})`],
        [`${text}.take(${text}.size - 1);`, `!${text}.isEmpty`],
        [`${text}.add(${text}.at(0));`, `!${text}.isEmpty`, `!${text}.isFull`],
        [`{ const taken = ${text}.take(0); ${text}.removeWhere((value, i) => i === undefined); ${text}.add(taken); }`, `!${text}.isEmpty`],
        [`{ let first = true; ${text}.removeWhere(() => { const was = first; first = !first; return was; }); }`, `${text}.size === 1`],
        [`${text}.clear();`],
      ];
    case "set":
      return [
        [`${text}.add(${of(node.domain)});`],
        [`${text}.add(${of(node.domain, 1)});`],
        [`${text}.delete(${of(node.domain)});`],
        [`${text}.addAll(${of(node)});`],
        [`${text}.deleteAll(${of(node)});`],
        [`${text}.isFull ? ${text}.clear() : ${text}.fill();`],
      ];
    case "map":
      return [
        [`${text}.set(${of(node.key)}, ${of(node.value)});`],
        [`${text}.set(${of(node.key, 1)}, ${of(node.value, 2)});`],
        [`${text}.delete(${of(node.key)});`],
        [`${text}.clear();`],
      ];
    default:
      return [];
  }
}

/** Removes every other element. */
function removesOther(text: string): string {
  return `{ let odd = false; ${text}.removeWhere(() => { odd = !odd; return odd; }); }`;
}

/** Statements that are a mistake in some or in every state. */
function mistakesOf({ text, conditions, node, assign }: Place, of: ValueText): readonly Verb[] {
  const values = assign === null ? [] : wrongValues(text, node).map(wrong => ({ text: assign.text(wrong), conditions }));
  const calls = wrongCalls(text, node, of).map(call => ({ text: call, conditions }));
  return [...values, ...calls];
}

function wrongValues(text: string, node: TypeNode): readonly string[] {
  switch (node.kind) {
    case "int":
      return [`${text} + 1`, `${text} - 1`, "0.5", `"1"`];
    case "oneOf":
      return [`"nowhere"`, "0"];
    case "record":
      return ["{}", `{ ...JSON.parse(JSON.stringify(${text})), more: 1 }`];
    case "union":
      return ["{}", `{ kind: "nowhere" }`, `{ ...JSON.parse(JSON.stringify(${text})), more: 1 }`];
    case "fifo":
    case "seq":
    case "bag":
      return [`[...${text}, ...${text}, ...${text}, ...${text}]`, "[undefined]"];
    case "map":
      return ["[1]"];
    default:
      return ["undefined", "3n"];
  }
}

function wrongCalls(text: string, node: TypeNode, of: ValueText): readonly string[] {
  switch (node.kind) {
    case "fifo":
      return [`${text}.push(${of(node.element)});`, `${text}.shift();`, `${text}.at(${node.capacity - 1});`, `${text}.removeAt(${node.capacity - 1});`];
    case "seq":
      return [
        `${text}.push(${of(node.element)});`,
        `${text}.insert(${node.capacity}, ${of(node.element)});`,
        `${text}.insert(0, 3n);`,
        `${text}.set(${text}.length, ${of(node.element)});`,
        `${text}.removeAt(${node.capacity - 1});`,
      ];
    case "bag":
      return [`${text}.add(${of(node.element)});`, `${text}.remove(${of(node.element)});`, `${text}.take(${node.capacity - 1});`];
    case "set":
      return [`${text}.add(99);`, `${text}.has(undefined);`];
    case "map":
      return [`${text}.set(99, ${of(node.value)});`, `${text}.get({});`];
    case "array":
      return readsAsScalar(node.element) ? [`${text}.get(${node.length});`, `${text}.fill(undefined);`] : [];
    default:
      return [];
  }
}

function testsOf({ text, node }: Place, seed: number): readonly string[] {
  const literal = (of: TypeNode, shift = 0): string => JSON.stringify(sample(of, seed + shift));
  switch (node.kind) {
    case "bool":
      return [text];
    case "int":
      return [`${text} === ${literal(node)}`, `${text} < ${literal(node)}`, `${text} >= ${literal(node)}`];
    case "oneOf":
      return [`${text} === ${literal(node)}`];
    case "option":
      return [`${text} === null`];
    case "union":
      return [`${text}.kind === ${JSON.stringify(Object.keys(node.variants)[seed % Object.keys(node.variants).length])}`];
    case "fifo":
    case "seq":
      return [`${text}.isEmpty`, `${text}.isFull`, `${text}.length === ${seed % (node.capacity + 1)}`];
    case "bag":
      return [`${text}.isEmpty`, `${text}.isFull`, `${text}.size > 1`, `${text}.has(${literal(node.element)})`];
    case "set":
      return [`${text}.has(${literal(node.domain)})`, `${text}.isEmpty`, `${text}.isFull`, `${text}.size > 1`, `${text}.some(member => ${text}.has(member))`];
    case "map":
      return [`${text}.has(${literal(node.key)})`, `${text}.isEmpty`, `${text}.size > 1`, `${text}.get(${literal(node.key)}) === undefined`];
    case "array":
      return readsAsScalar(node.element) && node.element.kind !== "option"
        ? [`${text}.includes(${literal(node.element)})`]
        : [`${text}.length === ${node.length}`];
    case "record":
      return ["true"];
  }
}
