/**
 * Archived counterexamples: `counterexamples/<spec>/<case>/trace.json`. The document is valid ITF (see `itf.ts`), carries the types of its
 * states (so that it can be read without the spec), and a hash over all of the rest, which shows damage, not malice.
 */

import { expectationOf, type Instance } from "../check/check.ts";
import { CutcheckError, fail, type Mistake, show } from "../dsl/errors.ts";
import type { KnobValue } from "../dsl/knobs.ts";
import { isOfSteps, momentsOf } from "../dsl/liveness.ts";
import { deadlockProperty, isLiveness, type MachineDefinition, type PropertyDefinition } from "../dsl/machine.ts";
import type { TypeNode } from "../dsl/types.ts";
import type { Annotations, Loop, PlainState, Trace, TraceStep } from "../explore/work/outcome.ts";
import { counterpartFromItf, counterpartToItf } from "./counterpart.ts";
import { definitionHash } from "./definition.ts";
import { recordFromItf, toItf, withBigIntegers } from "./itf.ts";
import { hashOf, type Json, jsonPath, layOut } from "./json.ts";
import { traceCharactersMax, traceFormatPrefix, traceFormats } from "./limits.ts";
import { parseHostile } from "./parse.ts";
import { type TraceDocument, traceSchema } from "./schema.ts";

/** The kinds of properties that a run can violate. */
export type PropertyKind = PropertyDefinition["kind"] | "deadlock";

/** The property that a run violates. */
export interface ArchivedProperty {
  readonly kind: PropertyKind;
  readonly name: string;
  /** Of a property of runs: whether it waits for states or steps, of `leadsTo` first and second. Absent: for states, or it is of another kind. */
  readonly moments?: readonly ("state" | "step")[];
}

/** A counterexample with everything that is needed to show it, and to run it again against a spec. */
export interface Archive {
  readonly spec: string;
  /** Null for an ad hoc instance. */
  readonly case: string | null;
  /** The spec's title and what the case says about itself. */
  readonly title: string;
  readonly about: string;
  readonly scope: Readonly<Record<string, KnobValue>>;
  readonly semantics: Readonly<Record<string, KnobValue>>;
  /** The only properties that were checked; null: those of the case, or all. A run that others would have cut short is found with these alone. */
  readonly properties: readonly string[] | null;
  readonly property: ArchivedProperty;
  /** See `definitionHash`. */
  readonly definition: string;
  /** The types of the state's fields when the trace was found. */
  readonly types: Readonly<Record<string, TypeNode>>;
  readonly trace: Trace;
  /** The random walk that found the run, where it was only shrunk; null: no run that violates the property is shorter. */
  readonly walk: WalkReference | null;
}

/** Where `cutcheck simulate` finds a walk again. */
export interface WalkReference {
  readonly seed: number;
  readonly steps: number;
  readonly path: string;
}

/** The archive of a violation that was found in an instance. */
export function archiveOf(instance: Instance, machine: MachineDefinition, property: string, trace: Trace): Archive {
  const { spec, scope, semantics } = instance;
  return {
    spec: spec.name,
    case: instance.case?.name ?? null,
    title: spec.title,
    about: instance.case?.about ?? "",
    scope,
    semantics,
    // What a case expects comes out by the same run, whichever other properties are checked.
    properties: instance.case !== null && expectationOf(instance) !== null ? null : instance.properties,
    property: archivedProperty(machine, property),
    definition: definitionHash(spec, machine),
    types: machine.state,
    trace,
    walk: null,
  };
}

function archivedProperty(machine: MachineDefinition, name: string): ArchivedProperty {
  if (name === deadlockProperty) return { kind: "deadlock", name };
  const found = machine.properties.find(each => each.name === name);
  if (found === undefined) fail("CUT305", `The machine ${show(machine.name)} has no property ${show(name)}.`);
  const moments = isLiveness(found) ? momentsOf(found).map(each => (isOfSteps(each) ? "step" : "state")) : [];
  return { kind: found.kind, name, ...(moments.includes("step") ? { moments } : {}) };
}

/** The folder of a case's counterexample, relative to the root of the archive, with slashes. */
export function archiveFolder(spec: string, caseName: string): string {
  return `${spec}/${caseName}`;
}

/** Whether a `trace.json` of this archive can be read back; the text is not made where its states alone are too long for it. */
export function isReadable(archive: Archive): boolean {
  let characters = 0;
  for (const { state } of [{ state: archive.trace.initial }, ...archive.trace.steps]) {
    characters += JSON.stringify(state).length;
    if (characters > traceCharactersMax) return false;
  }
  return writeTrace(archive).length <= traceCharactersMax;
}

