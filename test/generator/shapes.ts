/**
 * Random types. A raw type is a tree of small numbers, independent of everything else, so that fast-check shrinks it well;
 * `typeText` writes it as a spec would.
 */

import { t } from "cutcheck";
import fc from "fast-check";
import { cardinality, type TypeNode, valuesOfNode } from "../../src/dsl/types.ts";

export type RawType =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly lo: number; readonly span: number }
  | { readonly kind: "oneOf"; readonly labels: number }
  | { readonly kind: "record"; readonly fields: readonly RawType[] }
  | { readonly kind: "array"; readonly length: number; readonly element: RawType }
  | { readonly kind: "option"; readonly element: RawType }
  | { readonly kind: "union"; readonly variants: readonly (readonly RawType[])[] }
  | { readonly kind: "fifo" | "seq" | "bag"; readonly capacity: number; readonly element: RawType }
  | { readonly kind: "set"; readonly domain: RawType }
  | { readonly kind: "map"; readonly key: RawType; readonly value: RawType }
  | { readonly kind: "named"; readonly pick: number };

const labelNames = ["a", "b", "c", "it's"];

const smallInt = fc.record({ kind: fc.constant("int" as const), lo: fc.integer({ min: -2, max: 1 }), span: fc.integer({ min: 0, max: 3 }) });
/** Spans that fill a slot or straddle a word of the packed row. */
const wideInt = fc.record({
  kind: fc.constant("int" as const),
  lo: fc.constantFrom(0, -(2 ** 29), 7),
  span: fc.constantFrom(2 ** 12, 2 ** 20 + 1, 2 ** 29, 2 ** 30 - 9),
});
const bool = fc.constant({ kind: "bool" as const });
const oneOf = fc.record({ kind: fc.constant("oneOf" as const), labels: fc.integer({ min: 1, max: 4 }) });
const scalar: fc.Arbitrary<RawType> = fc.oneof(
  { weight: 3, arbitrary: smallInt },
  { weight: 2, arbitrary: bool },
  { weight: 2, arbitrary: oneOf },
  { weight: 1, arbitrary: wideInt },
);

const smallScalar: fc.Arbitrary<RawType> = fc.oneof(bool, smallInt, oneOf);
/** Domains of sets and maps; a set of 35 members needs two slots. */
const domain: fc.Arbitrary<RawType> = fc.oneof(
  { weight: 6, arbitrary: smallScalar },
  { weight: 1, arbitrary: smallScalar.map(element => ({ kind: "option" as const, element })) },
  { weight: 1, arbitrary: fc.array(fc.oneof(bool, oneOf), { minLength: 1, maxLength: 2 }).map(fields => ({ kind: "record" as const, fields })) },
  { weight: 1, arbitrary: fc.array(fc.array(bool, { maxLength: 1 }), { minLength: 1, maxLength: 2 }).map(variants => ({ kind: "union" as const, variants })) },
);
const setDomain: fc.Arbitrary<RawType> = fc.oneof(
  { weight: 8, arbitrary: domain },
  { weight: 1, arbitrary: fc.constant({ kind: "int" as const, lo: -3, span: 34 }) },
);

/** A random type with at most `depth` composite types around a scalar. */
export function rawType(depth: number, namedToo: boolean): fc.Arbitrary<RawType> {
  const named = { weight: namedToo ? 4 : 0, arbitrary: fc.record({ kind: fc.constant("named" as const), pick: fc.nat(3) }) };
  if (depth === 0) return fc.oneof({ weight: 8, arbitrary: scalar }, named);
  const inner = rawType(depth - 1, namedToo);
  const size = fc.integer({ min: 1, max: 3 });
  return fc.oneof(
    { weight: depth === 3 ? 5 : 9, arbitrary: scalar },
    named,
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("record" as const), fields: fc.array(inner, { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("array" as const), length: size, element: inner }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("option" as const), element: inner }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("union" as const), variants: fc.array(fc.array(inner, { maxLength: 2 }), { minLength: 1, maxLength: 3 }) }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("fifo" as const, "seq" as const, "bag" as const), capacity: size, element: inner }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("set" as const), domain: setDomain }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("map" as const), key: domain, value: inner }) },
  );
}

