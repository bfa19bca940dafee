/**
 * Plain values to and from the Informal Trace Format of Apalache (https://apalache-mc.org/docs/adr/015adr-trace.html). The archive writes integers as JSON has
 * them, which readers accept; since its revision of 2023 the format asks for `#bigint`, which is what other tools get ({@link withBigIntegers}).
 *
 * | type            | ITF                                                                    |
 * | --------------- | ---------------------------------------------------------------------- |
 * | bool, oneOf     | a JSON boolean, a JSON string                                          |
 * | int             | a JSON integer (bounds of `t.int` are far within the safe range)       |
 * | record          | an object                                                              |
 * | array, fifo     | a list                                                                 |
 * | option          | `{tag: "None", value: {"#tup": []}}`, `{tag: "Some", value: ...}`       |
 * | union           | `{tag: kind, value: {fields}}`                                         |
 * | set             | `{"#set": [...]}`                                                      |
 * | map             | `{"#map": [[key, value], ...]}`                                        |
 * | bag             | `{"#map": [[element, count], ...]}`, as TLA+ models bags               |
 */
import { fail, show } from "../dsl/errors.ts";
import type { TypeNode } from "../dsl/types.ts";
import { type Json, jsonPath } from "./json.ts";
import { keyOf } from "./values.ts";

type Fields = Readonly<Record<string, TypeNode>>;
type Path = readonly PropertyKey[];

/** The ITF form of a plain value. */
export function toItf(node: TypeNode, value: unknown): Json {
  switch (node.kind) {
    case "bool":
    case "int":
    case "oneOf":
      return value as Json;
    case "record":
      return recordToItf(node.fields, value);
    case "array":
    case "fifo":
      return (value as readonly unknown[]).map(each => toItf(node.element, each));
    case "option":
      return value === null ? { tag: "None", value: { "#tup": [] } } : { tag: "Some", value: toItf(node.element, value) };
    case "union": {
      const { kind } = value as { readonly kind: string };
      return { tag: kind, value: recordToItf(node.variants[kind] as Fields, value) };
    }
    case "set":
      return { "#set": (value as readonly unknown[]).map(each => toItf(node.domain, each)) };
    case "map":
      return { "#map": (value as readonly (readonly [unknown, unknown])[]).map(([key, each]) => [toItf(node.key, key), toItf(node.value, each)]) };
    case "bag":
      return { "#map": countsOf(node.element, value as readonly unknown[]).map(([each, count]) => [toItf(node.element, each), count]) };
  }
}

function recordToItf(fields: Fields, value: unknown): Json {
  return Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, toItf(node, (value as Readonly<Record<string, unknown>>)[name])]));
}

/** An ITF form with `{"#bigint": "5"}` for 5. */
export function withBigIntegers(itf: Json): Json {
  if (typeof itf === "number") return { "#bigint": String(itf) };
  if (typeof itf !== "object" || itf === null) return itf;
  if (Array.isArray(itf)) return itf.map(withBigIntegers);
  return Object.fromEntries(Object.entries(itf).map(([name, each]) => [name, withBigIntegers(each)]));
}