/** The text of `trace.json`: the same archive gives the same bytes. What {@link isReadable} refuses is not read back. */
export function writeTrace(archive: Archive): string {
  const document = documentOf(archive, "");
  return layOut(documentOf(archive, hashOf(withoutIntegrity(document))));
}

/**
 * The run as an ITF document for other tools: without what only cutcheck reads, and with every integer in the form that the last revision of the format asks
 * for and all earlier ones allow. `readTrace` does not read it back. The same archive gives the same bytes.
 */
export function writeItf(archive: Archive): string {
  const { "#meta": meta, states, ...document } = documentOf(archive, "");
  const { cutcheck: _, ...plain } = meta as { readonly [name: string]: Json };
  const values = (states as readonly { readonly [name: string]: Json }[]).map(({ "#meta": about, ...fields }) => ({
    "#meta": about as Json,
    ...(withBigIntegers(fields) as typeof fields),
  }));
  return layOut({ "#meta": plain, ...document, states: values });
}

function documentOf(archive: Archive, integrity: string): { readonly [name: string]: Json } {
  const { trace, types, ...about } = archive;
  const { spec, title, scope, semantics, properties, property, definition, walk } = about;
  return {
    "#meta": {
      format: "ITF",
      "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
      description: `${property.name}: a counterexample found by cutcheck`,
      cutcheck: {
        format: formatOf(trace),
        integrity,
        definition,
        spec,
        case: about.case,
        title,
        about: about.about,
        scope,
        semantics,
        ...(properties === null ? {} : { properties }),
        property: { ...property },
        ...(walk === null ? {} : { walk: { ...walk } }),
        ...(trace.pointOfNoReturn === undefined ? {} : { pointOfNoReturn: trace.pointOfNoReturn }),
        types: types as unknown as Json,
        ...(trace.loop === undefined ? {} : { forEver: forEverOf(trace.loop) }),
        ...(trace.counterpart === undefined ? {} : { counterpart: counterpartToItf(trace.counterpart) }),
      },
    },
    vars: Object.keys(types),
    ...(trace.loop === undefined ? {} : { loop: trace.loop.start }),
    states: [
      stateOf(types, { index: 0, ...annotationsAt(trace, 0) }, trace.initial),
      ...trace.steps.map((step, i) => stateOf(types, { ...metaOf(step, i + 1), ...annotationsAt(trace, i + 1) }, step.state)),
    ],
  };
}

/** What version 1 does not know. */
function formatOf({ annotations, loop, counterpart, pointOfNoReturn }: Trace): (typeof traceFormats)[number] {
  return [annotations, loop, counterpart, pointOfNoReturn].every(each => each === undefined) ? traceFormats[0] : traceFormats[1];
}

function forEverOf({ start: _, ...rest }: Loop): Json {
  return rest as unknown as Json;
}

function metaOf(step: TraceStep, index: number) {
  const { action, parameters, actor, fault } = step;
  return { index, action, parameters, actor, fault };
}

function annotationsAt({ annotations }: Trace, index: number): { readonly [name: string]: Json } {
  const underway = annotations?.underway?.[index];
  const marks = index === 0 ? undefined : annotations?.marks?.[index - 1];
  return { ...(underway === undefined ? {} : { underway: underway as unknown as Json }), ...(marks === undefined ? {} : { marks: marks as unknown as Json }) };
}

function stateOf(types: Archive["types"], meta: Json, state: PlainState): Json {
  return { "#meta": meta, ...Object.fromEntries(Object.entries(types).map(([name, node]) => [name, toItf(node, state[name])])) };
}

function withoutIntegrity(document: unknown): Json {
  const { "#meta": meta, ...rest } = document as { readonly "#meta": { readonly cutcheck: Readonly<Record<string, Json>> } };
  const { integrity: _, ...cutcheck } = meta.cutcheck;
  return { ...rest, "#meta": { ...meta, cutcheck } };
}

/**
 * Reads a `trace.json`. `fileName` is only quoted. Errors: CUT401 (not JSON, or not a counterexample of cutcheck), CUT402 (cut off, edited,
 * or of the wrong shape, with the JSON path of the first mistake; or beyond a limit), CUT403 (another version of the format).
 */
export function readTrace(text: string, fileName: string): Archive {
  try {
    const root = parseHostile(text);
    checkFormat(root);
    return archiveFrom(checkShape(root));
  } catch (error) {
    throw error instanceof CutcheckError ? error.at({ file: fileName }) : error;
  }
}