/** The type as a spec writes it. `names`: names of types defined before. */
export function typeText(raw: RawType, names: readonly string[]): string {
  switch (raw.kind) {
    case "bool":
      return "t.bool()";
    case "int":
      return `t.int(${raw.lo}, ${raw.lo + raw.span})`;
    case "oneOf":
      return `t.oneOf(${labelNames
        .slice(0, raw.labels)
        .map(label => JSON.stringify(label))
        .join(", ")})`;
    case "record":
      return `t.record({ ${fieldsText(raw.fields, names)} })`;
    case "array":
      return `t.array(${raw.length}, ${typeText(raw.element, names)})`;
    case "option":
      return optionText(raw.element, names);
    case "union":
      return `t.union({ ${raw.variants.map((fields, i) => `v${i}: { ${fieldsText(fields, names)} }`).join(", ")} })`;
    case "fifo":
    case "seq":
    case "bag":
      return `t.${raw.kind}(${typeText(raw.element, names)}, ${raw.capacity})`;
    case "set":
      return `t.set(${typeText(raw.domain, names)})`;
    case "map":
      return `t.map(${typeText(raw.key, names)}, ${typeText(raw.value, names)})`;
    case "named":
      return names.length === 0 ? "t.bool()" : names[raw.pick % names.length]!;
  }
}

/** Fields named f0, f1... */
export function fieldsText(fields: readonly RawType[], names: readonly string[]): string {
  return fields.map((raw, i) => `f${i}: ${typeText(raw, names)}`).join(", ");
}

/** An option of an option is no type: the inner one is wrapped. A named type may be an option. */
function optionText(element: RawType, names: readonly string[]): string {
  const text = typeText(element, names);
  return element.kind === "option" || element.kind === "named" ? `t.option(t.record({ o: ${text} }))` : `t.option(${text})`;
}

/** The nodes of named definitions and fields in source form. */
export function evaluateTypes(definitions: string, fields: string): Readonly<Record<string, TypeNode>> {
  const types = new Function("t", `${definitions} return { ${fields} };`)(t) as Readonly<Record<string, { node: TypeNode }>>;
  return Object.fromEntries(Object.entries(types).map(([name, { node }]) => [name, node]));
}

/** A value of a type, chosen by a number; numbers below the type's cardinality need not give different values. */
export function sample(node: TypeNode, seed: number): unknown {
  switch (node.kind) {
    case "bool":
      return seed % 2 === 1;
    case "int":
      return sampleInt(node.lo, node.hi, seed);
    case "oneOf":
      return node.labels[seed % node.labels.length];
    case "record":
      return sampleFields(node.fields, seed);
    case "array":
      return Array.from({ length: node.length }, (_, i) => sample(node.element, mix(seed, i)));
    case "option":
      return seed % 3 === 0 ? null : sample(node.element, mix(seed, 1));
    case "union": {
      const kinds = Object.keys(node.variants);
      const kind = kinds[seed % kinds.length]!;
      return { kind, ...sampleFields(node.variants[kind]!, mix(seed, 2)) };
    }
    case "fifo":
    case "seq":
    case "bag":
      return Array.from({ length: seed % (node.capacity + 1) }, (_, i) => sample(node.element, mix(seed, i)));
    case "set":
      return valuesOfNode(node.domain).filter((_, i) => mix(seed, i) % 3 === 0);
    case "map":
      return valuesOfNode(node.key)
        .filter((_, i) => mix(seed, i) % 2 === 0)
        .map((key, i) => [key, sample(node.value, mix(seed, i + 7))]);
  }
}

/** Of a large range only the ends and what is next to them. */
function sampleInt(lo: number, hi: number, seed: number): number {
  return hi - lo < 8 ? lo + (seed % (hi - lo + 1)) : [lo, hi, lo + 1, hi - 1][seed % 4]!;
}

function sampleFields(fields: Readonly<Record<string, TypeNode>>, seed: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, node], i) => [name, sample(node, mix(seed, i))]));
}

function mix(seed: number, by: number): number {
  return (Math.imul(seed + 1, 31) + Math.imul(by + 3, 17)) & 0xff;
}

/** Whether stepping through all values of an int is no way to a small state space. */
export function isWide(node: TypeNode): boolean {
  return node.kind === "int" && cardinality(node) > 8;
}
