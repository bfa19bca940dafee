/** What the plain engine does with values of each kind of type. `../kinds.ts` is the table of all. */
import type { ScalarsetNode } from "../../dsl/scalarset.ts";
import type { ShapeNode } from "../../dsl/types.ts";
import type { NodeFields, Value } from "../shapes.ts";

/** Something that is done with a part of a value. */
export type OfPart<R> = (part: ShapeNode, value: Value) => R;

/** What is asked of parts of what a spec gives. */
export interface Admitting {
  /** The canonical value. Errors: 2xx. */
  admit(part: ShapeNode, given: Value, path: string): Value;
  /** Numbers that compare like the packed slots of a canonical value. */
  slots: OfPart<readonly number[]>;
}

/** One kind. What is asked of parts is given as a function, so that a kind knows no other kind. */
export interface PlainKind<N extends ShapeNode> {
  /** What a state holds before `init`. */
  defaultOf(node: N, of: (part: ShapeNode) => Value): Value;
  /** The canonical value of what a spec gives, which is no view. Errors: 2xx. */
  admit(node: N, given: Value, path: string, parts: Admitting): Value;
  /** Numbers that compare like the packed slots. */
  slots(node: N, value: Value, of: OfPart<readonly number[]>): readonly number[];
  /** A copy for a spec, in which what has no order shows none. */
  handedOut(node: N, value: Value, of: OfPart<Value>): Value;
  /** The value with other names for the members of scalarsets. `nameOf` gives a member's. */
  renamed(node: N, value: Value, of: OfPart<Value>, nameOf: (set: ScalarsetNode, member: Value) => Value): Value;
  /** Whether a spec must not see an order of the elements: they are kept by members of a scalarset. */
  isUnordered(node: N): boolean;
}

export const never = (): boolean => false;

/** One value for each named part. */
export function eachField(fields: NodeFields, value: Value, of: OfPart<Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, part]) => [name, of(part, (value as Record<string, Value>)[name])]),
  );
}

export function fieldSlots(fields: NodeFields, value: Value, of: OfPart<readonly number[]>): number[] {
  return Object.entries(fields).flatMap(([name, part]) => of(part, (value as Record<string, Value>)[name]));
}

/** One value for each element of a list. */
export function eachOf<R>(part: ShapeNode, values: Value, of: OfPart<R>): R[] {
  return (values as readonly Value[]).map(each => of(part, each));
}
