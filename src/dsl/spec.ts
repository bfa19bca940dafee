/** A spec: a family of machines over size knobs (`scope`) and rule knobs (`semantics`), with cases that say what must come out. */

import { checkActionNames } from "./actionNames.ts";
import { takeMistake, whileBuilding } from "./calls.ts";
import { checkOptions, checkText, checkUnique } from "./checks.ts";
import { fail, isMistake, mistakeOf, type Place, show, showThrown, tamed, throwFirstMistake } from "./errors.ts";
import { type Expectation, resolveExpectation } from "./expectation.ts";
import { checkKnobs, type Knob, type Knobs, type KnobValue, type KnobValues, resolveKnobs } from "./knobs.ts";
import { checkMapping, type LogMapping } from "./logs.ts";
import { deadlockProperty, Machine } from "./machine.ts";
import { withKnownNames } from "./unknownNames.ts";

/** `quick`: in every run. `full`: only with `--tier full`, which includes the quick ones. */
export type Tier = "quick" | "full";

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
  /** How the logs of a running system are followed (`cutcheck follow`). Default: they are not. */
  readonly logs?: LogMapping;
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
  /** Null: the spec says nothing of logs. */
  readonly logs: LogMapping | null;
}

/** Declares a spec; a spec file exports it as its default. Errors: CUT101, CUT103, CUT106, CUT301, CUT302. */
export function spec<const Sc extends Knobs = Record<never, never>, const Se extends Knobs = Record<never, never>>(
  name: string,
  options: SpecOptions<Sc, Se>,
): Spec {
  checkSlug(name, "spec");
  const place = { spec: name };
  checkSpecOptions(options, place);
  const scope = checkKnobs(options.scope === undefined ? {} : options.scope, "scope", place);
  const semantics = checkKnobs(options.semantics === undefined ? {} : options.semantics, "semantics", place);
  const shared = Object.keys(scope).find(each => Object.hasOwn(semantics, each));
  if (shared !== undefined) {
    fail("CUT103", `The knob ${show(shared)} is both in scope and in semantics.`, { place, fix: "Size and rules are never mixed: rename or remove one." });
  }
  return Object.freeze({
    isCutcheckSpec: true,
    name,
    title: options.title,
    summary: options.summary,
    sources: options.sources ?? [],
    scope,
    semantics,
    build: options.build as Spec["build"],
    cases: resolveCases(options.cases, scope, semantics, place),
    logs: checkMapping(options.logs, place),
  });
}

type AnyCaseOptions = CaseOptions<Knobs, Knobs>;

const specOptions: readonly (keyof SpecOptions<Knobs, Knobs>)[] = ["title", "summary", "sources", "scope", "semantics", "build", "cases", "logs"];
const caseOptions: readonly (keyof AnyCaseOptions)[] = ["name", "expect", "about", "tier", "scope", "semantics", "properties", "witnesses", "neverEnabled"];

function checkSpecOptions(options: Omit<SpecOptions<Knobs, Knobs>, "build"> & { readonly build: unknown }, place: Place): void {
  checkOptions(options, specOptions, "The spec", place);
  for (const name of ["title", "summary"] as const) {
    if (typeof options[name] !== "string") fail("CUT106", `The spec has no ${name}.`, { place, given: show(options[name]), fix: `Write ${name}: "...".` });
  }
  checkText(options.title, "The spec's title", place);
  checkNames(options.sources, "sources", "The spec", place);
  if (typeof options.build !== "function") {
    fail("CUT106", "The spec has no build function.", { place, given: show(options.build), fix: "Write build: (scope, semantics) => machine(...)." });
  }
  if (!Array.isArray(options.cases))
    fail("CUT106", "The spec has no list of cases.", { place, given: show(options.cases), fix: "Write cases: [{ name, expect }]." });
}

function resolveCases(all: readonly AnyCaseOptions[], scope: Spec["scope"], semantics: Spec["semantics"], place: Place): readonly Case[] {
  const cases: Case[] = [];
  for (const options of all) {
    checkOptions(options, caseOptions, "A case", place);
    checkSlug(options.name, "case", place);
    checkUnique(options.name, cases, "cases", place);
    cases.push(resolveCase(options, scope, semantics, { ...place, case: options.name }));
  }
  return Object.freeze(cases);
}

function resolveCase(options: AnyCaseOptions, scope: Spec["scope"], semantics: Spec["semantics"], place: Place): Case {
  const { tier = "quick", expect } = options;
  if (tier !== "quick" && tier !== "full")
    fail("CUT106", "The case has no such tier.", { place, given: show(tier), allowed: "quick, full", fix: "Use one of them." });
  if (options.about !== undefined && typeof options.about !== "string")
    fail("CUT106", "The case has no such about.", { place, given: show(options.about), allowed: "a text", fix: 'Write about: "...".' });
  checkText(options.about ?? "", "The case's about", place);
  for (const name of ["properties", "witnesses", "neverEnabled"] as const) checkNames(options[name], name, "The case", place);
  return Object.freeze({
    name: options.name,
    about: options.about ?? "",
    tier,
    scope: resolveKnobs(scope, options.scope === undefined ? {} : options.scope, "scope", place),
    semantics: resolveKnobs(semantics, options.semantics === undefined ? {} : options.semantics, "semantics", place),
    expect: placed(place, () => resolveExpectation(expect, place)),
    properties: options.properties ?? null,
    witnesses: options.witnesses ?? null,
    neverEnabled: options.neverEnabled ?? [],
  });
}