function checkFormat(root: unknown): void {
  const format = member(member(member(root, "#meta"), "cutcheck"), "format");
  if (typeof format !== "string" || !format.startsWith(traceFormatPrefix)) {
    fail("CUT401", "This is JSON, but not a counterexample written by cutcheck.", {
      allowed: `"format": ${traceFormats.map(show).join(" or ")} in #meta.cutcheck`,
      fix: 'Give the trace.json of an archived counterexample; "cutcheck check --update" writes them.',
    });
  }
  if (!(traceFormats as readonly string[]).includes(format)) {
    fail("CUT403", `This counterexample is written in ${show(format)}, which this version of cutcheck does not read.`, {
      given: format,
      allowed: traceFormats.join(", "),
      fix: 'Use the version of cutcheck that wrote it, or write it again with "cutcheck check --update".',
    });
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

const restore: Pick<Mistake, "fix"> = { fix: 'Restore the file from version control, or write it again with "cutcheck check --update".' };

function checkShape(root: unknown): TraceDocument {
  const parsed = traceSchema.safeParse(root);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail("CUT402", `The file does not have the shape of a counterexample: ${issue?.message ?? "unknown"}.`, {
    place: { path: jsonPath(issue?.path ?? []) },
    ...restore,
  });
}

function archiveFrom(document: TraceDocument): Archive {
  const { format: _, integrity, types, properties = null, walk = null, forEver, counterpart, pointOfNoReturn, ...about } = document["#meta"].cutcheck;
  const names = Object.keys(types);
  if (names.join() !== document.vars.join())
    fail("CUT402", "The variables are not those of the types.", {
      place: { path: "$.vars" },
      given: document.vars.join(", "),
      allowed: names.join(", "),
      ...restore,
    });
  const states = document.states.map(({ "#meta": _meta, ...state }, i) => recordFromItf(types, state, ["states", i]));
  const [, ...later] = document.states;
  const steps = later.map(({ "#meta": { index, underway: _underway, marks: _marks, ...step } }, i) => {
    if (index !== i + 1)
      fail("CUT402", "The states are not numbered in order.", {
        place: { path: jsonPath(["states", i + 1, "#meta", "index"]) },
        given: show(index),
        allowed: show(i + 1),
        ...restore,
      });
    return { ...step, state: states[i + 1] as PlainState };
  });
  const found = hashOf(withoutIntegrity(document));
  if (found !== integrity)
    fail("CUT402", "The file was edited after it was written: its integrity hash is that of another content.", {
      place: { path: '$["#meta"].cutcheck.integrity' },
      given: integrity,
      allowed: found,
      ...restore,
    });
  return {
    ...about,
    properties,
    types,
    trace: {
      initial: states[0] as PlainState,
      steps,
      ...annotationsFrom(document),
      ...loopFrom(document, forEver),
      ...pointFrom(pointOfNoReturn, steps.length),
      ...(counterpart === undefined ? {} : { counterpart: counterpartFromItf(counterpart) }),
    },
    walk,
  };
}

function loopFrom({ loop, states }: TraceDocument, forEver: TraceDocument["#meta"]["cutcheck"]["forEver"]): Pick<Trace, "loop"> {
  if (loop === undefined && forEver === undefined) return {};
  if (loop === undefined || forEver === undefined || loop >= states.length)
    return fail("CUT402", "The loop is not one of these states, or nothing is said about it.", {
      place: { path: "$.loop" },
      given: show(loop),
      allowed: `0 to ${states.length - 1}, with forEver in #meta.cutcheck`,
      ...restore,
    });
  return { loop: { start: loop, ...forEver } };
}

/** What is declared is there in every state, be it empty. */
function annotationsFrom({ states }: TraceDocument): { readonly annotations?: Annotations } {
  const [, ...later] = states;
  const underway = states.flatMap(({ "#meta": meta }) => (meta.underway === undefined ? [] : [meta.underway]));
  const marks = later.flatMap(({ "#meta": meta }) => (meta.marks === undefined ? [] : [meta.marks]));
  if (underway.length + marks.length === 0) return {};
  return { annotations: { underway: allOrNone("underway", underway, states.length), marks: allOrNone("marks", marks, later.length) } };
}

function pointFrom(step: number | undefined, last: number): { readonly pointOfNoReturn?: number } {
  if (step === undefined) return {};
  if (step > last)
    fail("CUT402", "The point of no return is no step.", {
      place: { path: '$["#meta"].cutcheck.pointOfNoReturn' },
      given: show(step),
      allowed: `0 to ${last}`,
      ...restore,
    });
  return { pointOfNoReturn: step };
}

function allOrNone<T>(name: string, found: readonly T[], count: number): readonly T[] | null {
  if (found.length !== 0 && found.length !== count)
    fail("CUT402", `Some states have ${show(name)}, and others do not.`, { place: { path: "$.states" }, ...restore });
  return found.length === 0 ? null : found;
}
