/** Which instances of the selected specs a command line means. */

import { adHoc, type Instance, instanceOf } from "../check/check.ts";
import { fail, show } from "../dsl/errors.ts";
import { type Knob, type KnobValue, parseKnob } from "../dsl/knobs.ts";
import type { Case, Spec, Tier } from "../dsl/spec.ts";
import { nearNames, suggestion } from "../dsl/suggest.ts";
import type { Setting } from "./arguments.ts";
import type { LoadedSpec } from "./load.ts";
import { askedAbout } from "./properties.ts";
import { UnwritableError } from "./unwritable.ts";

export interface InstanceOptions {
  /** Names of cases; empty: all of the tier. */
  readonly cases: readonly string[];
  /** Semantics knobs of an ad hoc instance. */
  readonly set: readonly Setting[];
  /** Size knobs of an ad hoc instance. */
  readonly scope: readonly Setting[];
  readonly tier: Tier;
  /** The only properties to check, by their names or how these begin; empty: all. */
  readonly properties: readonly string[];
}

/** An instance to check, and the file of its spec. */
export interface Task {
  readonly instance: Instance;
  readonly file: string;
  readonly source: LoadedSpec["source"];
  readonly anew: LoadedSpec["anew"];
}

/** Modules are never given back: with more sizes than this, some share one. */
const modulesMax = 64;

/**
 * A module of its own for each size in which a spec is checked. States of another size are objects of other shapes, and V8 keeps the shapes
 * that a function has seen with its text: after four sizes the functions of ABS took twice as long (3.5 s instead of 2.0 s).
 */
export class SpecsBySize {
  private readonly files = new Set<string>();
  private readonly sizes = new Map<string, Promise<Spec>>();
  /** The modules of each spec, in the order of loading. */
  private readonly modules = new Map<string, Promise<Spec>[]>();

  specOf(instance: Instance, from: Pick<LoadedSpec, "file" | "anew">): Promise<Spec> {
    const size = JSON.stringify([from.file, instance.spec.name, instance.scope]);
    const spec = this.sizes.get(size) ?? this.nextModule(instance.spec, from);
    this.sizes.set(size, spec);
    return spec;
  }

  private nextModule(spec: Spec, { file, anew }: Pick<LoadedSpec, "file" | "anew">): Promise<Spec> {
    const key = JSON.stringify([file, spec.name]);
    const modules = this.modules.get(key) ?? [];
    this.modules.set(key, modules);
    if (modules.length === modulesMax) return modules[this.sizes.size % modulesMax] as Promise<Spec>;
    const module = this.files.has(file) ? anew().catch(error => sharedIfFull(error, spec)) : Promise.resolve(spec);
    this.files.add(file);
    modules.push(module);
    return module;
  }
}

/** Where there is no place for another module, the one that is there is only slower. */
function sharedIfFull(error: unknown, spec: Spec): Spec {
  if (error instanceof UnwritableError) return spec;
  throw error;
}

/** The instances, in the order of the specs and of their cases; those with a property that is asked about. Errors: CUT301, CUT302, CUT303, CUT304, CUT305. */
export function tasksOf(specs: readonly LoadedSpec[], options: InstanceOptions): readonly Task[] {
  return askedAbout(options.properties, everyTask(specs, options));
}

function everyTask(specs: readonly LoadedSpec[], options: InstanceOptions): readonly Task[] {
  if (options.set.length + options.scope.length > 0) return [adHocTask(specs, options)];
  if (options.cases.length > 0) checkCaseNames(specs, options.cases);
  const tasks = specs.flatMap(({ spec, ...rest }) => instancesOf(spec, options).map(instance => ({ instance, ...rest })));
  // An empty table would look like success.
  if (tasks.length === 0) fail("CUT303", "There is nothing to check: no case here is in the quick tier.", { fix: "Add --tier full." });
  return tasks;
}

/** Which of several specs are left out of a run of the quick tier, in a line; empty when none is. */
export function leftOutText(specs: readonly LoadedSpec[], options: Pick<InstanceOptions, "cases" | "set" | "scope" | "tier">): string {
  if (options.cases.length + options.set.length + options.scope.length > 0) return "";
  const leftOut = specs.filter(({ spec }) => spec.cases.length > 0 && !spec.cases.some(each => isInTier(each, options.tier)));
  if (leftOut.length === 0) return "";
  return `Not checked, because all cases are of the full tier: ${leftOut.map(each => each.spec.name).join(", ")}. Add --tier full.`;
}

