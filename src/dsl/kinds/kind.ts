/** What the language says of each kind of type. `../kinds.ts` is the table of all. */
import type { NodeFields, ShapeNode } from "../nodes.ts";

/** Gives another type for a part of a type. */
type Replace = (part: ShapeNode) => ShapeNode;

/** One kind. What is asked of the parts of a node is given as a function, so that a kind knows no other kind. */
export interface Kind<N extends ShapeNode> {
  /** What messages call a value of it, with the article: `a fifo`. */
  readonly noun: string;
  /** Whether members of scalarsets in it can be renamed part by part. Only then may it mention one in a domain. */
  readonly isRenamable: boolean;
  /** The types that it is made of. */
  parts(node: N): readonly ShapeNode[];
  /** The same type of other parts; the same object where no part is another one. */
  withParts(node: N, replace: Replace): ShapeNode;
  /** How many values it has, as a number that may be inexact or infinite when large. */
  cardinality(node: N, of: (part: ShapeNode) => number): number;
  /** All its values, in the order of the packed representation. Only called for small types. */
  values(node: N, of: (part: ShapeNode) => readonly unknown[]): readonly unknown[];
}

/** The kind of an atom, which has no parts. */
export function leaf<N extends ShapeNode>(
  noun: string,
  cardinality: (node: N) => number,
  values: (node: N) => readonly unknown[],
): Kind<N> {
  return { noun, isRenamable: true, parts: () => [], withParts: node => node, cardinality, values };
}

/** Another object only where something is another object. */
export function changed<T extends object>(whole: T, parts: Partial<T>): T {
  const names = Object.keys(parts) as (keyof T)[];
  return names.every(name => whole[name] === parts[name]) ? whole : { ...whole, ...parts };
}

/** Named types with others in their place. */
export function mapped<T extends object>(
  fields: Readonly<Record<string, T>>,
  replace: (part: T) => T,
): Readonly<Record<string, T>> {
  return changed(fields, Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, replace(part)])));
}

/** How many values a record of these fields has. */
export function product(fields: NodeFields, of: (part: ShapeNode) => number): number {
  return Object.values(fields).reduce((size, part) => size * of(part), 1);
}

/** All records of these fields; the last field varies fastest. */
export function recordsOf(
  fields: NodeFields,
  base: Record<string, unknown>,
  of: (part: ShapeNode) => readonly unknown[],
): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [base];
  for (const [name, part] of Object.entries(fields)) {
    const options = of(part);
    all = all.flatMap(partial => options.map(value => ({ ...partial, [name]: value })));
  }
  return all;
}

/** All lists of so many elements. */
export function sequences(elements: readonly unknown[], length: number): unknown[][] {
  let all: unknown[][] = [[]];
  for (let i = 0; i < length; i++) all = all.flatMap(prefix => elements.map(value => [...prefix, value]));
  return all;
}