/** Each distinct element with its number of occurrences, in the order of first occurrence. */
function countsOf(element: TypeNode, bag: readonly unknown[]): readonly (readonly [unknown, number])[] {
  const counts = new Map<string, readonly [unknown, number]>();
  for (const each of bag) {
    const key = keyOf(element, each);
    counts.set(key, [each, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  return [...counts.values()];
}

/** The plain value of an ITF form that was read from a file. Errors: CUT402 with the JSON path of the first value that the type does not have. */
function fromItf(node: TypeNode, itf: unknown, path: Path): unknown {
  switch (node.kind) {
    case "bool":
      return typeof itf === "boolean" ? itf : wrong(path, itf, "true or false");
    case "int":
      return Number.isInteger(itf) && (itf as number) >= node.lo && (itf as number) <= node.hi
        ? itf
        : wrong(path, itf, `an integer from ${node.lo} to ${node.hi}`);
    case "oneOf":
      return node.labels.includes(itf as string) ? itf : wrong(path, itf, node.labels.map(show).join(", "));
    case "record":
      return recordFromItf(node.fields, itf, path);
    case "array":
      return listFromItf(node.element, itf, path, node.length, node.length);
    case "fifo":
      return listFromItf(node.element, itf, path, 0, node.capacity);
    case "option":
      return optionFromItf(node.element, itf, path);
    case "union":
      return unionFromItf(node.variants, itf, path);
    case "set":
      return distinct(node.domain, listFromItf(node.domain, wrapped(itf, "#set", path), [...path, "#set"], 0, Number.POSITIVE_INFINITY), [...path, "#set"]);
    case "map":
      return mapFromItf(node.key, node.value, itf, path);
    case "bag":
      return bagFromItf(node, itf, path);
  }
}

/** The fields of a record, in the order of the type. Missing and unknown ones are mistakes. */
export function recordFromItf(fields: Fields, itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  const object = objectAt(itf, path);
  const unknown = Object.keys(object).find(name => !Object.hasOwn(fields, name));
  if (unknown !== undefined) wrong([...path, unknown], object[unknown], `only the fields ${Object.keys(fields).join(", ") || "(none)"}`);
  return Object.fromEntries(
    Object.entries(fields).map(([name, node]) => {
      if (!Object.hasOwn(object, name)) wrong(path, itf, `a field ${show(name)}`);
      return [name, fromItf(node, object[name], [...path, name])];
    }),
  );
}

function listFromItf(element: TypeNode, itf: unknown, path: Path, lengthMin: number, lengthMax: number): readonly unknown[] {
  if (!Array.isArray(itf)) return wrong(path, itf, "a list");
  if (itf.length < lengthMin || itf.length > lengthMax)
    wrong(path, `${itf.length} elements`, lengthMin === lengthMax ? `${lengthMin} elements` : `at most ${lengthMax} elements`);
  return itf.map((each, i) => fromItf(element, each, [...path, i]));
}

function optionFromItf(element: TypeNode, itf: unknown, path: Path): unknown {
  const object = taggedAt(itf, path);
  if (object["tag"] === "Some") return fromItf(element, object["value"], [...path, "value"]);
  if (object["tag"] !== "None") wrong([...path, "tag"], object["tag"], '"None" or "Some"');
  listFromItf({ kind: "bool" }, wrapped(object["value"], "#tup", [...path, "value"]), [...path, "value", "#tup"], 0, 0);
  return null;
}

function unionFromItf(variants: Readonly<Record<string, Fields>>, itf: unknown, path: Path): unknown {
  const { tag, value } = taggedAt(itf, path);
  if (typeof tag !== "string" || !Object.hasOwn(variants, tag)) return wrong([...path, "tag"], tag, Object.keys(variants).map(show).join(", "));
  return { kind: tag, ...recordFromItf(variants[tag] as Fields, value, [...path, "value"]) };
}

function mapFromItf(key: TypeNode, value: TypeNode, itf: unknown, path: Path): unknown {
  const inner = [...path, "#map"];
  const pairs = pairsAt(itf, path).map(([first, second], i) => [fromItf(key, first, [...inner, i, 0]), fromItf(value, second, [...inner, i, 1])] as const);
  distinct(
    key,
    pairs.map(([each]) => each),
    inner,
  );
  return pairs;
}

function bagFromItf(node: Extract<TypeNode, { kind: "bag" }>, itf: unknown, path: Path): unknown {
  const inner = [...path, "#map"];
  const count: TypeNode = { kind: "int", lo: 1, hi: node.capacity };
  const pairs = pairsAt(itf, path).map(
    ([first, second], i) => [fromItf(node.element, first, [...inner, i, 0]), fromItf(count, second, [...inner, i, 1]) as number] as const,
  );
  distinct(
    node.element,
    pairs.map(([each]) => each),
    inner,
  );
  const size = pairs.reduce((sum, [, each]) => sum + each, 0);
  if (size > node.capacity) wrong(inner, `${size} elements`, `at most ${node.capacity} elements`);
  return pairs.flatMap(([each, times]) => Array.from({ length: times }, () => each));
}

function distinct(node: TypeNode, values: readonly unknown[], path: Path): readonly unknown[] {
  const seen = new Set<string>();
  values.forEach((each, i) => {
    const key = keyOf(node, each);
    if (seen.has(key)) wrong([...path, i], each, "each element once");
    seen.add(key);
  });
  return values;
}

function pairsAt(itf: unknown, path: Path): readonly (readonly [unknown, unknown])[] {
  const pairs = wrapped(itf, "#map", path);
  if (!Array.isArray(pairs)) return wrong([...path, "#map"], pairs, "a list");
  pairs.forEach((pair: unknown, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) wrong([...path, "#map", i], pair, "a pair");
  });
  return pairs as readonly (readonly [unknown, unknown])[];
}

/** What an object with exactly this one name holds: `{"#set": ...}`. */
function wrapped(itf: unknown, name: string, path: Path): unknown {
  const object = objectAt(itf, path);
  return Object.keys(object).length === 1 && Object.hasOwn(object, name) ? object[name] : wrong(path, itf, `{${show(name)}: [...]}`);
}

function taggedAt(itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  const object = objectAt(itf, path);
  return Object.keys(object).sort().join() === "tag,value" ? object : wrong(path, itf, '{"tag": ..., "value": ...}');
}

function objectAt(itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  return typeof itf === "object" && itf !== null && !Array.isArray(itf) ? (itf as Readonly<Record<string, unknown>>) : wrong(path, itf, "an object");
}

function wrong(path: Path, given: unknown, allowed: string): never {
  return fail("CUT402", "A value does not fit its type.", { place: { path: jsonPath(path) }, given: show(given), allowed });
}
