/** A spec: a family of machines over size knobs (`scope`) and rule knobs (`semantics`), with cases that say what must come out. */
import { fail, show } from "./errors.ts";
import { deadlockProperty, Machine } from "./machine.ts";

export type Knob =
  | { readonly kind: "int"; readonly default: number; readonly lo: number; readonly hi: number; readonly about: string }
  | { readonly kind: "oneOf"; readonly default: string; readonly labels: readonly string[]; readonly about: string }
  | { readonly kind: "bool"; readonly default: boolean; readonly about: string };

declare const VALUE: unique symbol;
type TypedKnob<V> = Knob & { readonly [VALUE]: V };
// biome-ignore lint/suspicious/noExplicitAny: knobs of unknown value type; the border of the phantom types
export type Knobs = Readonly<Record<string, TypedKnob<any>>>;
export type KnobValue = number | string | boolean;
/** The values of a group of knobs. */
export type KnobValues<K extends Knobs> = { readonly [N in keyof K]: K[N] extends TypedKnob<infer V> ? V : never };

/** The constructors of knobs: the default first, then what is allowed, then one sentence about it. */
export const knob = Object.freeze({
  int(initial: number, lo: number, hi: number, about = ""): TypedKnob<number> {
    if (![initial, lo, hi].every(Number.isInteger) || initial < lo || initial > hi)
      fail("CUT302", `knob.int(${show(initial)}, ${show(lo)}, ${show(hi)}): the default is not in the range.`, { allowed: "integers lo <= default <= hi" });
    return Object.freeze({ kind: "int", default: initial, lo, hi, about }) as TypedKnob<number>;
  },
  oneOf<const L extends readonly [string, ...string[]]>(initial: L[number], labels: L, about = ""): TypedKnob<L[number]> {
    if (!labels.includes(initial) || new Set(labels).size !== labels.length)
      fail("CUT302", `knob.oneOf(${show(initial)}, ${show(labels)}): the default is not listed, or a label is listed twice.`);
    return Object.freeze({ kind: "oneOf", default: initial, labels, about }) as unknown as TypedKnob<L[number]>;
  },
  bool(initial: boolean, about = ""): TypedKnob<boolean> {
    if (typeof initial !== "boolean") fail("CUT302", `knob.bool(${show(initial)}): the default is not a boolean.`);
    return Object.freeze({ kind: "bool", default: initial, about }) as TypedKnob<boolean>;
  },
});

/** `quick`: in every run. `full`: only with `--tier full`, which includes the quick ones. */
export type Tier = "quick" | "full";

/** Exact counts that must come out. Left out: not compared. `distinctEdges` makes the run count edges, which costs time. */
export interface ExpectedCounts {
  readonly states?: number;
  readonly transitions?: number;
  readonly distinctEdges?: number;
  readonly terminalStates?: number;
  /** States first reached at each breadth-first level, the initial ones first. */
  readonly levels?: readonly number[];
  /** How many levels there are. */
  readonly levelCount?: number;
}

export type Expectation =
  | { readonly verdict: "holds"; readonly counts: ExpectedCounts }
  | { readonly verdict: "violated"; readonly property: string; readonly steps: number | null; readonly counts: ExpectedCounts };

/** Expects every property to hold, and these counts. */
export function holds(counts: ExpectedCounts = {}): Expectation {
  return Object.freeze({ verdict: "holds", counts });
}

/** Expects this property to be the first one violated, by a shortest run of `steps` steps. A deadlock is `"no deadlock"`. */
export function violates(property: string, details: ExpectedCounts & { readonly steps?: number } = {}): Expectation {
  const { steps = null, ...counts } = details;
  return Object.freeze({ verdict: "violated", property, steps, counts });
}

/** One instance with its expectation. Knobs that are left out have their defaults. */
export interface CaseOptions<Sc extends Knobs, Se extends Knobs> {
  readonly name: string;
  readonly about?: string;
  /** Default `"quick"`. */
  readonly tier?: Tier;
  readonly scope?: Partial<KnobValues<Sc>>;
  readonly semantics?: Partial<KnobValues<Se>>;
  readonly expect: Expectation;
  /** The properties to check. Default: all that the machine has. A deadlock is always checked unless the machine says otherwise. */
  readonly properties?: readonly string[];
  /** The witnesses that must be reached. Default: all that the machine has. */
  readonly witnesses?: readonly string[];
  /** Actions that are expected never to be enabled in this case. Any other such action makes the case vacuous. */
  readonly neverEnabled?: readonly string[];
}

