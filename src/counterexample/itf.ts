/**
 * Plain values to and from the Informal Trace Format of Apalache (https://apalache-mc.org/docs/adr/015adr-trace.html). The archive writes integers as JSON has
 * them, which readers accept; since its revision of 2023 the format asks for `#bigint`, which is what other tools get ({@link withBigIntegers}).
 *
 * | type             | ITF                                                               |
 * | ---------------- | ----------------------------------------------------------------- |
 * | bool, oneOf      | a JSON boolean, a JSON string                                     |
 * | int              | a JSON integer (bounds of `t.int` are far within the safe range)  |
 * | record           | an object                                                         |
 * | array, fifo, seq | a list                                                            |
 * | option           | `{tag: "None", value: {"#tup": []}}`, `{tag: "Some", value: ...}` |
 * | union            | `{tag: kind, value: {fields}}`                                    |
 * | set              | `{"#set": [...]}`                                                 |
 * | map              | `{"#map": [[key, value], ...]}`                                   |
 * | bag              | `{"#map": [[element, count], ...]}`, as TLA+ models bags          |
 */
import type { TypeNode } from "../dsl/types.ts";
import type { Path } from "./itfForms.ts";
import type { Json } from "./json.ts";
import { fieldsFromItf } from "./kinds/fields.ts";
import type { Fields } from "./kinds/kind.ts";
import { kindOf } from "./kinds.ts";
import { keyOf } from "./values.ts";

/** The ITF form of a plain value. */
export function toItf(node: TypeNode, value: unknown): Json {
  return kindOf(node).toItf(node, value, toItf, keyOf);
}

/** An ITF form with `{"#bigint": "5"}` for 5. */
export function withBigIntegers(itf: Json): Json {
  if (typeof itf === "number") return { "#bigint": String(itf) };
  if (typeof itf !== "object" || itf === null) return itf;
  if (Array.isArray(itf)) return itf.map(withBigIntegers);
  return Object.fromEntries(Object.entries(itf).map(([name, each]) => [name, withBigIntegers(each)]));
}

/** The plain value of an ITF form that was read from a file. Errors: CUT402 with the JSON path of the first value that the type does not have. */
function fromItf(node: TypeNode, itf: unknown, path: Path): unknown {
  return kindOf(node).fromItf(node, itf, path, { fromItf, keyOf });
}

/** The fields of a record, in the order of the type. Missing and unknown ones are mistakes. */
export function recordFromItf(fields: Fields, itf: unknown, path: Path): Readonly<Record<string, unknown>> {
  return fieldsFromItf(fields, itf, path, fromItf);
}
