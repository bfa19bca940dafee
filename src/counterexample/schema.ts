/** The shape of a `trace.json`, as zod checks it: everything but the values of the states, whose types the document itself carries. */
import * as z from "zod";
import type { PropertyDefinition } from "../dsl/machine.ts";
import { intSpanMax, slotsMax, type TypeNode } from "../dsl/types.ts";
import { traceFormats } from "./limits.ts";

const slug = z.string().regex(/^[a-z0-9][a-z0-9._=,+-]*$/);
const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/);
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const size = z.int().min(0).max(slotsMax);
const bound = z.int().min(-intSpanMax).max(intSpanMax);
const name = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const values = z.record(z.string(), scalar);

const part = z.lazy(() => node);

/** A type's node, by its kind: see `TypeNode`. */
const nodes = {
  bool: z.strictObject({ kind: z.literal("bool") }),
  int: z.strictObject({ kind: z.literal("int"), lo: bound, hi: bound }),
  oneOf: z.strictObject({ kind: z.literal("oneOf"), labels: z.array(name).min(1) }),
  record: z.strictObject({ kind: z.literal("record"), fields: z.lazy(() => fieldTypes) }),
  array: z.strictObject({ kind: z.literal("array"), length: size, element: part }),
  option: z.strictObject({ kind: z.literal("option"), element: part }),
  union: z.strictObject({
    kind: z.literal("union"),
    variants: z.record(
      fieldName,
      z.lazy(() => fieldTypes),
    ),
  }),
  fifo: z.strictObject({ kind: z.literal("fifo"), capacity: size, element: part }),
  seq: z.strictObject({ kind: z.literal("seq"), capacity: size, element: part }),
  bag: z.strictObject({ kind: z.literal("bag"), capacity: size, element: part }),
  set: z.strictObject({ kind: z.literal("set"), domain: part }),
  map: z.strictObject({ kind: z.literal("map"), key: part, value: part }),
} satisfies Readonly<Record<TypeNode["kind"], z.ZodType>>;

const { bool, ...others } = nodes;
const node: z.ZodType<TypeNode> = z.discriminatedUnion("kind", [bool, ...Object.values(others)]);
/** The types of named fields. */
export const fieldTypes: z.ZodType<Readonly<Record<string, TypeNode>>> = z.record(
  fieldName,
  z.lazy(() => node),
);

/** The kinds of properties that a run can violate. */
const propertyKinds = [
  "invariant",
  "step",
  "reachableIn",
  "refines",
  "deadlock",
  "eventually",
  "leadsTo",
  "infinitelyOften",
  "eventuallyAlways",
  "alwaysPossible",
] as const satisfies readonly (PropertyDefinition["kind"] | "deadlock")[];

/** See `Loop`; its start is the document's `loop`. */
const forEver = z.strictObject({
  waiting: z.array(
    z.strictObject({ action: name, parameters: values.nullable(), fair: z.enum(["weak", "strong"]).nullable(), disabledIn: z.int().min(0).nullable() }),
  ),
  disabled: z.array(name),
});

/** See `Counterpart`; its states are as ITF writes them. */
const abstractState = z.record(z.string(), z.unknown());
const counterpart = z.strictObject({
  machine: name,
  types: fieldTypes,
  before: abstractState.nullable(),
  after: abstractState,
  possible: z.array(z.strictObject({ action: name, parameters: values, actor: z.string(), fault: z.boolean(), state: abstractState })),
});

/** What cutcheck says about a trace, in the document's `#meta.cutcheck`. */
const about = z.strictObject({
  format: z.enum(traceFormats),
  integrity: hash,
  definition: hash,
  spec: slug,
  case: slug.nullable(),
  title: z.string(),
  about: z.string(),
  scope: values,
  semantics: values,
  properties: z.array(name).optional(),
  walk: z.strictObject({ seed: z.int(), steps: z.int().min(1), path: z.string().regex(/^\d+(:\d+)*$/) }).optional(),
  property: z.strictObject({
    kind: z.enum(propertyKinds),
    name,
    moments: z
      .array(z.enum(["state", "step"]))
      .min(1)
      .max(2)
      .optional(),
  }),
  pointOfNoReturn: z.int().min(0).optional(),
  types: fieldTypes,
  forEver: forEver.optional(),
  counterpart: counterpart.optional(),
});

const checkpoint = z.int().min(0);
const lanes = z.array(name).min(1);

/** See `Underway`. */
const underway = z.array(z.strictObject({ label: name, from: name.optional(), to: name.optional(), barrier: checkpoint.optional() })).optional();

/** See `Mark`. */
const marks = z
  .array(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("cut"), checkpoint, lanes }),
      z.strictObject({ kind: z.literal("completed"), checkpoint }),
      z.strictObject({ kind: z.literal("aborted"), checkpoint }),
      z.strictObject({ kind: z.literal("fellBack"), checkpoint, lanes, to: checkpoint }),
      z.strictObject({ kind: z.literal("failed"), lanes }),
      z.strictObject({ kind: z.literal("restored"), checkpoint, lanes }),
      z.strictObject({ kind: z.literal("lost"), label: name }),
    ]),
  )
  .optional();

const initialState = z.looseObject({ "#meta": z.strictObject({ index: z.literal(0), underway }) });
const laterState = z.looseObject({
  "#meta": z.strictObject({ index: z.int().min(1), action: name, parameters: values, actor: z.string(), fault: z.boolean(), underway, marks }),
});

/** A whole `trace.json`. It is a valid ITF document: what is ours stands in its `#meta` objects, which the format leaves to tools. */
export const traceSchema = z.strictObject({
  "#meta": z.strictObject({ format: z.literal("ITF"), "format-description": z.string(), description: z.string(), cutcheck: about }),
  vars: z.array(fieldName),
  loop: z.int().min(0).optional(),
  states: z.tuple([initialState], laterState),
});

export type TraceDocument = z.infer<typeof traceSchema>;