export interface SpecOptions<Sc extends Knobs, Se extends Knobs> {
  readonly title: string;
  /** What is modelled, what is not. */
  readonly summary: string;
  /** Papers, source files, fact numbers. */
  readonly sources?: readonly string[];
  /** Size knobs. */
  readonly scope?: Sc;
  /** Rule knobs. */
  readonly semantics?: Se;
  // biome-ignore lint/suspicious/noExplicitAny: a spec does not care which state its machine has
  readonly build: (scope: KnobValues<Sc>, semantics: KnobValues<Se>) => Machine<any>;
  readonly cases: readonly CaseOptions<Sc, Se>[];
}

/** A case with every option resolved. */
export interface Case {
  readonly name: string;
  readonly about: string;
  readonly tier: Tier;
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  readonly expect: Expectation;
  readonly properties: readonly string[] | null;
  readonly witnesses: readonly string[] | null;
  readonly neverEnabled: readonly string[];
}

/** A spec with every option resolved: what the checker works on. */
export interface Spec {
  readonly isCutcheckSpec: true;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly sources: readonly string[];
  readonly scope: Readonly<Record<string, Knob>>;
  readonly semantics: Readonly<Record<string, Knob>>;
  // biome-ignore lint/suspicious/noExplicitAny: see SpecOptions.build
  readonly build: (scope: Readonly<Record<string, KnobValue>>, semantics: Readonly<Record<string, KnobValue>>) => Machine<any>;
  readonly cases: readonly Case[];
}

const slugPattern = /^[a-z0-9][a-z0-9._=,+-]*$/;

/** Declares a spec; a spec file exports it as its default. Errors: CUT101, CUT103, CUT106, CUT301, CUT302, CUT305. */
export function spec<const Sc extends Knobs = Record<never, never>, const Se extends Knobs = Record<never, never>>(
  name: string,
  options: SpecOptions<Sc, Se>,
): Spec {
  checkSlug(name, "spec");
  const scope: Readonly<Record<string, Knob>> = options.scope ?? {};
  const semantics: Readonly<Record<string, Knob>> = options.semantics ?? {};
  const shared = Object.keys(scope).find(each => Object.hasOwn(semantics, each));
  if (shared !== undefined)
    fail("CUT103", `The knob ${show(shared)} is both in scope and in semantics.`, {
      place: { spec: name },
      fix: "Size and rules are never mixed: rename or remove one.",
    });
  if (typeof options.build !== "function")
    fail("CUT106", "The spec has no build function.", { place: { spec: name }, fix: "Write build: (scope, semantics) => machine(...)." });
  const seen = new Set<string>();
  const cases = options.cases.map(each => {
    checkSlug(each.name, "case");
    if (seen.has(each.name)) fail("CUT103", `There are two cases named ${show(each.name)}.`, { place: { spec: name }, fix: "Rename one of them." });
    seen.add(each.name);
    return resolveCase(name, scope, semantics, each);
  });
  return Object.freeze({
    isCutcheckSpec: true,
    name,
    title: options.title,
    summary: options.summary,
    sources: options.sources ?? [],
    scope,
    semantics,
    build: options.build as Spec["build"],
    cases,
  });
}

function resolveCase(specName: string, scope: Spec["scope"], semantics: Spec["semantics"], options: CaseOptions<Knobs, Knobs>): Case {
  const place = { spec: specName, case: options.name };
  return Object.freeze({
    name: options.name,
    about: options.about ?? "",
    tier: options.tier ?? "quick",
    scope: resolveKnobs(scope, options.scope ?? {}, "scope", place),
    semantics: resolveKnobs(semantics, options.semantics ?? {}, "semantics", place),
    expect: options.expect,
    properties: options.properties ?? null,
    witnesses: options.witnesses ?? null,
    neverEnabled: options.neverEnabled ?? [],
  });
}