/** A spec without cases is checked once, with its defaults and no expectation: what its author wants to see first. */
function instancesOf(spec: Spec, options: InstanceOptions): readonly Instance[] {
  if (options.cases.length > 0) return spec.cases.filter(each => options.cases.includes(each.name)).map(each => instanceOf(spec, each));
  if (spec.cases.length === 0) return [adHoc(spec, {}, {})];
  return spec.cases.filter(each => isInTier(each, options.tier)).map(each => instanceOf(spec, each));
}

function isInTier(each: Case, tier: Tier): boolean {
  return tier === "full" || each.tier === "quick";
}

function adHocTask(specs: readonly LoadedSpec[], options: InstanceOptions): Task {
  const { spec, ...rest } = onlySpec(specs, "--set and --scope describe an instance of one spec, and several are selected.");
  return { instance: adHoc(spec, valuesOf(spec, "scope", options.scope), valuesOf(spec, "semantics", options.set)), ...rest };
}

/** The one spec of a selection. Errors: CUT304 with this sentence when there are several. */
export function onlySpec(specs: readonly LoadedSpec[], complaint: string): LoadedSpec {
  const [first, second] = specs;
  if (first !== undefined && second === undefined) return first;
  return fail("CUT304", complaint, { allowed: specs.map(each => each.spec.name).join(", "), fix: "Name one of them." });
}

/** What a command line says of one instance. */
export interface InstanceRequest {
  readonly case: readonly string[];
  readonly set: readonly Setting[];
  readonly scope: readonly Setting[];
  readonly property: readonly string[];
}

/** One instance: a case, knob values, or the defaults. Errors: CUT301, CUT302, CUT305; CUT303, with this sentence for several cases. */
export function instanceAsked(loaded: LoadedSpec, complaint: string, { case: cases, set, scope, property }: InstanceRequest): Instance {
  const { spec } = loaded;
  const [name, another] = cases;
  if (another !== undefined) fail("CUT303", complaint, { given: cases.join(", "), fix: "Name one of them." });
  const instance =
    name === undefined ? adHoc(spec, valuesOf(spec, "scope", scope), valuesOf(spec, "semantics", set)) : instanceOf(spec, caseNamed(loaded, name));
  return askedAbout(property, [{ instance }])[0]?.instance ?? instance;
}

/** The values that a command line gives to knobs. Errors: CUT301, CUT302. */
export function valuesOf(spec: Spec, group: "scope" | "semantics", settings: readonly Setting[]): Readonly<Record<string, KnobValue>> {
  return Object.fromEntries(settings.map(({ name, text }) => [name, parseKnob(name, knobOf(spec, group, name), text)]));
}

function knobOf(spec: Spec, group: "scope" | "semantics", name: string): Knob {
  const knobs = spec[group];
  const found = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
  return found ?? unknownKnob(spec, group, name);
}

function unknownKnob(spec: Spec, group: "scope" | "semantics", name: string): never {
  const other = group === "scope" ? "semantics" : "scope";
  const names = Object.keys(spec[group]);
  const isElsewhere = Object.hasOwn(spec[other], name);
  fail("CUT301", `There is no knob ${show(name)} in ${group}.`, {
    place: { spec: spec.name },
    allowed: names.join(", ") || "none: this spec has no such knobs",
    fix: isElsewhere ? `It is in ${other}: write ${other === "scope" ? "--scope" : "--set"} ${name}=...` : suggestion(name, names, "Leave it out."),
  });
}

function checkCaseNames(specs: readonly LoadedSpec[], cases: readonly string[]): void {
  const known = specs.flatMap(each => each.spec.cases.map(one => one.name));
  const unknown = cases.find(name => !known.includes(name));
  if (unknown !== undefined) unknownCase(specs, unknown, known);
}

/** A case of a spec. Errors: CUT303. */
export function caseNamed(loaded: LoadedSpec, name: string): Case {
  const { cases } = loaded.spec;
  return (
    cases.find(each => each.name === name) ??
    unknownCase(
      [loaded],
      name,
      cases.map(each => each.name),
    )
  );
}

function unknownCase(specs: readonly LoadedSpec[], unknown: string, known: readonly string[]): never {
  const place = specs.length === 1 && specs[0] !== undefined ? { spec: specs[0].spec.name } : {};
  fail("CUT303", `There is no case ${show(unknown)}.`, {
    place,
    allowed: nearNames(unknown, [...new Set(known)]) || "none: no spec here has a case",
    fix: suggestion(unknown, known, "Leave out --case."),
  });
}
