/** Parameters: their domains, and a choice of them as traces name it and as guards and effects get it. */
import type { Scalar } from "./errors.ts";
import { type Member, membersOf, type ScalarsetNode } from "./scalarset.ts";
import { isScalarset, type Scalarset } from "./types.ts";
import { withKnownNames } from "./unknownNames.ts";

/** Finite domains of parameters: each name with its possible values. Instances are enumerated with the last parameter varying fastest. */
export type Domains = Readonly<Record<string, readonly Scalar[] | Scalarset>>;
/** One choice of parameters. */
export type Choice<P extends Domains> = {
  readonly [K in keyof P]: P[K] extends Scalarset<infer N> ? Member<N> : P[K] extends readonly (infer V)[] ? V : never;
};
/** No parameters. */
export type NoDomains = Readonly<Record<never, readonly Scalar[]>>;

/** Domains as traces name them: the members of a scalarset of n are 0..n-1. */
export type PlainDomains = Readonly<Record<string, readonly Scalar[]>>;
/** The parameters whose domain is a scalarset. */
export type MemberDomains = Readonly<Record<string, ScalarsetNode>>;
/** A choice as traces name it. */
export type PlainChoice = Readonly<Record<string, Scalar>>;
/** A choice as guards and effects get it: members of scalarsets instead of their numbers. */
export type Given = Readonly<Record<string, unknown>>;

/** The domains as they are now: a spec may go on using its arrays. */
export function copyOf(domains: Domains): PlainDomains {
  const plain = (values: readonly Scalar[] | Scalarset): readonly Scalar[] =>
    isScalarset(values) ? Array.from({ length: values.size }, (_, i) => i) : [...values];
  return Object.freeze(Object.fromEntries(Object.entries(domains).map(([name, values]) => [name, Object.freeze(plain(values))])));
}

/** The parameters over scalarsets. */
export function membersIn(domains: Domains): MemberDomains {
  const over = Object.entries(domains).flatMap(([name, values]) => (isScalarset(values) ? [[name, values.shape as ScalarsetNode] as const] : []));
  return Object.freeze(Object.fromEntries(over));
}

/** What is said of an unknown parameter. */
export const parameterNames = { code: "CUT212", whole: "The parameters", part: "parameter", none: "none: it has no parameters" } as const;

/** A choice as guards and effects get it: a name that is no parameter is a mistake (CUT212). */
export function givenOf(members: MemberDomains, parameters: PlainChoice): Given {
  const given = Object.keys(members).map(name => [name, membersOf(members[name] as ScalarsetNode)[parameters[name] as number]]);
  return withKnownNames({ ...parameters, ...Object.fromEntries(given) }, parameterNames);
}