/** Fills in defaults and checks every value. Errors: CUT301 (lists the known knobs), CUT302. */
export function resolveKnobs(
  knobs: Readonly<Record<string, Knob>>,
  given: Readonly<Record<string, unknown>>,
  group: "scope" | "semantics",
  place: { readonly spec?: string; readonly case?: string } = {},
): Readonly<Record<string, KnobValue>> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(knobs, name)) {
      fail("CUT301", `There is no knob ${show(name)} in ${group}.`, {
        place,
        allowed: Object.keys(knobs).join(", ") || "none: this spec has no such knobs",
        fix: "Use one of the known names.",
      });
    }
  }
  const values: Record<string, KnobValue> = {};
  for (const [name, each] of Object.entries(knobs)) {
    const value = given[name] === undefined ? each.default : given[name];
    if (!fits(each, value))
      fail("CUT302", `The knob ${show(name)} in ${group} cannot be ${show(value)}.`, { place, given: show(value), allowed: describeKnob(each) });
    values[name] = value as KnobValue;
  }
  return Object.freeze(values);
}

function fits(each: Knob, value: unknown): boolean {
  switch (each.kind) {
    case "int":
      return Number.isInteger(value) && (value as number) >= each.lo && (value as number) <= each.hi;
    case "oneOf":
      return each.labels.includes(value as string);
    case "bool":
      return typeof value === "boolean";
  }
}

/** What a knob allows, in words. */
export function describeKnob(each: Knob): string {
  switch (each.kind) {
    case "int":
      return `an integer from ${each.lo} to ${each.hi}`;
    case "oneOf":
      return each.labels.join(", ");
    case "bool":
      return "true, false";
  }
}

/** A knob's value from its text on a command line. Errors: CUT302. */
export function parseKnob(name: string, each: Knob, text: string): KnobValue {
  const value =
    each.kind === "int"
      ? /^-?\d+$/.test(text)
        ? Number(text)
        : text
      : each.kind === "bool"
        ? text === "true"
          ? true
          : text === "false"
            ? false
            : text
        : text;
  if (!fits(each, value)) fail("CUT302", `The knob ${show(name)} cannot be ${show(text)}.`, { given: show(text), allowed: describeKnob(each) });
  return value;
}

/** Builds the machine of an instance and checks the names that a case quotes. Errors: CUT106, CUT305, and whatever the machine's definition finds. */
export function buildMachine(of: Spec, scope: Case["scope"], semantics: Case["semantics"], quoted?: Case): Machine<unknown> {
  const built = of.build(scope, semantics) as unknown;
  if (!(built instanceof Machine))
    fail("CUT106", "build did not return a machine.", { place: { spec: of.name }, given: show(built), fix: "Return machine(...)." });
  if (quoted !== undefined) checkQuotedNames(of, built, quoted);
  return built;
}

function checkQuotedNames(of: Spec, built: Machine<unknown>, quoted: Case): void {
  const { actions, properties, witnesses } = built.definition;
  const place = { spec: of.name, case: quoted.name };
  const check = (names: readonly string[], known: readonly { readonly name: string }[], what: string): void => {
    const unknown = names.find(name => !known.some(each => each.name === name));
    if (unknown !== undefined)
      fail("CUT305", `The case names ${what} ${show(unknown)}, which the machine does not have.`, {
        place,
        allowed: known.map(each => each.name).join("; ") || "none",
        fix: "Use one of the known names.",
      });
  };
  const expected = quoted.expect.verdict === "violated" ? [quoted.expect.property] : [];
  check([...(quoted.properties ?? []), ...expected], [...properties, { name: deadlockProperty }], "a property");
  check(quoted.witnesses ?? [], witnesses, "a witness");
  check(quoted.neverEnabled, actions, "an action");
}

function checkSlug(name: string, what: string): void {
  if (typeof name !== "string" || !slugPattern.test(name)) {
    fail("CUT101", `${show(name)} cannot be the name of a ${what}.`, {
      allowed: "lower-case letters, digits and . _ = , + -",
      fix: "It names a folder of the archive: write it like two-phase or n=3.",
    });
  }
}
