/** The shape of a `trace.json`, as zod checks it: everything but the values of the states, whose types the document itself carries. */
import { z } from "zod";
import { intSpanMax, slotsMax, type TypeNode } from "../dsl/types.ts";
import { traceFormat } from "./limits.ts";

const slug = z.string().regex(/^[a-z0-9][a-z0-9._=,+-]*$/);
const fieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/);
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const size = z.int().min(0).max(slotsMax);
const bound = z.int().min(-intSpanMax).max(intSpanMax);
const name = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const values = z.record(z.string(), scalar);

/** A type's node: see `TypeNode`. */
const node: z.ZodType<TypeNode> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("bool") }),
    z.strictObject({ kind: z.literal("int"), lo: bound, hi: bound }),
    z.strictObject({ kind: z.literal("oneOf"), labels: z.array(name).min(1) }),
    z.strictObject({ kind: z.literal("record"), fields }),
    z.strictObject({ kind: z.literal("array"), length: size, element: node }),
    z.strictObject({ kind: z.literal("option"), element: node }),
    z.strictObject({ kind: z.literal("union"), variants: z.record(fieldName, fields) }),
    z.strictObject({ kind: z.literal("fifo"), capacity: size, element: node }),
    z.strictObject({ kind: z.literal("bag"), capacity: size, element: node }),
    z.strictObject({ kind: z.literal("set"), domain: node }),
    z.strictObject({ kind: z.literal("map"), key: node, value: node }),
  ]),
);
const fields: z.ZodType<Readonly<Record<string, TypeNode>>> = z.record(
  fieldName,
  z.lazy(() => node),
);

/** What cutcheck says about a trace, in the document's `#meta.cutcheck`. */
const about = z.strictObject({
  format: z.literal(traceFormat),
  integrity: hash,
  definition: hash,
  spec: slug,
  case: slug.nullable(),
  title: z.string(),
  about: z.string(),
  scope: values,
  semantics: values,
  properties: z.array(name).optional(),
  property: z.strictObject({ kind: z.enum(["invariant", "step", "reachableIn", "deadlock"]), name }),
  types: fields,
});

const initialState = z.looseObject({ "#meta": z.strictObject({ index: z.literal(0) }) });
const laterState = z.looseObject({
  "#meta": z.strictObject({ index: z.int().min(1), action: name, parameters: values, actor: z.string(), fault: z.boolean() }),
});

/** A whole `trace.json` of this version. It is a valid ITF document: what is ours stands in its `#meta` objects, which the format leaves to tools. */
export const traceSchema = z.strictObject({
  "#meta": z.strictObject({ format: z.literal("ITF"), "format-description": z.string(), description: z.string(), cutcheck: about }),
  vars: z.array(fieldName),
  states: z.tuple([initialState], laterState),
});

export type TraceDocument = z.infer<typeof traceSchema>;
