/** The machine-readable answer of `check --smallest --json`. */
import * as z from "zod";
import type { Smallest } from "../check/smallest.ts";
import { reportDocument, reportedResultSchema, symmetrySchema } from "./reportJson.ts";
import { sentenceOf } from "./sentences.ts";
import { isComplete, smallestSentences } from "./smallest.ts";

const knobValue = z.union([z.number(), z.string(), z.boolean()]);
const knobValues = z.record(z.string(), knobValue);
const whole = z.int().min(0);
const left = z.array(z.strictObject({ scope: knobValues, message: z.string() }));

/** The document that `check --smallest --json` prints. */
export const smallestSchema = z.strictObject({
  format: z.literal("cutcheck.smallest/1"),
  spec: z.string(),
  /** The rules, with which every scope was checked. */
  semantics: knobValues,
  /** The only properties that were checked; null for all. */
  properties: z.array(z.string()).nullable(),
  /** What was searched: the size knobs in the order of declaration, the values of each from the smallest one. */
  ranges: z.array(z.strictObject({ knob: z.string(), values: z.array(knobValue) })),
  /** Scopes in all, those that were looked at, and of these those in which nothing is violated. */
  scopes: z.strictObject({ total: whole, looked: whole, held: whole, vacuous: whole }),
  symmetry: symmetrySchema,
  /** Whether every scope before the smallest one (every scope, if none fails) is known not to fail, or is refused. */
  complete: z.boolean(),
  /** The first scope, in the order of the search, that is violated. */
  smallest: reportedResultSchema.nullable(),
  /** Scopes that a limit left open, and those for which `build` makes no machine. */
  incomplete: left,
  refused: left,
  /** A scope with a mistake in the spec, which ended the search. */
  mistake: z.strictObject({ scope: knobValues, message: z.string() }).nullable(),
  message: z.string(),
});

/** An answer of version 1. */
export type SmallestDocument = z.infer<typeof smallestSchema>;

/** `counterexample`: the folder of the run, null when it was not written. */
export function smallestDocument(smallest: Smallest, counterexample: string | null, workers: number): SmallestDocument {
  const { question, found, total, looked, held, vacuous, mistaken } = smallest;
  const result = found === null ? null : (reportDocument([{ result: found, counterexample, remark: null }], workers).results[0] ?? null);
  return {
    format: "cutcheck.smallest/1",
    spec: question.spec.name,
    semantics: { ...question.semantics },
    properties: question.properties === null ? null : [...question.properties],
    ranges: question.ranges.map(({ knob, values }) => ({ knob, values: [...values] })),
    scopes: { total, looked, held, vacuous },
    symmetry: smallest.symmetry,
    complete: isComplete(smallest),
    smallest: result,
    incomplete: smallest.incomplete.map(each => ({ scope: { ...each.instance.scope }, message: sentenceOf(each) })),
    refused: smallest.refused.map(({ scope, error }) => ({ scope: { ...scope }, message: `${error.mistake.code} ${error.mistake.message}` })),
    mistake: mistaken === null ? null : { scope: { ...mistaken.instance.scope }, message: sentenceOf(mistaken) },
    message: smallestSentences(smallest).join(" "),
  };
}
