/** Values as texts, and as traces hold them. */
import { named } from "../dsl/naming.ts";
import { showMember } from "../dsl/scalarset.ts";
import type { Value } from "./shapes.ts";

/** One text per value: the key of a state in the explorer's map, and equality of canonical values. */
export function keyOf(value: Value): string {
  return named(() => JSON.stringify(value));
}

/** A value as traces hold it: members of scalarsets are their numbers. */
export function numbered(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (showMember(value) !== null) return named(() => Number(value));
  if (Array.isArray(value)) return value.map(numbered);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, numbered(part)]));
}
