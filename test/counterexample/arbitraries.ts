/** Random types with random values of them, every kind nested freely. */
import fc from "fast-check";
import { keyOf } from "../../src/counterexample/values.ts";
import { domainSizeMax, type TypeNode, valuesOfNode } from "../../src/dsl/types.ts";

const fieldNames = ["a", "b", "kind2", "tag", "value", "x1"] as const;

/** A node small enough to be a domain of a set or a map. */
function domainNode(): fc.Arbitrary<TypeNode> {
  return fc.oneof(
    fc.constant<TypeNode>({ kind: "bool" }),
    fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 5 })).map(([lo, span]): TypeNode => ({ kind: "int", lo, hi: lo + span })),
    labels().map((each): TypeNode => ({ kind: "oneOf", labels: each })),
    fc.constant<TypeNode>({ kind: "record", fields: { p: { kind: "int", lo: 0, hi: 2 }, q: { kind: "bool" } } }),
  );
}

function labels(): fc.Arbitrary<string[]> {
  return fc.uniqueArray(
    fc.oneof(fc.constantFrom("running", "failed", "null", "#set", "two words", "é", "\u001b[31mred", "__proto__"), fc.string({ minLength: 1, maxLength: 8 })),
    { minLength: 1, maxLength: 4 },
  );
}

export function typeNode(depth = 3): fc.Arbitrary<TypeNode> {
  if (depth === 0) return domainNode();
  const inner = typeNode(depth - 1);
  const fields = fc
    .uniqueArray(fc.constantFrom(...fieldNames), { maxLength: 3 })
    .chain(names => fc.tuple(...names.map(() => inner)).map(nodes => Object.fromEntries(names.map((name, i) => [name, nodes[i] as TypeNode]))));
  const small = fc.integer({ min: 0, max: 3 });
  return fc.oneof(
    domainNode(),
    fields.map((each): TypeNode => ({ kind: "record", fields: each })),
    fc.tuple(small, inner).map(([length, element]): TypeNode => ({ kind: "array", length, element })),
    inner.filter(element => element.kind !== "option").map((element): TypeNode => ({ kind: "option", element })),
    fc.tuple(fields, fields).map(([one, two]): TypeNode => ({ kind: "union", variants: { barrier: one, record: two } })),
    fc.tuple(small, inner).map(([capacity, element]): TypeNode => ({ kind: "fifo", capacity, element })),
    fc.tuple(small, inner).map(([capacity, element]): TypeNode => ({ kind: "seq", capacity, element })),
    fc.tuple(small, inner).map(([capacity, element]): TypeNode => ({ kind: "bag", capacity, element })),
    domainNode().map((domain): TypeNode => ({ kind: "set", domain })),
    fc.tuple(domainNode(), inner).map(([key, value]): TypeNode => ({ kind: "map", key, value })),
  );
}

export function plainValue(node: TypeNode): fc.Arbitrary<unknown> {
  switch (node.kind) {
    case "bool":
      return fc.boolean();
    case "int":
      return fc.integer({ min: node.lo, max: node.hi });
    case "oneOf":
      return fc.constantFrom(...node.labels);
    case "option":
      return fc.option(plainValue(node.element), { nil: null });
    case "record":
      return recordOf(node.fields);
    case "union":
      return fc
        .constantFrom(...Object.keys(node.variants))
        .chain(kind => recordOf(node.variants[kind] as Readonly<Record<string, TypeNode>>).map(fields => ({ kind, ...fields })));
    case "array":
      return fc.array(plainValue(node.element), { minLength: node.length, maxLength: node.length });
    case "fifo":
    case "seq":
      return fc.array(plainValue(node.element), { maxLength: node.capacity });
    case "bag":
      return fc.array(plainValue(node.element), { maxLength: node.capacity }).map(all => grouped(node.element, all));
    case "set":
      return fc.subarray([...valuesOfNode(node.domain)]);
    case "map":
      return fc
        .subarray([...valuesOfNode(node.key)].slice(0, domainSizeMax))
        .chain(keys => fc.tuple(...keys.map(() => plainValue(node.value))).map(values => keys.map((key, i) => [key, values[i]])));
  }
}

/** Equal elements side by side, as the canonical order of a bag has them. */
function grouped(element: TypeNode, all: readonly unknown[]): unknown[] {
  const keys = [...new Set(all.map(each => keyOf(element, each)))];
  return keys.flatMap(key => all.filter(each => keyOf(element, each) === key));
}

export function recordOf(fields: Readonly<Record<string, TypeNode>>): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields);
  return fc.tuple(...names.map(name => plainValue(fields[name] as TypeNode))).map(values => Object.fromEntries(names.map((name, i) => [name, values[i]])));
}