/**
 * Builds the machine of an instance and checks the names that a case quotes.
 * Errors: CUT106, CUT208 for an exception in `build`, CUT305, and whatever the machine's definition finds.
 */
export function buildMachine(of: Spec, scope: Case["scope"], semantics: Case["semantics"], quoted?: Case): Machine<unknown> {
  const place = quoted === undefined ? { spec: of.name } : { spec: of.name, case: quoted.name };
  const built = callBuild(of, scope, semantics, place);
  if (!(built instanceof Machine)) fail("CUT106", "build did not return a machine.", { place, given: show(built), fix: "Return machine(...)." });
  placed(place, () => checkActionNames(built.definition));
  if (quoted !== undefined) checkQuotedNames(built, quoted, place);
  return built;
}

const scopeNames = { code: "CUT301", whole: "The scope", part: "knob", none: "none: this spec has no such knobs" } as const;
const semanticsNames = { code: "CUT301", whole: "The semantics", part: "knob", none: "none: this spec has no such knobs" } as const;
/** Errors: those of the call, at this place. */
function placed<T>(place: Place, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw isMistake(error) ? error.at(place) : error;
  }
}

function callBuild(of: Spec, scope: Case["scope"], semantics: Case["semantics"], place: Place): unknown {
  return whileBuilding(() => {
    takeMistake();
    try {
      const built: unknown = of.build(withKnownNames(scope, scopeNames), withKnownNames(semantics, semanticsNames));
      throwFirstMistake();
      return built;
    } catch (thrown) {
      const error = takeMistake() ?? thrown;
      if (isMistake(error)) throw error.at(place);
      throw mistakeOf({ code: "CUT208", message: `build threw ${showThrown(error)}`, place, fix: "Look at build with these knobs." }, tamed(error));
    }
  });
}

function checkQuotedNames(built: Machine<unknown>, quoted: Case, place: Place): void {
  const { actions, properties, witnesses } = built.definition;
  const expected = quoted.expect.verdict === "violated" ? quoted.expect.property : deadlockProperty;
  checkKnown([...(quoted.properties ?? []), expected], [...properties, { name: deadlockProperty }], "a property", place);
  checkKnown(quoted.witnesses ?? [], witnesses, "a witness", place);
  checkKnown(quoted.neverEnabled, actions, "an action", place);
  if (quoted.properties !== null && expected !== deadlockProperty && !quoted.properties.includes(expected)) {
    fail("CUT106", `The case expects ${show(expected)} to be violated, and does not check it.`, {
      place,
      allowed: [...quoted.properties, deadlockProperty].join("; "),
      fix: "Add it to the case's properties.",
    });
  }
}

function checkKnown(names: readonly string[], known: readonly { readonly name: string }[], what: string, place: Place): void {
  const unknown = names.find(name => !known.some(each => each.name === name));
  if (unknown === undefined) return;
  fail("CUT305", `The case names ${what} ${show(unknown)}, which the machine does not have.`, {
    place,
    allowed: known.map(each => each.name).join("; ") || "none",
    fix: "Use one of the known names.",
  });
}

function checkNames(names: unknown, option: string, what: string, place: Place): void {
  if (names === undefined) return;
  if (!Array.isArray(names) || !Array.from(names).every(name => typeof name === "string")) {
    fail("CUT106", `${what} has no list of strings as ${option}.`, { place, given: show(names), fix: `Write ${option}: ["..."].` });
  }
}

/** Characters of the name of a spec or a case: file systems take no longer names of folders. */
export const slugCharactersMax = 200;

const slugPattern = /^[a-z0-9][a-z0-9._=,+-]*$/;

function checkSlug(name: unknown, what: string, place: Place = {}): void {
  if (typeof name !== "string" || !slugPattern.test(name)) {
    fail("CUT101", `${show(name)} cannot be the name of a ${what}.`, {
      place,
      allowed: "lower-case letters, digits and . _ = , + -",
      fix: "It names a folder of the archive: write it like two-phase or n=3.",
    });
  }
  if (name.length > slugCharactersMax) {
    fail("CUT105", `The name of a ${what} has ${name.length} characters.`, {
      place,
      given: show(name),
      allowed: `at most ${slugCharactersMax}`,
      fix: "It names a folder of the archive: write it like two-phase or n=3.",
    });
  }
}
