/** How plain values of each kind of type are written, read back and shown. `../kinds.ts` is the table of all. */
import type { TypeNode } from "../../dsl/types.ts";
import type { Path } from "../itfForms.ts";
import type { Json } from "../json.ts";

/** The type of a part of a value, or nothing known of it. */
export type ShownType = TypeNode | { readonly kind: "untyped" };
export type ShownTypes = Readonly<Record<string, ShownType>>;
export type NodeOf<K extends TypeNode["kind"]> = Extract<TypeNode, { kind: K }>;
export type Fields = Readonly<Record<string, TypeNode>>;

/** A part of a value. `suffix`: what its path adds to the whole's. */
export interface Part {
  readonly suffix: string;
  readonly node: TypeNode;
  readonly value: unknown;
}

/** What is done with a part. */
export type OfPart<R> = (node: TypeNode, value: unknown) => R;

/** The same of a part that may have a name alone, as a variant of another version's type has. */
export type OfShown<R> = (node: ShownType, value: unknown) => R;

/** What reading asks of parts. */
export interface Reading {
  /** The plain value of an ITF form. Errors: CUT402. */
  fromItf(node: TypeNode, itf: unknown, path: Path): unknown;
  /** A string that two values of a type share exactly when they are equal. */
  keyOf(node: TypeNode, value: unknown): string;
}

/** One kind. What is asked of parts is given as a function, so that a kind knows no other kind. */
export interface ValueKind<N extends TypeNode> {
  /** The ITF form. */
  toItf(node: N, value: unknown, of: OfPart<Json>, keyOf: OfPart<string>): Json;
  /** The plain value of an ITF form that was read from a file. Errors: CUT402. */
  fromItf(node: N, itf: unknown, path: Path, reading: Reading): unknown;
  /** On one line. */
  show(node: N, value: unknown, of: OfShown<string>): string;
  /** As JSON that two values share exactly when they are equal: the order of sets, bags and maps does not count. */
  ordered(node: N, value: unknown, of: OfShown<unknown>): unknown;
  /** Whether a value has the shape of the type. Ranges and sizes do not count. */
  hasShape(node: N, value: unknown, of: OfPart<boolean>): boolean;
  /** What lies at fixed places in it. None of what is shown whole: lists whose elements move, sets. */
  parts(node: N, value: unknown, show: OfPart<string>): readonly Part[];
  /** Whether its elements are messages underway. */
  readonly isChannel: boolean;
}

/** What has no parts at fixed places and holds no messages. */
export const whole = { parts: () => [], isChannel: false } as const;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listed<R>(node: TypeNode, value: unknown, of: OfPart<R>): R[] {
  return (value as readonly unknown[]).map(each => of(node, each));
}
