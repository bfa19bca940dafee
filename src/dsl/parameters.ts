/** Parameters: their domains, and a choice of them as traces name it and as guards and effects get it. */
import type { Scalar } from "./errors.ts";
import { type Member, membersOf, type ScalarsetNode } from "./scalarset.ts";
import { isScalarset, type Scalarset } from "./types.ts";
import { withKnownNames } from "./unknownNames.ts";
import { textOf } from "./unordered.ts";

/** A plain value that is no scalar, as `values(T)` lists them: null, a list, named fields. */
export type CompositeValue = null | readonly unknown[] | { readonly [name: string]: unknown };
/** Finite domains of parameters: each name with its possible values. Instances are enumerated with the last parameter varying fastest. */
export type Domains = Readonly<Record<string, readonly (Scalar | CompositeValue)[] | Scalarset>>;
/** One choice of parameters. */
export type Choice<P extends Domains> = {
  readonly [K in keyof P]: P[K] extends Scalarset<infer N> ? Member<N> : P[K] extends readonly (infer V)[] ? V : never;
};
/** No parameters. */
export type NoDomains = Readonly<Record<never, readonly Scalar[]>>;

/** Domains as traces name them: the members of a scalarset of n are 0..n-1, composite values their texts. */
export type PlainDomains = Readonly<Record<string, readonly Scalar[]>>;
/** The parameters whose domain is a scalarset. */
export type MemberDomains = Readonly<Record<string, ScalarsetNode>>;
/** The parameters whose domain has composite values: each of these values, frozen, by the text that names it in traces. */
type CompositeDomains = Readonly<Record<string, ReadonlyMap<Scalar, unknown>>>;

/** What an action or an initial state lets be chosen. */
export interface Choosable {
  readonly domains: PlainDomains;
  readonly members: MemberDomains;
  readonly composites: CompositeDomains;
}

/** No parameters. */
export const nothingToChoose: Choosable = Object.freeze({ domains: {}, members: {}, composites: {} });

/** A choice as traces name it. */
export type PlainChoice = Readonly<Record<string, Scalar>>;
/** A choice as guards and effects get it: members of scalarsets instead of their numbers, composite values instead of their texts. */
export type Given = Readonly<Record<string, unknown>>;

/** The domains as they are now: a spec may go on using its arrays. */
export function choosable(domains: Domains): Choosable {
  return { domains: plainDomains(domains), members: membersIn(domains), composites: compositesIn(domains) };
}

function plainDomains(domains: Domains): PlainDomains {
  const plain = (values: Domains[string]): readonly Scalar[] =>
    isScalarset(values) ? Array.from({ length: values.size }, (_, i) => i) : values.map(nameOfValue);
  return Object.freeze(Object.fromEntries(Object.entries(domains).map(([name, values]) => [name, Object.freeze(plain(values))])));
}

/** How traces name a value of a domain: a scalar is its own name. */
export function nameOfValue(value: unknown): Scalar {
  return isScalar(value) ? value : textOf(value);
}

/** Whether a value is one that traces hold as it is. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function compositesIn(domains: Domains): CompositeDomains {
  const over = Object.entries(domains).flatMap(([name, values]) => {
    const composites = isScalarset(values) ? [] : values.filter(value => !isScalar(value));
    return composites.length === 0 ? [] : [[name, new Map(composites.map(value => [nameOfValue(value), frozenCopy(value)]))] as const];
  });
  return Object.freeze(Object.fromEntries(over));
}

function frozenCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, each]) => [name, frozenCopy(each)])));
}

/** The parameters over scalarsets. */
function membersIn(domains: Domains): MemberDomains {
  const over = Object.entries(domains).flatMap(([name, values]) => (isScalarset(values) ? [[name, values.shape as ScalarsetNode] as const] : []));
  return Object.freeze(Object.fromEntries(over));
}

/** What is said of an unknown parameter. */
export const parameterNames = { code: "CUT212", whole: "The parameters", part: "parameter", none: "none: it has no parameters" } as const;

/** A choice as guards and effects get it: a name that is no parameter is a mistake (CUT212). */
export function givenOf({ members, composites }: Omit<Choosable, "domains">, parameters: PlainChoice): Given {
  const given = Object.keys(members).map(name => [name, membersOf(members[name] as ScalarsetNode)[parameters[name] as number]]);
  const whole = Object.entries(composites).flatMap(([name, values]) => {
    const text = parameters[name];
    return values.has(text) ? [[name, values.get(text)]] : [];
  });
  return withKnownNames({ ...parameters, ...Object.fromEntries([...given, ...whole]) }, parameterNames);
}

/** Every choice of parameters, frozen, one at a time, the last parameter varying fastest. No parameters: one empty choice. */
export function* eachChoice(domains: PlainDomains): Generator<PlainChoice, void, void> {
  const names = Object.keys(domains);
  const positions = names.map(() => 0);
  if (names.some(name => domains[name].length === 0)) return;
  for (let changed = 0; changed >= 0; ) {
    yield Object.freeze(Object.fromEntries(names.map((name, i) => [name, domains[name][positions[i]]])));
    for (changed = names.length - 1; changed >= 0 && ++positions[changed] === domains[names[changed]].length; changed--) positions[changed] = 0;
  }
}
